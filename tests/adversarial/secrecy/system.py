"""Published numbers as equations over unknown counts, and the values that they leave open.

An unknown is the number of schools of one kind (type, secteur, bassin) that gave one answer. The
questionnaire ties unknowns together: options of a list exclude each other, a filtered question
has no more answers than its filter, a combined answer lies between its parts. A whole-number
programme gives the smallest and the largest sum that agree with all that is told.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from bilan.survey.conditions import Condition
from tests.adversarial.secrecy.world import FRAME, Answer, Flags, World

Row = dict[int, float]
EPSILON = 1e-9


@dataclass(frozen=True)
class Told:
    """A published number of the schools that gave an answer, or of their share.

    group : None for all schools. `low` and `high` are the ends of the share that agree with what
        is written; `count` and `base` are told outright where they are not None. `weighted` says
        that each school counts for those of its stratum that were asked.
    """

    place: str
    answer: Answer
    group: str | None
    low: float = 0.0
    high: float = 1.0
    count: int | None = None
    base: int | None = None
    weighted: bool = False


@dataclass(frozen=True)
class Spread:
    """The ways in which an answer may be spread over groups, where a test leaves only these."""

    place: str
    answer: Answer
    groups: tuple[str, ...]
    ways: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Sum:
    """A sum of unknowns: blocks (an unknown for each unit) with their factor, over some units."""

    blocks: Mapping[int, int]
    inside: Flags


class ContradictionError(Exception):
    """What is told cannot all be true: something was misread, or is published wrongly."""


class System:
    """All that is told, as rows `low <= row · unknowns <= high` over whole unknowns."""

    def __init__(self, world: World, told: Iterable[Told | Spread]) -> None:
        self.world = world
        self._number = len(world.units)
        self._blocks: dict[Any, int] = {}
        self._upper: list[npt.NDArray[np.float64]] = []
        self._rows: list[tuple[Row, float, float]] = []
        self._extra: list[float] = []
        self._everyone = self._block("everyone")
        for at, size in enumerate(world.sizes):
            self._rows.append(({at: 1.0}, float(size), float(size)))
        self._structure()
        for answer in world.answers.values():
            self.counted(answer)
        self._by_group: set[int] = set()
        spreads = []
        for item in told:
            if isinstance(item, Spread):
                spreads.append(item)
            else:
                self._tell(item)
        self._first_extra = len(self._blocks) * self._number
        for item in spreads:
            self._spread(item)

    # ---- unknowns and what ties them
    def _block(self, name: Any) -> int:
        if name not in self._blocks:
            self._blocks[name] = len(self._blocks)
        return self._blocks[name]

    def _whole(self) -> Flags:
        return np.ones(self._number, dtype=bool)

    def _at(self, block: int, unit: int) -> int:
        return block * self._number + unit

    def _tie(self, parts: Mapping[int, int], low: float, high: float) -> None:
        """One row for each unit: low <= sum of the blocks <= high."""
        for unit in range(self._number):
            row = {self._at(block, unit): float(n) for block, n in parts.items()}
            self._rows.append((row, low, high))

    def _structure(self) -> None:
        world = self.world
        for question in world.questions.values():
            if question.type not in "LMY":
                continue
            # Known unless some did not answer: "asked of n, answered by n" is published.
            full = bool(world.answered({question.id: []}).all())
            gate = self.sum_of(question.filter or {})
            names = list(question.options) if question.type in "LM" else ["Y", "N"]
            blocks = [self._block((question.id, name)) for name in names]
            below = -np.inf
            for unit in range(self._number):
                room: Row = {}
                if gate.inside[unit]:
                    room = {self._at(b, unit): -float(n) for b, n in gate.blocks.items()}
                if question.type == "M":
                    for name, block in zip(names, blocks, strict=True):
                        row = {**room, self._at(block, unit): 1.0}
                        only = question.options[name].only or {}
                        allowed = self.sum_of(only).inside[unit]
                        self._rows.append(
                            (row if allowed else {self._at(block, unit): 1.0}, below, 0.0)
                        )
                else:
                    row = {**room, **{self._at(block, unit): 1.0 for block in blocks}}
                    self._rows.append((row, 0.0 if full else below, 0.0))
        combined = [a for a in world.answers.values() if len(self._parts(a.condition)) > 1]
        for one in combined:
            for other in combined:
                if one is not other and _follows(one.condition, other.condition):
                    inner = self.sum_of(one.condition)
                    outer = self.sum_of(other.condition)
                    if inner.blocks != outer.blocks:
                        parts = {next(iter(inner.blocks)): 1, next(iter(outer.blocks)): -1}
                        self._tie(parts, -np.inf, 0.0)

    def _parts(self, condition: Condition) -> list[tuple[str, tuple[str, ...]]]:
        return sorted(
            (key, (wanted,) if isinstance(wanted, str) else tuple(sorted(wanted)))
            for key, wanted in condition.items()
            if key not in FRAME
        )

    def _frame_mask(self, condition: Condition) -> Flags:
        inside = self._whole()
        for key, wanted in condition.items():
            if key in FRAME:
                options = [wanted] if isinstance(wanted, str) else wanted
                inside &= np.array([unit[FRAME.index(key)] in options for unit in self.world.units])
        return inside

    def sum_of(self, condition: Condition) -> Sum:
        """Schools that meet a condition, in unknowns."""
        inside, parts = self._frame_mask(condition), self._parts(condition)
        if not parts:
            return Sum({self._everyone: 1}, inside)
        single = [self._single(key, options) for key, options in parts]
        if len(single) == 1:
            return Sum(single[0], inside)
        name = ("all of", tuple(parts))
        if name not in self._blocks:
            block = self._block(name)
            for part in single:  # no more than each part
                self._tie({block: 1} | {b: -n for b, n in part.items()}, -np.inf, 0.0)
            together: dict[int, int] = {}
            for part in single:
                for b, n in part.items():
                    together[b] = together.get(b, 0) + n
            # no fewer than what the parts have too many of
            row = {block: 1} | {b: -n for b, n in together.items()}
            row[self._everyone] = row.get(self._everyone, 0) + len(single) - 1
            self._tie(row, 0.0, np.inf)
        return Sum({self._blocks[name]: 1}, inside)

    def _single(self, key: str, options: Sequence[str]) -> dict[int, int]:
        blocks = {self._block((key, option)): 1 for option in options}
        if self.world.questions[key].type != "M" or len(blocks) == 1:
            return blocks
        name = ("any of", key, tuple(options))
        if name not in self._blocks:
            block = self._block(name)
            for other in blocks:
                self._tie({block: 1, other: -1}, 0.0, np.inf)
            self._tie({block: 1} | dict.fromkeys(blocks, -1), -np.inf, 0.0)
            self._tie({block: 1, self._everyone: -1}, -np.inf, 0.0)
        return {self._blocks[name]: 1}

    def counted(self, answer: Answer) -> tuple[Sum, Sum]:
        """Schools that gave an answer within its base, and those of the base."""
        base = self.sum_of(answer.within)
        both = {**answer.within, **answer.condition}
        implied = all(
            (self.world.questions[k].filter or {}) == answer.within
            for k in answer.condition
            if k in self.world.questions
        )
        gave = self.sum_of(answer.condition if implied or not answer.within else both)
        if set(answer.within) <= set(FRAME):
            gave = Sum(gave.blocks, gave.inside & base.inside)
        return gave, base

    # ---- what is told
    def row(self, total: Sum, group: Flags, factors: npt.NDArray[np.float64] | None = None) -> Row:
        """Coefficients of a sum over the units of a group."""
        found: Row = {}
        for unit in np.flatnonzero(group & total.inside):
            for block, n in total.blocks.items():
                at = self._at(block, int(unit))
                factor = 1.0 if factors is None else float(factors[unit])
                found[at] = found.get(at, 0.0) + n * factor
        return found

    def _tell(self, told: Told) -> None:
        group = self.world.mask(told.group)
        gave, base = self.counted(told.answer)
        full = bool(self.world.answered(told.answer.condition).all())
        if told.count is not None:
            self._rows.append((self.row(gave, group), told.count, told.count))
        if told.base is not None and full:
            self._rows.append((self.row(base, group), told.base, told.base))
        factors = self.world.stratum_weights if told.weighted else None
        above, below = self.row(gave, group, factors), self.row(base, group, factors)
        if told.group is not None or told.weighted:
            self._by_group |= {at for at in {**above, **below} if at >= self._number}
        if not full and told.count is None and told.base is not None:
            limits = told.low * told.base, told.high * told.base
            self._rows.append((above, limits[0] - EPSILON, limits[1] + EPSILON))
        elif full and told.low > 0.0:
            self._rows.append((_less(above, below, told.low), -EPSILON, np.inf))
        if full and told.high < 1.0:
            self._rows.append((_less(above, below, told.high), -np.inf, EPSILON))

    def _spread(self, item: Spread) -> None:
        """One of the ways is the true one: a whole unknown for each, of which one is 1."""
        first = self._first_extra + len(self._extra)
        self._extra += [1.0] * len(item.ways)
        self._rows.append(({first + n: 1.0 for n in range(len(item.ways))}, 1.0, 1.0))
        gave, _ = self.counted(item.answer)
        for at, group in enumerate(item.groups):
            row = self.row(gave, self.world.mask(group, "voie"))
            self._by_group |= set(row)
            for n, way in enumerate(item.ways):
                row[first + n] = -float(way[at])
            self._rows.append((row, 0.0, 0.0))

    # ---- what is left
    @cached_property
    def _matrix(self) -> tuple[csr_array, npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        places = [(r, c, v) for r, (row, _, _) in enumerate(self._rows) for c, v in row.items()]
        rows, columns, values = (np.array(part) for part in zip(*places, strict=True))
        shape = (len(self._rows), self._width)
        matrix = csr_array(coo_array((values, (rows, columns)), shape=shape))
        return matrix, np.array([r[1] for r in self._rows]), np.array([r[2] for r in self._rows])

    @property
    def _width(self) -> int:
        return self._first_extra + len(self._extra)

    @cached_property
    def _components(self) -> npt.NDArray[np.int32]:
        """Unknowns that depend on each other; what is known of everyone ties nothing together."""
        matrix = self._matrix[0].tocoo()
        free = matrix.col >= self._number
        rows, columns = matrix.row[free] + self._width, matrix.col[free]
        size = self._width + len(self._rows)
        graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size))
        return np.asarray(connected_components(graph, directed=False)[1])

    def tells_of(self, aim: Row) -> bool:
        """Whether anything but totals is told of what a sum depends on."""
        wanted = {self._components[at] for at in aim if at >= self._number}
        return any(self._components[at] in wanted for at in self._by_group)

    def _known_to(self, respondent: int, columns: set[int]) -> Iterator[tuple[int, float, float]]:
        """Its own answers: one school of its kind gave each of them, or did not."""
        unit = int(self.world.unit_of[respondent])
        size = float(self.world.sizes[unit])
        for name, block in self._blocks.items():
            at = self._at(block, unit)
            if at in columns and isinstance(name, tuple) and name[0] in self.world.questions:
                gave = bool(self.world.truth({name[0]: name[1]})[respondent])
                yield (at, 1.0, np.inf) if gave else (at, -np.inf, size - 1)

    def range(self, aim: Row, *, knower: int | None = None) -> tuple[int, int]:
        """Smallest and largest value of a sum of unknowns; `knower` knows its own answers.

        Raises
        ------
        ContradictionError
            No counts agree with all that is told.
        """
        matrix, low, high = self._matrix
        labels = self._components
        wanted = {labels[at] for at in aim if at >= self._number}
        columns = np.flatnonzero(
            np.isin(labels[: self._width], list(wanted)) | (np.arange(self._width) < self._number)
        )
        rows = np.flatnonzero(np.isin(labels[self._width :], list(wanted)))
        rows = np.concatenate([np.arange(self._number), rows])
        part = matrix[rows][:, columns]
        places = {int(c): n for n, c in enumerate(columns)}
        cost = np.zeros(len(columns))
        for at, value in aim.items():
            cost[places[at]] = value
        lowest, highest = np.zeros(len(columns)), np.full(len(columns), np.inf)
        if knower is not None:
            for at, least, most in self._known_to(knower, set(places)):
                lowest[places[at]] = max(0.0, least)
                highest[places[at]] = most
        ends = []
        for sign in (1, -1):
            solved = milp(
                sign * cost,
                integrality=np.ones(len(columns)),
                bounds=Bounds(lowest, highest),
                constraints=LinearConstraint(part, low[rows], high[rows]),
            )
            if not solved.success:
                raise ContradictionError(solved.message)
            ends.append(sign * round(float(solved.fun)))
        return ends[0], ends[1]


def _less(above: Row, below: Row, factor: float) -> Row:
    row = dict(above)
    for at, value in below.items():
        row[at] = row.get(at, 0.0) - factor * value
    return row


def _follows(inner: Condition, outer: Condition) -> bool:
    """Whether whoever meets the first condition meets the second."""
    for key, wanted in outer.items():
        options = {wanted} if isinstance(wanted, str) else set(wanted)
        given = inner.get(key)
        if given is None or not ({given} if isinstance(given, str) else set(given)) <= options:
            return False
    return True
