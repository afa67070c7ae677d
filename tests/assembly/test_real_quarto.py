"""Both waves by the real Quarto, where there is one: the same text as the embedded engine's."""

import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from bilan.assembly.docx_contents import W
from bilan.assembly.engines import find_quarto, is_new_enough, quarto_version
from bilan.assembly.render import RenderReport, render
from bilan.project.paths import known_waves

from .reading import pdf_text, read_html

PROGRAM = find_quarto()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        PROGRAM is None or not is_new_enough(quarto_version(PROGRAM)),
        reason="Quarto 1.10 or later is not on the path",
    ),
]
FORMATS = ("html", "pdf", "docx")
# The colophon names what rendered the report.
ENGINE = re.compile(r"composé par .*? à partir de")


def rendered(wave: str, engine: str, folder: Path) -> RenderReport:
    return render(wave, FORMATS, output=folder / engine, engine=engine)


@pytest.fixture(scope="module", params=known_waves())
def both(
    request: pytest.FixtureRequest, site: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, RenderReport]:
    """The folder of a wave's report by both engines, and what Quarto said."""
    assert site.is_dir()  # the illustrations are made
    folder = tmp_path_factory.mktemp(f"quarto-{request.param}")
    rendered(request.param, "embedded", folder)
    return folder, rendered(request.param, "quarto", folder)


def test_quarto_warns_of_nothing(both: tuple[Path, RenderReport]) -> None:
    assert both[1].warnings == ()
    status = subprocess.run(["git", "status", "--porcelain"], capture_output=True, text=True)
    assert "bilan.typ" not in status.stdout
    assert ".gitignore" not in status.stdout


def even(text: str) -> list[str]:
    """The words of a text, whatever its lines, its spaces and what rendered it."""
    return ENGINE.sub("composé à partir de", " ".join(text.split())).split()


def html_text(path: Path) -> str:
    return read_html(path).one("main").text


def word_text(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    paragraphs = root.iter(f"{{{W}}}p")
    return "\n".join("".join(p.itertext(f"{{{W}}}t")) for p in paragraphs)


@pytest.mark.parametrize(
    ("name", "read"),
    [("bilan.html", html_text), ("bilan.pdf", pdf_text), ("bilan.docx", word_text)],
)
def test_both_engines_give_the_same_text(both, name, read) -> None:  # type: ignore[no-untyped-def]
    folder, _ = both
    assert even(read(folder / "quarto" / name)) == even(read(folder / "embedded" / name))


def test_both_engines_give_the_same_sections_and_links(both: tuple[Path, RenderReport]) -> None:
    pages = [read_html(both[0] / engine / "bilan.html") for engine in ("quarto", "embedded")]
    for facts in (
        [[s.attributes.get("id") for s in page.all("section")] for page in pages],
        [sorted(a.attributes.get("href", "") for a in page.all("a")) for page in pages],
    ):
        assert facts[0] == facts[1]
