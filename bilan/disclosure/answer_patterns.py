"""Answers that tables speak of, and which combinations of answers a school may have given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Literal

import pandas as pd

from bilan.survey.codebook import FRAME_COLUMNS, Asked
from bilan.survey.conditions import Condition, accepted

Group = tuple[str, str]  # a domain, and one of its groups
Unit = frozenset[Group]  # the groups that a school is in, one of each domain
Atom = tuple[str, str]  # a question, and its option where several may be ticked
Pattern = Mapping[Atom, str]
Kind = Literal["gave", "not", "base"]
NOT_ASKED, NO_ANSWER = "not asked", "no answer"


@dataclass(frozen=True)
class Answer:
    """What schools may have answered: who meets a condition, of those within a base.

    An empty `within` is all schools. Who did not answer what decides on it is in no base.
    """

    condition: tuple[tuple[str, frozenset[str]], ...]
    within: tuple[tuple[str, frozenset[str]], ...] = ()


def answer_of(condition: Condition, within: Condition | str | None = None) -> Answer:
    """The answer that a condition wants, of a base as an indicator states it."""
    return Answer(_wanted(condition), _wanted(within if isinstance(within, dict) else None))


def _wanted(condition: Condition | None) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple(sorted((key, frozenset(names)) for key, names in accepted(condition).items()))


@dataclass(frozen=True)
class Count:
    """Schools of a group that gave an answer, did not, or are in its base; () is all schools."""

    answer: Answer
    group: Group | tuple[()]
    kind: Kind


@dataclass(frozen=True)
class Questions:
    """What everyone knows of a questionnaire.

    asked : its questions, by name; `complete` are those that all answered who were asked.
    untied : those of which it is not known from other answers who was asked.
    """

    asked: Mapping[str, Asked]
    complete: frozenset[str]
    untied: frozenset[str] = frozenset()

    def atoms(self, wanted: Iterable[tuple[str, Iterable[str]]]) -> set[Atom]:
        """Answers that a condition speaks of, with those that lead to its questions."""
        found: set[Atom] = set()
        for key, options in wanted:
            if key in FRAME_COLUMNS:
                continue
            question = self.asked[key]
            found |= {(key, o) for o in options} if question.type == "M" else {(key, "")}
            found |= self.atoms(self._filter(key))
        return found

    def _filter(self, key: str) -> tuple[tuple[str, frozenset[str]], ...]:
        """The condition that decides on who is asked a question."""
        return () if key in self.untied else _wanted(self.asked[key].filter)

    def atoms_of(self, one: Answer) -> frozenset[Atom]:
        """Answers that a row speaks of."""
        if one not in self._atoms:
            self._atoms[one] = frozenset(self.atoms((*one.condition, *one.within)))
        return self._atoms[one]

    @cached_property
    def _atoms(self) -> dict[Answer, frozenset[Atom]]:
        return {}

    def columns(self, atoms: Iterable[Atom]) -> set[str]:
        """Columns of the sampling frame that decide on who is asked what."""
        found: set[str] = set()
        for key, option in atoms:
            only = (self.asked[key].options[option].only or {}) if option else {}
            found |= {*dict(self._filter(key)), *only} & set(FRAME_COLUMNS)
        return found

    def patterns(self, atoms: Sequence[Atom], unit: Unit) -> list[Pattern]:
        """Combinations of values that schools of a unit may have given."""
        of_frame = frozenset(group for group in unit if group[0] in self.columns(atoms))
        key = tuple(atoms), of_frame
        if key not in self._patterns:
            every = (
                dict(zip(atoms, values, strict=True))
                for values in product(*(self._values(atom) for atom in atoms))
            )
            self._patterns[key] = [
                pattern for pattern in every if all(self._may_be(a, pattern, unit) for a in atoms)
            ]
        return self._patterns[key]

    @cached_property
    def _patterns(self) -> dict[tuple[tuple[Atom, ...], Unit], list[Pattern]]:
        return {}

    def _values(self, atom: Atom) -> list[str]:
        question = self.asked[atom[0]]
        values = list(question.options) if question.type == "L" else ["Y", "N"]
        values += [NOT_ASKED] if question.filter or question.id in self.untied else []
        return values + ([] if atom[0] in self.complete else [NO_ANSWER])

    def _may_be(self, atom: Atom, pattern: Pattern, unit: Unit) -> bool:
        question, value = self.asked[atom[0]], pattern[atom]
        if question.id in self.untied:
            return True
        if question.filter:
            led = self.holds(_wanted(question.filter), pattern, unit)
            if (led is True) != (value != NOT_ASKED):
                return False
        only = question.options[atom[1]].only if atom[1] else None
        return value != "Y" or not only or self.holds(_wanted(only), pattern, unit) is True

    def holds(
        self, wanted: Iterable[tuple[str, frozenset[str]]], pattern: Pattern, unit: Unit
    ) -> bool | None:
        """Whether a condition holds; None where what decides on it was not answered."""
        found: list[bool | None] = []
        for key, options in wanted:
            if key in FRAME_COLUMNS:
                known = [group for domain, group in unit if domain == key]
                found.append(known[0] in options if known else None)
            elif self.asked[key].type == "M":
                values = [pattern[key, option] for option in options]
                found.append("Y" in values or (None if NO_ANSWER in values else False))
            else:
                value = pattern[key, ""]
                found.append(None if value == NO_ANSWER else value in options)
        if False in found:
            return False
        return None if None in found else True

    def counted(self, one: Answer, kind: Kind, pattern: Pattern, unit: Unit) -> bool:
        """Whether schools of a pattern are counted; the base is who answered all that decides."""
        if self.holds(one.within, pattern, unit) is not True:
            return False
        met = self.holds(one.condition, pattern, unit)
        return met is not None if kind == "base" else met is (kind == "gave")


def units_of(schools: pd.DataFrame, columns: Sequence[str]) -> dict[Unit, int]:
    """Respondents by the groups that they are in."""
    counts = schools[list(columns)].value_counts(sort=False)
    return {
        frozenset(zip(columns, map(str, groups), strict=True)): int(n)
        for groups, n in zip(counts.index, counts, strict=True)
    }


def components(answers: Iterable[Answer], questions: Questions) -> list[list[Answer]]:
    """Answers that speak of a common one, together."""
    groups: list[tuple[set[Atom], list[Answer]]] = []
    for one in answers:
        atoms, members, apart = set(questions.atoms_of(one)), [one], []
        for other, others in groups:
            if other & atoms:
                atoms, members = atoms | other, [*others, *members]
            else:
                apart.append((other, others))
        groups = [*apart, (atoms, members)]
    return [members for _, members in groups]
