"""Rows of answers by group, with what is published of them and which small counts that tells of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from bilan.disclosure.answer_patterns import Answer, Count, Group, Questions, Unit, units_of
from bilan.disclosure.integer_programme import Unknowns, Vector
from bilan.disclosure.table_suppression import hidden_shares
from bilan.survey.codebook import FRAME_COLUMNS

Flags = npt.NDArray[np.bool_]
Hidden = dict[str, dict[str, "pd.Series[bool]"]]  # by domain and name of the row
Cell = tuple[Answer, Group]


@dataclass(frozen=True)
class Row:
    """A published row: who gave an answer, and who is in its base, school by school.

    groups : by domain in which the row is published, the groups that it has.
    """

    answer: Answer
    gave: Flags
    base: Flags
    groups: Mapping[str, Sequence[str]]

    @property
    def as_yes(self) -> "Row":
        """The row as the answer "yes", where it was stated as "no"."""
        if len(self.answer.condition) != 1 or self.answer.condition[0][1] != {"N"}:
            return self
        yes = Answer(((self.answer.condition[0][0], frozenset("Y")),), self.answer.within)
        return Row(yes, self.base & ~self.gave, self.base, self.groups)


@dataclass(frozen=True)
class Small:
    """A count under the threshold: which answers it is made from, and its sum of unknowns.

    own : what a reader knows of its own answers, by unknown; None who is no school.
    """

    answers: tuple[Answer, ...]
    group: Group
    weights: Vector
    own: Vector | None = None


@dataclass(frozen=True)
class Table:
    """All rows, an answer once, with what is known of schools and questions."""

    rows: Mapping[Answer, Row]
    domains: tuple[str, ...]
    schools: pd.DataFrame
    questions: Questions

    @classmethod
    def of(cls, rows: Mapping[str, Row], schools: pd.DataFrame, questions: Questions) -> "Table":
        """The rows by their answers; a row that stands twice has the groups of both."""
        found: dict[Answer, Row] = {}
        for row in (row.as_yes for row in rows.values()):
            before = found[row.answer].groups if row.answer in found else {}
            groups = {
                domain: tuple(dict.fromkeys([*before.get(domain, ()), *row.groups.get(domain, ())]))
                for domain in {**before, **row.groups}
            }
            found[row.answer] = Row(row.answer, row.gave, row.base, groups)
        used = {domain for row in found.values() for domain in row.groups}
        domains = tuple(column for column in schools if column in used)
        return cls(found, domains, schools, questions)

    @cached_property
    def _inside(self) -> dict[Group, Flags]:
        return {
            (domain, str(group)): (self.schools[domain] == group).to_numpy()
            for domain in self.domains
            for group in self.schools[domain].unique()
        }

    def count(self, flags: Flags, group: Group) -> int:
        """Schools of a group; of one that has none, 0."""
        return int(flags[self._inside[group]].sum()) if group in self._inside else 0

    def cells(self, answers: Sequence[Answer]) -> Iterator[tuple[Answer, Group]]:
        """Every cell of the rows that is published, or would be."""
        for one in answers:
            for domain, groups in self.rows[one].groups.items():
                for group in groups:
                    yield one, (domain, group)

    def that_speak_of(self, answer: Answer) -> list[Answer]:
        """Rows that have an answer in common with another."""
        atoms = self.questions.atoms_of(answer)
        return [one for one in self.rows if self.questions.atoms_of(one) & atoms]

    def hidden_alone(self, threshold: int) -> set[Cell]:
        """Cells that each row hides by itself."""
        found: set[Cell] = set()
        for one, row in self.rows.items():
            for domain, groups in row.groups.items():
                gave, base = (
                    pd.Series([self.count(flags, (domain, g)) for g in groups], list(groups))
                    for flags in (row.gave, row.base)
                )
                flags = hidden_shares(gave, base, threshold=threshold)
                found |= {(one, (domain, group)) for group in flags.index[flags]}
        return found

    def unknowns(self, answers: Sequence[Answer]) -> Unknowns:
        """The unknowns of a component."""
        units = units_of(self.schools, self._columns(answers))
        return Unknowns(tuple(answers), units, self.questions)

    def kinds(self, answers: Sequence[Answer]) -> list[Unit]:
        """The unit of each school."""
        columns = self._columns(answers)
        rows = self.schools[columns].itertuples(index=False)
        return [frozenset(zip(columns, map(str, row), strict=True)) for row in rows]

    def _columns(self, answers: Sequence[Answer]) -> list[str]:
        """Columns that tell schools apart: the domains, and what decides on who is asked."""
        atoms = {atom for one in answers for atom in self.questions.atoms_of(one)}
        named = {key for one in answers for key, _ in (*one.condition, *one.within)}
        frame = self.questions.columns(atoms) | (named & set(FRAME_COLUMNS))
        return [*self.domains, *sorted(frame - set(self.domains))]

    def totals(self, answers: Sequence[Answer]) -> dict[Count, int]:
        """What is published over all groups."""
        found: dict[Count, int] = {}
        for one in answers:
            found[Count(one, (), "gave")] = int(self.rows[one].gave.sum())
            found[Count(one, (), "base")] = int(self.rows[one].base.sum())
        return found

    def published(self, answers: Sequence[Answer], hidden: set[Cell]) -> dict[Count, int]:
        """All that is published: the totals, and the count and base of each shown cell."""
        found = self.totals(answers)
        for one, group in self.cells(answers):
            if (one, group) not in hidden:
                row = self.rows[one]
                found[Count(one, group, "gave")] = self.count(row.gave, group)
                found[Count(one, group, "base")] = self.count(row.base, group)
        return found

    def small(
        self, answers: Sequence[Answer], unknowns: Unknowns, threshold: int
    ) -> Iterator[Small]:
        """Every count under the threshold that what is published may tell of."""
        for group in self._inside:
            for parts, flags, weights in self._sums(answers, unknowns, group):
                if self.count(flags, group) < threshold:
                    yield Small(parts, group, weights)

    def _sums(
        self, answers: Sequence[Answer], unknowns: Unknowns, group: Group
    ) -> Iterator[tuple[tuple[Answer, ...], Flags, Vector]]:
        for one in answers:
            row = self.rows[one]
            yield (one,), row.gave, unknowns.weights(Count(one, group, "gave"))
            yield (one,), row.base & ~row.gave, unknowns.weights(Count(one, group, "not"))
            if {key for key, _ in one.within} - set(FRAME_COLUMNS):
                led = Answer(one.within)
                yield (one,), row.base, unknowns.weights(Count(led, group, "gave"))
                yield (one,), ~row.base, unknowns.weights(Count(led, group, "not"))
            for outer in answers:
                if one != outer and unknowns.between(one, outer):
                    whole, part = (
                        unknowns.weights(Count(a, group, "gave"), beside=one) for a in (outer, one)
                    )
                    yield (one, outer), self.rows[outer].gave & ~row.gave, whole - part

    def worth(self, cell: Cell) -> tuple[int, int, str]:
        """What a reader loses with a cell: the first domain counts most, then the schools."""
        one, group = cell
        return -self.domains.index(group[0]), self.count(self.rows[one].gave, group), str(cell)

    def flags(self, rows: Mapping[str, Row], hidden: set[Cell]) -> Hidden:
        """The hidden groups of each row, by domain."""
        found: Hidden = {domain: {} for domain in self.domains}
        for name, row in rows.items():
            for domain, groups in row.groups.items():
                secret = [(row.as_yes.answer, (domain, group)) in hidden for group in groups]
                found[domain][name] = pd.Series(secret, index=list(groups), dtype=bool)
        return found
