"""Which values of its group a school may be shown, such that it learns no other school's answer.

A school knows its own answers, which are in its group's values: it sees each row less one. So a
value is hidden from all schools of a group

- where the report hides it;
- where its row would be hidden in any table that one school sees, all but itself;
- where the sheets, the report and a school's own answers together narrow a small count of the other
  schools further than the report and its own answers do (`across_domains` solves for that).

A question that was asked to some has no value where the answer that led to it has none: how many
were asked is how many gave that answer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bilan.disclosure.across_domains import Component
from bilan.disclosure.answer_patterns import Answer, Atom, Count, Kind, Questions
from bilan.disclosure.integer_programme import Vector
from bilan.disclosure.row_table import Cell, Flags, Hidden, Row, Small, Table
from bilan.disclosure.table_suppression import hidden_shares, suppress_groups
from bilan.responses.responses import Responses, holds
from bilan.survey.codebook import FRAME_COLUMNS
from bilan.survey.conditions import Condition
from bilan.survey.modalities import MODALITIES

DOMAIN, GROUPS = "voie", MODALITIES["voie"]


def hidden_share(
    numerators: "pd.Series[int]", bases: "pd.Series[int]", *, threshold: int
) -> "pd.Series[bool]":
    """Groups whose share is hidden from a school of theirs, by this row alone."""
    hidden = pd.Series(False, index=numerators.index)
    for given, asked in [(numerators, bases), *_less_one(numerators, bases)]:
        hidden |= hidden_shares(given, asked, threshold=threshold)
    return hidden


def _less_one(
    above: "pd.Series[int]", bases: "pd.Series[int]"
) -> Iterator[tuple["pd.Series[int]", "pd.Series[int]"]]:
    """Counts and bases as seen by a school of each group, that gave the answer or did not."""
    for group in above.index:
        own = (above.index == group).astype(int)
        if above[group]:
            yield above - own, bases - own
        if above[group] < bases[group]:
            yield above, bases - own


def hidden_mean(schools: "pd.Series[int]", *, threshold: int) -> "pd.Series[bool]":
    """Groups whose mean or ratio is hidden from a school of theirs."""
    hidden = suppress_groups(schools, threshold=threshold)
    for group in schools.index[schools > 0]:
        seen = schools - (schools.index == group).astype(int)
        hidden |= suppress_groups(seen, threshold=threshold)
    return hidden


def gate(condition: Condition | None, responses: Responses, *, threshold: int) -> "pd.Series[bool]":
    """Groups in which it is hidden who meets a condition on answers: so is all that rests on it.

    The number of schools that a filtered question was shown to is the number that gave the
    filter's answer.
    """
    voies = responses.schools[DOMAIN]
    hidden = pd.Series(False, index=GROUPS)
    for key, wanted in (condition or {}).items():
        if key in FRAME_COLUMNS:
            continue
        truth = pd.Series(holds({key: wanted}, responses), index=voies.index)
        bases = _by_group(truth.notna(), voies)
        hidden |= hidden_share(_by_group(truth == 1.0, voies), bases, threshold=threshold)
    return hidden


def counts_of(estimates: pd.DataFrame, name: str, column: str) -> "pd.Series[int]":
    """Counts by group of an indicator or option; 0 where the table has none."""
    rows = estimates[(estimates["id"] == name) & (estimates["domain"] == DOMAIN)]
    return rows.set_index("category")[column].reindex(GROUPS).fillna(0).astype(int)


def _by_group(flags: "pd.Series[bool]", voies: "pd.Series[str]") -> "pd.Series[int]":
    return flags.groupby(voies).sum().reindex(GROUPS).fillna(0).astype(int)


@dataclass(frozen=True)
class Sheets:
    """The rows that sheets show, and those of the report.

    hidden : what the report hides. `values` is what each school answered, by question and option.
    """

    rows: Mapping[str, Row]
    report: Mapping[str, Row]
    hidden: Hidden
    values: Mapping[Atom, NDArray[np.object_]]
    schools: pd.DataFrame
    questions: Questions
    threshold: int

    @cached_property
    def table(self) -> Table:
        """The rows of the report and of the sheets."""
        return Table.of({**self.report, **self.rows}, self.schools, self.questions)

    @cached_property
    def _of_report(self) -> tuple[set[Cell], set[Cell]]:
        """Cells that the report has, and those of them that it hides."""
        every, secret = set[Cell](), set[Cell]()
        for name, row in self.report.items():
            for domain, groups in row.groups.items():
                flags = self.hidden[domain][name]
                every |= {(row.as_yes.answer, (domain, g)) for g in groups}
                secret |= {(row.as_yes.answer, (domain, g)) for g in groups if flags[g]}
        return every, secret

    def withheld(self, more: Mapping[str, "pd.Series[bool]"]) -> dict[str, "pd.Series[bool]"]:
        """Groups whose share is hidden on sheets, by row; `more` is hidden besides, by row."""
        every, secret = self._of_report
        alone = {
            (row.as_yes.answer, (DOMAIN, group))
            for name, row in self.rows.items()
            for group in GROUPS
            if self.hidden_alone(row)[group] or (name in more and more[name][group])
        }
        hidden, shown = secret | alone, frozenset(every - secret)
        for answers in self._apart():
            component = Component(self.table, tuple(answers), self.threshold, shown)
            start = {cell for cell in hidden if cell[0] in answers} - shown
            start = component.hidden_for(component.small(), start, granted=component.totals)
            report = component.known(set(self.table.cells(answers)) - shown)
            hidden |= component.hidden_for(self.inside(component), start, granted=report)
        return self.table.flags(self.rows, hidden).get(DOMAIN, {})

    def _apart(self) -> list[list[Answer]]:
        """Answers that are looked at together: those to one question, or to one combination."""
        found: dict[tuple[str, ...], list[Answer]] = {}
        for row in self.rows.values():
            answer = row.as_yes.answer
            named = found.setdefault(tuple(key for key, _ in answer.condition), [])
            if answer not in named:
                named.append(answer)
        return list(found.values())

    def hidden_alone(self, row: Row) -> "pd.Series[bool]":
        counts = [
            pd.Series([self.table.count(flags, (DOMAIN, g)) for g in GROUPS], index=GROUPS)
            for flags in (row.gave, row.base)
        ]
        return hidden_share(*counts, threshold=self.threshold)

    def inside(self, component: Component) -> Iterator[Small]:
        """Counts that are small without a school of the group, each to who knows its own answers.

        Of schools of one kind that answered alike, one is looked at.
        """
        shown = {row.as_yes.answer for row in self.rows.values()}
        for answer in (one for one in component.answers if one in shown):
            row = self.table.rows[answer]
            for group in ((DOMAIN, name) for name in GROUPS):
                inside = row.base & (self.table.schools[DOMAIN] == group[1]).to_numpy()
                kinds: tuple[tuple[Flags, Kind], ...] = (row.gave, "gave"), (~row.gave, "not")
                for (gave, _), (counted, kind) in product(kinds, kinds):
                    among = inside & counted
                    if int(among.sum()) - int((among & gave).any()) < self.threshold:
                        weights = component.unknowns.weights(Count(answer, group, kind))
                        for own in self._knowers(component, answer, inside & gave):
                            yield Small((answer,), group, weights, own)

    def _knowers(self, component: Component, answer: Answer, schools: Flags) -> Iterator[Vector]:
        """What schools know of their own answers, by unknown; who know the same, once.

        Those answers count that are seen beside this one.
        """
        wanted = self.questions.atoms_of(answer)
        cliques = [clique for clique in component.unknowns.cliques if wanted <= set(clique)]
        atoms = sorted({atom for clique in cliques for atom in clique})
        kinds, found = self.table.kinds(component.answers), set()
        for at in np.flatnonzero(schools):
            key = (kinds[at], *(self.values[atom][at] for atom in atoms))
            if key not in found:
                found.add(key)
                yield component.unknowns.own(dict(zip(atoms, key[1:], strict=True)), kinds[at])
