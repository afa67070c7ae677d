"""Which shares by group are hidden, over all the domains that they are published by.

`bilan.disclosure.nested_shares` protects the tables of one domain. A reader of two (types and
bassins) who knows how many schools of each type answered in each bassin may narrow down a cell that
each table alone protects: where a bassin has few schools of other types, what the types show tells
of it. Here the smallest and the largest count of each small cell are solved for, exactly, from all
domains together. While one is left with less than its protection, one more cell is hidden.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from bilan.disclosure.integer_programme import (
    Fact,
    Small,
    Unit,
    Unknowns,
    components,
    small_cells,
    without_cells,
)
from bilan.disclosure.nested_shares import Answer, Shares, answer_of, withheld
from bilan.survey.codebook import Asked

Tables = Mapping[str, Mapping[str, Shares]]  # by domain and name of the row
Hidden = dict[str, dict[str, "pd.Series[bool]"]]


def withheld_together(
    tables: Tables, *, schools: pd.DataFrame, questions: Sequence[Asked], threshold: int
) -> Hidden:
    """Groups whose share is hidden, by domain, row and group of the row.

    Parameters
    ----------
    tables
        Shares by group, the finest domain last: its cells are the first to be hidden. A name is
        the same answer in each domain.
    schools
        The respondents: a column for each domain, with the group of each.
    questions
        Those that the answers are of.
    threshold
        A hidden count under it, or whose contrary is, keeps a range as wide as the threshold, or
        as wide as the totals alone leave it.

    Where the base is those who gave an answer, it tells how many did: a group of the row is hidden
    too where that answer is, or both answers together. And the schools of such a base are not known
    to cross: a row of it that hides a group in any domain is shown by the first domain alone.
    """
    given, tables = tables, {domain: {**rows, **_behind(rows)} for domain, rows in tables.items()}
    hidden = {
        domain: {name: flags.copy() for name, flags in withheld(rows, threshold=threshold).items()}
        for domain, rows in tables.items()
    }
    sizes = {domain: schools[domain].value_counts() for domain in tables}
    whole = {
        domain: {name: row for name, row in rows.items() if _is_whole(row, sizes[domain])}
        for domain, rows in tables.items()
    }
    table = DomainTable(whole, hidden, _bases(schools, list(tables)), {q.id: q for q in questions})
    for names in table.components():
        while weak := table.weak(names, threshold):
            table.hide_one_more(names, weak)
    for domain, rows in given.items():
        for name in rows:
            for behind in (_base(name), _both(name)):
                if behind in hidden[domain]:
                    hidden[domain][name] |= hidden[domain].pop(behind)
    _hide_partial(given, whole, hidden)
    return hidden


def _base(name: str) -> str:
    return f"{name}, its base"


def _both(name: str) -> str:
    return f"{name}, with its base"


def _behind(rows: Mapping[str, Shares]) -> dict[str, Shares]:
    """What rows tell of those who are in their base, where an answer decides on that."""
    found = {}
    for name, row in rows.items():
        if isinstance(row.within, dict) and row.schools is not None:
            found[_base(name)] = Shares(row.within, row.bases, row.schools)
            if not set(row.within) & set(row.condition):
                both = {**row.within, **row.condition}
                found[_both(name)] = Shares(both, row.numerators, row.schools)
    return found


def _is_whole(row: Shares, sizes: "pd.Series[int]") -> bool:
    """Whether all respondents of the row's groups are in its base."""
    bases = row.bases
    return row.within == "all" and bool((bases == sizes.reindex(bases.index).fillna(0)).all())


def _hide_partial(tables: Tables, whole: Tables, hidden: Hidden) -> None:
    for domain in list(tables)[1:]:
        for name in set(tables[domain]) - set(whole[domain]):
            places = [place for place in tables if name in tables[place]]
            if any(hidden[place][name].any() for place in places) and places != [domain]:
                hidden[domain][name][:] = True


def _bases(schools: pd.DataFrame, domains: Sequence[str]) -> dict[Unit, int]:
    """Respondents by the groups that they are in."""
    counts = schools[list(domains)].value_counts()
    return {
        frozenset(_group(d, str(g)) for d, g in zip(domains, groups, strict=True)): int(n)
        for groups, n in zip(counts.index, counts, strict=True)
    }


def _group(domain: str, group: str) -> str:
    return f"{domain} {group}"


@dataclass(frozen=True)
class DomainTable:
    """The rows of all domains, and which of their cells are hidden so far."""

    rows: Tables
    hidden: Hidden
    bases: Mapping[Unit, int]
    questions: Mapping[str, Asked]

    def components(self) -> list[list[str]]:
        """Names of rows that speak of a common answer, where more than one domain has some."""
        found = [[f.name for f in c] for c in components(self.facts(self._names()), self.questions)]
        return [
            names
            for names in found
            if sum(any(name in rows for name in names) for rows in self.rows.values()) > 1
        ]

    def weak(self, names: Sequence[str], threshold: int) -> Small | None:
        """A small cell that a reader can narrow down too far; None where there is none."""
        facts = self.facts(names)
        truth = {(n, _group(d, g)): int(count) for n, d, g, count in self._counts(names)}
        model = Unknowns(facts, self.bases, self.questions)
        blind: Unknowns | None = None
        for cell in small_cells(facts, truth, self.bases, model=model, threshold=threshold):
            width = model.width(cell.weights)  # a row that stands twice is solved for once
            if width < threshold:
                known = [without_cells(fact) for fact in facts]
                blind = blind or Unknowns(known, self.bases, self.questions)
                if width < blind.width(cell.weights):
                    return cell
        return None

    def hide_one_more(self, names: Sequence[str], weak: Small) -> None:
        """Hide the smallest cell that is shown, of the finest domain that shows one.

        The rows of the weak cell come first; rows of one answer are hidden together.
        """
        shown = [
            (-list(self.rows).index(domain), name not in weak.answers, count, name, domain, group)
            for name, domain, group, count in self._counts(names)
            if not self.hidden[domain][name][group]
        ]
        *_, chosen, domain, group = min(shown)
        answer = self._answer(chosen, domain)
        for name, row in self.rows[domain].items():
            if self._answer(name, domain) == answer and group in row.bases.index:
                self.hidden[domain][name][group] = True

    def _answer(self, name: str, domain: str) -> Answer:
        row = self.rows[domain][name]
        return answer_of(row.condition, row.within)

    def _names(self) -> list[str]:
        return list(dict.fromkeys(name for rows in self.rows.values() for name in rows))

    def _counts(self, names: Sequence[str]) -> Iterator[tuple[str, str, str, int]]:
        """Name, domain, group and count of each cell of the rows."""
        for domain, rows in self.rows.items():
            for name in names:
                if name in rows:
                    for group, count in rows[name].numerators.items():
                        yield name, domain, str(group), int(count)

    def facts(self, names: Sequence[str]) -> list[Fact]:
        cells: dict[str, dict[str, int | None]] = {name: {} for name in names}
        for name, domain, group, count in self._counts(names):
            secret = bool(self.hidden[domain][name][group])
            cells[name][_group(domain, group)] = None if secret else count
        facts = []
        for name in names:
            domain = next(domain for domain, rows in self.rows.items() if name in rows)
            row, groups = self.rows[domain][name], {g for unit in self.bases for g in unit}
            own = {g for g in groups if g.startswith(f"{domain} ")}
            absent = frozenset(own - {_group(domain, str(g)) for g in row.bases.index})
            total = int(row.numerators.sum())
            facts.append(Fact(name, row.condition, cells[name], total, absent))
        return facts
