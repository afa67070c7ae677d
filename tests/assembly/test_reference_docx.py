"""The Word template that the project keeps is the one that the package makes."""

import io

import docx
from docx.oxml.ns import qn

from bilan.project.paths import REPORT
from tools.reference_docx import reference_document


def test_kept_file_is_the_one_that_is_made() -> None:
    assert (REPORT / "modele.docx").read_bytes() == reference_document()


def test_styles_are_there() -> None:
    document = docx.Document(io.BytesIO(reference_document()))
    names = {style.name for style in document.styles}
    assert {"Heading 1", "Image Caption", "Table Caption", "Notes", "Cartouche", "Table"} <= names
    assert document.styles["Heading 1"].font.name == "Arial"
    table = document.styles["Table"].element
    kinds = {part.get(qn("w:type")) for part in table.findall(qn("w:tblStylePr"))}
    assert kinds == {"firstRow", "band2Horz"}
