"""The page of the preview: the report's own, with each finding beside its sentence."""

import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from assembly.reading import Element, read_html

from bilan.assembly import pandoc
from bilan.assembly.embedded import Job, make_html, named, versions
from bilan.assembly.sources import SourceLine, load
from bilan.assembly.split import parts
from bilan.project.errors import TextError
from bilan.prose.findings import Finding
from bilan.review.preview.beside import PLACE
from bilan.review.preview.composing import Composer
from bilan.review.preview.marking import marked
from bilan.review.preview.state import PreviewState, pieces_as_written

pytestmark = pytest.mark.slow

CHAPTER = "report/2014/00-essentiel.qmd"
NBSP = "\u00a0"


def body(page: str) -> str:
    """The page from the end of its head, lines without their indents."""
    return re.sub(r"^\s+", "", page[page.index("</head>") :], flags=re.MULTILINE)


def finding(line: int, *, file: str = CHAPTER, severity: str = "erreur", **more: str) -> Finding:
    told = {"kind": "valeur", "text": "", "message": "Message du contrôle.", **more}
    return Finding(file, line, 1, severity, **told)


@pytest.fixture
def read(tmp_path: Path) -> Callable[[PreviewState], Element]:
    """The elements of the page that is served."""

    def call(state: PreviewState) -> Element:
        (tmp_path / "page.html").write_bytes(state.page.html)
        return read_html(tmp_path / "page.html")

    return call


def lines(*texts: str) -> tuple[SourceLine, ...]:
    return tuple(
        SourceLine(Path("/p/report/a.qmd"), n, text) for n, text in enumerate(texts, start=1)
    )


def test_page_is_the_report_s_own_to_the_byte_at_each_save(project: Path) -> None:
    source = load(project, "2014").with_engine(named(versions()))
    with tempfile.TemporaryDirectory() as folder:
        document, _ = pandoc.parse(source.text, folder=Path(folder), epoch=0, what="")
        report = make_html(Job(source, document, Path(folder), 0)).decode()
    composer = Composer(project, "2014", folder=project / "_build" / "apercu")
    pages = [composer.compose({}).html for _ in range(2)]
    assert pages[0] == pages[1]  # the second has its tables from memory
    assert len(PLACE.findall(pages[0])) > 10
    assert body(PLACE.sub("", pages[0])) == body(report)


def test_table_from_memory_follows_its_own_text(project: Path) -> None:
    composer = Composer(project, "2014", folder=project / "_build" / "apercu")
    piece = project / "figures/2014/instance.qmd"
    assert ">Comité dédié</" in composer.compose({}).html
    piece.write_text(piece.read_text().replace("| Comité dédié |", "| Comité éponyme |"))
    changed = composer.compose({}).html
    assert "Comité éponyme" in changed
    assert ">Comité dédié</" not in changed


def test_parts_are_cut_at_headings_unless_a_note_goes_across() -> None:
    text = (
        "# Un",
        "",
        "texte[^n]",
        "",
        "[^n]: note",
        "",
        "## Deux",
        "",
        "::: {.notes}",
        "",
        "# pas ici",
        ":::",
    )
    assert parts(lines(*text)) == [(0, 6), (6, 12)]
    across = ("# Un", "", "texte[^n]", "", "# Deux", "", "[^n]: note")
    assert parts(lines(*across)) == [(0, 7)]


def test_marks_stand_before_text_and_nowhere_else() -> None:
    text = (
        "# Titre",
        "Phrase.",
        "- point",
        "[^n]: note",
        "| a | b |",
        "|:--|--:|",
        ": légende",
        "::: {.x}",
    )
    told = marked(lines(*text), editable=Path("/p/report")).splitlines()
    mark = '[]{{data-place="{}"}}'.format
    assert told == [
        "# Titre",
        f"{mark(1)}Phrase.",
        f"- {mark(2)}point",
        f"[^n]: {mark(3)}note",
        f"| {mark(4)}a | b |",
        "|:--|--:|",
        ": légende",
        "::: {.x}",
    ]
    assert "data-place" not in marked(lines(*text), editable=Path("/elsewhere"))


def test_finding_stands_beside_its_sentence_and_in_the_list(
    state: PreviewState, check, read
) -> None:
    check.found = [
        finding(5, text="61,5 %", message="n’est plus vrai", proposal=f"64,0{NBSP}%"),
        finding(3, severity="avertissement"),
        finding(1, file="data/preconisations.yml", severity="avertissement"),
    ]
    state.refresh()
    page = read(state)
    summary = page.one("aside")
    assert (
        summary.one("h2").text == f"Contrôle du texte{NBSP}: 1{NBSP}erreur, 2{NBSP}avertissements"
    )
    assert len(summary.all("li")) == 3
    notes = page.all(role="note")
    assert [note.attributes["id"] for note in notes] == ["constat-2", "constat-1"]
    wrong = page.one(id="constat-1")
    assert wrong.text.startswith("Erreur 1")  # in words, not by colour alone
    assert f"À écrire{NBSP}: «{NBSP}64,0{NBSP}%{NBSP}»" in wrong.text
    item = next(li for li in page.one("main").all("li") if wrong in li.all(role="note"))
    assert "des établissements ont un comité dédié" in item.text
    assert page.one("a", id="appel-1").attributes["href"] == "#constat-1"


def test_what_a_finding_quotes_is_text(state: PreviewState, check) -> None:
    check.found = [
        finding(3, text="<script>alert(1)</script>", message="<b>x</b> & y", proposal="<i>")
    ]
    page = state.refresh().html.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;b&gt;x&lt;/b&gt; &amp; y" in page


def test_heading_s_finding_goes_to_the_next_sentence(state: PreviewState, check) -> None:
    check.found = [finding(1)]
    page = state.refresh().html.decode()
    note = page.index('id="constat-1"')
    assert page.index("Un an après") < note < page.index("comité dédié")


def test_check_that_cannot_be_made_leaves_the_page(project: Path) -> None:
    def check(_: str) -> list[Finding]:
        raise TextError("la vague n’est pas construite")

    state = PreviewState("2014", project=project, build=project / "_build", check=check)
    state.look()
    page = state.page.html.decode()
    state.close()
    assert "la vague n’est pas construite" in page
    assert "Un an après" in page


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\n{{< include absent.qmd >}}\n", "fichier inclus introuvable"),
        ("\nVoir @fig-nullepart.\n", "renvoi vers rien"),
    ],
    ids=["include", "reference"],
)
def test_text_that_cannot_be_composed_says_where(
    state: PreviewState, check, chapter: Path, read, text: str, told: str
) -> None:
    before = chapter.read_text()
    where = len(before.splitlines()) + 2
    chapter.write_text(before + text)
    check.found = [finding(where, kind="syntaxe", message="renvoi vers rien")]
    assert state.look()
    page = read(state)
    assert not state.page.composed
    fault = page.one("section")
    assert fault.one("h2").text == f"{CHAPTER}, ligne {where}"
    assert told in fault.one("p").text
    assert text.strip() in fault.one("mark").text
    chapter.write_text(before)
    check.found = []
    assert state.look()
    assert state.page.composed
    assert not state.look()


def test_file_of_another_encoding_is_named_with_its_line(
    state: PreviewState, chapter: Path
) -> None:
    chapter.write_bytes(chapter.read_bytes() + "\nÉté\n".encode("latin-1"))
    state.look()
    page = state.page.html.decode()
    assert "n’est pas en UTF-8" in page
    assert f"{CHAPTER}, ligne {len(chapter.read_bytes().splitlines())}" in page


def test_what_is_left_of_an_illustration_that_is_no_more_is_left_alone(tmp_path: Path) -> None:
    for name in ("vieux.json", "vieux.qmd"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
        os.utime(tmp_path / name, (1, 1))
    assert [path.name for path in pieces_as_written("2014", tmp_path)] == ["sigles.qmd"]


@pytest.mark.parametrize(
    "text",
    [
        "<b>gras</b>",
        "<style>body { display: none }</style>",
        '<meta http-equiv="refresh" content="0; url=https://exemple.fr/">',
        "```{=html}\n<style>p { display: none }</style>\n```",
        "`<style>p { display: none }</style>`{=html}",
        "[lien](javascript:alert(1))",
        "::: {.inconnu}\nmarqué\n:::",
    ],
)
def test_nothing_is_shown_of_a_text_that_no_build_would_publish(
    state: PreviewState, chapter: Path, text: str
) -> None:
    chapter.write_text(chapter.read_text() + f"\nVu par erreur.\n\n{text}\n")
    page = state.refresh().html.decode()
    body = page[page.index("<body") :]
    assert "Le texte ne peut pas être composé" in body
    assert "00-essentiel.qmd, ligne" in body
    assert 'http-equiv="refresh"' not in page
    assert "<style>" not in body
