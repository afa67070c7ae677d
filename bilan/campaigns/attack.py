"""An attacker who has read all that is published, and solves for what is not.

Every published count is an equation over the schools of each group that gave each combination of
answers. Whole-number programming then gives the smallest and the largest count that any cell may
have: a cell of fewer schools than the threshold is safe where these are at least the threshold
apart, or as far apart as they are without any figure by group.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

from bilan.codebook import Asked, Condition

Vector = npt.NDArray[np.float64]
Unit = frozenset[str]  # the groups that a school is in, one of each domain
Atom = tuple[str, str]  # a question, and its option where several may be ticked


@dataclass(frozen=True)
class Fact:
    """An answer that is spoken of, with what is published of it.

    cells : by group, the count, None where hidden.
    total : over all groups, None where it is not published.
    absent : groups whose schools cannot give the answer.
    """

    name: str
    condition: Condition
    cells: Mapping[str, int | None]
    total: int | None
    absent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Narrowed:
    """A cell under the threshold: how far a reader can narrow it down, and what was possible."""

    name: str
    group: str
    low: int
    high: int
    free: int
    needed: int

    @property
    def safe(self) -> bool:
        """Whether enough counts are left."""
        return self.high - self.low >= self.needed


def attack(
    facts: Sequence[Fact],
    truth: Mapping[tuple[str, str], int],
    *,
    bases: Mapping[Unit, int],
    questions: Sequence[Asked],
    threshold: int,
) -> list[Narrowed]:
    """Every cell under the threshold, by answer, its contrary, and what nested answers leave.

    `truth` has the true count by name and group. What the attacker knows is in `facts`, and
    `bases`: how many schools answered of each unit, which is in one group of each domain.
    """
    known = {question.id: question for question in questions}
    found = []
    for members in _components(facts, known):
        model = _Model(members, bases, known)
        blind = _Model([_without_cells(fact) for fact in members], bases, known)
        for name, group, weights, count in _cells(members, truth, bases, model):
            if count >= threshold:
                continue
            low, high = model.range(weights)
            lowest, highest = blind.range(weights)
            free = highest - lowest
            found.append(Narrowed(name, group, low, high, free, min(threshold, free)))
    return found


def _without_cells(fact: Fact) -> Fact:
    return replace(fact, cells=dict.fromkeys(fact.cells))


def _atoms(condition: Condition, known: Mapping[str, Asked]) -> set[Atom]:
    found: set[Atom] = set()
    for key, wanted in condition.items():
        options = [wanted] if isinstance(wanted, str) else wanted
        found |= {(key, o) for o in options} if known[key].type == "M" else {(key, "")}
    return found


def _components(facts: Sequence[Fact], known: Mapping[str, Asked]) -> list[list[Fact]]:
    """Facts that speak of a common answer, together."""
    groups: list[tuple[set[Atom], list[Fact]]] = []
    for fact in facts:
        atoms, members = _atoms(fact.condition, known), [fact]
        apart = []
        for other, others in groups:
            if other & atoms:
                atoms, members = atoms | other, [*others, *members]
            else:
                apart.append((other, others))
        groups = [*apart, (atoms, members)]
    return [members for _, members in groups]


class _Model:
    """Unknown numbers of schools by group and combination of answers, and what is known."""

    def __init__(
        self, facts: Sequence[Fact], bases: Mapping[Unit, int], known: Mapping[str, Asked]
    ) -> None:
        self.units = list(bases)
        atoms = sorted(set().union(*(_atoms(fact.condition, known) for fact in facts)))
        values = [_values(atom, known) for atom in atoms]
        self.patterns = [dict(zip(atoms, chosen, strict=True)) for chosen in product(*values)]
        self.known = known
        rows: list[Vector] = []
        sums: list[float] = []
        for at, unit in enumerate(self.units):
            row = np.zeros((len(self.units), len(self.patterns)))
            row[at] = 1
            rows.append(row.ravel())
            sums.append(bases[unit])
        for fact in facts:
            for group, count in {**fact.cells, **dict.fromkeys(fact.absent, 0)}.items():
                if count is not None:
                    rows.append(self.weights(group, fact.condition))
                    sums.append(count)
            if fact.total is not None:
                rows.append(self.weights("", fact.condition))
                sums.append(fact.total)
        self.constraint = LinearConstraint(np.array(rows), sums, sums)

    def weights(self, group: str, condition: Condition, *, negated: bool = False) -> Vector:
        """One for each unknown of the group whose schools fulfil the condition, or do not.

        The group "" is all schools.
        """
        answers = [self._fulfils(pattern, condition) != negated for pattern in self.patterns]
        inside = [not group or group in unit for unit in self.units]
        return np.outer(inside, answers).astype(float).ravel()

    def _fulfils(self, pattern: Mapping[Atom, str], condition: Condition) -> bool:
        for key, wanted in condition.items():
            options = [wanted] if isinstance(wanted, str) else wanted
            if self.known[key].type == "M":
                given = any(pattern[key, option] == "Y" for option in options)
            else:
                given = pattern[key, ""] in options
            if not given:
                return False
        return True

    def range(self, weights: Vector) -> tuple[int, int]:
        """Smallest and largest count that all that is known allows."""
        ends = []
        for sign in (1, -1):
            solved = milp(
                sign * weights,
                integrality=np.ones(len(weights)),
                bounds=Bounds(0, np.inf),
                constraints=self.constraint,
            )
            if not solved.success:
                raise RuntimeError(f"what is published contradicts itself: {solved.message}")
            ends.append(round(sign * solved.fun))
        return ends[0], ends[1]


def _values(atom: Atom, known: Mapping[str, Asked]) -> list[str]:
    question = known[atom[0]]
    return list(question.options) if question.type == "L" else ["Y", "N"]


def _cells(
    facts: Sequence[Fact],
    truth: Mapping[tuple[str, str], int],
    bases: Mapping[Unit, int],
    model: _Model,
) -> Iterator[tuple[str, str, Vector, int]]:
    """Cells that count schools: of each answer by group, its contrary, and of nested answers."""
    crossed = [fact for fact in facts if fact.cells]
    for fact in crossed:
        for group in fact.cells:
            count = truth[fact.name, group]
            yield fact.name, group, model.weights(group, fact.condition), count
            contrary = model.weights(group, fact.condition, negated=True)
            everyone = sum(n for unit, n in bases.items() if group in unit)
            yield f"not: {fact.name}", group, contrary, everyone - count
    for inner, outer in product(crossed, crossed):
        for group in set(inner.cells) & set(outer.cells):
            within = model.weights(group, inner.condition)
            between = model.weights(group, outer.condition) - within
            if inner.condition != outer.condition and (between >= 0).all() and between.any():
                count = truth[outer.name, group] - truth[inner.name, group]
                yield f"{outer.name}, without {inner.name}", group, between, count
