"""Determinism, hostile texts, errors of the embedded engine."""

import re
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from bilan.assembly.images import ImageError, image_file
from bilan.assembly.pandoc import run_pandoc
from bilan.assembly.render import render
from bilan.assembly.sources import read_yaml
from bilan.project.errors import AssemblyError, TextError, UsageError
from bilan.project.paths import QUARTO_PROJECT

from .reading import copy_project, pdf_text, read_html

pytestmark = pytest.mark.slow

FORMATS = ["html", "pdf", "docx"]

HOSTILE = (
    '<script>alert(1)</script> & "guillemets" #read("/etc/passwd") ] $x$ \\input{a} `x`{=html} '
    "{{< include /etc/passwd >}} [lien](javascript:alert(1)) <!-- --> *gras* @fig-x \u202e é"
)


def test_same_bytes_in_another_folder(made: Path, tmp_path: Path) -> None:
    source = copy_project(tmp_path / "un autre dossier" / "projet")
    render("2014", FORMATS, output=tmp_path / "s", engine="embedded", project=source)
    for name in FORMATS:
        assert (tmp_path / f"s/bilan.{name}").read_bytes() == (made / f"bilan.{name}").read_bytes()


def test_no_path_of_the_machine_inside(made: Path) -> None:
    for name in FORMATS:
        content = (made / f"bilan.{name}").read_bytes()
        assert str(made.parent).encode() not in content
        assert str(Path(__file__).parents[2]).encode() not in content


def test_date_comes_from_the_caller(project: Path, tmp_path: Path) -> None:
    for name, epoch in (("a", 1_400_000_000), ("b", 1_500_000_000)):
        render(
            "2014",
            ["pdf", "docx"],
            output=tmp_path / name,
            engine="embedded",
            project=project,
            epoch=epoch,
        )
    assert (tmp_path / "a/bilan.pdf").read_bytes() != (tmp_path / "b/bilan.pdf").read_bytes()
    word = docx.Document(str(tmp_path / "b/bilan.docx"))
    assert word.core_properties.created.year == 2017


def test_report_says_what_rendered(project: Path, tmp_path: Path) -> None:
    report = render("2014", ["html"], output=tmp_path, engine="embedded", project=project)
    assert report.engine == "embedded"
    assert set(report.versions) == {"pandoc", "typst"}
    assert report.files == (tmp_path / "bilan.html",)
    assert report.warnings == ()
    assert [path.name for path in tmp_path.iterdir() if path.name != "projet"] == ["bilan.html"]


def test_engine_names_itself_in_the_text(
    chapter: Callable[[str], Path], project: Path, tmp_path: Path
) -> None:
    chapter("Composé par {{< meta moteur >}}.\n")
    render("2014", ["html"], output=tmp_path, engine="embedded", project=project)
    text = read_html(tmp_path / "bilan.html").one("main").text
    assert re.search(r"Composé par le moteur intégré \(pandoc 3\.\S+, typst \S+\)\.", text)


def test_hostile_metadata_stays_text(project: Path, tmp_path: Path) -> None:
    profile = project / "_quarto-vague-2014.yml"
    quoted = HOSTILE.replace("'", "''")
    text = re.sub(
        r"(?m)^(title|subtitle|titre-court|mention-simulation):.*$", "", profile.read_text()
    )
    text = text.replace('  - "Académie d’essai"', f"  - '{quoted}'")
    for key in ("title", "subtitle", "titre-court", "mention-simulation", "vague-hostile"):
        text += f"{key}: '{quoted}'\n"
    profile.write_text(text, encoding="utf-8")
    (project / "report/2014/bilan.qmd").write_text(
        "---\nlang: fr\n---\n\n# A\n\nRappel : {{< meta vague-hostile >}}\n", encoding="utf-8"
    )
    render("2014", FORMATS, output=tmp_path / "s", engine="embedded", project=project)

    page = read_html(tmp_path / "s/bilan.html")
    included = read_yaml(QUARTO_PROJECT)["format"]["html"]["include-after-body"]
    assert len(page.all("script")) == len(included)
    assert page.one("h1").text == HOSTILE
    assert HOSTILE in page.one("main").text
    assert not [a for a in page.all("a") if "javascript" in a.attributes.get("href", "")]

    word = docx.Document(str(tmp_path / "s/bilan.docx"))
    assert word.core_properties.title == HOSTILE
    assert word.sections[0].header.paragraphs[0].text == HOSTILE

    pdf = pdf_text(tmp_path / "s/bilan.pdf")
    assert "root:" not in pdf
    assert "/etc/passwd" in pdf


def test_hostile_alternative_text_stays_text(
    chapter: Callable[[str], Path], project: Path, tmp_path: Path
) -> None:
    alt = 'Une barre <b> #read(\\"/etc/passwd\\") \\\\ $x$ ]'
    chapter(
        f'::: {{#fig-a}}\n\n![](../../figures/2014/instance){{fig-alt="{alt}"}}\n\nTitre\n\n:::\n'
    )
    render("2014", FORMATS, output=tmp_path, engine="embedded", project=project)
    made = read_html(tmp_path / "bilan.html").one("img")
    assert made.attributes["alt"] == 'Une barre <b> #read("/etc/passwd") \\ $x$ ]'


def test_pdf_is_refused_without_alternative_text(project: Path, tmp_path: Path) -> None:
    template = project / "bilan/assembly/assets/typst-template.typ"
    text = template.read_text(encoding="utf-8")
    assert ", alt: texte" in text
    template.write_text(text.replace(", alt: texte", ""), encoding="utf-8")
    with pytest.raises(AssemblyError, match="alt"):
        render("2014", ["pdf"], output=tmp_path / "s", engine="embedded", project=project)
    assert list((tmp_path / "s").iterdir()) == []


def test_missing_file_of_the_configuration(project: Path, tmp_path: Path) -> None:
    (project / "report/modele.docx").unlink()
    with pytest.raises(AssemblyError, match=r"report/modele\.docx"):
        render("2014", ["docx"], output=tmp_path / "s", engine="embedded", project=project)


def test_unknown_wave_format_and_engine(project: Path, tmp_path: Path) -> None:
    with pytest.raises(AssemblyError, match=r"_quarto-vague-2031\.yml"):
        render("2031", ["html"], output=tmp_path / "s", engine="embedded", project=project)
    with pytest.raises(UsageError, match="epub"):
        render("2014", ["epub"], output=tmp_path / "s", engine="embedded", project=project)
    with pytest.raises(UsageError, match="latex"):
        render("2014", ["html"], output=tmp_path / "s", engine="latex", project=project)


def test_pandoc_error_is_told(tmp_path: Path) -> None:
    with pytest.raises(AssemblyError, match="pandoc stopped with code"):
        run_pandoc(
            ["--from=json", "--to=html"], text=b"pas du JSON", folder=tmp_path, epoch=0, what="x"
        )


def test_sandbox_reads_no_other_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("chuchotement", encoding="utf-8")
    reads = (
        ("rst", f".. include:: {secret}\n", ["--to=plain"]),
        (
            "markdown",
            f"![x]({secret})\n",
            ["--to=html", "--embed-resources", "--standalone", "-M", "title=x"],
        ),
    )
    for reader, text, arguments in reads:
        output, _ = run_pandoc(
            [f"--from={reader}", *arguments],
            text=text.encode(),
            folder=tmp_path,
            epoch=0,
            what="x",
        )
        assert b"chuchotement" not in output


def test_image_errors_say_why(project: Path) -> None:
    document = project / "report/2014/bilan.qmd"
    with pytest.raises(ImageError, match=r"fichier introuvable : report/2014/a\.svg"):
        image_file(project, document, "a", "svg")
    with pytest.raises(ImageError, match="hors du projet"):
        image_file(project, document, "../../../a.png", "svg")
    assert issubclass(ImageError, TextError)


def test_real_data_have_no_mention(project: Path, tmp_path: Path) -> None:
    profile = project / "_quarto-vague-2014.yml"
    text = re.sub(r"(?m)^mention-simulation:.*\n", "", profile.read_text(encoding="utf-8"))
    profile.write_text(text, encoding="utf-8")
    render("2014", FORMATS, output=tmp_path / "s", engine="embedded", project=project)
    page = read_html(tmp_path / "s/bilan.html")
    assert page.all("section", **{"class": "bandeau"}) == []
    assert "imulé" not in page.one("body").text
    assert "imulé" not in pdf_text(tmp_path / "s/bilan.pdf")
    word = docx.Document(str(tmp_path / "s/bilan.docx"))
    assert word.sections[0].header.paragraphs[0].text == ""
    assert "imulé" not in word.core_properties.keywords


def test_a_folder_may_have_any_name(made: Path, tmp_path: Path) -> None:
    odd = tmp_path / "a{b} x%20y #$'\"é"
    odd.mkdir()
    source = copy_project(odd / "projet")
    formats = ["html", "pdf", "docx"]
    render("2014", formats, output=odd / "sortie", engine="embedded", project=source)
    for name in formats:
        content = (odd / "sortie" / f"bilan.{name}").read_bytes()
        assert content == (made / f"bilan.{name}").read_bytes(), name
