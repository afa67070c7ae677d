"""Each construct outside the subset is refused, where it is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bilan.assembly.render import render
from bilan.assembly.subset import SUBSET, check_subset, subset_text
from bilan.project.errors import TextError

Chapter = Callable[[str], Path]

REFUSED = {
    "html block": ("<div>texte</div>", "HTML dans le texte"),
    "html inline": ("du <b>gras</b>", "HTML dans le texte"),
    "html comment": ("<!-- note -->", "HTML dans le texte"),
    "script": ("<script>alert(1)</script>", "HTML dans le texte"),
    "tex": ("un \\textbf{gras}", "commande TeX « \\textbf »"),
    "raw block": ("```{=typst}\n#read(\"/etc/passwd\")\n```", "bloc brut (HTML, TeX ou typst)"),
    "raw inline": ("`#pagebreak()`{=typst}", "texte brut « {=typst} »"),
    "code that hides a number": ("Ils sont `99 %`.", "un chiffre s’écrit en texte"),
    "code cell": ("```{python}\n1 + 1\n```", "cellule de code : les calculs sont dans les carnets"),
    "code block": ("~~~\ncode\n~~~", "bloc de code"),
    "shortcode": ("{{< video x.mp4 >}}", "raccourci « {{< video >}} » : seuls include et meta"),
    "include in a line": ("voir {{< include x.qmd >}}", "doit être seul sur sa ligne"),
    "broken meta": ("{{< meta >}}", "mal formé"),
    "callout": ("::: {.callout-note}\ntexte\n:::", "encadré Quarto (callout)"),
    "other div": ("::: {.column-margin}\ntexte\n:::", "bloc « .column-margin » inconnu"),
    "pdf condition": (
        '::: {.content-visible when-format="pdf"}\ntexte\n:::',
        "format « pdf » : html, typst ou docx",
    ),
    "open div": ("::: {.notes}\ntexte", "bloc « ::: » ouvert et jamais fermé"),
    "closed twice": (":::\n", "« ::: » ferme un bloc qui n’est pas ouvert"),
    "citation": ("comme le dit @durand2014.", "citation « @durand2014 »"),
    "equation reference": ("voir @eq-un", "citation « @eq-un »"),
    "math": ("soit $x^2$", "formule mathématique"),
    "display math": ("$$x$$", "formule mathématique"),
    "no such reference": ("voir l’@fig-absente", "renvoi vers rien : « @fig-absente »"),
    "no such anchor": ("[voir](#sec-absente)", "renvoi vers rien : « #sec-absente »"),
    "unnumbered target": (
        "voir la @sec-a\n\n# A {#sec-a .unnumbered}",
        "renvoi « @sec-a » vers un titre sans numéro",
    ),
    "no such note": ("texte[^a]", "note absente : « [^a] »"),
    "no such image": (
        '::: {#fig-a}\n![](../../figures/2014/absente){fig-alt="x"}\n\nTitre\n:::',
        "fichier introuvable : figures/2014/absente.svg",
    ),
    "remote image": (
        '![](https://exemple.fr/a.png){#fig-a fig-alt="x"}',
        "l’image doit être un fichier du projet",
    ),
    "image without text": (
        "::: {#fig-a}\n![](../../figures/2014/instance)\n\nTitre\n:::",
        "image sans texte de remplacement (fig-alt)",
    ),
    "image outside a figure": (
        '![](../../figures/2014/instance){fig-alt="x"}',
        "image sans identifiant",
    ),
    "style": ('[texte]{style="color:red"}', "attribut « style » d’un texte"),
    "script link": ("[clic](javascript:alert(1))", "lien « javascript:alert »"),
    "yaml in the middle": ("---\ntitle: x\n---", "en-tête YAML dans un fichier inclus"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused_where_it_is(chapter: Chapter, project: Path, name: str) -> None:
    text, message = REFUSED[name]
    path = chapter("Un paragraphe.\n\n" + text + "\n" if not text.startswith("---") else text)
    findings = check_subset(project / "report/2014/bilan.qmd")
    expected = 1 if text.startswith("---") else 4 if "\n![" in text else 3
    assert [(f.file, f.line) for f in findings if message in f.message] == [(path, expected)], (
        subset_text(findings, project)
    )


def test_fixture_is_within_the_subset(project: Path) -> None:
    assert check_subset(project / "report/2014/bilan.qmd") == []


def test_duplicate_identifier_names_both_places(chapter: Chapter, project: Path) -> None:
    chapter("# A {#sec-a}\n\ntexte\n\n# B {#sec-a}\n")
    (finding,) = check_subset(project / "report/2014/bilan.qmd")
    assert (finding.line, finding.message) == (
        5,
        "identifiant en double : « sec-a », déjà à chapitre.qmd:1",
    )


def test_include_of_nothing(chapter: Chapter, project: Path) -> None:
    path = chapter("texte\n\n{{< include absent.qmd >}}\n")
    (finding,) = check_subset(project / "report/2014/bilan.qmd")
    assert (finding.file, finding.line) == (path, 3)
    assert finding.message == "fichier inclus introuvable : « absent.qmd »"


def test_include_outside_the_project(chapter: Chapter, project: Path) -> None:
    (project.parent / "dehors.qmd").write_text("secret", encoding="utf-8")
    chapter("{{< include ../../../dehors.qmd >}}\n")
    (finding,) = check_subset(project / "report/2014/bilan.qmd")
    assert finding.message == "inclusion hors du projet : « ../../../dehors.qmd »"


def test_include_by_absolute_path(chapter: Chapter, project: Path) -> None:
    chapter("{{< include /etc/hostname >}}\n")
    (finding,) = check_subset(project / "report/2014/bilan.qmd")
    assert finding.message.startswith("inclusion d’un chemin absolu")


def test_include_through_a_link(chapter: Chapter, project: Path) -> None:
    outside = project.parent / "dehors"
    outside.mkdir()
    (outside / "a.qmd").write_text("secret", encoding="utf-8")
    (project / "report/2014/lien").symlink_to(outside)
    chapter("{{< include lien/a.qmd >}}\n")
    (finding,) = check_subset(project / "report/2014/bilan.qmd")
    assert finding.message == "inclusion par un lien symbolique : « lien/a.qmd »"


def test_image_through_a_link(chapter: Chapter, project: Path) -> None:
    for kind in ("svg", "png"):
        (project / f"figures/2014/lien.{kind}").symlink_to(
            project / f"figures/2014/instance.{kind}"
        )
    chapter('![Titre](../../figures/2014/lien){#fig-a fig-alt="x"}\n')
    findings = check_subset(project / "report/2014/bilan.qmd")
    assert {f.message for f in findings} == {
        "image « ../../figures/2014/lien » : l’image passe par un lien symbolique"
    }


def test_include_cycle(chapter: Chapter, project: Path) -> None:
    path = chapter("{{< include autre.qmd >}}\n")
    other = path.with_name("autre.qmd")
    other.write_text("texte\n{{< include chapitre.qmd >}}\n", encoding="utf-8")
    (finding,) = check_subset(project / "report/2014/bilan.qmd")
    assert (finding.file, finding.line) == (other, 2)
    assert finding.message == "inclusion circulaire : « chapitre.qmd »"


def test_unknown_metadata(chapter: Chapter, project: Path) -> None:
    chapter("vague {{< meta vagues >}}\n")
    (finding,) = check_subset(project / "report/2014/bilan.qmd", known={"vague"})
    assert finding.message == "métadonnée inconnue : « vagues »"


def test_what_looks_like_a_mark_and_is_none(chapter: Chapter, project: Path) -> None:
    chapter(
        "De 3 < 5 à 7 > 2, `<b>` et `$x$` en code, 10\u00a0\\$, ecrire@exemple.fr,\n"
        "<https://exemple.fr>, \\@fig-x.\n"
    )
    assert check_subset(project / "report/2014/bilan.qmd") == []


def test_render_refuses_with_file_and_line(chapter: Chapter, project: Path, tmp_path: Path) -> None:
    chapter("texte\n\n<b>gras</b>\n")
    with pytest.raises(TextError, match=r"report/2014/chapitre\.qmd:3 : HTML dans le texte"):
        render("2014", ["html"], output=tmp_path / "s", engine="embedded", project=project)
    assert not (tmp_path / "s").exists()


def test_last_barrier_sees_what_pandoc_reads(
    chapter: Chapter, project: Path, tmp_path: Path
) -> None:
    chapter("Un paragraphe.\n\n    du code en retrait\n")
    with pytest.raises(TextError, match=r"chapitre\.qmd:3 : bloc de code « du code|bloc de code"):
        render("2014", ["html"], output=tmp_path / "s", engine="embedded", project=project)


def test_long_lists_stop_at_ten(chapter: Chapter, project: Path) -> None:
    chapter("<b>\n\n" * 14)
    lines = subset_text(check_subset(project / "report/2014/bilan.qmd"), project).splitlines()
    assert len(lines) == 11
    assert lines[-1] == "et 4 de plus"


def test_subset_is_told_in_words_and_examples() -> None:
    assert all(name and example for name, example in SUBSET)
