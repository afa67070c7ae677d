"""Bounds and intervals of means and ratios, by hand and against every completion."""

import math
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilan.estimation.statistics.means import (
    Estimate,
    mean_bounds,
    mean_interval,
    ratio_interval,
)
from bilan.project.errors import DataError

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


@pytest.mark.filterwarnings("error")
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


def test_a_sample_larger_than_its_population_is_refused() -> None:
    with pytest.raises(DataError) as error:
        mean_interval([1, 2], population=1)
    assert str(error.value) == (
        "interval of a mean or a ratio\n"
        "  expected: between 1 answer and the 1 units of the population\n"
        "  found:    2 answers\n"
        "  next:     leave it out where nobody answered, or check the sampling frame"
    )


def test_answers_out_of_their_range_are_counted() -> None:
    with pytest.raises(DataError) as error:
        mean_bounds([-1, 0, 100, 101, math.nan], 1, within=(0, 100))
    assert str(error.value) == (
        "answers that are numbers\n"
        "  expected: finite values from 0 to 100, none missing\n"
        "  found:    3 of 5 that are not\n"
        "  next:     correct the export, or the range in the codebook"
    )


def test_sums_that_make_no_ratio_are_told() -> None:
    with pytest.raises(DataError) as error:
        ratio_interval([1, 2], [0.5, -0.75], population=5)
    assert str(error.value) == (
        "ratio of sums\n"
        "  expected: as many numerators as denominators, with a sum of denominators above zero\n"
        "  found:    2 numerators, 2 denominators, sum -0.25\n"
        "  next:     leave the ratio out for this base"
    )


def test_a_small_sum_of_denominators_makes_a_ratio() -> None:
    assert ratio_interval([1, 2], [0.25, 0.25], population=2).value == 6


@pytest.mark.parametrize("interval", [mean_interval, ratio_interval])
def test_intervals_take_another_level(interval: Any) -> None:
    # t(0.95, 1) = 6.313752; s² = 2; residuals of the ratio are those of the mean over 1.
    samples = ([1, 3],) if interval is mean_interval else ([1, 3], [1, 1])
    estimate = interval(*samples, population=4, level=0.9)
    reach = 6.313751515 * math.sqrt(0.5 * 2 / 2)
    assert estimate.interval == pytest.approx((2 - reach, 2 + reach))


def test_no_unit_has_no_mean_and_one_missing_has_any() -> None:
    with pytest.raises(ValueError, match="no mean: 1 answers, -1 missing"):
        mean_bounds([5], -1, within=(0, 100))
    with pytest.raises(ValueError, match=r"^range upside down: \(2, 0\)$"):
        mean_bounds([1], 0, within=(2, 0))
    assert mean_bounds([], 1, within=(2, 7)) == (2, 7)
    assert mean_bounds([3], 1, within=(3, 3)) == (3, 3)


def test_numbers_may_be_objects_of_a_table() -> None:
    values = pd.Series([1, 3], dtype=object)
    assert mean_interval(values, population=4) == mean_interval([1, 3], population=4)
    assert mean_bounds(values, 1, within=(1, 3)) == (5 / 3, 7 / 3)
