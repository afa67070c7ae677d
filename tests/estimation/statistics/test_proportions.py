"""Bounds and interval of shares, against every completion and every sample of small fields."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from bilan.estimation.statistics.proportions import (
    Interval,
    hypergeometric_interval,
    nonresponse_bounds,
)


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int, int]:
    """Ticked, answered and missing units of a small field with an answer."""
    base = draw(st.integers(1, 6))
    return draw(st.integers(0, base)), base, draw(st.integers(0, 5))


def test_published_share_has_the_bounds_of_eight_missing_schools() -> None:
    assert nonresponse_bounds(75, 122, 8, filtered=False) == (75 / 130, 83 / 130)


def test_filtered_share_has_all_missing_schools_inside_its_base() -> None:
    assert nonresponse_bounds(18, 92, 8, filtered=True) == (18 / 100, 26 / 100)


@given(counts())
def test_unfiltered_bounds_are_the_extremes_of_all_completions(case: tuple[int, int, int]) -> None:
    ticked, base, missing = case
    shares = [
        (ticked + sum(completion)) / (base + missing)
        for completion in product((0, 1), repeat=missing)
    ]
    bounds = nonresponse_bounds(ticked, base, missing, filtered=False)
    assert bounds == (min(shares), max(shares))


@given(counts())
def test_filtered_bounds_are_the_extremes_of_all_completions(case: tuple[int, int, int]) -> None:
    ticked, base, missing = case
    outside, inside, inside_and_ticked = (0, 0), (0, 1), (1, 1)
    shares = []
    for completion in product((outside, inside, inside_and_ticked), repeat=missing):
        numerator = ticked + sum(n for n, _ in completion)
        shares.append(numerator / (base + sum(d for _, d in completion)))
    bounds = nonresponse_bounds(ticked, base, missing, filtered=True)
    assert bounds == (min(shares), max(shares))


def test_nobody_answered_leaves_everything_possible() -> None:
    assert nonresponse_bounds(0, 0, 3, filtered=False) == (0, 1)


@pytest.mark.parametrize(
    ("case", "filtered", "message"),
    [
        ((3, 2, 1), False, "counts that cannot be: 3 of 2, of 3 units"),
        ((-1, 2, 1), False, "counts that cannot be: -1 of 2, of 3 units"),
        ((1, 2, -1), False, "counts that cannot be: 1 of 2, of 1 units"),
        ((0, 0, 0), False, "no share: 0 units in the base, 0 missing"),
        ((0, 0, 3), True, "no share: 0 units in the base, 3 missing"),
    ],
)
def test_counts_that_cannot_be_have_no_bounds(
    case: tuple[int, int, int], filtered: bool, message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        nonresponse_bounds(*case, filtered=filtered)


def test_one_unit_has_bounds() -> None:
    assert nonresponse_bounds(1, 1, 0, filtered=True) == (1, 1)
    assert nonresponse_bounds(0, 1, 0, filtered=False) == (0, 0)
    assert hypergeometric_interval(1, 1, 1) == (1, 1)


def test_interval_of_two_schools_out_of_three_by_hand() -> None:
    # One of two ticked; three in the field. M = 1: P(X >= 1) = 2/3; M = 2: P(X <= 1) = 2/3.
    assert hypergeometric_interval(1, 2, 3, level=0.9) == (1 / 3, 2 / 3)


def test_interval_drops_what_a_tail_rejects_by_hand() -> None:
    # Nobody ticked of 4 out of 6. P(X = 0) is 1/3 when M = 1 and 1/15 when M = 2.
    assert hypergeometric_interval(0, 4, 6, level=0.8) == (0, 1 / 6)
    assert hypergeometric_interval(0, 4, 6, level=0.9) == (0, 2 / 6)


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_coverage_is_at_least_the_level_for_every_field(level: float) -> None:
    for population in range(1, 13):
        for base in range(population + 1):
            intervals = [
                hypergeometric_interval(k, base, population, level=level) for k in range(base + 1)
            ]
            for ticking in range(population + 1):
                chances = hypergeom.pmf(range(base + 1), population, ticking, base)
                covered = sum(
                    chance
                    for chance, interval in zip(chances, intervals, strict=True)
                    if interval.lower <= ticking / population <= interval.upper
                )
                assert covered >= level - 1e-12, (population, base, ticking)


def test_coverage_by_listing_every_sample() -> None:
    population, base, level = 9, 5, 0.9
    for ticking in range(population + 1):
        samples = list(combinations([True] * ticking + [False] * (population - ticking), base))
        intervals = [
            hypergeometric_interval(sum(sample), base, population, level=level)
            for sample in samples
        ]
        covered = sum(i.lower <= ticking / population <= i.upper for i in intervals)
        assert covered / len(samples) >= level


def test_each_end_is_as_near_as_its_tail_allows() -> None:
    # Clopper and Pearson: the next number beyond either end is rejected at half of 1 - level.
    for population in range(2, 15):
        for base in range(1, population):
            for ticked in range(base + 1):
                interval = hypergeometric_interval(ticked, base, population)
                below = round(interval.lower * population) - 1
                above = round(interval.upper * population) + 1
                if below >= ticked:
                    assert hypergeom.sf(ticked - 1, population, below, base) <= 0.025
                if above <= population - base + ticked:
                    assert hypergeom.cdf(ticked, population, above, base) <= 0.025


@given(counts(), st.floats(0.5, 0.999))
def test_interval_holds_the_share_lies_in_the_bounds_and_mirrors(
    case: tuple[int, int, int], level: float
) -> None:
    ticked, base, missing = case
    interval = hypergeometric_interval(ticked, base, base + missing, level=level)
    mirror = hypergeometric_interval(base - ticked, base, base + missing, level=level)
    bounds = nonresponse_bounds(ticked, base, missing, filtered=False)
    assert bounds.lower <= interval.lower <= interval.upper <= bounds.upper
    assert (mirror.lower, mirror.upper) == pytest.approx((1 - interval.upper, 1 - interval.lower))


def test_census_leaves_no_doubt_and_silence_leaves_all() -> None:
    assert hypergeometric_interval(3, 7, 7) == Interval(3 / 7, 3 / 7)
    assert hypergeometric_interval(0, 0, 7) == Interval(0, 1)


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ((3, 2, 5), "counts that cannot be: 3 of 2, of 5 units"),
        ((1, 6, 5), "counts that cannot be: 1 of 6, of 5 units"),
        ((-1, 2, 5), "counts that cannot be: -1 of 2, of 5 units"),
        ((0, 0, 0), "no share: the population is empty"),
    ],
)
def test_counts_that_cannot_be_have_no_interval(case: tuple[int, int, int], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        hypergeometric_interval(*case)


@pytest.mark.parametrize(
    ("numerator", "base", "population"),
    [(0, 900, 1000), (900, 900, 1000), (3, 40, 4000), (61, 122, 11_000), (4000, 9000, 11_000)],
)
def test_a_country_gets_the_interval_that_all_its_numbers_give(
    numerator: int, base: int, population: int
) -> None:
    possible = np.arange(numerator, population - (base - numerator) + 1)
    sf = hypergeom.sf(numerator - 1, population, possible, base)
    cdf = hypergeom.cdf(numerator, population, possible, base)
    interval = hypergeometric_interval(numerator, base, population)
    assert interval.lower == possible[sf > 0.025].min() / population
    assert interval.upper == possible[cdf > 0.025].max() / population
