"""Files that are no export: the message says what they are, and what to export instead."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bilan.exports.foreign import AGAIN
from bilan.exports.inspect import format_of
from bilan.exports.load import Source, describe_export
from bilan.project.errors import DataError

pytestmark = pytest.mark.slow

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"


def packed(**parts: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in parts.items():
                archive.writestr(name.replace("__", "/"), text)

    return write


def raw(content: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content) and None


FILES = {
    "an Excel workbook (.xlsx)": packed(**{"xl/workbook.xml": f'<workbook xmlns="{MAIN}"/>'}),
    "an Excel workbook (Strict Open XML, .xlsx)": packed(
        **{"xl/workbook.xml": f'<workbook xmlns="{STRICT}"/>'}
    ),
    "an Excel workbook (.xlsb)": packed(**{"xl/workbook.bin": ""}),
    "an Excel workbook of before 2007 (.xls)": raw(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99
    ),
    "an OpenDocument file, such as a spreadsheet (.ods)": packed(
        **{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}
    ),
    "a Word document": packed(**{"word/document.xml": "<x/>"}),
    "a ZIP archive: unpack it, and name the export in it": packed(**{"survey.lss": "<x/>"}),
    "a ZIP archive that is not whole": raw(b"PK\x03\x04" + b"\0" * 20),
    "a PDF": raw(b"%PDF-1.7\n"),
    "a text in UTF-16, as Excel saves 'Unicode text'": raw('"id"\t"A"\n'.encode("utf-16")),
    "a web page: was LimeSurvey's session at its end?": raw(b"\n<!DOCTYPE html>\n<html>"),
}


@pytest.mark.parametrize("format", ["csv", "vv", "sav", "sps"])
@pytest.mark.parametrize("what", FILES)
def test_a_file_of_another_kind_is_named(what: str, format: str, tmp_path: Path) -> None:
    path = tmp_path / f"e.{format}"
    FILES[what](path)
    with pytest.raises(DataError) as error:
        describe_export(Source(path, format))
    assert str(error.value).splitlines()[2:] == [f"  found:    {what}", f"  next:     {AGAIN}"]


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_it_is_named_by_its_content_where_its_name_tells_it_too(
    suffix: str, tmp_path: Path
) -> None:
    path = tmp_path / f"e.{suffix}"
    FILES["an Excel workbook (Strict Open XML, .xlsx)"](path)
    with pytest.raises(DataError, match=r"found:    an Excel workbook \(Strict Open XML, \.xlsx\)"):
        format_of(path)
