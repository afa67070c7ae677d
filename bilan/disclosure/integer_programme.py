"""How far a count of schools can be narrowed down from all that is published of it.

An unknown is a number of schools of one kind (`Unit`: the groups that they are in) that gave one
combination of answers. Each published count is an equation over unknowns, and whole-number
programming gives the smallest and the largest value of any other count.

All answers of a wave together have too many combinations. So each row of a table has the
combinations of its own answers alone (a clique), and two cliques that share answers agree on how
many schools gave each combination of those. Where cliques share answers along a tree, as questions
and their filters do, whole numbers that agree so are those of some académie: the ends are exact.
Else they are no narrower than the true ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from bilan.disclosure.answer_patterns import Answer, Atom, Count, Kind, Pattern, Questions, Unit

Vector = npt.NDArray[np.float64]
PUBLISHED: tuple[Kind, Kind] = "gave", "base"
WHOLE = 1e-6  # how far from a whole number the solver may leave one


@dataclass(frozen=True)
class Unknowns:
    """The unknowns of a component: schools by unit, and by combination of each clique's answers."""

    answers: tuple[Answer, ...]
    units: Mapping[Unit, int]
    questions: Questions

    @cached_property
    def cliques(self) -> list[tuple[Atom, ...]]:
        """Answers that are seen together, none of them within another's."""
        found = {self.questions.atoms_of(one) for one in self.answers}
        largest = [one for one in found if not any(one < other for other in found)]
        return sorted(tuple(sorted(one)) for one in largest)

    @cached_property
    def places(self) -> list[tuple[int, Unit, Pattern]]:
        """Clique, unit and pattern of each unknown; patterns that no count tells apart are one."""
        places = []
        for at, unit in product(range(len(self.cliques)), self.units):
            alike: dict[tuple[str | bool, ...], Pattern] = {}
            for pattern in self.questions.patterns(self.cliques[at], unit):
                alike.setdefault(self._seen(at, unit, pattern), pattern)
            places += [(at, unit, pattern) for pattern in alike.values()]
        return places

    def _seen(self, at: int, unit: Unit, pattern: Pattern) -> tuple[str | bool, ...]:
        """What tells a pattern from others: who counts it, and what other cliques see of it."""
        counted = [
            self.questions.counted(one, kind, pattern, unit)
            for answer in self.answers
            if self.questions.atoms_of(answer) <= set(self.cliques[at])
            for one in (answer, Answer(answer.within))
            for kind in PUBLISHED
        ]
        return (*counted, *(pattern[atom] for atom in self.cliques[at] if atom in self._shared))

    @cached_property
    def _shared(self) -> set[Atom]:
        """Answers that more than one clique has."""
        every = [atom for clique in self.cliques for atom in clique]
        return {atom for atom in every if every.count(atom) > 1}

    @cached_property
    def _of(self) -> dict[tuple[int, Unit], list[tuple[int, Pattern]]]:
        """Places and patterns of the unknowns, by clique and unit."""
        found: dict[tuple[int, Unit], list[tuple[int, Pattern]]] = {}
        for n, (at, unit, pattern) in enumerate(self.places):
            found.setdefault((at, unit), []).append((n, pattern))
        return found

    @cached_property
    def structure(self) -> tuple[list[Vector], list[float]]:
        """Equations that hold whatever is published: units have their schools, cliques agree."""
        rows: list[Vector] = []
        sums: list[float] = []
        for at, unit in product(range(len(self.cliques)), self.units):
            rows.append(self._sum({n: 1 for n, _ in self._of[at, unit]}))
            sums.append(self.units[unit])
            for other, shared in self._neighbours(at):
                sides = ((1, self._of[at, unit]), (-1, self._of[other, unit]))
                for values in self.questions.patterns(shared, unit):
                    agreeing = {
                        n: sign
                        for sign, side in sides
                        for n, pattern in side
                        if all(pattern[atom] == values[atom] for atom in shared)
                    }
                    rows.append(self._sum(agreeing))
                    sums.append(0)
        return rows, sums

    def _sum(self, factors: Mapping[int, int]) -> Vector:
        row = np.zeros(len(self.places))
        row[list(factors)] = list(factors.values())
        return row

    def _neighbours(self, at: int) -> list[tuple[int, tuple[Atom, ...]]]:
        """Earlier cliques with the answers that they share with one, as few as say it all."""
        shared = [
            (other, frozenset(self.cliques[other]) & frozenset(self.cliques[at]))
            for other in range(at)
        ]
        kept: list[tuple[int, frozenset[Atom]]] = []
        for other, atoms in sorted(shared, key=lambda one: -len(one[1])):
            if atoms and not any(atoms <= known for _, known in kept):
                kept.append((other, atoms))
        return [(other, tuple(sorted(atoms))) for other, atoms in kept]

    def weights(self, count: Count, *, beside: Answer | None = None) -> Vector:
        """One for each unknown whose schools are counted, in a clique that has `beside` too."""
        key = count, beside
        if key not in self._weights:
            wanted = self.questions.atoms_of(beside or count.answer)
            at = next(n for n, clique in enumerate(self.cliques) if wanted <= set(clique))
            found = np.zeros(len(self.places))
            for unit in self.units:
                if not count.group or count.group in unit:
                    for n, pattern in self._of[at, unit]:
                        found[n] = self.questions.counted(count.answer, count.kind, pattern, unit)
            self._weights[key] = found
        return self._weights[key]

    @cached_property
    def _weights(self) -> dict[tuple[Count, Answer | None], Vector]:
        return {}

    def between(self, inner: Answer, outer: Answer) -> bool:
        """Whether whoever gave an answer gave another, that others gave too."""
        key = inner, outer
        if key not in self._between:
            atoms = self.questions.atoms_of(inner)
            self._between[key] = (
                self.questions.atoms_of(outer) <= atoms
                and inner.within == outer.within
                and self._follows(inner, outer, sorted(atoms))
            )
        return self._between[key]

    @cached_property
    def _between(self) -> dict[tuple[Answer, Answer], bool]:
        return {}

    def _follows(self, inner: Answer, outer: Answer, atoms: Sequence[Atom]) -> bool:
        both = {
            tuple(self.questions.counted(one, "gave", pattern, unit) for one in (inner, outer))
            for unit in self.units
            for pattern in self.questions.patterns(atoms, unit)
        }
        return (True, False) not in both and (False, True) in both

    def own(self, school: Pattern, unit: Unit) -> Vector:
        """One for each unknown that counts a school of a unit, by what it answered.

        Cliques of which the school's answers are not given have none.
        """
        seen = {
            at: self._seen(at, unit, school)
            for at, clique in enumerate(self.cliques)
            if school.keys() >= set(clique)
        }
        found = np.zeros(len(self.places))
        for n, (at, of, pattern) in enumerate(self.places):
            found[n] = of == unit and at in seen and seen[at] == self._seen(at, unit, pattern)
        return found


@dataclass(frozen=True)
class Known:
    """What a reader knows: the unknowns, and the counts that are published.

    ways : numbers of schools that were found before; those that agree with what is known are used.
    """

    unknowns: Unknowns
    counts: Mapping[Count, int]
    ways: list[Vector] = field(default_factory=list)

    @cached_property
    def _equations(self) -> tuple[csr_array, Vector]:
        rows, sums = self.unknowns.structure
        told = [self.unknowns.weights(count) for count in self.counts]
        return csr_array(np.array([*rows, *told])), np.array([*sums, *self.counts.values()])

    @cached_property
    def _agreeing(self) -> list[Vector]:
        """Ways that agree with what is known, to which those that are found are added."""
        if not self.ways:
            return []
        matrix, sums = self._equations
        agree = (matrix @ np.array(self.ways).T == sums[:, np.newaxis]).all(axis=0)
        return [way for way, agrees in zip(self.ways, agree, strict=True) if agrees]

    def is_wide(self, aim: Vector, needed: int, *, own: Vector | None = None) -> bool:
        """Whether all that is known leaves a sum of unknowns a range as wide as needed.

        `own` says of how many schools at least a reader knows what they answered, by unknown.
        """
        least = np.zeros(len(aim)) if own is None else own
        if self._agreeing:
            ways = np.array(self._agreeing)
            seen = (ways @ aim)[(ways >= least).all(axis=1)]
            if len(seen) and np.ptp(seen) >= needed:
                return True
        # Parts of schools leave a range that is no narrower, and are sooner found.
        low, high = (self._least(sign * aim, least, whole=False) for sign in (1, -1))
        if np.floor(aim @ high + WHOLE) - np.ceil(aim @ low - WHOLE) < needed:
            return False
        return self.width(aim, own=own) >= needed

    def width(self, aim: Vector, *, own: Vector | None = None) -> int:
        """Largest less smallest value of a sum of unknowns that all that is known allows.

        Raises
        ------
        RuntimeError
            No numbers of schools agree with what is known.
        """
        least = np.zeros(len(aim)) if own is None else own
        ends = [self._least(sign * aim, least, whole=True) for sign in (1, -1)]
        self._agreeing.extend(ends)
        self.ways.extend(ends)
        return round(float(aim @ ends[1] - aim @ ends[0]))

    def _least(self, aim: Vector, least: Vector, *, whole: bool) -> Vector:
        """Numbers of schools that give the smallest value, not too few, and as is known."""
        key = aim.tobytes(), least.tobytes(), whole
        if key not in self._found:
            matrix, sums = self._equations
            solved = milp(
                aim,
                integrality=np.full(len(aim), int(whole)),
                bounds=Bounds(least, np.inf),
                constraints=LinearConstraint(matrix, sums, sums),
            )
            if not solved.success:
                raise RuntimeError(f"what is published contradicts itself: {solved.message}")
            way = np.round(solved.x)
            if whole or np.abs(way - solved.x).max() < WHOLE:
                # Numbers of schools often come out whole unasked.
                self._found[key] = self._found[*key[:2], True] = way
            else:
                self._found[key] = solved.x
        return self._found[key]

    @cached_property
    def _found(self) -> dict[tuple[bytes, bytes, bool], Vector]:
        return {}
