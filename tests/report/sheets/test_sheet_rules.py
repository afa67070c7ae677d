"""No school works another's answer out of its sheet, its own answer taken away."""

import itertools

import numpy as np
import pandas as pd
import pytest

from bilan.disclosure.sheet_rules import (
    GROUPS,
    gate,
    hidden_mean,
    hidden_share,
)
from bilan.disclosure.table_suppression import hidden_shares
from bilan.report.sheets.facts import Facts

pytestmark = pytest.mark.slow

THRESHOLD = 5


def series(*values: int) -> "pd.Series[int]":
    return pd.Series(values, index=GROUPS)


def widths(
    above: "pd.Series[int]", bases: "pd.Series[int]", hidden: "pd.Series[bool]"
) -> list[int]:
    """How wide a range a reader of the shown groups and the total is left with, by group."""
    every = [
        way for way in itertools.product(*(range(base + 1) for base in bases))
        if sum(way) == above.sum()
        and all(h or n == true for n, true, h in zip(way, above, hidden, strict=True))
    ]  # fmt: skip
    return [int(np.ptp([way[at] for way in every])) for at in range(len(bases))]


@pytest.mark.parametrize("seed", range(12))
def test_shares_leave_five_others_in_each_cell(seed: int) -> None:
    """Each school of each cell sees the table less itself."""
    rng = np.random.default_rng(seed)
    bases = series(*rng.integers(6, 24, size=3))
    above = series(*(rng.integers(0, base + 1) for base in bases))
    hidden = hidden_share(above, bases, threshold=THRESHOLD)
    for group, gave in itertools.product(GROUPS, (True, False)):
        if not (above if gave else bases - above)[group]:
            continue
        own = pd.Series([name == group for name in GROUPS], index=GROUPS).astype(int)
        seen, of = above - own * gave, bases - own
        left, free = widths(seen, of, hidden), widths(seen, of, hidden | True)
        for at, name in enumerate(GROUPS):
            if min(seen[name], of[name] - seen[name]) < THRESHOLD:
                assert left[at] >= min(THRESHOLD, free[at]), (above, bases, group, gave)


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
