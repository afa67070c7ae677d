"""The attack on the comparison of two waves: how many schools changed their answer, each way."""

import csv
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from bilan.estimation.study import Study
from bilan.survey.conditions import Condition
from bilan.survey.indicators import Indicator
from tests.adversarial.secrecy.attack import Narrowed
from tests.adversarial.secrecy.chances import FINE
from tests.adversarial.secrecy.panel import Moves, Wave, agrees, possible, smallest_change
from tests.adversarial.secrecy.readings import CHANGES_FILES
from tests.adversarial.secrecy.world import FRAME, Flags, World

LOST, GAINED = "gave it before only", "gives it now only"
TESTED, ADJUSTED, PANEL, SMALLEST = "p", "p_holm", "eple_apparies", "ecart_decelable"
HOLM = range(1, 61)  # by how many tests a level may have been divided
Columns = Mapping[str, set[str]]


Test = Callable[[Moves], bool]


@dataclass(frozen=True)
class Change:
    """An answer in two waves, over the schools that were asked in both.

    left : what the totals leave. `true` is what happened, and `before` who gave it, by school.
    led : whether an answer leads to the question.
    """

    name: str
    left: tuple[Moves, ...]
    true: Moves
    before: "pd.Series[bool]"
    led: bool


@dataclass(frozen=True)
class Reader:
    """Who reads all rows.

    roundings : how the number of changes behind a smallest change may have been rounded; None is
        not at all, where every row agrees with that. `panels` says whether the numbers of schools
        that are not published follow from the smallest changes. `limits` are the classes of
        adjusted p-values that are named.
    """

    study: Study
    alpha: float
    threshold: int
    roundings: tuple[int | None, ...]
    panels: bool
    limits: frozenset[float]

    def tests(self, change: Change, told: Columns) -> list[list[Test]]:
        """Tests that all hold of the true moves; those of one list are each a reader's own."""
        alpha, factor = self.alpha, self._factor(change.name)
        tests: list[list[Test]] = [[_class(t, 1.0, alpha)] for t in told.get(TESTED, ())]
        tests += [[_class(t, factor, alpha, self.limits)] for t in told.get(ADJUSTED, ())]
        texts = told.get(SMALLEST)
        if texts and (self.panels or not change.led):
            roundings = self.roundings
            known = [(n, r) for r in roundings for n in _levels(change.true, texts, alpha, r)]
            if not known:
                raise RuntimeError(f"the smallest change of {change.name} cannot be true")
            tests.append([_smallest(level, rounding, texts) for level, rounding in known])
        return tests

    def verdict(self, change: Change) -> Test:
        """What the verdict says: on which side of the level the adjusted p-value is."""
        factor, alpha = self._factor(change.name), self.alpha
        significant = factor * change.true.p_value < alpha
        return lambda moves: (factor * moves.p_value < alpha) == significant

    def _factor(self, name: str) -> float:
        """By how much Holm's adjustment multiplied a p-value."""
        assert self.study.evolution is not None
        row = self.study.evolution.set_index("id").loc[[name]]
        p, adjusted = (float(row[column].iloc[0]) for column in ("p_value", "p_adjusted"))
        return adjusted / p if adjusted < 1 else 1.0


def attack_changes(study: Study, site: Path) -> list[Narrowed]:
    """How far the numbers of schools that changed can be narrowed down, where they are few.

    A reader knows how many gave the answer in each wave, how many schools answered in both, and
    what the tables of changes publish: the classes of p-values, how many schools a test rests on
    (where an answer leads to the question, that many gave it twice), and the smallest change that
    would have been shown. More is granted: the adjustment of a p-value and of a level, and the
    number of schools that a test rests on where it is not published. The verdict is published on
    purpose: it is known to who knows the totals.
    """
    published = read_changes(site)
    if study.previous is None or not published:
        return []
    worlds = [World(s.responses, s.indicators) for s in (study.previous, study)]
    stated = [i for i in study.indicators if i.id in published and _is_share(i, worlds)]
    changes = {i.id: change_of(i.id, worlds, _condition(i.numerator), _condition(i.base))
               for i in stated}  # fmt: skip
    reader = _reader(study, changes, published)
    threshold, found = reader.threshold, list[Narrowed]()
    tests = {
        name: reader.tests(change, published[name])
        for name, change in changes.items()
        if published[name].get(TESTED)
    }
    for name, known in tests.items():
        found += _judged(changes[name], known, threshold, granted=reader.verdict(changes[name]))
    for indicator in study.indicators:
        told = published.get(indicator.id, {}).get(PANEL)
        if not told and reader.panels and indicator.id in tests:
            told = {str(changes[indicator.id].true.panel)}
        led = {k: v for k, v in _condition(indicator.base).items() if k not in FRAME}
        if told and led and all(world.knows(led) for world in worlds):
            change = change_of(f"base of {indicator.id}", worlds, led, {})
            twice = {int(float(number)) for number in told}
            same = [t for name, t in tests.items() if _one_answer(changes[name], change)]
            known = [[_kept(twice)], *(t for ts in same for t in ts)]
            found += _judged(change, known, threshold)
    return found


def _kept(twice: set[int]) -> Test:
    return lambda moves: moves.kept in twice


def _condition(stated: object) -> Condition:
    return stated if isinstance(stated, dict) else {}


def _is_share(indicator: Indicator, worlds: Sequence[World]) -> bool:
    conditions = _condition(indicator.numerator), _condition(indicator.base)
    known = all(world.knows(condition) for world in worlds for condition in conditions)
    return bool(conditions[0]) and indicator.kind == "share" and indicator.base != "asked" and known


def read_changes(site: Path) -> dict[str, dict[str, set[str]]]:
    """What the tables of changes tell of each indicator, by column."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in (site / "donnees" / name for name in CHANGES_FILES):
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    for column in (TESTED, ADJUSTED, PANEL, SMALLEST):
                        if row.get(column):
                            found[row["indicateur"]][column].add(row[column])
    return found


def change_of(name: str, worlds: Sequence[World], gave: Condition, within: Condition) -> Change:
    """What happened to an answer, and what its totals in two waves leave."""
    flags, waves = [], []
    for world in worlds:
        asked = world.truth(within) & world.answered(gave)
        given = world.truth(gave)[asked]
        flags.append(pd.Series(given, world.responses.answers.index[asked]))
        waves.append(Wave(int(given.sum()), int(asked.sum())))
    both = flags[0].index.intersection(flags[1].index)
    one, two = (flag[both].to_numpy(dtype=bool) for flag in flags)
    true = Moves(_sum(one & ~two), _sum(two & ~one), _sum(one & two), len(both))
    return Change(
        name,
        tuple(possible(waves[0], waves[1], len(both))),
        true,
        flags[0],
        bool(set(within) - set(FRAME)),
    )


def _sum(flags: Flags) -> int:
    return int(np.sum(flags))


def _one_answer(change: Change, other: Change) -> bool:
    """Whether two answers are one, or each other's contrary."""
    if not change.before.index.equals(other.before.index):
        return False
    same = change.before == other.before
    return bool(same.all() or not same.any())


def _reader(
    study: Study, changes: Mapping[str, Change], published: Mapping[str, Columns]
) -> Reader:
    """What a reader makes of all rows: that numbers are exact, where each of them may be."""
    alpha, threshold = study.wave.stated.alpha, study.wave.stated.thresholds.disclosure
    told = [(changes[name], published[name][SMALLEST]) for name in changes]
    asked_of_all = [(change.true, texts) for change, texts in told if texts and not change.led]
    led = [(change.true, texts) for change, texts in told if texts and change.led]
    roundings = tuple(
        rounding
        for rounding in (threshold, None)
        if all(_levels(true, texts, alpha, rounding) for true, texts in asked_of_all)
    )
    if not roundings:
        raise RuntimeError("the smallest changes that are published cannot all be true")
    panels = all(_levels(true, texts, alpha, threshold) for true, texts in led)
    classes = {text for row in published.values() for text in row[ADJUSTED] if text[0] == "<"}
    limits = frozenset(float(text[1:]) for text in classes)
    return Reader(study, alpha, threshold, roundings, panels and bool(led), limits)


def _levels(true: Moves, texts: set[str], alpha: float, rounding: int | None) -> list[float]:
    """Levels at which a smallest change is the published one."""
    levels = [alpha / number for number in HOLM]
    return [n for n in levels if smallest_change(true, n, rounded_to=rounding) in texts]


def _class(text: str, factor: float, alpha: float, named: Collection[float] = (FINE,)) -> Test:
    return lambda moves: agrees(moves, text, factor=factor, alpha=alpha, named=named)


def _smallest(level: float, rounding: int | None, texts: set[str]) -> Test:
    return lambda moves: smallest_change(moves, level, rounded_to=rounding) in texts


def _judged(
    change: Change,
    tests: Sequence[Sequence[Test]],
    threshold: int,
    *,
    granted: Test = lambda _: True,
) -> Iterator[Narrowed]:
    """Each way that few schools went, after all that is told, by the reader who learns most."""
    left = list(change.left)
    for ways in (tests_ for tests_ in tests if len(tests_) == 1):
        left = [moves for moves in left if ways[0](moves)]
    several = [ways for ways in tests if len(ways) > 1]
    readers = [left] if not several else [
        [moves for moves in left if one(moves)] for ways in several for one in ways
    ]  # fmt: skip
    for way, label in (("lost", LOST), ("gained", GAINED)):
        count = getattr(change.true, way)
        if count >= threshold:
            continue
        if change.true not in left:
            raise RuntimeError(f"what is published of {change.name} contradicts itself")
        ends = [_ends(moves, way) for moves in readers]
        low, high = min(ends, key=lambda end: end[1] - end[0])
        lowest, highest = _ends([moves for moves in change.left if granted(moves)], way)
        free = highest - lowest
        yield Narrowed(change.name, label, low, high, free, min(threshold, free))


def _ends(moves: Sequence[Moves], way: str) -> tuple[int, int]:
    values = [getattr(one, way) for one in moves]
    return min(values), max(values)
