"""No school works another's answer out of its sheet, its own answer taken away."""

import itertools

import numpy as np
import pandas as pd
import pytest

from bilan.disclosure.sheet_rules import (
    GROUPS,
    concerned,
    gate,
    hidden_mean,
    hidden_options,
    hidden_share,
)
from bilan.disclosure.table_suppression import attack, hidden_shares
from bilan.report.sheets.facts import Facts

pytestmark = pytest.mark.slow

THRESHOLD = 5


def series(*values: int) -> "pd.Series[int]":
    return pd.Series(values, index=GROUPS)


def less_one(table: pd.DataFrame, row: int, column: int) -> pd.DataFrame:
    """The table as a school of a cell sees it: the others."""
    reduced = table.copy()
    reduced.iloc[row, column] -= 1
    return reduced


def is_forced(table: pd.DataFrame, row: int, column: int) -> bool:
    rows, columns = table.sum(axis=1), table.sum()
    low = max(0, rows.iloc[row] + columns.iloc[column] - rows.sum())
    return bool(low == min(rows.iloc[row], columns.iloc[column]))


def assert_safe(table: pd.DataFrame, hidden: pd.DataFrame) -> None:
    """What is shown holds five others; what is hidden keeps a range of five, or all it can have."""
    for row, column in itertools.product(range(len(table)), range(len(GROUPS))):
        if not hidden.iloc[row, column] and not is_forced(table, row, column):
            assert table.iloc[row, column] - 1 >= THRESHOLD, (table, hidden)
        if not table.iloc[row, column]:
            continue
        seen = less_one(table, row, column)
        for (r, g), reach in attack(seen, hidden).iterrows():
            rows, columns = seen.sum(axis=1), seen.sum()
            low = max(0, rows[r] + columns[g] - seen.to_numpy().sum())
            allowed = min(rows[r], columns[g]) - low
            assert reach["high"] - reach["low"] >= min(THRESHOLD, allowed), (table, hidden)


@pytest.mark.parametrize("seed", range(12))
def test_shares_leave_five_others_in_each_cell(seed: int) -> None:
    rng = np.random.default_rng(seed)
    bases = series(*rng.integers(6, 40, size=3))
    above = series(*(rng.integers(0, base + 1) for base in bases))
    hidden = hidden_share(above, bases, threshold=THRESHOLD)
    table = pd.DataFrame([above, bases - above], index=["yes", "no"])
    assert_safe(table, pd.DataFrame([hidden, hidden], index=table.index))


@pytest.mark.parametrize("seed", range(6))
def test_options_are_protected_together(seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        rng.multinomial([30, 18, 14], [0.6, 0.25, 0.1, 0.05]).T, columns=GROUPS, index=list("abcd")
    )
    assert_safe(table, hidden_options(table, threshold=THRESHOLD))


@pytest.mark.parametrize("few", [5, 15])
def test_five_are_enough_for_the_report_and_not_for_a_school_among_them(few: int) -> None:
    above, bases = series(40, 10, few), series(80, 20, 20)
    assert not hidden_shares(above, bases, threshold=THRESHOLD)["PRO"]
    assert hidden_share(above, bases, threshold=THRESHOLD)["PRO"]
    assert not hidden_share(series(40, 10, 6), bases, threshold=THRESHOLD).any()


def test_what_the_report_hides_is_hidden_here_too() -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        bases = series(*rng.integers(6, 40, size=3))
        above = series(*(rng.integers(0, base + 1) for base in bases))
        report = hidden_shares(above, bases, threshold=THRESHOLD)
        assert not (report & ~hidden_share(above, bases, threshold=THRESHOLD)).any()


def test_mean_of_five_is_shown_to_none_of_them() -> None:
    assert hidden_mean(series(30, 20, 5), threshold=THRESHOLD)["PRO"]
    assert not hidden_mean(series(30, 20, 6), threshold=THRESHOLD).any()


def test_question_asked_to_some_hides_with_the_answer_that_led_to_it(facts: Facts) -> None:
    taken = facts.study.responses
    assert not gate({"comite": "Y"}, taken, threshold=THRESHOLD).any()
    assert gate({"sujets": "effets"}, taken, threshold=THRESHOLD)["CLG"]
    assert not gate({"type": ["LP"]}, taken, threshold=THRESHOLD).any()  # everyone knows the types
    assert concerned({"type": ["LP", "SEP", "LGT"]}) == ("PRO", "LGT")
