"""The Word file that the embedded engine makes of the tiny report."""

import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from bilan.assembly.finish import space_after_tables

MENTION = "Données simulées\u00a0: ce rapport ne décrit aucun établissement réel."


@pytest.fixture(scope="module")
def word(made: Path) -> Document:
    return docx.Document(str(made / "bilan.docx"))


def styled(word: Document, name: str) -> list[str]:
    return [p.text for p in word.paragraphs if p.style is not None and p.style.name == name]


def test_headings_have_styles_and_numbers(word: Document) -> None:
    assert styled(word, "Heading 1") == ["L’essentiel", "1. Analyse descriptive"]
    assert styled(word, "Heading 2") == ["1.1 Pilotage du numérique", "Méthode"]
    assert styled(word, "Heading 3") == ["1.1.1 Un détail"]
    assert styled(word, "Title")[0].startswith("Mise en œuvre")


def test_contents_are_filled(word: Document) -> None:
    holder = word.element.find(f".//{qn('w:sdtContent')}")
    entries = ["".join(p.itertext(qn("w:t"))) for p in holder.iter(qn("w:p"))]
    assert entries == [
        "Sommaire",
        "L’essentiel",
        "1. Analyse descriptive",
        "1.1 Pilotage du numérique",
        "Méthode",
    ]
    anchors = [link.get(qn("w:anchor")) for link in holder.iter(qn("w:hyperlink"))]
    marks = {mark.get(qn("w:name")) for mark in word.element.iter(qn("w:bookmarkStart"))}
    assert len(anchors) == 4
    assert set(anchors) <= marks


def fields(word: Document) -> list[tuple[str, str]]:
    """Instruction and kept result of each field of the text, in order; each must be closed."""
    found: list[tuple[str, str]] = []
    state, instruction, result = "", "", ""
    for element in word.element.body.iter(qn("w:fldChar"), qn("w:instrText"), qn("w:t")):
        if element.tag == qn("w:fldChar"):
            kind = element.get(qn("w:fldCharType"))
            order = ("", "end"), ("begin", ""), ("separate", "begin"), ("end", "separate")
            assert (kind, state) in order or (kind, state) == ("begin", "end"), (kind, state)
            if kind == "end":
                found.append((instruction.strip(), result))
                instruction, result = "", ""
            state = kind
        elif element.tag == qn("w:instrText"):
            instruction += element.text or ""
        elif state == "separate":
            result += element.text or ""
    assert state in ("", "end")
    return found


def test_lists_of_illustrations_and_of_tables_are_fields_that_are_filled(word: Document) -> None:
    told = dict(fields(word))
    illustration = (
        "Illustration\u00a01\u00a0: Le comité dédié pilote le numérique dans 61,5\u00a0% "
        "des établissements"
    )
    assert told['TOC \\h \\z \\c "Illustration"'] == illustration
    table = "Tableau\u00a01\u00a0: Huit établissements n’ont pas répondu"
    assert told['TOC \\h \\z \\c "Tableau"'] == table
    assert next(iter(told)).startswith('TOC \\o "1-2"')
    holders = list(word.element.body.iter(qn("w:sdtContent")))
    titles = ["".join(holder[0].itertext(qn("w:t"))) for holder in holders]
    assert titles == ["Sommaire", "Illustrations", "Tableaux"]
    anchors = [
        [link.get(qn("w:anchor")) for link in holder.iter(qn("w:hyperlink"))]
        for holder in holders[1:]
    ]
    assert anchors == [["fig-instance"], ["tbl-reponse"]]
    assert "updateFields" not in etree.tostring(word.settings.element).decode()


def test_numbers_of_captions_are_what_the_lists_are_made_of(word: Document) -> None:
    counted = [(name, text) for name, text in fields(word) if name.startswith("SEQ")]
    assert sorted(counted) == [
        ("SEQ Illustration \\* ARABIC", "1"),
        ("SEQ Tableau \\* ARABIC", "1"),
    ]


def test_every_style_that_is_called_is_there(word: Document) -> None:
    known = {style.get(qn("w:styleId")) for style in word.styles.element.iter(qn("w:style"))}
    called = {
        mark.get(qn("w:val"))
        for tag in ("w:pStyle", "w:rStyle", "w:tblStyle")
        for mark in word.element.body.iter(qn(tag))
    }
    assert {"TOC1", "TOC2", "TableofFigures", "ImageCaption"} <= called
    assert called <= known


def test_references_are_links_to_bookmarks(word: Document) -> None:
    links = {
        ("".join(link.itertext(qn("w:t"))), link.get(qn("w:anchor")))
        for link in word.element.body.iter(qn("w:hyperlink"))
        if link.get(qn("w:anchor"))
    }
    marks = {mark.get(qn("w:name")) for mark in word.element.iter(qn("w:bookmarkStart"))}
    assert ("illustration\u00a01", "fig-instance") in links
    assert ("tableau\u00a01", "tbl-reponse") in links
    assert ("section\u00a01.1", "sec-pilotage") in links
    assert {anchor for _, anchor in links} <= marks


def test_captions_and_notes_have_styles(word: Document) -> None:
    assert styled(word, "Image Caption") == [
        "Illustration\u00a01\u00a0: Le comité dédié pilote le numérique dans 61,5\u00a0% "
        "des établissements"
    ]
    assert styled(word, "Table Caption") == [
        "Tableau\u00a01\u00a0: Huit établissements n’ont pas répondu"
    ]
    assert [text.split("\u00a0")[0] for text in styled(word, "Notes")] == [
        "Lecture",
        "Champ",
        "Source",
    ]
    assert styled(word, "Illustration Subtitle") == [
        "Instance de pilotage déclarée, printemps 2014, en\u00a0%"
    ]
    assert len(styled(word, "Cartouche")) == 1


def test_table_has_a_header_row_and_the_style(word: Document) -> None:
    (table,) = word.tables
    assert table.style is not None
    assert table.style.name == "Table"
    marked = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
    assert marked == [True, False, False, False]
    assert [cell.text for cell in table.rows[3].cells] == [
        "Lycées professionnels",
        "21",
        "19",
        "90\u00a0%",
    ]


def test_rows_stay_whole_and_a_short_table_on_one_page(word: Document) -> None:
    (table,) = word.tables
    for row in table.rows:
        assert row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
    kept = [
        all(p.paragraph_format.keep_with_next for cell in row.cells for p in cell.paragraphs)
        for row in table.rows
    ]
    assert kept == [True, True, True, False]


def test_picture_is_a_png_with_its_alternative_text(word: Document, made: Path) -> None:
    (picture,) = word.element.iter(
        "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
    )
    assert picture.get("descr").startswith("Barres horizontales\u00a0: comité dédié 61,5\u00a0%")
    with zipfile.ZipFile(made / "bilan.docx") as archive:
        media = [name for name in archive.namelist() if name.startswith("word/media/")]
        assert len(media) == 1
        assert archive.read(media[0]).startswith(b"\x89PNG")


def test_page_language_and_mention(word: Document) -> None:
    section = word.sections[0]
    assert round(section.page_width.cm, 1) == 21.0
    assert round(section.page_height.cm, 1) == 29.7
    assert section.header.paragraphs[0].text == MENTION
    footer = "".join(section.footer._element.itertext())
    assert "PAGE" in footer
    assert "NUMPAGES" in footer
    languages = {tag.get(qn("w:val")) for tag in word.styles.element.iter(qn("w:lang"))}
    assert languages <= {"fr-FR", "fr"}
    assert word.core_properties.comments.endswith(MENTION)
    assert "données simulées" in word.core_properties.keywords
    assert word.core_properties.author == "Académie d’essai"
    assert word.core_properties.created.isoformat().startswith("2014-06-30")


def test_rest_of_the_subset(word: Document) -> None:
    text = "\n".join(p.text for p in word.paragraphs)
    assert "La vague 2014 le montre." in text
    assert "Ce paragraphe n’est que sur le papier." in text
    assert "«\u00a0de cinq à huit\u00a0» personnes\u202f; c’est peu\u202f!" in text
    assert "Données de l’illustration" not in text
    assert styled(word, "Block Text") == ["Une citation qui tient en une phrase."]


def test_text_keeps_off_the_table_above_it() -> None:
    document = docx.Document()
    document.add_table(1, 1)
    document.add_paragraph("suite", style="Body Text")
    document.add_paragraph("fin", style="Body Text")
    root = etree.fromstring(etree.tostring(document.element))
    space_after_tables(root)
    spaces = [
        paragraph.find(f"{qn('w:pPr')}/{qn('w:spacing')}") is not None
        for paragraph in root.iter(qn("w:p"))
    ]
    assert spaces == [False, True, False]
