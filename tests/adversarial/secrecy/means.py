"""What is left of the sum over a group whose mean or ratio is hidden, by linear programming."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from bilan.estimation.variables import Measure, measures
from tests.adversarial.secrecy.readings import HIDDEN, WHOLE
from tests.adversarial.secrecy.shown import shown_cells
from tests.adversarial.secrecy.world import World, plain

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
    found = []
    by_name = {m.id: m for m in measures(world.responses, world.indicators)}
    for name in dict.fromkeys(item.measure for item in told):
        measure, own = by_name[name], [item for item in told if item.measure == name]
        if not any(item.group for item in own):
            continue
        inside = measure.base & ~np.isnan(measure.numerator) & ~np.isnan(measure.denominator)
        sizes = np.bincount(world.unit_of[inside], minlength=len(world.units))
        for groups in _few(world, sizes, threshold):
            aim = np.any([world.mask(group) for group in groups], axis=0)
            low, high = _ends(world, measure, sizes, own, aim)
            true = float(measure.numerator[inside & aim[world.unit_of]].sum())
            if high - low < KNOWN_TO * true:
                schools = int(sizes[aim].sum())
                found.append(
                    f"{name}, {' and '.join(groups)}: the sum of {schools} schools is known"
                )
    return found


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
        value, half = _number(found[1]), 0.5 * 10.0 ** -len(found[1].partition(",")[2])
        of = _base(world, measure, group)
        yield MeanTold(indicator.id, group, (value - half) * of, (value + half) * of)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _base(world: World, measure: Measure, group: str | None) -> float:
    inside = measure.base & ~np.isnan(measure.numerator) & ~np.isnan(measure.denominator)
    inside &= world.mask(group)[world.unit_of]
    return float(measure.denominator[inside].sum())
