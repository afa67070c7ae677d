"""Exact and drawn tests of independence against every table with the same margins."""

from collections.abc import Iterator
from fractions import Fraction
from math import factorial, prod

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bilan.estimation.statistics.association import cramers_v, fisher_freeman_halton, holm

Table = tuple[tuple[int, ...], ...]


def rows_within(total: int, room: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Every row of counts with this total that fits in the columns' room."""
    if not room:
        if total == 0:
            yield ()
        return
    for first in range(min(total, room[0]) + 1):
        for rest in rows_within(total - first, room[1:]):
            yield (first, *rest)


def tables(rows: tuple[int, ...], columns: tuple[int, ...]) -> Iterator[Table]:
    """Every table with these margins."""
    if not rows:
        yield ()
        return
    for row in rows_within(rows[0], columns):
        left = tuple(room - count for room, count in zip(columns, row, strict=True))
        for rest in tables(rows[1:], left):
            yield (row, *rest)


def brute_force(table: "np.ndarray[tuple[int, int], np.dtype[np.int64]]") -> Fraction:
    """p-value in exact fractions, straight from the definition."""
    rows = tuple(int(n) for n in table.sum(axis=1))
    columns = tuple(int(n) for n in table.sum(axis=0))
    margins = prod(map(factorial, rows + columns))

    def chance(counts: Table) -> Fraction:
        cells = prod(factorial(n) for row in counts for n in row)
        return Fraction(margins, factorial(sum(rows)) * cells)

    observed = chance(tuple(tuple(int(n) for n in row) for row in table))
    chances = [chance(other) for other in tables(rows, columns)]
    assert sum(chances) == 1
    return sum((c for c in chances if c <= observed), Fraction(0))


@given(arrays(np.int64, st.tuples(st.integers(2, 4), st.just(2)), elements=st.integers(0, 4)))
@settings(max_examples=60, deadline=None)
def test_two_columns_or_two_rows_are_exact(
    table: "np.ndarray[tuple[int, int], np.dtype[np.int64]]",
) -> None:
    if not table.any():
        return
    for turned in (table, table.T):
        result = fisher_freeman_halton(turned, seed=1)
        assert (result.method, result.draws, result.standard_error) == ("exact", None, 0)
        assert result.p_value == pytest.approx(float(brute_force(table)), abs=1e-10)


@pytest.mark.parametrize(
    "table",
    [[[3, 1, 0], [1, 2, 2], [0, 1, 4]], [[2, 2, 1], [1, 3, 2], [2, 1, 2]]],
)
def test_larger_tables_are_drawn_near_the_exact_value(table: list[list[int]]) -> None:
    exact = float(brute_force(np.array(table)))
    result = fisher_freeman_halton(table, seed=2014, draws=20_000)
    assert (result.method, result.draws) == ("monte-carlo", 20_000)
    assert abs(result.p_value - exact) < 4 * result.standard_error
    assert result == fisher_freeman_halton(table, seed=2014, draws=20_000)
    assert result != fisher_freeman_halton(table, seed=2015, draws=20_000)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(("listed", "method"), [(12, "exact"), (11, "monte-carlo")])
def test_a_test_is_exact_as_long_as_its_tables_can_be_listed(
    turned: bool, listed: int, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two groups of 2 and 3 schools beside the longest: 3 x 4 first columns.
    table = np.array([[1, 1], [4, 1], [1, 2]])
    monkeypatch.setattr("bilan.estimation.statistics.association.ENUMERATED", listed)
    result = fisher_freeman_halton(table.T if turned else table, seed=1, draws=99)
    assert result.method == method


def test_the_error_of_a_drawn_p_value_is_that_of_a_share() -> None:
    result = fisher_freeman_halton([[3, 1, 0], [1, 2, 2], [0, 1, 4]], seed=1, draws=400)
    p = result.p_value
    assert result.standard_error == pytest.approx((p * (1 - p)) ** 0.5 / 20)
    assert p * 401 == pytest.approx(round(p * 401))  # (extreme + 1) / (draws + 1)


def test_tables_that_cannot_be_listed_are_drawn() -> None:
    # 12 groups of 10 schools: 11 to the power of 11 first columns.
    result = fisher_freeman_halton([[5, 5]] * 12, seed=1, draws=99)
    assert (result.method, result.p_value) == ("monte-carlo", 1)


def test_a_sum_of_all_chances_is_no_more_than_one() -> None:
    # Every table with these margins is as probable or less; their chances sum to 1 + 7e-16.
    assert fisher_freeman_halton([[2, 6], [2, 6]], seed=1).p_value <= 1


def test_empty_rows_and_columns_say_nothing() -> None:
    table = pd.DataFrame([[5, 0, 1], [0, 0, 0], [1, 0, 6]])
    assert fisher_freeman_halton(table, seed=1) == fisher_freeman_halton([[5, 1], [1, 6]], seed=1)
    assert cramers_v(table) == cramers_v([[5, 1], [1, 6]])


def test_one_row_has_one_table_and_no_strength() -> None:
    assert fisher_freeman_halton([[3, 4], [0, 0]], seed=1).p_value == 1
    assert cramers_v([[3, 4], [0, 0]]) is None
    assert cramers_v([[3, 0], [4, 0]]) is None


@pytest.mark.parametrize("table", [[[1, -1]], [[0.5, 1]], [1, 2]])
def test_what_is_not_a_table_of_counts_is_refused(table: list[object]) -> None:
    message = "^expected a table of counts, two-dimensional$"
    with pytest.raises(ValueError, match=message):
        cramers_v(table)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=message):
        fisher_freeman_halton(table, seed=1)  # type: ignore[arg-type]


def test_without_a_school_there_is_no_test() -> None:
    empty = fisher_freeman_halton([[0, 0], [0, 0]], seed=1)
    assert np.isnan(empty.p_value)
    assert (empty.method, empty.standard_error) == ("exact", 0.0)
    assert cramers_v([[0, 0], [0, 0]]) is None


def test_cramers_v_by_hand() -> None:
    assert cramers_v([[10, 0], [0, 10]]) == pytest.approx(1)
    assert cramers_v([[4, 8], [2, 4]]) == pytest.approx(0)
    # chi² = 20 (8·6 - 2·4)² / (10·10·12·8) = 10/3; V = sqrt(chi²/20).
    assert cramers_v([[8, 2], [4, 6]]) == pytest.approx((1 / 6) ** 0.5)


def test_holm_by_hand() -> None:
    p_values = pd.Series({"a": 0.04, "b": 0.01, "c": 0.03, "d": 0.5})
    assert holm(p_values).to_dict() == pytest.approx({"a": 0.09, "b": 0.04, "c": 0.09, "d": 0.5})
    assert holm(pd.Series([0.9, 0.7])).to_list() == [1, 1]


def test_holm_leaves_out_tests_that_were_not_made() -> None:
    adjusted = holm(pd.Series({"a": 0.02, "b": float("nan"), "c": 0.6}))
    assert adjusted["a"] == pytest.approx(0.04)
    assert adjusted["c"] == pytest.approx(0.6)
    assert pd.isna(adjusted["b"])
    assert holm(pd.Series([], dtype=float)).empty


def test_holm_refuses_what_is_not_a_probability() -> None:
    with pytest.raises(ValueError, match=r"^a p-value lies between 0 and 1$"):
        holm(pd.Series([0.2, 1.2]))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_rejects_what_the_step_down_procedure_rejects(p_values: list[float]) -> None:
    adjusted = holm(pd.Series(p_values))
    level, rejected = 0.05, set()
    for step, place in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        if p_values[place] * (len(p_values) - step) > level:
            break
        rejected.add(place)
    assert {i for i in range(len(p_values)) if adjusted[i] <= level} == rejected
