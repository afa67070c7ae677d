"""How many schools may have changed their answer, each way, and what a published number leaves."""

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.stats import binom

from tests.adversarial.secrecy.chances import FINE, may_be


@dataclass(frozen=True, order=True)
class Moves:
    """Schools of a panel: those that gave an answer before only, now only, and both times."""

    lost: int
    gained: int
    kept: int
    panel: int

    @property
    def p_value(self) -> float:
        """Exact two-sided p-value of McNemar's test."""
        return mcnemar(self.lost, self.gained)


@cache
def mcnemar(lost: int, gained: int) -> float:
    """Exact two-sided p-value of so many changes each way."""
    changed = lost + gained
    return min(1.0, 2 * float(binom.cdf(min(lost, gained), changed, 0.5))) if changed else 1.0


@dataclass(frozen=True)
class Wave:
    """Schools that gave an answer, and those of the base."""

    gave: int
    base: int


def possible(before: Wave, after: Wave, panel: int) -> Iterator[Moves]:
    """All that the totals of two waves allow."""
    for one in _of_panel(before, panel):
        for two in _of_panel(after, panel):
            for kept in range(max(0, one + two - panel), min(one, two) + 1):
                yield Moves(one - kept, two - kept, kept, panel)


def _of_panel(wave: Wave, panel: int) -> range:
    return range(max(0, wave.gave - (wave.base - panel)), min(wave.gave, panel) + 1)


def agrees(
    moves: Moves, p: str, *, factor: float, alpha: float, named: Collection[float] = (FINE,)
) -> bool:
    """Whether the test of these moves may have been published so, after a factor."""
    return bool(may_be(np.array([min(1.0, factor * moves.p_value)]), p, alpha, named=named)[0])


@cache
def _net(changed: int, level: float) -> int:
    """Fewest schools more one way than the other with a p-value under the level."""
    for net in range(changed % 2, changed + 1, 2):
        if mcnemar((changed - net) // 2, (changed + net) // 2) < level:
            return net
    return next(net for net in range(changed + 1, 10_000) if mcnemar(0, net) < level)


def smallest_change(moves: Moves, level: float, *, rounded_to: int | None) -> str:
    """Smallest change that the panel would have shown, in percent, as a download writes it.

    `rounded_to` is the range that each way keeps where the number of changes is rounded up, as the
    method says; None is the number itself.
    """
    changed = moves.lost + moves.gained
    if rounded_to is not None:
        step = 2 * (rounded_to + 1)
        least = max(changed, abs(moves.gained - moves.lost) + 2 * rounded_to)
        changed = math.ceil(least / step) * step
        changed = moves.panel if changed + step > moves.panel else changed
    net = _net(changed, level)
    if not moves.panel or net > moves.panel:
        return ""
    return f"{math.ceil(round(1000 * net / moves.panel, 9)) / 10:.4f}".rstrip("0").rstrip(".")
