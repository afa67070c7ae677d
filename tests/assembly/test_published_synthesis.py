"""The synthesis as it is published: four pages, tagged, from the sources of the report."""

import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from bilan.project.paths import REPORT
from bilan.survey.wave import read_wave

from .reading import flat, pdf_text, structure

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def path(site: Path) -> Path:
    return site / "2015" / "synthese.pdf"


@pytest.fixture(scope="module")
def document(path: Path) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(path) as pdf:
        yield pdf


def test_it_has_at_most_four_pages_of_a4(document: pikepdf.Pdf) -> None:
    sizes = [[round(float(x)) for x in page.MediaBox[2:]] for page in document.pages]
    assert 2 < len(sizes) <= 4
    assert sizes == [[595, 842]] * len(sizes)


def test_it_is_tagged_and_says_its_standards(document: pikepdf.Pdf) -> None:
    assert bool(document.Root.MarkInfo.Marked)
    with document.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfuaid:part"]) == ("2", "1")
        assert "2015" in str(metadata["dc:title"])


def test_every_illustration_that_it_includes_has_its_alternative_text(path: Path) -> None:
    text = (REPORT / "2015" / "synthese.qmd").read_text(encoding="utf-8")
    included = re.findall(r"figures/2015/(\w+)\.qmd", text)
    figures = structure(path, "Figure")
    assert len(figures) == len(set(included) - {"publication"})
    assert all(len(str(figure["/Alt"])) > 40 for figure in figures)


def test_it_says_who_made_it_and_that_data_are_simulated(path: Path) -> None:
    text, stated = flat(pdf_text(path)), read_wave("2015").stated
    assert stated.imprint is not None
    for said in (*stated.imprint.authors, stated.imprint.contact, stated.imprint.collection):
        assert said in text
    pages = pdf_text(path).rstrip("\f\n").split("\f")
    assert all("ce rapport ne décrit aucun établissement réel" in flat(page) for page in pages)
