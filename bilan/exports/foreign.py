"""What a file is that is no export of answers, from its first bytes, and what to export instead."""

import zipfile
from pathlib import Path

AGAIN = (
    "export the answers again as CSV, with question codes and answer codes "
    "(LimeSurvey: Responses, Export)"
)
STRICT = b"http://purl.oclc.org/ooxml/"  # ISO/IEC 29500, Strict: Excel's "Strict Open XML"
LARGEST = 1_000_000  # bytes of a part that are read
BEGINNINGS = {
    b"\xd0\xcf\x11\xe0": "an Excel workbook of before 2007 (.xls)",
    b"%pdf": "a PDF",
    b"\xff\xfe": "a text in UTF-16, as Excel saves 'Unicode text'",
    b"\xfe\xff": "a text in UTF-16, as Excel saves 'Unicode text'",
    b"<!doctype html": "a web page: was LimeSurvey's session at its end?",
    b"<html": "a web page: was LimeSurvey's session at its end?",
}
PARTS = {
    "xl/workbook.bin": "an Excel workbook (.xlsb)",
    "word/document.xml": "a Word document",
    "content.xml": "an OpenDocument file, such as a spreadsheet (.ods)",
}


def foreign(path: Path) -> str | None:
    """What the file is, where that is no format of LimeSurvey's answers; None where it may be one.

    Raises
    ------
    OSError
        The file cannot be read.
    """
    with path.open("rb") as file:
        begins = file.read(1000)
    if begins.startswith(b"PK\x03\x04"):
        return _archive(path)
    begins = begins.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return next((what for sign, what in BEGINNINGS.items() if begins.startswith(sign)), None)


def _archive(path: Path) -> str:
    """What a ZIP file holds, by the names of its parts."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                with archive.open("xl/workbook.xml") as part:
                    strict = STRICT in part.read(LARGEST)
                return f"an Excel workbook ({'Strict Open XML, ' if strict else ''}.xlsx)"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return "a ZIP archive that is not whole"
    known = (what for name, what in PARTS.items() if name in names)
    return next(known, "a ZIP archive: unpack it, and name the export in it")
