"""The attacker finds what can be found, and nothing in tables that are protected."""

from pathlib import Path

import pandas as pd
import pytest
from builders import asked

from bilan.campaigns.attack import Fact, Narrowed, attack
from bilan.campaigns.changes import agrees, mcnemar
from bilan.campaigns.seen import seen
from bilan.linked import Shares, withheld

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
    assert agrees(p, published) is may


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
