"""Hidden cells against a reader who solves for them: by listing every table, and by programming."""

import sys
import time
from collections.abc import Iterator
from itertools import product
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy.optimize import linprog

from bilan.disclosure.table_suppression import attack, hidden_shares, suppress, suppress_groups

Counts = NDArray[np.int64]
TINY = arrays(np.int64, st.tuples(st.integers(1, 3), st.integers(1, 3)), elements=st.integers(0, 4))


def rows_within(total: int, room: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Every row of whole counts with this total that fits in the columns' room."""
    if len(room) == 1:
        if total <= room[0]:
            yield (total,)
        return
    for first in range(min(total, room[0]) + 1):
        for rest in rows_within(total - first, room[1:]):
            yield (first, *rest)


def tables(rows: tuple[int, ...], columns: tuple[int, ...]) -> Iterator[list[tuple[int, ...]]]:
    """Every table of whole counts with these margins."""
    if not rows:
        yield []
        return
    for row in rows_within(rows[0], columns):
        left = tuple(room - count for room, count in zip(columns, row, strict=True))
        for rest in tables(rows[1:], left):
            yield [row, *rest]


def same_margins(counts: Counts) -> Counts:
    """Every table with the margins of this one, stacked."""
    margins = (tuple(int(n) for n in counts.sum(axis=axis)) for axis in (1, 0))
    return np.array(list(tables(*margins)))


def seen_by_listing(
    counts: Counts, hidden: NDArray[np.bool_], listed: Counts
) -> tuple[Counts, Counts]:
    """Lowest and highest value of each cell over the tables that agree with what is shown."""
    agreeing = listed[(listed[:, ~hidden] == counts[~hidden]).all(axis=1)]
    return agreeing.min(axis=0), agreeing.max(axis=0)


def seen_by_programming(counts: Counts, hidden: NDArray[np.bool_]) -> tuple[Counts, Counts]:
    """Lowest and highest value of each cell by linear programming, hidden cells being unknown."""
    rows, columns = counts.shape
    by_row = np.kron(np.eye(rows), np.ones(columns))
    by_column = np.kron(np.ones(rows), np.eye(columns))
    bounds = [(0, None) if h else (n, n) for n, h in zip(counts.flat, hidden.flat, strict=True)]
    ends = []
    for sign in (1, -1):
        end = counts.copy()
        for place in np.flatnonzero(hidden):
            aim = np.zeros(counts.size)
            aim[place] = sign
            margins = np.concatenate([counts.sum(axis=1), counts.sum(axis=0)])
            solved = linprog(aim, A_eq=np.vstack([by_row, by_column]), b_eq=margins, bounds=bounds)
            assert solved.success
            end.flat[place] = round(sign * solved.fun)
        ends.append(end)
    return ends[0], ends[1]


def hide(table: list[list[int]], *, threshold: int, protection: int) -> list[list[int]]:
    """Pattern of a table, as zeros and ones."""
    hidden = suppress(pd.DataFrame(table), threshold=threshold, protection=protection)
    return hidden.astype(int).to_numpy().tolist()


def is_safe(
    counts: Counts,
    hidden: NDArray[np.bool_],
    listed: Counts,
    *,
    threshold: int,
    protection: int,
) -> bool:
    """Whether the pattern does all that it should, by listing every table."""
    bottom, top = listed.min(axis=0), listed.max(axis=0)
    low, high = seen_by_listing(counts, hidden, listed)
    needed = np.minimum(protection, top - bottom)
    primary = (counts < threshold) & (top > bottom)
    return bool(hidden[primary].all() and ((high - low) >= needed)[hidden].all())


def test_three_schools_hide_a_square() -> None:
    table = [[20, 10, 30], [3, 40, 9], [25, 50, 60]]
    # Four squares hold the 3; this one hides 62 schools, the others 73 and more.
    assert hide(table, threshold=5, protection=3) == [[1, 0, 1], [1, 0, 1], [0, 0, 0]]


def test_nobody_is_hidden_like_a_few() -> None:
    table = [[20, 10, 30], [0, 40, 9], [25, 50, 60]]
    assert hide(table, threshold=5, protection=3)[1][0] == 1


def test_all_of_a_group_are_hidden_with_their_empty_complement() -> None:
    # Ticked and not ticked, by type: all seven SEP ticked.
    assert hide([[40, 20, 7], [43, 12, 0]], threshold=5, protection=5) == [[0, 1, 1], [0, 1, 1]]


def test_wider_protection_needs_more_room() -> None:
    table = [[6, 50, 90], [2, 60, 6], [30, 70, 80]]
    # Through the 6s the 2 reaches 0 to 8 at most; through 30 and 60, 0 to 32.
    assert hide(table, threshold=5, protection=8) == [[1, 0, 1], [1, 0, 1], [0, 0, 0]]
    assert hide(table, threshold=5, protection=9) == [[0, 0, 0], [1, 1, 0], [1, 1, 0]]


def test_fewer_cells_come_before_fewer_schools() -> None:
    # Six cells of 5 would do, with 27 schools; every square holds a cell of 500.
    table = [[2, 5, 500], [500, 5, 5], [5, 500, 5]]
    assert np.sum(hide(table, threshold=5, protection=5)) == 4


def test_a_hidden_share_keeps_a_range_as_wide_as_the_threshold() -> None:
    # One of 30 and two of 22 are three: alone they would keep 0 to 3 each, so a third one goes too.
    groups = list("ABCD")
    gave, of = pd.Series([1, 2, 9, 40], groups), pd.Series([30, 22, 25, 85], groups)
    for numerators in (gave, of - gave):
        hidden = hidden_shares(numerators, of, threshold=5)
        assert hidden.tolist() == [True, True, True, False]
    # Where two are enough, two are hidden: 4 of the 6 schools may lie in either.
    gave = pd.Series([2, 4, 9, 40], groups)
    assert hidden_shares(gave, of, threshold=5).tolist() == [True, True, False, False]


def test_table_without_small_cells_is_shown() -> None:
    assert hide([[5, 6], [7, 8]], threshold=5, protection=5) == [[0, 0], [0, 0]]


def test_cells_that_the_margins_give_are_shown() -> None:
    # Everyone ticked: the total says so already. An empty group has no school to protect.
    assert hide([[3, 8, 20], [0, 0, 0]], threshold=5, protection=5) == [[0, 0, 0], [0, 0, 0]]
    assert hide([[9, 0], [8, 0]], threshold=5, protection=5) == [[0, 0], [0, 0]]
    assert hide([[2, 9, 30]], threshold=5, protection=5) == [[0, 0, 0]]


def test_labels_are_kept() -> None:
    table = pd.DataFrame([[2, 30], [40, 50]], index=["oui", "non"], columns=["CLG", "LP"])
    hidden = suppress(table, threshold=5, protection=2)
    assert list(hidden.index) == ["oui", "non"]
    assert list(hidden.columns) == ["CLG", "LP"]
    assert set(hidden.dtypes) == {np.dtype(bool)}
    seen = attack(table, hidden)
    assert seen.reset_index().iloc[0].to_list() == ["oui", "CLG", 0, 32]
    assert list(seen.index.names) == ["row", "column"]


def test_a_lone_hidden_cell_is_recovered() -> None:
    table = pd.DataFrame([[2, 30], [40, 50]])
    seen = attack(table, pd.DataFrame([[True, False], [False, False]]))
    assert seen.to_numpy().tolist() == [[2, 2]]


@given(TINY, st.data())
@settings(max_examples=60, deadline=None)
def test_attack_finds_what_listing_every_table_finds(counts: Counts, data: st.DataObject) -> None:
    hidden = data.draw(arrays(np.bool_, counts.shape))
    low, high = seen_by_listing(counts, hidden, same_margins(counts))
    seen = attack(pd.DataFrame(counts), pd.DataFrame(hidden))
    assert seen["low"].tolist() == low[hidden].tolist()
    assert seen["high"].tolist() == high[hidden].tolist()


@given(
    arrays(np.int64, st.tuples(st.integers(2, 5), st.integers(2, 5)), elements=st.integers(0, 12)),
    st.data(),
)
@settings(max_examples=25, deadline=None)
def test_attack_finds_what_linear_programming_finds(counts: Counts, data: st.DataObject) -> None:
    hidden = data.draw(arrays(np.bool_, counts.shape))
    low, high = seen_by_programming(counts, hidden)
    seen = attack(pd.DataFrame(counts), pd.DataFrame(hidden))
    assert seen["low"].tolist() == low[hidden].tolist()
    assert seen["high"].tolist() == high[hidden].tolist()


@given(
    arrays(np.int64, st.sampled_from([(2, 2), (2, 3), (3, 2)]), elements=st.integers(0, 5)),
    st.integers(1, 3),
    st.integers(1, 3),
)
@settings(max_examples=40, deadline=None)
def test_pattern_is_the_least_of_all_safe_ones(
    counts: Counts, threshold: int, protection: int
) -> None:
    settings_ = {"threshold": threshold, "protection": protection}
    chosen = suppress(pd.DataFrame(counts), **settings_).to_numpy()
    listed = same_margins(counts)
    assert is_safe(counts, chosen, listed, **settings_)

    def loss(hidden: NDArray[np.bool_]) -> tuple[int, int]:
        return int(hidden.sum()), int(counts[hidden].sum())

    for flags in product((False, True), repeat=counts.size):
        other = np.array(flags).reshape(counts.shape)
        if loss(other) < loss(chosen):
            assert not is_safe(counts, other, listed, **settings_)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_pattern_is_the_least_that_withstands_the_attack(seed: int) -> None:
    # Larger counts than can be listed: the attack, tested above, judges the other patterns.
    draw = np.random.default_rng(seed)
    table = pd.DataFrame(draw.integers(0, 16, size=(3, 3)))
    protection = int(draw.integers(4, 13))
    everything = pd.DataFrame(np.ones((3, 3), dtype=bool))
    widest = attack(table, everything).diff(axis=1)["high"].clip(upper=protection)

    def withstands(hidden: pd.DataFrame) -> bool:
        width = attack(table, hidden).diff(axis=1)["high"]
        return bool((width >= widest[width.index]).all())

    def loss(hidden: pd.DataFrame) -> tuple[int, int]:
        cells = hidden.to_numpy()
        return int(cells.sum()), int(table.to_numpy()[cells].sum())

    chosen = suppress(table, threshold=4, protection=protection)
    assert withstands(chosen)
    primary = (table.to_numpy() < 4) & (widest.to_numpy().reshape(3, 3) > 0)
    for flags in product((False, True), repeat=9):
        other = pd.DataFrame(np.array(flags).reshape(3, 3))
        if other.to_numpy()[primary].all() and loss(other) < loss(chosen):
            assert not withstands(other), other


def test_labels_decide_and_not_places() -> None:
    table = pd.DataFrame([[2, 30], [40, 50]], index=["oui", "non"])
    hidden = pd.DataFrame([[False, False], [True, False]], index=["non", "oui"])
    assert list(attack(table, hidden).index) == [("oui", 0)]


def crossed(seed: int, schools: int) -> Counts:
    """A 12 x 6 table of schools, its rows and columns of unequal sizes."""
    draw = np.random.default_rng(seed)
    chances = np.outer(draw.dirichlet([0.8] * 12), draw.dirichlet([2.0] * 6)).ravel()
    return draw.multinomial(schools, chances / chances.sum()).reshape(12, 6)


@pytest.mark.slow
@pytest.mark.parametrize("schools", [130, 400, 800])
@pytest.mark.parametrize("protection", [2, 5])
def test_twelve_by_six_is_safe_in_under_four_seconds(schools: int, protection: int) -> None:
    counts = crossed(2014, schools)
    start = time.perf_counter()
    hidden = suppress(pd.DataFrame(counts), threshold=5, protection=protection).to_numpy()
    assert time.perf_counter() - start < 4
    bottom, top = seen_by_programming(counts, np.ones_like(hidden))
    low, high = seen_by_programming(counts, hidden)
    assert hidden[(counts < 5) & (top > bottom)].all()
    assert not hidden.all()
    assert ((high - low) >= np.minimum(protection, top - bottom))[hidden].all()


def test_a_table_of_many_near_choices_is_solved_as_fast() -> None:
    # With cuts of no particular choice this one takes 38 rounds of the programme.
    draw = np.random.default_rng(4)
    chances = np.outer(draw.dirichlet([0.6] * 12), draw.dirichlet([1.0] * 6)).ravel()
    table = pd.DataFrame(draw.multinomial(2500, chances / chances.sum()).reshape(12, 6))
    start = time.perf_counter()
    hidden = suppress(table, threshold=5, protection=10)
    assert time.perf_counter() - start < 4
    assert hidden.to_numpy().sum() == 21


def test_same_table_same_pattern() -> None:
    table = pd.DataFrame(crossed(7, 400))
    first, second = (suppress(table, threshold=5, protection=5) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


@pytest.mark.parametrize("table", [[[1, -1]], [[0.5, 1]], [[None, 1]], []])
def test_what_is_not_a_table_of_counts_is_refused(table: list[list[object]]) -> None:
    with pytest.raises(ValueError, match=r"^expected a table of counts, none missing$"):
        suppress(pd.DataFrame(table), threshold=5, protection=5)


def test_table_beyond_the_solver_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^expected a table of fewer schools and cells$"):
        suppress(pd.DataFrame([[2, 10**9], [9, 9]]), threshold=5, protection=5)


@pytest.mark.parametrize(("threshold", "protection"), [(0, 5), (5, 0)])
def test_settings_start_at_one(threshold: int, protection: int) -> None:
    message = rf"^threshold {threshold} and protection {protection} start at 1$"
    with pytest.raises(ValueError, match=message):
        suppress(pd.DataFrame([[9]]), threshold=threshold, protection=protection)


def test_a_programme_without_solution_is_no_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = SimpleNamespace(success=False, message="no time")
    monkeypatch.setattr(sys.modules[suppress.__module__], "milp", lambda *_, **__: failed)
    with pytest.raises(RuntimeError, match=r"^cell suppression: no time$"):
        suppress(pd.DataFrame([[3, 91], [92, 93]]), threshold=5, protection=5)


@pytest.mark.filterwarnings("error")
def test_the_solver_knows_its_options() -> None:
    assert hide([[4, 81], [82, 83]], threshold=5, protection=5) == [[1, 1], [1, 1]]


@pytest.mark.parametrize(
    ("bases", "expected"),
    [
        ([80, 20, 15, 9], [False, False, False, False]),
        # A lone hidden group follows from the figure over all: the smallest other one goes too.
        ([80, 20, 15, 3], [False, False, True, True]),
        # Two hidden groups of four schools together: their joint figure rests on too few.
        ([80, 15, 2, 2], [False, True, True, True]),
        ([80, 4, 3, 15], [False, True, True, False]),
        # Five together are enough, and so is a group of five.
        ([80, 15, 3, 2], [False, False, True, True]),
        ([80, 5, 3], [False, True, True]),
        ([80, 20, 6, 5], [False, False, False, False]),
        ([80, 20, 1], [False, True, True]),
        # Of two groups that are as small, the first.
        ([9, 80, 9, 3], [True, False, False, True]),
        ([80, 9, 9, 3], [False, True, False, True]),
        # No school, no figure: nothing to hide.
        ([80, 20, 0], [False, False, False]),
        ([3], [True]),
    ],
)
def test_groups_of_means(bases: list[int], expected: list[bool]) -> None:
    labels = list("ABCD")[: len(bases)]
    hidden = suppress_groups(pd.Series(bases, index=labels), threshold=5)
    assert hidden.to_dict() == dict(zip(labels, expected, strict=True))


def test_an_answer_and_its_contrary_hide_the_same_groups_by_name() -> None:
    yes, bases = (
        pd.Series({"CLG": 40, "LGT": 20, "SEP": 7}),
        pd.Series([83, 32, 7], ["CLG", "LGT", "SEP"]),
    )
    for counts in (yes, bases - yes):
        hidden = hidden_shares(counts, bases, threshold=5)
        assert hidden.to_dict() == {"CLG": False, "LGT": True, "SEP": True}
