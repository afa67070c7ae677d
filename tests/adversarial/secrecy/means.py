"""What is left of the sum over a group whose mean or ratio is hidden, by linear programming."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from bilan.estimation.variables import Measure, measures, question_measures
from tests.adversarial.secrecy.readings import HIDDEN, WHOLE
from tests.adversarial.secrecy.shown import shown_cells
from tests.adversarial.secrecy.world import Flags, World, plain

# A sum that is known to less than a tenth is as good as told: the p % rule of statistical offices.
KNOWN_TO = 0.1
VALUE = re.compile(r"(\d+(?:,\d+)?) ?%? ?\(([\d ,/]+)\)")


@dataclass(frozen=True)
class MeanTold:
    """The sum of a measure over a group, between two ends, as a published mean or ratio tells."""

    measure: str
    group: str | None
    low: float
    high: float


def attack_means(world: World, told: Sequence[MeanTold], *, threshold: int) -> list[str]:
    """Groups of fewer schools than the threshold whose sum is known to less than a tenth.

    A group is one that tables name, or several of one domain together. Sums are of whole
    schools' values, at their lowest and highest where the questionnaire limits them.
    """
    return [
        what
        for measure, own in _by_measure(world, told)
        for what in _known(world, measure, own, threshold)
    ]


def attack_means_from_inside(
    world: World, told: Sequence[MeanTold], *, threshold: int, granted: Sequence[MeanTold]
) -> list[str]:
    """The same for a school of each type, which takes its own value away.

    What it finds in what is `granted`, the report, is none of what sheets add.
    """
    found = []
    voies = world.responses.schools["voie"].to_numpy()
    for items in (granted, [*granted, *told]):
        found.append(
            [
                f"{what}, to one that is in {voie}"
                for measure, own in _by_measure(world, items)
                for voie in dict.fromkeys(voies)
                for place in np.flatnonzero(_inside(measure) & (voies == voie))[:1]
                for what in _known(world, measure, own, threshold, knower=int(place))
            ]
        )
    return [what for what in found[1] if what not in found[0]]


def measures_of(world: World) -> dict[str, Measure]:
    """What indicators and questions measure, by name."""
    found = {m.id: m for m in measures(world.responses, world.indicators)}
    for question in world.questions.values():
        if question.type == "N":
            found |= {m.id: m for m in question_measures(world.responses, question)}
    return found


def _by_measure(world: World, told: Sequence[MeanTold]) -> Iterator[tuple[Measure, list[MeanTold]]]:
    """Measures of which something is told by group, with all that is told of each."""
    by_name = measures_of(world)
    for name in dict.fromkeys(item.measure for item in told if item.group):
        yield by_name[name], [item for item in told if item.measure == name]


def _inside(measure: Measure) -> Flags:
    return measure.base & ~np.isnan(measure.numerator) & ~np.isnan(measure.denominator)


def _known(
    world: World,
    measure: Measure,
    told: Sequence[MeanTold],
    threshold: int,
    knower: int | None = None,
) -> Iterator[str]:
    inside, own = _inside(measure).copy(), list(told)
    if knower is not None:
        value, unit = float(measure.numerator[knower]), world.unit_of[knower]
        inside[knower] = False
        own = [
            replace(item, low=item.low - value, high=item.high - value)
            if world.mask(item.group)[unit]
            else item
            for item in told
        ]
    sizes = np.bincount(world.unit_of[inside], minlength=len(world.units))
    for groups in _few(world, sizes, threshold):
        aim = np.any([world.mask(group) for group in groups], axis=0)
        low, high = _ends(world, measure, sizes, own, aim)
        true = float(measure.numerator[inside & aim[world.unit_of]].sum())
        if high - low < KNOWN_TO * true:
            schools = int(sizes[aim].sum())
            yield f"{measure.id}, {' and '.join(groups)}: the sum of {schools} schools is known"


def _few(world: World, sizes: npt.NDArray[np.int64], threshold: int) -> Iterator[tuple[str, ...]]:
    for domain in ("voie", "bassin"):
        groups = [g for g in world.groups[domain] if sizes[world.mask(g, domain)].sum()]
        for number in range(1, len(groups)):
            for some in combinations(groups, number):
                inside = np.any([world.mask(g, domain) for g in some], axis=0)
                if 0 < sizes[inside].sum() < threshold:
                    yield some


def _ends(
    world: World,
    measure: Measure,
    sizes: npt.NDArray[np.int64],
    told: Iterable[MeanTold],
    aim: npt.NDArray[np.bool_],
) -> tuple[float, float]:
    lowest, highest = measure.limits or (0.0, np.inf)
    if measure.kind == "ratio":
        lowest, highest = 0.0, np.inf
    bounds = [(lowest * n, highest * n if n else 0.0) for n in sizes]
    rows, limits = [], []
    for item in told:
        row = world.mask(item.group).astype(float)
        rows += [row, -row]
        limits += [item.high, -item.low]
    ends = []
    for sign in (1, -1):
        solved = linprog(sign * aim.astype(float), A_ub=np.array(rows), b_ub=limits, bounds=bounds)
        ends.append(sign * solved.fun if solved.success else sign * -np.inf)
    return float(ends[0]), float(ends[1])


def read_means(site: Path, world: World) -> Iterator[MeanTold]:
    """Means and ratios over all schools and by group, as tables of documents show them."""
    by_label = {plain(i.label): i for i in world.indicators if i.kind != "share"}
    by_name = {m.id: m for m in measures(world.responses, world.indicators)}
    heads = [g for groups in world.groups.values() for g in groups]
    for cell in shown_cells(site, [*heads, WHOLE]):
        indicator, found = by_label.get(cell.label), VALUE.fullmatch(cell.text)
        if indicator is None or cell.text in HIDDEN or found is None or indicator.id not in by_name:
            continue
        group, measure = None if cell.group == WHOLE else cell.group, by_name[indicator.id]
        above, _, below = found[2].replace(" ", "").partition("/")
        if below:  # the sum itself
            yield MeanTold(indicator.id, group, _number(above) - 0.5, _number(above) + 0.5)
            continue
        yield mean_told(world, measure, group, found[1])


def mean_told(world: World, measure: Measure, group: str | None, written: str) -> MeanTold:
    """What a written mean or ratio tells of the sum, to who knows what it is divided by."""
    value, half = _number(written), 0.5 * 10.0 ** -len(written.partition(",")[2])
    of = _base(world, measure, group)
    if measure.unit == "percent":
        value, half = value / 100, half / 100
    return MeanTold(measure.id, group, (value - half) * of, (value + half) * of)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _base(world: World, measure: Measure, group: str | None) -> float:
    inside = _inside(measure) & world.mask(group)[world.unit_of]
    return float(measure.denominator[inside].sum())
