"""Which cells of a crossed table of schools are hidden, so that no school's answer can be told.

Primary suppression. A cell is hidden when fewer than `threshold` schools are in it:

- one to `threshold` - 1 schools: those who know the académie can name them;
- none: it says of every school of the group that it did not give this answer, which is as much;
- all of a group: its complement is none. The table therefore holds every answer as a row, ticked
  and not ticked alike, so that the rule sees the complement and hides it, and the cell with it.

A cell that the margins alone give (its row or its column is empty, or all schools lie in one row or
one column) is shown: to hide it would hide nothing.

Complementary suppression. The margins are published, so that a lone hidden cell follows by
subtraction. Further cells are hidden until a reader who solves for the hidden cells, knowing that
they are whole and not negative, is left with at least `protection` + 1 neighbouring values for each
of them, or with all the values that the margins allow where these are fewer. The fewest cells are
hidden, and among such choices the fewest schools.

Not covered: what a school knows of its own answer (it narrows its cell by one: add one to
`protection`), and tables that share cells.

Sources: Cox, L. H. (1980), "Suppression methodology and statistical disclosure control", JASA
75(370), 377-385; exact integer programme by cuts: Fischetti, M., and Salazar, J. J. (2001),
"Solving the cell suppression problem on tabular data with linear constraints", Management Science
47(7), 1008-1027, with sliding protection levels.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

Counts = NDArray[np.int64]
Pattern = NDArray[np.bool_]
Cell = tuple[int, int]


def suppress(table: pd.DataFrame, *, threshold: int, protection: int) -> pd.DataFrame:
    """Cells to hide, as booleans on the rows and columns of the table.

    Parameters
    ----------
    table
        Counts of schools, without margins: rows are all the answers (complement included), columns
        the groups of schools, or the other way round. Row and column totals are published.
    threshold
        Least number of schools that a shown cell holds.
    protection
        Least width (largest less smallest possible count) that is left to a reader of any hidden
        cell.

    Raises
    ------
    ValueError
        The table is not one of counts, or a setting is below 1.
    """
    if threshold < 1 or protection < 1:
        raise ValueError(f"threshold {threshold} and protection {protection} start at 1")
    rows = tuple(tuple(row) for row in _counts(table).tolist())
    pattern = np.array(_pattern(rows, threshold, protection))
    return pd.DataFrame(pattern, index=table.index, columns=table.columns)


def hidden_shares(
    numerators: "pd.Series[int]", bases: "pd.Series[int]", *, threshold: int
) -> "pd.Series[bool]":
    """Groups whose share is hidden, on the groups' index; the share over all of them is published.

    The table that is protected holds the schools that gave the answer and those that did not, in
    an order that depends on the counts alone, so that an answer and its contrary hide the same
    groups. A hidden count keeps a range as wide as the threshold.
    """
    answers = sorted((list(numerators), list(bases - numerators)))
    table = pd.DataFrame(answers, columns=numerators.index)
    return suppress(table, threshold=threshold, protection=threshold).any()


def suppress_groups(bases: "pd.Series[int]", *, threshold: int) -> "pd.Series[bool]":
    """Groups whose mean or ratio is hidden, the one over all groups being published.

    Parameters
    ----------
    bases
        Schools that each group's figure rests on.
    threshold
        Least number of schools that a shown figure rests on.

    Returns
    -------
    Series of bool
        Groups of 1 to `threshold` - 1 schools. The figure over all groups gives that of the hidden
        ones together: where they rest on too few schools, the smallest group that was left is
        hidden too.
    """
    hidden = bases.between(1, threshold - 1)
    if 0 < bases[hidden].sum() < threshold:
        smallest = bases[bases >= threshold].sort_values(kind="stable").index[:1]
        hidden |= bases.index.isin(smallest)
    return hidden


def attack(table: pd.DataFrame, suppressed: pd.DataFrame) -> pd.DataFrame:
    """What a reader can work out of the hidden cells from all that is shown.

    Parameters
    ----------
    table
        Counts, as for `suppress`.
    suppressed
        Booleans on the same rows and columns.

    Returns
    -------
    DataFrame
        One row for each hidden cell, on (row, column) labels, with `low` and `high`: the smallest
        and the largest count that it may hold. Both are reached, by whole counts.

    Raises
    ------
    ValueError
        The table is not one of counts.

    Notes
    -----
    A hidden cell can rise by the largest flow that the other hidden cells carry between its row
    and its column, and fall by the largest one backwards: Cox, L. H. (1995), "Network models for
    complementary cell suppression", JASA 90(432), 1453-1462.
    """
    known, pattern = _known(_counts(table)), suppressed.reindex_like(table).to_numpy(dtype=bool)
    cells = [(int(i), int(j)) for i, j in np.argwhere(pattern)]
    reaches = [_reaches(known, pattern, cell) for cell in cells]
    return pd.DataFrame(
        [
            (known.counts[c] - fall.size, known.counts[c] + rise.size)
            for c, (rise, fall) in zip(cells, reaches, strict=True)
        ],
        index=pd.MultiIndex.from_tuples(
            [(table.index[i], table.columns[j]) for i, j in cells], names=["row", "column"]
        ),
        columns=["low", "high"],
    )


@dataclass(frozen=True)
class _Known:
    """A table, and how far its margins alone let each cell rise and fall. Shape (r, c) each."""

    counts: Counts
    rise: Counts
    fall: Counts

    @property
    def width(self) -> Counts:
        return self.rise + self.fall

    @property
    def free(self) -> Pattern:
        return self.width > 0


@dataclass(frozen=True)
class _Reach:
    """How far a cell can go in one direction, and why no further.

    `size` <= `fixed` + the sum of `room` over the hidden cells, whatever the pattern.
    """

    size: int
    fixed: int
    room: Counts


def _counts(table: pd.DataFrame) -> Counts:
    given = table.to_numpy()
    if given.size == 0 or table.isna().any(axis=None) or (given < 0).any() or (given % 1).any():
        raise ValueError("expected a table of counts, none missing")
    counts = given.astype(np.int64)
    if counts.sum() * _weight(counts) > np.iinfo(np.int32).max:
        raise ValueError("expected a table of fewer schools and cells")
    return counts


def _known(counts: Counts) -> _Known:
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    highest = np.minimum.outer(rows, columns)
    lowest = np.maximum(0, np.add.outer(rows, columns) - counts.sum())
    return _Known(counts, rise=highest - counts, fall=counts - lowest)


@lru_cache(maxsize=1024)  # the same table is shown in several places
def _pattern(rows: tuple[tuple[int, ...], ...], threshold: int, protection: int) -> Pattern:
    known = _known(np.array(rows, dtype=np.int64))
    pattern = known.free & (known.counts < threshold)
    if pattern.any():
        pattern = _complemented(known, pattern, protection=protection)
    return pattern


def _complemented(known: _Known, primary: Pattern, *, protection: int) -> Pattern:
    """Least pattern that holds the primary cells and protects every hidden cell."""
    needed = np.minimum(protection, known.width)
    cuts = list(_line_cuts(known, needed))
    # The fewest cells, then the fewest schools: a cell costs more than all schools together.
    cost = (known.counts + known.counts.sum() + 1).ravel()
    while True:
        solution = milp(
            cost,
            integrality=1,
            bounds=Bounds(primary.ravel(), known.free.ravel()),
            constraints=LinearConstraint(csr_array(np.array(cuts)), lb=0),
            options={"mip_rel_gap": 0},
        )
        if not solution.success:
            raise RuntimeError(f"cell suppression: {solution.message}")
        pattern = np.asarray(solution.x > 0.5).reshape(primary.shape)
        broken = list(_broken_cuts(known, pattern, needed))
        if not broken:
            return pattern
        cuts += broken


def _line_cuts(known: _Known, needed: Counts) -> Iterator[NDArray[np.int64]]:
    """Each hidden cell needs room in the other hidden cells of its row, and of its column."""
    for i, j in np.argwhere(known.free):
        for line in (np.s_[i, :], np.s_[:, j]):
            room = np.zeros_like(known.counts)
            room[line] = known.width[line]
            yield _cut(room, (int(i), int(j)), int(needed[i, j]))


def _broken_cuts(known: _Known, pattern: Pattern, needed: Counts) -> Iterator[NDArray[np.int64]]:
    """For each hidden cell that the pattern leaves too narrow, the inequality that forbids it."""
    for i, j in np.argwhere(pattern):
        rise, fall = _reaches(known, pattern, (int(i), int(j)))
        if rise.size + fall.size < needed[i, j]:
            lacking = int(needed[i, j]) - rise.fixed - fall.fixed
            yield _cut(rise.room + fall.room, (int(i), int(j)), lacking)


def _cut(room: Counts, cell: Cell, lacking: int) -> NDArray[np.int64]:
    """Coefficients of: room of the other hidden cells - lacking, if the cell is hidden, >= 0."""
    # Hidden or not are whole numbers: room beyond what lacks would only weaken the inequality.
    cut = np.minimum(room, lacking)
    cut[cell] = -lacking
    return cut.ravel()


def _reaches(known: _Known, pattern: Pattern, cell: Cell) -> tuple[_Reach, _Reach]:
    """How far a hidden cell can rise and fall."""
    row, column = cell[0], len(pattern) + cell[1]
    rise = _reach(known, pattern, ends=(row, column), own=int(known.rise[cell]))
    fall = _reach(known, pattern, ends=(column, row), own=int(known.fall[cell]))
    return rise, fall


def _weight(cells: NDArray[Any]) -> int:
    """More than all shown cells carry together, one way and the other."""
    return 2 * cells.size + 1


def _reach(known: _Known, pattern: Pattern, *, ends: tuple[int, int], own: int) -> _Reach:
    """Largest flow between two lines of the table through the other hidden cells, and its cut.

    A unit that leaves a row for a column lowers the cell where they cross, and the other way round
    raises it: what a line gives up here it finds there, as its published total commands.
    """
    rows, columns = pattern.shape
    # Of all smallest cuts, the one that fewest shown cells cross: it forbids most patterns. To that
    # end a shown cell carries one, and a hidden one its room so many times that this weighs less.
    weight = _weight(pattern)
    carried = [np.where(pattern, weight * room, room > 0) for room in (known.fall, known.rise)]
    capacity = np.zeros((rows + columns, rows + columns), dtype=np.int32)
    capacity[:rows, rows:] = carried[0]
    capacity[rows:, :rows] = carried[1].T
    # The cell itself is none of the others.
    capacity[ends] = capacity[ends[::-1]] = 0
    flow = maximum_flow(csr_array(capacity), *ends)
    size = int(flow.flow_value) // weight
    if size >= own:
        return _Reach(own, fixed=own, room=np.zeros_like(known.counts))
    left = csr_array(capacity - flow.flow.toarray())
    near = np.zeros(rows + columns, dtype=bool)
    near[breadth_first_order(left, ends[0], return_predecessors=False)] = True
    from_row, to_column = near[:rows, np.newaxis], ~near[rows:]
    room = known.fall * (from_row & to_column) + known.rise * ~(from_row | to_column)
    return _Reach(size, fixed=0, room=room)
