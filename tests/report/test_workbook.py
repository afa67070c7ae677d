"""The workbook: nothing that is not published, nothing that a spreadsheet runs, the same bytes."""

import csv
import dataclasses
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from builders import wave

from bilan.report.workbook import write_workbook
from bilan.report.workbook_sheets import Sheet
from bilan.running.steps.workbook import workbook

WAVES = ["2014", "2015"]
HOSTILE = [
    "=1+1",
    "+33 6",
    "@SUM(A1)",
    "-x",
    "[a](http://b.example)",
    "a$$b$$c",
    "—",
    "  ",
    "\x07z",
]


def made(folder: Path, *sheets: Sheet) -> Any:
    path = folder / "a.xlsx"
    write_workbook(path, wave("2014"), sheets)
    return openpyxl.load_workbook(path)


def sheet(*rows: list[Any], **more: Any) -> Sheet:
    stated = Sheet("Essai", "Titre", "Une table.", ["Nom", "Part"], rows, {1: "0.0"})
    return dataclasses.replace(stated, **more)


def test_texts_of_data_are_texts(tmp_path: Path) -> None:
    rows = [[text, n] for n, text in enumerate(HOSTILE)]
    book = made(tmp_path, sheet(*rows, title="=1+1", scope="[a](http://c.example)"))
    cells = [cell for ws in book for row in ws.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not [c for c in cells if isinstance(c.value, str) and c.value[0] in "=+-@"]
    links = [c.hyperlink for c in cells if c.hyperlink]
    assert [link.location for link in links] == ["'Essai'!A1"]
    written = [row[0].value for row in book["Essai"].iter_rows(min_row=5)]
    assert written == [
        "'=1+1", "'+33 6", "'@SUM(A1)", "'-x", "[a] (http://b.example)", "a$ $b$ $c", "signe —",
        "s.o.", "z",
    ]  # fmt: skip


def test_a_table_is_marked_and_has_no_empty_cell(tmp_path: Path) -> None:
    book = made(tmp_path, sheet(["a", 1.5], ["", "s"]))
    ws = book["Essai"]
    (table,) = ws.tables.values()
    assert table.ref == "A3:B5"
    assert [[c.value for c in row] for row in ws[table.ref]] == [
        ["Nom", "Part"], ["a", 1.5], ["s.o.", "s"],
    ]  # fmt: skip
    assert ws[table.ref][1][1].number_format == "0.0"
    assert book.sheetnames == ["Couverture", "Sommaire", "Essai"]


def test_the_same_sheets_give_the_same_bytes(tmp_path: Path) -> None:
    contents = []
    for name in ("un", "deux"):
        (tmp_path / name).mkdir()
        made(tmp_path / name, sheet(["a", 1]))
        contents.append((tmp_path / name / "a.xlsx").read_bytes())
    assert contents[0] == contents[1]
    with zipfile.ZipFile(tmp_path / "un" / "a.xlsx") as archive:
        assert len({entry.date_time for entry in archive.infolist()}) == 1
        assert archive.infolist()[0].date_time[0] == 1980
        assert "2014-06-30T12:00:00Z" in archive.read("docProps/core.xml").decode()


# ---- as it is published


def tables(path: Path) -> Iterator[tuple[str, list[list[Any]]]]:
    """The table of each sheet, with its header."""
    book = openpyxl.load_workbook(path)
    for ws in book:
        for table in ws.tables.values():
            yield ws.title, [[cell.value for cell in row] for row in ws[table.ref]]


def published(folder: Path) -> dict[str, set[str]]:
    """Cells of each table to download, as a workbook writes them, by the title of its column."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    found: dict[str, set[str]] = {}
    for resource in package["resources"]:
        titles = {field["name"]: field["title"] for field in resource["schema"]["fields"]}
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for name, cell in row.items():
                    found.setdefault(titles[name], set()).add(plain(cell))
    return found


def plain(cell: Any) -> str:
    """A cell, whichever file it is of: one form for a number, one kind of space."""
    try:
        return f"{float(cell):.6f}"
    except (TypeError, ValueError):
        return " ".join(str(cell).split())


@pytest.mark.slow
@pytest.mark.parametrize("name", WAVES)
def test_every_cell_is_published_elsewhere(site: Path, name: str) -> None:
    folder = site / name / "donnees"
    known, compared, hidden = published(folder), 0, 0
    for title, table in tables(folder / f"bilan-{name}.xlsx"):
        if title in ("Sommaire", "Signes", "Dictionnaire"):
            continue
        header, *rows = table
        for row in rows:
            for column, cell in zip(header, row, strict=True):
                shown = {"s.o.": "", "en %": "%"}.get(cell, cell)
                assert plain(shown) in known[column] | {""}, (title, column, cell)
                compared += 1
                hidden += cell == "s"
    assert compared > 1000
    assert hidden > 10


@pytest.mark.slow
@pytest.mark.parametrize("name", WAVES)
def test_each_sheet_of_an_illustration_is_its_file(site: Path, name: str) -> None:
    """Row by row, and cell by cell for what the file holds: what is hidden there is hidden here."""
    folder = site / name / "donnees"
    for title, (_, *rows) in tables(folder / f"bilan-{name}.xlsx"):
        path = folder / f"{title}.csv"
        if not path.is_file():
            continue
        with path.open(encoding="utf-8", newline="") as file:
            _, *stated = csv.reader(file)
        width = len(stated[0])
        found = [[plain({"s.o.": "", "en %": "%"}.get(c, c)) for c in row[:width]] for row in rows]
        assert found == [[plain(cell) for cell in row] for row in stated], title


@pytest.mark.slow
def test_bounds_and_verdicts_are_those_of_the_indicator(site: Path) -> None:
    found = dict(tables(site / "2015" / "donnees" / "bilan-2015.xlsx"))["instance"]
    header, first, *_ = found
    assert header[-3:] == ["Borne basse", "Borne haute", "Verdict"]
    assert first[0] == "Comité de pilotage dédié"
    assert first[-3:] == [61.0687, 65.6489, "stable"]


@pytest.mark.slow
@pytest.mark.parametrize("name", WAVES)
def test_the_dictionary_is_that_of_the_page(site: Path, name: str) -> None:
    (header, *rows) = dict(tables(site / name / "donnees" / f"bilan-{name}.xlsx"))["Dictionnaire"]
    page = (site / name / "dictionnaire.html").read_text(encoding="utf-8")
    anchors = re.findall(r'id="question-([^"]+)"', page)
    assert [row[0] for row in rows] == anchors
    assert header[7:-4] == [wave for wave in WAVES if wave <= name]


@pytest.mark.slow
def test_the_step_makes_the_same_bytes_again(site: Path) -> None:
    path = site / "2015" / "donnees" / "bilan-2015.xlsx"
    before = path.read_bytes()
    workbook("2015")
    again = site.parent / "_build" / "2015" / "bilan-2015.xlsx"
    assert again.read_bytes() == before


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not there")
def test_libreoffice_opens_it(site: Path, tmp_path: Path) -> None:
    path = site / "2015" / "donnees" / "bilan-2015.xlsx"
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profil", "--headless"]
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    subprocess.run(
        [*command, "--convert-to", every_sheet, "--outdir", str(tmp_path), str(path)],
        check=False, capture_output=True, timeout=120,
    )  # fmt: skip
    told = tmp_path / "bilan-2015-instance.csv"
    if not list(tmp_path.glob("*.csv")):
        pytest.skip("LibreOffice has no spreadsheet here")
    rows = list(csv.reader(told.read_text(encoding="utf-8").splitlines()))
    assert rows[-4][:4] == ["Comité de pilotage dédié", "64", "80", "125"]
    assert len(list(tmp_path.glob("*.csv"))) == len(openpyxl.load_workbook(path).sheetnames)
