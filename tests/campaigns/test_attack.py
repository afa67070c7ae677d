"""The attack reads every kind of document, and what a test of two waves tells."""

import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import matplotlib.figure
import pytest

from bilan.campaigns.secrecy.changes import agrees, mcnemar
from bilan.campaigns.secrecy.shown import _cells, _pdf_tables, pdf_parts, shown_cells
from bilan.figures.style import house_style


@pytest.mark.parametrize(
    ("p", "published", "may"),
    [
        (0.004, "<0.01", True),
        (0.02, "<0.01", False),
        (0.02, "<0.05", True),
        (0.0123456, "0.012346", True),
    ],
)
def test_a_class_of_p_values_tells_less_than_its_digits(
    p: float, published: str, may: bool
) -> None:
    assert agrees(p, published) is may


def test_mcnemar_by_hand() -> None:
    assert mcnemar(0, 0) == 1
    assert mcnemar(1, 5) == pytest.approx(2 * 7 / 64)


NAMES = ("Collège", "LGT", "LP et SEP")
GRID = [
    ["Modalité", "Collège", "LGT"],
    ["Chef d’établissement", "91 %", "s"],
    ["CPE", "5 %", "95 %"],
]


def page(path: Path, grid: list[list[str]]) -> None:
    rows = ("".join(f"<td>{cell}</td>" for cell in row) for row in grid)
    path.write_text(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>", "utf-8")


def word(path: Path, grid: list[list[str]]) -> None:
    document = docx.Document()
    table = document.add_table(rows=len(grid), cols=len(grid[0]))
    for row, cells in zip(table.rows, grid, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.save(str(path))


def picture(path: Path, grid: list[list[str]]) -> None:
    figure = matplotlib.figure.Figure(figsize=(6, 4))
    for y, row in enumerate(grid):
        for x, text in enumerate(row if y else ["", *row[1:]]):
            figure.text(0.02 + 0.35 * x, 0.9 - 0.2 * y, text)
    with house_style():
        figure.savefig(path)


@pytest.mark.parametrize(
    ("name", "write"), [("a.html", page), ("a.docx", word), ("donnees/a.svg", picture)]
)
def test_each_kind_of_document_is_read(
    tmp_path: Path, name: str, write: Callable[[Path, list[list[str]]], None]
) -> None:
    (tmp_path / "donnees").mkdir()
    write(tmp_path / name, GRID)
    found = {(c.label, c.group): c.text for c in shown_cells(tmp_path, NAMES)}
    assert found == {
        ("Chef d'établissement", "Collège"): "91 %", ("Chef d'établissement", "LGT"): "s",
        ("CPE", "Collège"): "5 %", ("CPE", "LGT"): "95 %",
    }  # fmt: skip


def test_the_tables_of_a_pdf_are_read_by_their_gaps() -> None:
    text = """\
 Modalité                Collège      LGT      V de Cramér

 Chef d’établissement      91 %         s          s
 CPE                        5%       95 %        0,25
 Lecture : 17 des 24 EPLE.
 Collège                    83         79      95,2 %
"""
    told = [cell for grid in _pdf_tables(text, NAMES) for cell in _cells("p", grid, NAMES)]
    assert ("Chef d'établissement", "LGT", "s") in {(c.label, c.group, c.text) for c in told}
    assert [c.text for c in told if not c.label] == ["83", "79", "95,2 %"]


def test_what_a_pdf_says_of_its_pictures_is_read(tmp_path: Path) -> None:
    told = "« CPE » (V = 0,28 : Collège 24 %, LGT 14 %)".encode("utf-16-be").hex().upper()
    packed = zlib.compress(f"<</Alt<FEFF{told}>>>".encode())
    path = tmp_path / "bilan.pdf"
    path.write_bytes(b"%PDF-1.7\n1 0 obj\nstream\n" + packed + b"\nendstream\nendobj\n")
    parts = b"\n".join(pdf_parts(path))
    assert b"LGT 14 %" in parts
