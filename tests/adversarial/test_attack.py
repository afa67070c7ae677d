"""The attack reads every kind of document, and what a test of two waves tells."""

import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import matplotlib.figure
import numpy as np
import pytest

from bilan.illustrations.style import house_style
from bilan.report.downloads import CHANGES_HEADER, HEADER, SET_ASIDE_HEADER
from tests.adversarial.secrecy.chances import may_be
from tests.adversarial.secrecy.panel import Moves, mcnemar, smallest_change
from tests.adversarial.secrecy.readings import (
    BESIDE,
    BESIDE_CHANGES,
    READ,
    READ_OF_CHANGES,
    UnreadError,
    refuse_unread,
)
from tests.adversarial.secrecy.shown import cells_of_grid, pdf_parts, pdf_tables, shown_cells


@pytest.mark.parametrize(
    ("p", "published", "alpha", "may"),
    [
        (0.004, "<0.01", 0.05, True),
        (0.02, "<0.01", 0.05, False),
        (0.02, "<0.05", 0.05, True),
        (0.004, "<0.05", 0.05, False),
        (0.05, "<0.05", 0.05, False),
        (0.05, "≥ 0,05", 0.05, True),
        (0.02, "<0.1", 0.1, True),
        (0.07, ">=0.05", 0.1, True),
        (0.004, "<0.005", 0.005, True),
        (0.004, ">=0.005", 0.005, False),
        (0.07, "oui", 0.1, True),
        (0.07, "oui", 0.05, False),
        (0.05, "non", 0.05, True),
        (0.0123456, "0.012346", 0.05, True),
    ],
)
def test_a_class_of_p_values_is_read_at_the_level(
    p: float, published: str, alpha: float, may: bool
) -> None:
    assert bool(may_be(np.array([p]), published, alpha)[0]) is may


def test_where_no_finer_class_is_named_the_level_is_all_that_is_told() -> None:
    assert may_be(np.array([0.004]), "<0.05", 0.05, named=()).all()


@pytest.mark.parametrize("changes", [False, True])
def test_a_column_that_the_attack_does_not_know_is_refused(changes: bool) -> None:
    known = READ_OF_CHANGES | BESIDE_CHANGES if changes else READ | BESIDE
    refuse_unread("a.csv", known, changes=changes)
    with pytest.raises(UnreadError, match=r"a\.csv: column poids"):
        refuse_unread("a.csv", {*known, "poids"}, changes=changes)


def test_every_table_to_download_has_columns_that_the_attack_knows() -> None:
    refuse_unread("indicateurs.csv", HEADER, changes=False)
    refuse_unread("ecartes.csv", SET_ASIDE_HEADER, changes=False)
    refuse_unread("comparaison.csv", CHANGES_HEADER, changes=True)


def test_the_smallest_change_is_worked_out_as_the_method_says() -> None:
    moves = Moves(lost=12, gained=12, kept=30, panel=118)
    # 24 changes: 12 more one way, 18 against 6, has p = 0.023; 10 more, 17 against 7, 0.064.
    assert smallest_change(moves, 0.05, rounded_to=5) == "10.2"
    assert smallest_change(moves, 0.05, rounded_to=None) == "10.2"
    few = Moves(lost=1, gained=2, kept=30, panel=118)
    assert smallest_change(few, 0.05, rounded_to=5) == "6.8"  # as if 12 had changed: 10 and 2
    assert smallest_change(few, 0.05, rounded_to=None) == "5.1"  # six, all one way


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
    told = [cell for grid in pdf_tables(text, NAMES) for cell in cells_of_grid("p", grid, NAMES)]
    assert ("Chef d'établissement", "LGT", "s") in {(c.label, c.group, c.text) for c in told}
    assert [c.text for c in told if not c.label] == ["83", "79", "95,2 %"]


def test_what_a_pdf_says_of_its_pictures_is_read(tmp_path: Path) -> None:
    told = "« CPE » (V = 0,28 : Collège 24 %, LGT 14 %)".encode("utf-16-be").hex().upper()
    packed = zlib.compress(f"<</Alt<FEFF{told}>>>".encode())
    path = tmp_path / "bilan.pdf"
    path.write_bytes(b"%PDF-1.7\n1 0 obj\nstream\n" + packed + b"\nendstream\nendobj\n")
    parts = b"\n".join(pdf_parts(path))
    assert b"LGT 14 %" in parts
