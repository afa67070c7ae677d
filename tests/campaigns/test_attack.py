"""The attacker finds what can be found, and nothing in tables that are protected."""

import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import matplotlib.figure
import pandas as pd
import pytest
from builders import asked

from bilan.campaigns.attack import Narrowed, attack
from bilan.campaigns.changes import agrees, mcnemar
from bilan.campaigns.seen import Seen, disagreeing, seen, told_outright
from bilan.campaigns.sheets import disclosed_by_sheets
from bilan.campaigns.shown import Shown, _cells, _pdf_tables, pdf_parts, shown_cells
from bilan.figures.style import house_style
from bilan.linked import Shares, withheld
from bilan.unknowns import Fact

GROUPS = ["A", "B", "C"]
BASES = {frozenset([group]): base for group, base in zip(GROUPS, (77, 21, 24), strict=True)}
QUESTIONS = (asked("letter"), asked("project"), asked("body", "L", options=["one", "none"]))
COMPLETE = {"letter": "Y", "project": "Y"}


def fact(name: str, condition: dict[str, str], cells: list[int | None], total: int) -> Fact:
    return Fact(name, condition, dict(zip(GROUPS, cells, strict=True)), total)


def narrowed(facts: list[Fact], true: dict[str, list[int]]) -> dict[tuple[str, str], Narrowed]:
    truth = {(n, g): c for n, cells in true.items() for g, c in zip(GROUPS, cells, strict=True)}
    found = attack(facts, truth, bases=BASES, questions=QUESTIONS, threshold=5)
    return {(cell.name, cell.group): cell for cell in found}


def test_a_lone_hidden_cell_is_found() -> None:
    found = narrowed([fact("letter", {"letter": "Y"}, [30, 8, None], 41)], {"letter": [30, 8, 3]})
    cell = found["letter", "C"]
    assert (cell.low, cell.high, cell.safe) == (3, 3, False)


def test_two_hidden_cells_that_leave_enough_are_safe() -> None:
    found = narrowed(
        [fact("letter", {"letter": "Y"}, [30, None, None], 41)], {"letter": [30, 8, 3]}
    )
    cell = found["letter", "C"]
    assert (cell.low, cell.high, cell.safe) == (0, 11, True)


def test_nested_answers_are_subtracted() -> None:
    facts = [
        fact("letter", {"letter": "Y"}, [16, 6, 9], 31),
        fact("complete", COMPLETE, [16, 6, 8], 30),
    ]
    found = narrowed(facts, {"letter": [16, 6, 9], "complete": [16, 6, 8]})
    cell = found["letter, without complete", "C"]
    assert (cell.low, cell.high, cell.safe) == (1, 1, False)


def test_what_is_withheld_of_nested_answers_stands_the_attack() -> None:
    true = {"letter": [16, 6, 9], "complete": [16, 6, 8], "none": [61, 15, 15]}
    conditions = {"letter": {"letter": "Y"}, "complete": COMPLETE, "none": {"letter": "N"}}
    rows = {
        name: Shares(
            conditions[name], pd.Series(true[name], GROUPS), pd.Series([77, 21, 24], GROUPS)
        )
        for name in true
    }
    hidden = withheld(rows, threshold=5)
    assert hidden["letter"].equals(hidden["none"])  # an answer and its contrary
    facts = [
        fact(n, conditions[n],
             [None if hidden[n][g] else c for g, c in zip(GROUPS, true[n], strict=True)],
             sum(true[n]))
        for n in true
    ]  # fmt: skip
    found = narrowed(facts, true)
    assert found
    assert [cell for cell in found.values() if not cell.safe] == []


def test_figures_by_two_domains_are_attacked_together() -> None:
    """Two schools of a type in the north, none of which gave the answer: the south has it all."""
    bases = {
        frozenset(["A", "North"]): 10,
        frozenset(["B", "North"]): 2,
        frozenset(["B", "South"]): 9,
    }
    shown = Fact("letter", {"letter": "Y"}, {"A": 6, "North": 6, "B": None, "South": None}, 9)
    truth = {("letter", "A"): 6, ("letter", "B"): 3, ("letter", "North"): 6, ("letter", "South"): 3}
    found = attack([shown], truth, bases=bases, questions=QUESTIONS, threshold=5)
    cell = next(c for c in found if (c.name, c.group) == ("letter", "B"))
    assert (cell.low, cell.high) == (3, 3)


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
    assert agrees(p, published, 0.05) is may


def test_mcnemar_by_hand() -> None:
    assert mcnemar(0, 0) == 1
    assert mcnemar(1, 5) == pytest.approx(2 * 7 / 64)


def test_a_text_that_tells_a_hidden_cell_is_found(tmp_path: Path) -> None:
    (tmp_path / "donnees").mkdir()
    (tmp_path / "donnees" / "association.csv").write_text(
        "modalite,type,effectif,base\nChef,Collège,70,77\nChef,LGT,s,21\n", encoding="utf-8"
    )
    empty = "<table><tr><th>x</th></tr></table>"
    (tmp_path / "tableau-de-bord.html").write_text(empty)
    page = tmp_path / "bilan.html"
    page.write_text('alt="« Chef » (V = 0,28 : Collège 91 %, LGT secret statistique)"', "utf-8")
    assert seen(tmp_path).disclosed == ()
    page.write_text('alt="« Chef » (Collège 91 %, LGT 95 %)"', encoding="utf-8")
    assert seen(tmp_path).disclosed == ("Chef, LGT: donnees/association.csv against bilan.html",)


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


KNOWN = Seen(
    {("a: Chef", "Collège"): 70, ("a: Chef", "LGT"): None}, {}, (), {("a: Chef", "Collège"): 77}
)
ASKED = {"Collège": {"83", "79", "95,2 %"}}


@pytest.mark.parametrize(
    ("label", "group", "text", "wrong"),
    [
        ("Chef", "Collège", "91 %", False),
        ("Chef", "Collège", "90,9 % (70/77)", False),
        ("Chef", "Collège", "92 %", True),
        ("Chef", "Collège", "s", True),
        ("Chef", "LGT", "s", False),
        ("Chef", "LGT", "95 %", True),
        ("Adjoint", "LGT", "s", False),
        ("Adjoint", "LGT", "95 %", True),
        ("Formés", "LGT", "40,1 %", False),
        ("", "Collège", "79", False),
        ("", "Collège", "78", True),
    ],
)
def test_a_document_that_says_something_else_of_a_group_is_found(
    label: str, group: str, text: str, wrong: bool
) -> None:
    cell = Shown("bilan.pdf", label, group, text)
    assert bool(disagreeing(KNOWN, [cell], ASKED, apart={"Formés"})) is wrong


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Chez les LGT, « CPE » est cité par 14,3 % des EPLE.", True),
        ("Lecture : 3 des 21 EPLE répondants (LGT) ont cité « CPE ».", True),
        ("« CPE » (V = 0,28 : Collège 24 %, LGT 14 %, LP et SEP 71 %).", True),
        ("« CPE » (V = 0,28 : Collège 14 %, LGT secret statistique, LP et SEP 71 %).", False),
        ("« CPE » est cité par 14,3 % des EPLE.", False),
        ("« Adjoint » : LGT 14 %.", False),
        ("« CPE » (Collège 24 %, LGT secret) ; « Adjoint » (Collège 9 %, LGT 14 %).", False),
        ("« Adjoint » (LGT 9 %) ; « CPE » (Collège 24 %, LGT 14 %).", True),
    ],
)
def test_a_sentence_that_tells_a_hidden_cell_is_found(
    tmp_path: Path, sentence: str, told: bool
) -> None:
    path = tmp_path / "bilan.html"
    hidden = {("association: CPE", "LGT"): (3, 21)}
    for content in (f"<p>{sentence}</p>", f'<img alt="{sentence}">'):
        path.write_text(content, encoding="utf-8")
        assert bool(told_outright(path, hidden, NAMES)) is told


def test_what_a_pdf_says_of_its_pictures_is_read(tmp_path: Path) -> None:
    told = "« CPE » (V = 0,28 : Collège 24 %, LGT 14 %)".encode("utf-16-be").hex().upper()
    packed = zlib.compress(f"<</Alt<FEFF{told}>>>".encode())
    path = tmp_path / "bilan.pdf"
    path.write_bytes(b"%PDF-1.7\n1 0 obj\nstream\n" + packed + b"\nendstream\nendobj\n")
    parts = b"\n".join(pdf_parts(path))
    assert b"LGT 14 %" in parts


def test_a_sheet_that_shows_what_the_report_hides_is_found() -> None:
    report = [Fact("Lettre", {"letter": "Y"}, {"A": 16, "B": None}, 31)]
    shown = Fact("sheets: letter=Y", {"letter": "Y"}, {"A": 16, "B": 6}, 31)
    (told,) = disclosed_by_sheets([shown], report)
    assert told.startswith("Lettre, B: hidden in the report")
    hidden = Fact("sheets: letter=Y", {"letter": "Y"}, {"A": 16, "B": None}, 31)
    assert disclosed_by_sheets([hidden], report) == []
