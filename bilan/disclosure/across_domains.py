"""Which shares by group are hidden, over all that is published of the same schools.

`table_suppression` protects a row by itself. Rows tell of each other, too: an answer and its
contrary are one; who fulfils a condition fulfils each part of it; who was asked a question had
given the answer that led there; and a reader of types and of bassins knows how many schools of each
type a bassin has. So, of all rows that speak of a common answer, the smallest and the largest value
of each small count are solved for, exactly. While one is left with less than its protection, more
cells are hidden.

A count is small under the threshold: of those who gave an answer in a group of any domain, of those
who did not, of those who were asked or were not, of those who gave an answer without a narrower
one. It keeps a range as wide as the threshold, or as wide as the totals alone leave it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from bilan.disclosure.answer_patterns import Answer, Questions, components
from bilan.disclosure.integer_programme import Known, Unknowns, Vector
from bilan.disclosure.row_table import Cell, Hidden, Row, Small, Table


def withheld(
    rows: Mapping[str, Row],
    *,
    schools: pd.DataFrame,
    questions: Questions,
    threshold: int,
    silent: Sequence[Row] = (),
) -> Hidden:
    """Groups whose share is hidden, by domain, row and group of the row.

    The shares over all groups are published.

    Parameters
    ----------
    rows
        By name. Rows of one answer, or of its contrary, hide the same groups.
    schools
        The respondents: a column for each domain, the finest last, whose cells are the first to be
        hidden; and the columns of the sampling frame that decide on who is asked what.
    silent
        Answers that are published over all groups alone, and of which rows may tell.
    """
    table = Table.of(rows, schools, questions)
    hidden = table.hidden_alone(threshold)
    for answers in components(table.rows, questions):
        component = Component(table, tuple(answers), threshold)
        hidden |= component.hidden_for(component.small(), hidden, granted=component.totals)
    for row in (row.as_yes for row in silent):
        beside = table.that_speak_of(row.answer)
        if beside and row.answer not in table.rows:
            whole = replace(table, rows={**table.rows, row.answer: row})
            component = Component(whole, (*beside, row.answer), threshold)
            small = (one for one in component.small() if row.answer in one.answers)
            hidden |= component.hidden_for(small, hidden, granted=component.totals)
    return table.flags(rows, hidden)


@dataclass(frozen=True)
class Component:
    """Rows that speak of a common answer, and are decided on together.

    shown : cells that are shown whatever is decided here.
    """

    table: Table
    answers: tuple[Answer, ...]
    threshold: int
    shown: frozenset[Cell] = frozenset()

    @cached_property
    def unknowns(self) -> Unknowns:
        """Schools by unit and combination of answers."""
        return self.table.unknowns(self.answers)

    @cached_property
    def _ways(self) -> list[Vector]:
        return []

    @cached_property
    def totals(self) -> Known:
        """What is known to who reads the shares over all groups alone."""
        return Known(self.unknowns, self.table.totals(self.answers), self._ways)

    def known(self, hidden: set[Cell]) -> Known:
        """What is known to who reads all that is not hidden."""
        return Known(self.unknowns, self.table.published(self.answers, hidden), self._ways)

    def small(self) -> Iterator[Small]:
        """Every count under the threshold that what is published may tell of."""
        return self.table.small(self.answers, self.unknowns, self.threshold)

    def hidden_for(
        self, counts: Iterable[Small], hidden: set[Cell], *, granted: Known
    ) -> set[Cell]:
        """The cells that are hidden until no small count is told, of those hidden and more.

        What a reader knows from what is `granted` need not be hidden.
        """
        chosen = {cell for cell in hidden if cell[0] in self.answers}
        known = self.known(chosen)
        for small in counts:
            # To hide more never tells more: what was found safe stays so.
            if known.is_wide(small.weights, self.threshold, own=small.own):
                continue
            free = granted.width(small.weights, own=small.own)
            if not known.is_wide(small.weights, min(self.threshold, free), own=small.own):
                chosen = self._hidden_for(small, chosen, min(self.threshold, free))
                known = self.known(chosen)
        return chosen

    def _hidden_for(self, small: Small, hidden: set[Cell], needed: int) -> set[Cell]:
        """The hidden cells, and as few more as leave a small count the width that it needs.

        All that may tell of it is hidden: its own rows by the finest domain, by all domains, every
        row. Then each cell is shown again that need not be hidden, the most useful first.
        """

        def is_safe(chosen: set[Cell]) -> bool:
            return self.known(chosen).is_wide(small.weights, needed, own=small.own)

        chosen = hidden
        for cells in self._telling(small):
            chosen = hidden | (set(cells) - self.shown)
            if is_safe(chosen):
                break
        for cell in sorted(chosen - hidden, key=self.table.worth, reverse=True):
            if is_safe(chosen - {cell}):
                chosen = chosen - {cell}
        return chosen

    def _telling(self, small: Small) -> Iterator[list[Cell]]:
        """Cells that may tell of a small count, in ever larger choices."""
        own = list(self.table.cells(small.answers))
        if own:
            yield [cell for cell in own if cell[1][0] == self.table.domains[-1]]
            yield own
        yield list(self.table.cells(self.answers))
