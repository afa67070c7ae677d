"""Exact McNemar, bounds of a change, and the verdict."""

from itertools import product
from math import comb

import pandas as pd
import pytest

from bilan.estimation.statistics.comparison import (
    Progress,
    Verdict,
    difference_bounds,
    mcnemar_exact,
    verdict,
)
from bilan.estimation.statistics.proportions import nonresponse_bounds
from bilan.project.errors import DataError


def test_mcnemar_counts_the_schools_that_changed() -> None:
    before = pd.Series({"A": True, "B": True, "C": False, "D": False, "E": False, "F": False})
    after = pd.Series({"F": True, "E": True, "D": True, "C": False, "B": False, "A": True})
    result = mcnemar_exact(before, after)
    assert (result.units, result.lost, result.gained) == (6, 1, 3)
    assert (result.before, result.after) == (2 / 6, 4 / 6)
    assert result.difference == pytest.approx(2 / 6)
    # Two-sided, 1 or 3 of 4 and beyond: 2 (1 + 4)/16.
    assert result.p_value == pytest.approx(10 / 16)


def test_mcnemar_leaves_out_schools_that_answered_once() -> None:
    before = pd.Series({"A": True, "B": None, "C": False, "OLD": True}, dtype=object)
    after = pd.Series({"A": False, "B": True, "C": None, "NEW": True}, dtype=object)
    result = mcnemar_exact(before, after)
    assert (result.units, result.lost, result.gained, result.p_value) == (1, 1, 0, 1)


def test_mcnemar_takes_nullable_booleans() -> None:
    before = pd.Series([True, False, pd.NA], dtype="boolean")
    after = pd.Series([False, True, True], dtype="boolean")
    assert mcnemar_exact(before, after).units == 2


def test_mcnemar_p_value_is_that_of_every_flip_of_the_changes() -> None:
    for lost, gained in product(range(6), repeat=2):
        before = pd.Series([True] * lost + [False] * gained + [True, False])
        after = pd.Series([False] * lost + [True] * gained + [True, False])
        changed = lost + gained
        extreme = [k for k in range(changed + 1) if abs(2 * k - changed) >= abs(lost - gained)]
        expected = sum(comb(changed, k) for k in extreme) / 2**changed
        assert mcnemar_exact(before, after).p_value == pytest.approx(expected)


def test_no_school_changed() -> None:
    same = pd.Series([True, False])
    assert mcnemar_exact(same, same).p_value == 1


def test_a_school_twice_in_a_wave_is_an_error() -> None:
    one, twice = (pd.Series(True, index=list(schools)) for schools in ("A", "BAABC"))
    for pair in ((twice, one), (one, twice)):
        with pytest.raises(DataError) as error:
            mcnemar_exact(*pair)
        assert str(error.value) == (
            "paired comparison\n"
            "  expected: one answer for each school of a wave\n"
            "  found:    - A\n"
            "- B\n"
            "  next:     keep one response for each school"
        )


def test_no_school_in_both_waves_is_an_error() -> None:
    with pytest.raises(DataError) as error:
        mcnemar_exact(pd.Series([True], index=["A"]), pd.Series([True], index=["B"]))
    assert str(error.value) == (
        "paired comparison\n"
        "  expected: schools that answered in both waves\n"
        "  found:    none\n"
        "  next:     leave the comparison out"
    )


def test_answers_that_are_not_booleans_are_errors() -> None:
    before = pd.Series([True, False, "Y"], dtype=object)
    with pytest.raises(DataError) as error:
        mcnemar_exact(before, pd.Series([True, "N", False], dtype=object))
    assert str(error.value) == (
        "paired shares\n"
        "  expected: answers that are true or false\n"
        "  found:    2 that are neither\n"
        "  next:     pass whether the school ticked, not what it wrote"
    )


def test_difference_bounds_are_the_extremes_of_all_completions() -> None:
    first, second = (3, 5, 2), (1, 4, 3)
    changes = [
        (second[0] + late) / (second[1] + second[2]) - (first[0] + early) / (first[1] + first[2])
        for early, late in product(range(first[2] + 1), range(second[2] + 1))
    ]
    bounds = difference_bounds(
        nonresponse_bounds(*first, filtered=False), nonresponse_bounds(*second, filtered=False)
    )
    assert bounds == pytest.approx((min(changes), max(changes)))


@pytest.mark.parametrize(
    ("difference", "p_adjusted", "progress", "comparable", "expected"),
    [
        (0.2, 0.001, "up", True, "progresse"),
        (-0.2, 0.001, "up", True, "recule"),
        (0.2, 0.001, "down", True, "recule"),
        (-0.2, 0.001, "down", True, "progresse"),
        (0.2, 0.001, "none", True, "progresse"),
        (-0.2, 0.001, "none", True, "recule"),
        (0.2, 0.06, "up", True, "stable"),
        (-0.2, 0.06, "none", True, "stable"),
        (0.2, 0.05, "up", True, "stable"),
        (0.2, 0.0499, "up", True, "progresse"),
        (0.2, 0.0, "up", True, "progresse"),
        (0.2, 1.0, "up", True, "stable"),
        (0.0, 0.001, "up", True, "stable"),
        (0.2, 0.001, "up", False, "non comparable"),
        (float("nan"), float("nan"), "up", False, "non comparable"),
    ],
)
def test_verdict(
    difference: float, p_adjusted: float, progress: Progress, comparable: bool, expected: Verdict
) -> None:
    assert (
        verdict(difference, p_adjusted, progress=progress, comparable=comparable, alpha=0.05)
        == expected
    )


def test_verdict_takes_another_level() -> None:
    assert verdict(0.2, 0.02, progress="up", comparable=True, alpha=0.01) == "stable"


@pytest.mark.parametrize(("difference", "p"), [(0.1, float("nan")), (float("nan"), 0.1), (0.1, 2)])
def test_no_verdict_on_missing_numbers(difference: float, p: float) -> None:
    with pytest.raises(
        ValueError, match=r"^no verdict on a difference of (nan|0.1) with p = (nan|0.1|2)$"
    ):
        verdict(difference, p, progress="up", comparable=True, alpha=0.05)
