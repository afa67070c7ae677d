"""Unknown numbers of schools, and which counts are left by all that is published of them.

Every published count is an equation over the schools of each group that gave each combination of
answers. Whole-number programming gives the smallest and the largest count that a cell may have.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

from bilan.survey.codebook import Asked, Condition

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
class Small:
    """A cell of fewer schools than the threshold: whose it is, what it counts, how many schools.

    `answers` are the facts that it is made from.
    """

    name: str
    group: str
    weights: Vector
    count: int
    answers: tuple[str, ...]


def without_cells(fact: Fact) -> Fact:
    """The answer as one knows it who reads its total alone."""
    return replace(fact, cells=dict.fromkeys(fact.cells))


def components(facts: Sequence[Fact], known: Mapping[str, Asked]) -> list[list[Fact]]:
    """Facts that speak of a common answer, together; `known` are the questions by name."""
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


def _atoms(condition: Condition, known: Mapping[str, Asked]) -> set[Atom]:
    found: set[Atom] = set()
    for key, wanted in condition.items():
        options = [wanted] if isinstance(wanted, str) else wanted
        found |= {(key, o) for o in options} if known[key].type == "M" else {(key, "")}
    return found


class Unknowns:
    """Unknown numbers of schools by unit and combination of answers, and what is known of them.

    `bases` says how many schools answered of each unit, which is in one group of each domain.
    """

    def __init__(
        self, facts: Sequence[Fact], bases: Mapping[Unit, int], known: Mapping[str, Asked]
    ) -> None:
        self.units = list(bases)
        atoms = sorted(set().union(*(_atoms(fact.condition, known) for fact in facts)))
        values = [_values(atom, known) for atom in atoms]
        self.known = known
        # Combinations that no fact tells apart are one unknown.
        alike: dict[tuple[bool, ...], Mapping[Atom, str]] = {}
        for chosen in product(*values):
            pattern = dict(zip(atoms, chosen, strict=True))
            told = tuple(self._fulfils(pattern, fact.condition) for fact in facts)
            alike.setdefault(told, pattern)
        self.patterns = list(alike.values())
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
        self.rows, self.sums = np.array(rows), np.array(sums, dtype=float)

    def weights(self, group: str, condition: Condition, *, negated: bool = False) -> Vector:
        """One for each unknown of the group whose schools fulfil a fact's condition, or do not.

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
        """Smallest and largest count that all that is known allows.

        Raises
        ------
        RuntimeError
            No numbers of schools agree with what is known.
        """
        known = (self.rows.tobytes(), self.sums.tobytes())
        return least_sum(weights.tobytes(), *known), -least_sum((-weights).tobytes(), *known)

    def width(self, weights: Vector) -> int:
        """Largest less smallest count that all that is known allows."""
        low, high = self.range(weights)
        return high - low


@lru_cache(maxsize=4096)  # the same tables are decided on in several places
def least_sum(aim: bytes, rows: bytes, sums: bytes) -> int:
    """Smallest value of a sum of unknowns, all being whole, not negative, and as is known."""
    weights, totals = np.frombuffer(aim), np.frombuffer(sums)
    known = np.frombuffer(rows).reshape(len(totals), len(weights))
    solved = milp(
        weights,
        integrality=np.ones(len(weights)),
        bounds=Bounds(0, np.inf),
        constraints=LinearConstraint(known, totals, totals),
    )
    if not solved.success:
        raise RuntimeError(f"what is published contradicts itself: {solved.message}")
    return round(float(solved.fun))


def _values(atom: Atom, known: Mapping[str, Asked]) -> list[str]:
    question = known[atom[0]]
    if question.type == "M":
        return ["Y", "N"]
    values = list(question.options) if question.type == "L" else ["Y", "N"]
    return values if question.filter is None else [*values, ""]  # not asked of all


def small_cells(
    facts: Sequence[Fact],
    truth: Mapping[tuple[str, str], int],
    bases: Mapping[Unit, int],
    *,
    model: Unknowns,
    threshold: int,
) -> Iterator[Small]:
    """Cells under the threshold: of each answer by group, its contrary, and of nested answers.

    `truth` has the true count by name and group.
    """
    for cell in _cells(facts, truth, bases, model):
        if cell.count < threshold:
            yield cell


def _cells(
    facts: Sequence[Fact],
    truth: Mapping[tuple[str, str], int],
    bases: Mapping[Unit, int],
    model: Unknowns,
) -> Iterator[Small]:
    crossed = [fact for fact in facts if fact.cells]
    for fact in crossed:
        for group in fact.cells:
            count = truth[fact.name, group]
            own = (fact.name,)
            yield Small(fact.name, group, model.weights(group, fact.condition), count, own)
            contrary = model.weights(group, fact.condition, negated=True)
            everyone = sum(n for unit, n in bases.items() if group in unit)
            yield Small(f"not: {fact.name}", group, contrary, everyone - count, own)
    for inner, outer in product(crossed, crossed):
        for group in inner.cells:
            if group not in outer.cells or inner.condition == outer.condition:
                continue
            within = model.weights(group, inner.condition)
            between = model.weights(group, outer.condition) - within
            if (between >= 0).all() and between.any():
                count = truth[outer.name, group] - truth[inner.name, group]
                name = f"{outer.name}, without {inner.name}"
                yield Small(name, group, between, count, (outer.name, inner.name))
