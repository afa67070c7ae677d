"""The template of the letter of mission, and the vademecum of the annexes."""

import datetime
import io
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from bilan.assembly.findings import subset_text
from bilan.assembly.subset import check_subset
from bilan.french.typography import check_typography
from bilan.project.errors import TextError
from bilan.project.paths import ANNEXES, REPORT, ROOT
from bilan.report.letter import LETTER, letter_docx

EPOCH = 1_435_665_600  # 2015-06-30 12:00 UTC
HEADINGS = ["Cadre", "Missions", "Moyens", "Rapport d’activité", "Durée", "Signatures"]
FIELDS = (
    "[Nom de l’établissement]",
    "[prénom et nom du chef d’établissement]",
    "[prénom et nom du délégué]",
    "[nombre d’heures par semaine]",
    "[taux ou montant annuel]",
    "[date de début]",
)


@pytest.fixture(scope="module")
def content() -> bytes:
    return letter_docx(epoch=EPOCH)


@pytest.fixture(scope="module")
def letter(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def styled(letter: Document, name: str) -> list[str]:
    return [p.text for p in letter.paragraphs if p.style is not None and p.style.name == name]


def text_of(letter: Document) -> str:
    return "\n".join("".join(p.itertext(qn("w:t"))) for p in letter.element.iter(qn("w:p")))


def test_it_has_its_headings_in_order(letter: Document) -> None:
    assert styled(letter, "Heading 1") == ["Lettre de mission du coordonnateur TICE"]
    assert styled(letter, "Heading 2") == HEADINGS


def test_it_has_the_fields_to_fill(letter: Document) -> None:
    text = text_of(letter)
    assert [field for field in FIELDS if field not in text] == []
    assert text.count("[") == text.count("]") >= 20


def test_head_and_delegate_sign(letter: Document) -> None:
    signatures = [row.cells[0].text for row in letter.tables[-1].rows]
    assert signatures[:3] == [
        "Qualité",
        "Le chef d’établissement",
        "Le délégué académique au numérique",
    ]


def test_tables_have_header_rows(letter: Document) -> None:
    assert len(letter.tables) == 2
    for table in letter.tables:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None


def test_it_is_in_french_and_says_that_it_is_a_template(letter: Document) -> None:
    languages = {tag.get(qn("w:val")) for tag in letter.styles.element.iter(qn("w:lang"))}
    assert languages == {"fr"}
    assert letter.core_properties.language == "fr"
    assert letter.core_properties.title == "Lettre de mission du coordonnateur TICE"
    header = letter.sections[0].header.paragraphs[0].text
    assert header.startswith("Modèle à compléter")


def test_nothing_starts_a_page_of_its_own(letter: Document) -> None:
    assert letter.element.find(f".//{qn('w:pageBreakBefore')}") is None


def test_same_bytes_twice_and_another_date_changes_the_date_only(content: bytes) -> None:
    assert letter_docx(epoch=EPOCH) == content
    later = docx.Document(io.BytesIO(letter_docx(epoch=EPOCH + 86_400)))
    assert later.core_properties.created == datetime.datetime(2015, 7, 1, 12, tzinfo=datetime.UTC)


@pytest.mark.parametrize("header", ["", "---\ntitle: T\n---\n", "---\nmention: M\n---\n"])
def test_a_header_that_lacks_something_is_an_error(tmp_path: Path, header: str) -> None:
    path = tmp_path / "lettre.md"
    path.write_text(f"{header}# Titre\n", encoding="utf-8")
    with pytest.raises(TextError, match="en-tête incomplet"):
        letter_docx(path, epoch=0)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TextError, match="ne peut pas être lu"):
        letter_docx(tmp_path / "absente.md", epoch=0)


@pytest.mark.parametrize("path", [LETTER, ANNEXES / "vademecum.qmd"], ids=lambda path: path.name)
def test_typography_is_right(path: Path) -> None:
    assert check_typography(path.read_text(encoding="utf-8")) == []


def test_the_vademecum_stays_in_the_subset_and_stands_in_the_annexes() -> None:
    found = check_subset(ANNEXES / "vademecum.qmd", project=ROOT)
    assert found == [], subset_text(found, ROOT)
    include = "{{< include ../annexes/vademecum.qmd >}}"
    assert include in (REPORT / "2015" / "90-annexes.qmd").read_text(encoding="utf-8")


def test_the_perspectives_lead_to_both() -> None:
    text = (REPORT / "2015" / "30-perspectives.qmd").read_text(encoding="utf-8")
    assert "(#sec-vademecum)" in text
    assert "(trame-lettre-de-mission.docx)" in text
