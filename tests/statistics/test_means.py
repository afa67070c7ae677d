"""Bounds and intervals of means and ratios, by hand and against every completion."""

import math
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilan.errors import DataError
from bilan.statistics.means import (
    Estimate,
    mean_bounds,
    mean_interval,
    ratio_bounds,
    ratio_interval,
)

SMALL = st.lists(st.integers(0, 4), max_size=4)


def test_mean_interval_by_hand() -> None:
    # s² = 8/3, s.e. = sqrt((1 - 4/16) (8/3)/4) = sqrt(1/2); t(0.975, 3) = 3.182446.
    estimate = mean_interval([2, 4, 4, 6], population=16)
    assert estimate.value == 4
    assert estimate.standard_error == pytest.approx(math.sqrt(0.75 * (8 / 3) / 4))
    assert estimate.interval is not None
    reach = 3.182446305 * math.sqrt(0.5)
    assert estimate.interval == pytest.approx((4 - reach, 4 + reach))
    assert (estimate.base, estimate.population) == (4, 16)


def test_squared_error_of_the_mean_is_unbiased_over_all_samples() -> None:
    field = [1.0, 2.0, 2.0, 5.0, 7.0, 10.0]
    estimates = [mean_interval(sample, population=6) for sample in combinations(field, 4)]
    truth = np.var([estimate.value for estimate in estimates])
    squares = [estimate.standard_error**2 for estimate in estimates if estimate.standard_error]
    assert np.mean(squares) == pytest.approx(truth)


def test_census_leaves_no_doubt_and_one_answer_has_no_spread() -> None:
    assert mean_interval([1, 2], population=2) == Estimate(1.5, (1.5, 1.5), 0.0, 2, 2)  # type: ignore[arg-type]
    assert mean_interval([3], population=2) == Estimate(3.0, None, None, 1, 2)
    assert ratio_interval([3], [4], population=2) == Estimate(0.75, None, None, 1, 2)
    assert ratio_interval([3], [4], population=1).interval == (0.75, 0.75)


@pytest.mark.parametrize(
    ("values", "population"), [([], 3), ([1, 2], 1), ([1, math.nan], 3), ([math.inf], 3)]
)
def test_interval_refuses_what_is_not_a_sample(values: list[float], population: int) -> None:
    with pytest.raises(DataError):
        mean_interval(values, population=population)


def test_ratio_interval_by_hand() -> None:
    # R = 6/12; residuals 1/2, -1, 1/2, their sum of squares 3/2; mean denominator 4.
    estimate = ratio_interval([2, 1, 3], [3, 4, 5], population=12)
    assert estimate.value == 0.5
    assert estimate.standard_error == pytest.approx(math.sqrt(0.75 / 3 * 0.75) / 4)
    assert estimate.interval is not None
    reach = 4.302652730 * math.sqrt(0.1875) / 4
    assert estimate.interval == pytest.approx((0.5 - reach, 0.5 + reach))


def test_ratio_over_ones_is_the_mean() -> None:
    values = [0, 3, 5, 5, 8]
    assert ratio_interval(values, [1] * 5, population=9) == mean_interval(values, population=9)


@pytest.mark.parametrize(("above", "below"), [([1, 2], [1]), ([1, 2], [0, 0]), ([1], [math.nan])])
def test_ratio_interval_refuses_what_is_not_a_ratio(above: list[float], below: list[float]) -> None:
    with pytest.raises(DataError):
        ratio_interval(above, below, population=5)


@given(SMALL, st.integers(0, 3), st.integers(0, 2), st.integers(2, 4))
def test_mean_bounds_are_the_extremes_of_all_completions(
    answers: list[int], missing: int, low: int, high: int
) -> None:
    answers = [min(max(answer, low), high) for answer in answers]
    if not answers and not missing:
        return
    inside = [
        [*answers, *completion]
        for unknown in range(missing + 1)
        for completion in product(range(low, high + 1), repeat=unknown)
    ]
    for known in (missing, 0):
        # All missing units in the base, then any number of them.
        means = [sum(c) / len(c) for c in inside if c and len(c) >= len(answers) + known]
        bounds = mean_bounds(answers, missing, within=(low, high))
        assert bounds == pytest.approx((min(means), max(means)))


def test_mean_bounds_refuse_answers_outside_the_range() -> None:
    with pytest.raises(DataError, match="from 0 to 100"):
        mean_bounds([20, 101], 1, within=(0, 100))
    with pytest.raises(ValueError, match="no mean"):
        mean_bounds([], 0, within=(0, 100))
    with pytest.raises(ValueError, match="upside down"):
        mean_bounds([1], 0, within=(2, 0))


@st.composite
def ratios(draw: st.DrawFn) -> tuple[list[int], list[int], int, tuple[int, int], tuple[int, int]]:
    """Answers in small whole ranges, and a number of missing units."""
    numerator = sorted((draw(st.integers(0, 3)), draw(st.integers(0, 3))))
    denominator = sorted((draw(st.integers(0, 3)), draw(st.integers(0, 3))))
    size = draw(st.integers(0, 3))
    above = draw(st.lists(st.integers(*numerator), min_size=size, max_size=size))
    below = draw(st.lists(st.integers(*denominator), min_size=size, max_size=size))
    missing = draw(st.integers(0, 2))
    return above, below, missing, tuple(numerator), tuple(denominator)  # type: ignore[return-value]


@given(ratios(), st.booleans(), st.booleans())
def test_ratio_bounds_are_the_extremes_of_all_completions(
    case: tuple[list[int], list[int], int, tuple[int, int], tuple[int, int]],
    part_of_whole: bool,
    filtered: bool,
) -> None:
    above, below, missing, numerator, denominator = case
    if part_of_whole and any(n > d for n, d in zip(above, below, strict=True)):
        return
    answers = list(
        product(range(numerator[0], numerator[1] + 1), range(denominator[0], denominator[1] + 1))
    )
    if part_of_whole:
        answers = [(n, d) for n, d in answers if n <= d]
    if filtered:
        answers.append((0, 0))
    totals = [
        (sum(above) + sum(n for n, _ in c), sum(below) + sum(d for _, d in c))
        for c in product(answers, repeat=missing)
    ]
    bounds = ratio_bounds(
        above,
        below,
        missing,
        numerator_within=numerator,
        denominator_within=denominator,
        part_of_whole=part_of_whole,
        filtered=filtered,
    )
    if not totals or any(whole == 0 for _, whole in totals):
        assert bounds is None
    else:
        shares = [part / whole for part, whole in totals]
        assert bounds == pytest.approx((min(shares), max(shares)))


def test_ratio_bounds_by_hand() -> None:
    # 30 trained of 100 teachers; one school unknown, of 10 to 50 teachers, 0 to 50 of them trained.
    within = {"numerator_within": (0, 50), "denominator_within": (10, 50), "filtered": False}
    free = ratio_bounds([10, 20], [50, 50], 1, part_of_whole=False, **within)  # type: ignore[arg-type]
    part = ratio_bounds([10, 20], [50, 50], 1, part_of_whole=True, **within)  # type: ignore[arg-type]
    assert free == (30 / 150, 80 / 110)
    assert part == (30 / 150, 80 / 150)


def test_ratio_bounds_refuse_a_part_above_its_whole() -> None:
    with pytest.raises(DataError, match="1 units"):
        ratio_bounds(
            [3],
            [2],
            0,
            numerator_within=(0, 9),
            denominator_within=(0, 9),
            part_of_whole=True,
            filtered=False,
        )
