"""Comments of a Word file, and the line that each is about."""

from pathlib import Path

import pytest
from assembly.reading import copy_project
from word_files import commented, comments, deleted, inserted, paragraph, run, word_file

from bilan.project.errors import TextError
from bilan.review.comments import comments_of, comments_text, wave_of, where
from bilan.review.word.reading import read_word

HOSTILE = "\u202e\x9b31m<script>alert(1)</script>\n| a | **b**"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = copy_project(tmp_path / "projet")
    (folder / "report/2014/10-analyse.qmd").write_text(
        "# Analyse {#sec-analyse}\n\nUne phrase.\nLe comité ([61 %]{ind=instance_comite}) domine.\n"
        "\n{{< include ../../figures/2014/instance.qmd >}}\n\n## Suite\n\n"
        "La fin est ici, au bout.\n",
        encoding="utf-8",
    )
    return folder


BODY = (
    paragraph(run("1. Analyse"), style="Heading1"),
    paragraph(run("Une phrase. Le comité ("), commented(0, run("61 %")), run(") domine.")),
    paragraph(commented(1, run("Instance de pilotage déclarée, printemps 2014, en %"))),
    paragraph(run("La fin est "), deleted("ici"), commented(2, inserted("là")), run(", au bout.")),
    paragraph(commented(3, run("Un texte venu d’ailleurs, sans rapport."))),
    paragraph(run("La fin était "), commented(4, run("ici")), run(", au bout, je crois.")),
)
TEXTS = {0: "Vraiment ?", 1: "Titre ?", 2: "Non", 3: "Où ?", 4: "Sûr ?"}


def found(project: Path, tmp_path: Path, texts: dict[int, str]) -> list:
    parts = {"word/comments.xml": comments(texts)}
    path = word_file(tmp_path / "a.docx", *BODY, parts=parts)
    return comments_of(path, wave="2014", project=project)


def test_each_comment_has_its_line(project: Path, tmp_path: Path) -> None:
    items = found(project, tmp_path, TEXTS)
    name = "report/2014/10-analyse.qmd"
    assert [(i.file, i.line, i.words) for i in items] == [
        (name, 4, "61 %"),
        (name, 6, "Instance de pilotage déclarée, printemps 2014, en %"),
        (name, 10, "là"),
        ("", 0, "Un texte venu d’ailleurs, sans rapport."),
        (name, 10, "ici"),
    ]
    assert [i.chapter for i in items] == ["Analyse", "Analyse", "Suite", "", "Suite"]
    assert items[1].made == "figures/2014/instance.qmd"
    assert where(items[1]).endswith(":6 (texte fabriqué, figures/2014/instance.qmd)")
    assert where(items[3]) == "introuvable"


def test_the_list_is_by_chapter(project: Path, tmp_path: Path) -> None:
    rows = comments_text(found(project, tmp_path, TEXTS)).split("\n")
    heads = [row for row in rows if row and not row.startswith(" ")]
    assert heads == ["Analyse", "Suite", "Introuvable", "Suite"]
    assert "  report/2014/10-analyse.qmd:4\u00a0: «\u00a061 %\u00a0»" in rows
    assert "    Relecteur\u00a0: Vraiment ?" in rows


def test_a_cell_has_its_row_where_it_stands_alone(project: Path, tmp_path: Path) -> None:
    chapter = project / "report/2014/10-analyse.qmd"
    with chapter.open("a", encoding="utf-8") as file:
        file.write("\n| a | 12\\,5 \\% |\n|---|---|\n| oui | b |\n| oui | c |\n")
    cells = [paragraph(commented(n, run(text))) for n, text in enumerate(["12,5 %", "oui", "b"])]
    table = f"<w:tbl><w:tr><w:tc>{''.join(cells)}</w:tc></w:tr></w:tbl>"
    parts = {"word/comments.xml": comments({0: "x", 1: "y", 2: "z"})}
    path = word_file(tmp_path / "a.docx", table, parts=parts)
    assert [i.line for i in comments_of(path, wave="2014", project=project)] == [12, 0, 14]


def test_no_comment_says_so(project: Path, tmp_path: Path) -> None:
    path = word_file(tmp_path / "a.docx", *BODY)
    assert comments_of(path, wave="2014", project=project) == []
    assert comments_text([]) == "aucun commentaire dans ce fichier\n"


def test_hostile_text_is_one_line_of_plain_signs(project: Path, tmp_path: Path) -> None:
    text = comments_text(found(project, tmp_path, {0: HOSTILE}))
    assert "31m<script>alert(1)</script>\n    | a | **b**\n" in text
    assert not {"\u202e", "\x9b", "\x1b"} & set(text)


def test_the_file_says_its_wave(tmp_path: Path) -> None:
    properties = b'<P><property name="vague">2014</property></P>'
    named = {"docProps/custom.xml": properties}
    path = word_file(tmp_path / "a.docx", *BODY, parts=named)
    assert wave_of(read_word(path), path) == "2014"
    for other in (b'<P><property name="vague">../..</property></P>', b"<P/>"):
        path = word_file(tmp_path / "b.docx", *BODY, parts={"docProps/custom.xml": other})
        with pytest.raises(TextError, match="de quelle vague"):
            wave_of(read_word(path), path)
