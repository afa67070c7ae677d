"""The level of significance, what Holm makes of it, and the smallest change that passes it."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from bilan.estimation.statistics import (
    holm,
    holm_levels,
    mcnemar_exact,
    smallest_net_moves,
    smallest_shift,
    verdict,
)
from bilan.survey.significance import is_significant

LEVELS = [0.2, 0.05, 0.01, 0.05 / 31]


@pytest.mark.parametrize(
    ("p_value", "significant"),
    [(0.0499999, True), (0.05, False), (0.0500001, False), (0.0, True), (math.nan, False)],
)
def test_the_level_itself_is_not_significant(p_value: float, significant: bool) -> None:
    assert is_significant(p_value, 0.05) is significant


def test_the_level_itself_is_stable() -> None:
    assert verdict(0.2, 0.05, progress="up", comparable=True, alpha=0.05) == "stable"


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(1e-6, 1), min_size=1, max_size=8), st.sampled_from(LEVELS))
def test_a_test_is_significant_after_holm_below_its_level_only(
    given_p: list[float], alpha: float
) -> None:
    p_values = pd.Series(given_p)
    for row, level in holm_levels(p_values, alpha).items():
        for p, wanted in ((level * (1 - 1e-9), True), (min(1.0, level * (1 + 1e-9)), False)):
            moved = p_values.copy()
            moved[row] = p
            assert is_significant(holm(moved)[row], alpha) is wanted


def test_a_test_that_could_not_be_made_has_no_level() -> None:
    levels = holm_levels(pd.Series({"a": 0.001, "b": math.nan, "c": 0.5}), 0.05)
    assert levels["a"] == pytest.approx(0.05 / 2)
    assert math.isnan(levels["b"])
    assert levels["c"] == pytest.approx(0.05)  # `a` is significant: one test is left


def p_of(lost: int, gained: int) -> float:
    before = pd.Series([True] * lost + [False] * gained)
    return mcnemar_exact(before, ~before).p_value


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("changed", [1, 5, 6, 7, 12, 24, 33])
def test_net_moves_pass_and_one_school_less_does_not(changed: int, level: float) -> None:
    moves = smallest_net_moves(changed, level)
    if moves <= changed:
        against = (changed - moves) // 2
        assert changed - moves == 2 * against
        assert p_of(against, changed - against) < level
        assert moves < 2 or p_of(against + 1, changed - against - 1) >= level
    else:  # not even if all of them had moved one way
        assert p_of(0, changed) >= level
        assert p_of(0, moves) < level <= p_of(0, moves - 1)


def test_a_shift_by_the_least_significant_difference_is_just_seen() -> None:
    changes = np.array([0.0, 1, -1, 2, 0, 0, 3, -2, 1, 1])
    shift = smallest_shift(changes, 0.01)
    moved = changes - changes.mean() + shift
    assert stats.ttest_1samp(moved, 0).pvalue == pytest.approx(0.01)
    assert math.isnan(smallest_shift([1.0, 1.0], 0.05))
    assert math.isnan(smallest_shift([1.0], 0.05))


def test_a_shift_of_two_units_by_hand() -> None:
    # s = sqrt(2)/4, s / sqrt(2) = 1/4; t(0.975, 1) = 12.706205. Objects, as a table may hold them.
    shift = smallest_shift(pd.Series([0.0, 0.5], dtype=object), 0.05)
    assert shift == pytest.approx(12.7062047364 / 4)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("changes", [[], [1.0], [0.5, 0.5]])
def test_without_a_spread_no_shift_and_no_warning(changes: list[float]) -> None:
    assert math.isnan(smallest_shift(changes, 0.05))


@pytest.mark.parametrize("changed", [3, 6])
def test_a_p_value_that_is_the_level_does_not_pass(changed: int) -> None:
    # Six of six one way: 2 (1/2)^6 is the level itself; seven pass.
    assert smallest_net_moves(changed, 2 / 2**6) == 7


def test_a_test_is_put_aside_at_one_and_stays_in_its_family() -> None:
    # Beside b, a at 0.03 would have to pass 0.05/2: with a not rejected, so would b.
    assert holm_levels(pd.Series({"a": 0.03, "b": 0.5}), 0.05)["b"] == 0.05 / 2


def test_without_a_test_there_are_levels_of_no_value() -> None:
    levels = holm_levels(pd.Series({"a": math.nan}), 0.05)
    assert levels.dtype == float
    assert math.isnan(levels["a"])
    assert holm_levels(pd.Series([], dtype=float), 0.05).dtype == float
