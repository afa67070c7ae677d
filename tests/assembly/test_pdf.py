"""The PDF that the embedded engine makes of the tiny report."""

import re
from pathlib import Path

import pikepdf
import pytest

from .reading import flat, pdf_text, structure


@pytest.fixture(scope="module")
def pdf(made: Path) -> Path:
    return made / "bilan.pdf"


def test_standards_language_and_metadata(pdf: Path) -> None:
    with pikepdf.open(pdf) as document:
        assert str(document.Root.Lang) == "fr-FR"
        assert bool(document.Root.MarkInfo.Marked)
        with document.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "2"
            assert metadata["pdfaid:conformance"] == "A"
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"].startswith("Mise en œuvre")
            assert list(metadata["dc:creator"]) == ["Académie d’essai"]
            assert "données simulées" in metadata["pdf:Keywords"]
        assert str(document.docinfo["/CreationDate"]).startswith("D:20140630000000")


def test_pages_are_a4_and_all_bear_the_mention(pdf: Path) -> None:
    pages = pdf_text(pdf).split("\f")[:-1]
    assert len(pages) == 4
    for number, page in enumerate(pages, start=1):
        assert "Données simulées : ce rapport ne décrit aucun établissement réel." in flat(page)
        if number > 1:
            assert f"page {number} / {len(pages)}" in flat(page)
            assert "Bilan du numérique dans les EPLE, 2014" in page
    with pikepdf.open(pdf) as document:
        width, height = (float(x) for x in document.pages[0].MediaBox[2:])
    assert (round(width), round(height)) == (595, 842)


def test_contents_and_lists(pdf: Path) -> None:
    contents = pdf_text(pdf).split("\f")[1]
    assert re.search(r"1\.1\s+Pilotage du numérique[ .\u2060]+4", contents)
    assert re.search(r"Illustration 1\s+Le comité dédié pilote", contents)
    assert re.search(r"Tableau 1\s+Huit établissements", contents)


def test_text_numbers_and_references(pdf: Path) -> None:
    text = flat(pdf_text(pdf))
    assert "Voir la section 1.1, l’illustration 1, le tableau 1 et la méthode." in text
    assert "Illustration 1 : Le comité dédié pilote le numérique dans 61,5 % des" in text
    assert "Tableau 1 : Huit établissements n’ont pas répondu" in text
    assert "Illustration 1 ouvre la phrase, et la section 1.1 aussi." in text
    assert "Ce paragraphe n’est que sur le papier." in text
    assert "La vague 2014 le montre." in text
    assert "Données de l’illustration" not in text


def test_caption_stands_above_and_notes_below(pdf: Path) -> None:
    page = pdf_text(pdf).split("\f")[3]
    order = [page.index(text) for text in ("Illustration 1 :", "printemps 2014, en", "Lecture")]
    assert order == sorted(order)


def test_spaces_of_the_author_stay(pdf: Path) -> None:
    text = flat(pdf_text(pdf)).replace("\u202f", " ").replace("\u00a0", " ")
    assert "« de cinq à huit » personnes ; c’est peu !" in text
    assert "1 234 réponses" in text


def test_figures_have_alternative_texts(pdf: Path) -> None:
    figures = structure(pdf, "Figure")
    assert [figure["/Alt"][:42] for figure in figures] == [
        "Barres horizontales\u00a0: comité dédié 61,5\u00a0%,"
    ]


def test_tables_have_header_cells(pdf: Path) -> None:
    assert len(structure(pdf, "Table")) == 1
    assert len(structure(pdf, "TH")) == 4
    assert len(structure(pdf, "TD")) == 12


def test_references_lead_somewhere(pdf: Path) -> None:
    with pikepdf.open(pdf) as document:
        links = [
            item
            for page in document.pages
            for item in page.get("/Annots", [])
            if item.Subtype == "/Link"
        ]
    assert len(links) > 12


def test_bookmarks(pdf: Path) -> None:
    with pikepdf.open(pdf) as document, document.open_outline() as outline:
        assert [item.title for item in outline.root] == ["L’essentiel", "1 Analyse descriptive"]
        children = outline.root[1].children
        assert [item.title for item in children] == ["1.1 Pilotage du numérique", "Méthode"]


def test_faces_are_those_of_the_project(pdf: Path) -> None:
    with pikepdf.open(pdf) as document:
        names = {
            str(font.BaseFont)
            for page in document.pages
            for font in page.Resources.get("/Font", {}).values()
        }
    assert names
    assert all("SourceSansPro" in name for name in names)
