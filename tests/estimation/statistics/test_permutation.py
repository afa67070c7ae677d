"""Paired permutation tests against every exchange of the two waves."""

from fractions import Fraction
from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilan.estimation.statistics.permutation import paired_permutation, paired_ratio_permutation
from bilan.project.errors import DataError

TENTHS = st.integers(0, 6)
SIGNS = list(product((1, -1), repeat=4))


def extreme_share(changes: list[Fraction]) -> float:
    """Share of the changes, the first being the observed one, that are as large as it."""
    return sum(abs(change) >= abs(changes[0]) for change in changes) / len(changes)


def ratio_frame(pairs: list[tuple[int, int]]) -> pd.DataFrame:
    """Numerators in tenths, and denominators."""
    return pd.DataFrame(
        {"numerator": [n / 10 for n, _ in pairs], "denominator": [d for _, d in pairs]}
    )


@given(st.lists(st.tuples(TENTHS, TENTHS), min_size=1, max_size=7))
@settings(max_examples=60, deadline=None)
def test_mean_p_value_is_that_of_all_sign_flips(pairs: list[tuple[int, int]]) -> None:
    # Tenths: sums of floats that should be equal differ in their last digit.
    before = pd.Series([b / 10 for b, _ in pairs])
    after = pd.Series([a / 10 for _, a in pairs])
    flips = [
        sum((Fraction(s * (a - b)) for s, (b, a) in zip(signs, pairs, strict=True)), Fraction(0))
        for signs in product((1, -1), repeat=len(pairs))
    ]
    result = paired_permutation(before, after, seed=1)
    assert (result.method, result.draws, result.units) == ("exact", None, len(pairs))
    assert result.p_value == pytest.approx(extreme_share(flips))
    assert result.difference == pytest.approx(sum(a - b for b, a in pairs) / 10 / len(pairs))


PAIR = st.tuples(st.integers(0, 6), st.integers(1, 4))


@given(st.lists(st.tuples(PAIR, PAIR), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_ratio_p_value_is_that_of_all_exchanges(
    schools: list[tuple[tuple[int, int], tuple[int, int]]],
) -> None:
    changes = []
    for exchanged in product((False, True), repeat=len(schools)):
        waves = [pair[::-1] if e else pair for pair, e in zip(schools, exchanged, strict=True)]
        ratios = [
            Fraction(sum(pair[wave][0] for pair in waves), sum(pair[wave][1] for pair in waves))
            for wave in (0, 1)
        ]
        changes.append(ratios[1] - ratios[0])
    before, after = (ratio_frame([pair[wave] for pair in schools]) for wave in (0, 1))
    result = paired_ratio_permutation(before, after, seed=1)
    assert result.method == "exact"
    assert result.p_value == pytest.approx(extreme_share(changes))
    assert result.difference == pytest.approx(float(changes[0]) / 10)


@pytest.mark.parametrize(
    ("before", "changes"),
    [
        ([385, 367, 300, 772, 835], [-700, 999, 301, -301, -300]),
        ([674, 898, 600, 775, 795], [300, 700, -300, -999, 300]),
    ],
)
def test_equal_differences_are_equal_whatever_the_order_of_the_sum(
    before: list[int], changes: list[int]
) -> None:
    # No exchange gives a smaller change, but sums of such floats differ in their last digits.
    after = [b + change for b, change in zip(before, changes, strict=True)]
    frames = [ratio_frame([(number, 1) for number in wave]) for wave in (before, after)]
    assert paired_ratio_permutation(*frames, seed=1).p_value == 1
    assert paired_permutation(*(f["numerator"] for f in frames), seed=1).p_value == 1


def test_schools_that_did_not_change_do_not_prevent_an_exact_test() -> None:
    before = pd.Series([1.0] * 100 + [1, 2, 3])
    after = pd.Series([1.0] * 100 + [2, 4, 6])
    result = paired_permutation(before, after, seed=1, draws=8)
    assert (result.method, result.p_value, result.units) == ("exact", 2 / 8, 103)


def test_many_changes_are_drawn_near_the_exact_value() -> None:
    before = pd.Series(range(12), dtype=float)
    after = before.add([1, 2, -1, 3, 1, -2, 2, 1, 1, -1, 2, 1])
    exact = paired_permutation(before, after, seed=1, draws=5_000)
    drawn = paired_permutation(before, after, seed=1, draws=2_000)
    assert (exact.method, drawn.method, drawn.draws) == ("exact", "monte-carlo", 2_000)
    assert drawn.p_value == pytest.approx(exact.p_value, abs=0.02)
    shuffled = [wave.sample(frac=1, random_state=3) for wave in (before, after)]
    assert drawn == paired_permutation(*shuffled, seed=1, draws=2_000)
    assert drawn.p_value != paired_permutation(before, after, seed=2, draws=2_000).p_value


def test_drawn_p_value_is_never_zero() -> None:
    before = pd.Series([0.0] * 40)
    result = paired_permutation(before, before + 1, seed=1, draws=99)
    # scipy doubles the smaller tail, (0 + 1)/(99 + 1).
    assert result.p_value == pytest.approx(0.02)


def test_no_school_or_one_school_changed() -> None:
    before = pd.Series([1.0, 2.0])
    assert paired_permutation(before, before, seed=1).p_value == 1
    assert paired_permutation(before, before.add([0, 5]), seed=1).p_value == 1
    frame = ratio_frame([(1, 2), (3, 4)])
    assert paired_ratio_permutation(frame, frame, seed=1).p_value == 1


def test_means_are_those_of_the_paired_schools() -> None:
    before = pd.Series({"A": 1.0, "B": 3.0, "OLD": 90.0, "HALF": 8.0})
    after = pd.Series({"NEW": 90.0, "B": 5.0, "A": 2.0, "HALF": None})
    result = paired_permutation(before, after, seed=1)
    assert (result.units, result.before, result.after, result.difference) == (2, 2, 3.5, 1.5)


def test_ratio_leaves_out_schools_that_miss_a_number() -> None:
    before = ratio_frame([(1, 2), (3, 4), (9, 9)])
    after = ratio_frame([(2, 2), (4, 4), (9, 9)])
    after.loc[2, "denominator"] = None
    result = paired_ratio_permutation(before, after, seed=1)
    assert result.units == 2
    assert result.before == pytest.approx(0.4 / 6)


@pytest.mark.parametrize("denominators", [(0, 0), (-1, 5)])
def test_ratio_without_denominators_is_an_error(denominators: tuple[int, int]) -> None:
    frame = ratio_frame([(1, denominators[0]), (1, denominators[1])])
    with pytest.raises(DataError) as error:
        paired_ratio_permutation(frame, frame, seed=1)
    assert str(error.value) == (
        "paired ratio of sums\n"
        "  expected: denominators of zero or more, and a school with one in both waves\n"
        "  found:    denominators that leave the ratio undefined\n"
        "  next:     leave the comparison out"
    )


@pytest.mark.parametrize("unit", [1e-14, 1.0, 1e14])
def test_a_p_value_does_not_depend_on_the_unit(unit: float) -> None:
    before, after = (
        ratio_frame([(10 * n, 2) for n in numbers]) for numbers in ([1, 2, 3, 4], [3, 5, 2, 7])
    )
    before["numerator"] *= unit
    after["numerator"] *= unit
    # Changes 2, 3, -1, 3, whose sum is 7.
    expected = sum(abs(2 * a + 3 * b + c + 3 * d) >= 7 for a, b, c, d in SIGNS) / 16
    assert paired_ratio_permutation(before, after, seed=1).p_value == expected
    mean = paired_permutation(before["numerator"], after["numerator"], seed=1)
    assert mean.p_value == expected


def test_a_school_without_a_denominator_in_one_wave_counts() -> None:
    before, after = ratio_frame([(10, 1), (20, 0)]), ratio_frame([(30, 1), (20, 4)])
    result = paired_ratio_permutation(before, after, seed=1)
    assert (result.units, result.before, result.after) == (2, 3, 1)
    halves = before.assign(denominator=[0.5, 0.0])
    assert paired_ratio_permutation(halves, after, seed=1).before == 6


def test_one_denominator_in_both_waves_is_enough() -> None:
    result = paired_ratio_permutation(ratio_frame([(10, 1)]), ratio_frame([(20, 1)]), seed=1)
    assert (result.before, result.after, result.p_value) == (1, 2, 1)


def test_ratios_of_zero_do_not_change() -> None:
    before, after = ratio_frame([(0, 1), (0, 2)]), ratio_frame([(0, 2), (0, 1)])
    assert paired_ratio_permutation(before, after, seed=1).p_value == 1


def test_changes_are_given_unit_by_unit() -> None:
    before, after = pd.Series([1, 5, 2], dtype=object), pd.Series([4, 5, 1], dtype=object)
    assert paired_permutation(before, after, seed=1).changes.tolist() == [3, 0, -1]
    # R = 4/8 then 6/4; (y - R x) over the mean of x, which is 4 then 2.
    first, second = ratio_frame([(20, 2), (20, 6)]), ratio_frame([(20, 3), (40, 1)])
    first, second = first.astype(object), second.astype(object)
    changes = paired_ratio_permutation(first, second, seed=1).changes
    expected = [(2 - 1.5 * 3) / 2 - (2 - 0.5 * 2) / 4, (4 - 1.5 * 1) / 2 - (2 - 0.5 * 6) / 4]
    assert changes.tolist() == pytest.approx(expected)
