"""The published PDF, looked at by another program than the one that made it."""

import subprocess
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from bilan.survey.illustration_specs import illustrations_of
from bilan.survey.wave import read_wave

from .reading import read_html, structure

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["2014", "2015"])
def folder(request: pytest.FixtureRequest, site: Path) -> Path:
    return site / str(request.param)


@pytest.fixture(scope="module")
def path(folder: Path) -> Path:
    return folder / "bilan.pdf"


@pytest.fixture(scope="module")
def document(path: Path) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(path) as pdf:
        yield pdf


def test_it_is_tagged_and_says_so(document: pikepdf.Pdf) -> None:
    assert bool(document.Root.MarkInfo.Marked)
    assert not bool(document.Root.MarkInfo.get("/Suspects", False))
    assert "/StructTreeRoot" in document.Root
    for page in document.pages:
        assert page.obj.get("/Tabs") in (None, "/S")
        assert "/StructParents" in page.obj


def test_standards_language_and_title(document: pikepdf.Pdf, folder: Path) -> None:
    with document.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == read_html(folder / "bilan.html").one("title").text
        assert metadata["dc:language"] == {"fr-FR"}
    assert str(document.Root.Lang) == "fr-FR"
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)


def test_every_font_is_inside(document: pikepdf.Pdf) -> None:
    found = 0
    for item in document.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
            found += 1
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(item.keys()), item.FontName
    assert found > 3


def test_every_figure_has_its_alternative_text(path: Path, folder: Path) -> None:
    figures = structure(path, "Figure")
    assert len(figures) == len(illustrations_of(read_wave(folder.name)))
    page = read_html(folder / "bilan.html")
    in_page = [image.attributes["alt"] for image in page.all("img")]
    assert [figure.get("/Alt") for figure in figures] == in_page
    assert all(len(text) > 40 for text in in_page)


def test_bookmarks_are_the_contents_of_the_page(document: pikepdf.Pdf, folder: Path) -> None:
    def titles(items: list[pikepdf.OutlineItem]) -> Iterator[str]:
        for item in items:
            yield " ".join(item.title.split())
            yield from titles(item.children)

    contents = read_html(folder / "bilan.html").one("nav", id="TOC")
    wanted = [" ".join(link.text.split()) for link in contents.all("a")]
    with document.open_outline() as outline:
        found = list(titles(outline.root))
    assert [title for title in found if title in wanted] == wanted


def test_tables_have_header_cells(path: Path) -> None:
    tables = structure(path, "Table")
    assert len(tables) > 8
    assert len(structure(path, "TH")) >= 2 * len(tables)


def test_links_say_where_they_lead(document: pikepdf.Pdf) -> None:
    links = [
        note
        for page in document.pages
        for note in page.get("/Annots", [])
        if note.Subtype == "/Link"
    ]
    assert len(links) > 20
    assert all("/StructParent" in link for link in links)


def test_nothing_in_it_runs(document: pikepdf.Pdf) -> None:
    assert "/OpenAction" not in document.Root
    assert "/AA" not in document.Root
    names = document.Root.get("/Names", pikepdf.Dictionary())
    assert "/JavaScript" not in names
    assert "/EmbeddedFiles" not in names


def chapter_starts(document: pikepdf.Pdf) -> set[int]:
    """Places of the pages on which a heading of level 1 stands."""
    places = {page.objgen: place for place, page in enumerate(document.pages)}
    with document.open_outline() as outline:
        return {places[item.destination[0].objgen] for item in outline.root}


def longest_gap(page: Image.Image) -> float:
    """Share of the height between head and foot that the largest empty stretch takes."""
    shades = page.convert("L")
    top, foot = round(page.height * 0.075), round(page.height * 0.925)
    empty = [min(shades.crop((0, y, page.width, y + 1)).tobytes()) > 200 for y in range(top, foot)]
    runs = [len(list(run)) for is_empty, run in groupby(empty) if is_empty]
    return max(runs, default=0) / len(empty)


def test_only_the_last_page_of_a_chapter_is_less_than_three_quarters_full(
    path: Path, document: pikepdf.Pdf, tmp_path: Path
) -> None:
    command = ["pdftoppm", "-r", "30", "-png", str(path), str(tmp_path / "page")]
    subprocess.run(command, check=True, capture_output=True)
    pages = [Image.open(file) for file in sorted(tmp_path.glob("page-*.png"))]
    starts = chapter_starts(document) | {1, len(pages)}  # the title stands alone
    loose = {
        number + 1: round(gap, 2)
        for number, page in enumerate(pages)
        if number + 1 not in starts and number > 0 and (gap := longest_gap(page)) > 0.25
    }
    assert loose == {}


def test_contents_take_one_page_and_the_whole_at_most_24(path: Path) -> None:
    with pikepdf.open(path) as document:
        assert min(chapter_starts(document)) == 2
        assert len(document.pages) <= 24
