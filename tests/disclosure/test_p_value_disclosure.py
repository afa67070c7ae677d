"""Whether a class of p-values tells a hidden count, against every way to spread the total."""

from functools import cache
from itertools import product
from math import comb, prod

import numpy as np
import pytest

from bilan.disclosure.p_value_disclosure import class_is_safe, p_of
from bilan.estimation.statistics.association import fisher_freeman_halton


def spreads(bases: tuple[int, ...], total: int) -> list[tuple[int, ...]]:
    """Every count by group with this total."""
    return [c for c in product(*(range(base + 1) for base in bases)) if sum(c) == total]


@cache
def exact_p(counts: tuple[int, ...], bases: tuple[int, ...]) -> float:
    """Fisher-Freeman-Halton by listing: the spreads that are as unlikely as this one."""
    ways = {
        c: prod(comb(base, n) for base, n in zip(bases, c, strict=True))
        for c in spreads(bases, sum(counts))
    }
    return sum(w for w in ways.values() if w <= ways[counts]) / sum(ways.values())


def safe_by_listing(
    counts: tuple[int, ...],
    bases: tuple[int, ...],
    hidden: list[bool],
    factor: float,
    threshold: int,
) -> bool:
    """The same answer, group by group; classes end at 1 % and 5 %."""

    def rank(c: tuple[int, ...]) -> int:
        p = factor * exact_p(c, bases)
        return sum(p < limit for limit in (0.01, 0.05))

    groups = range(len(bases))
    left = [
        c
        for c in spreads(bases, sum(counts))
        if all(hidden[g] or c[g] == counts[g] for g in groups)
    ]
    known = [c for c in left if rank(c) == rank(counts)]
    for g in groups:
        if hidden[g] and min(counts[g], bases[g] - counts[g]) < threshold:
            width, free = (
                max(c[g] for c in seen) - min(c[g] for c in seen) for seen in (known, left)
            )
            if width < min(threshold, free):
                return False
    return True


def safe(
    counts: tuple[int, ...],
    bases: tuple[int, ...],
    hidden: list[bool],
    factor: float,
    threshold: int,
) -> bool:
    return class_is_safe(
        np.array(counts), np.array(bases), np.array(hidden),
        p_adjusted=min(1.0, factor * exact_p(counts, bases)), factor=factor, alpha=0.05,
        threshold=threshold,
    )  # fmt: skip


def test_a_class_is_safe_where_listing_every_spread_says_so() -> None:
    draw = np.random.default_rng(1)
    found = []
    for _ in range(100):
        groups = int(draw.integers(2, 4))
        bases = tuple(draw.integers(2, 8, size=groups).tolist())
        counts = tuple(int(draw.integers(0, base + 1)) for base in bases)
        hidden = (draw.random(groups) < 0.8).tolist()
        factor, threshold = float(draw.choice([1.0, 2.0, 5.0])), int(draw.integers(1, 6))
        given = (counts, bases, hidden, factor, threshold)
        expected = safe_by_listing(*given)
        assert safe(*given) == expected, given
        found.append(expected)
    assert 20 < sum(found) < 80


def test_a_class_leaves_the_counts_that_share_it() -> None:
    # Six and six, and every spread from four and eight on, have p-values above 5 %.
    assert safe((6, 6), (10, 10), [True, True], 1.0, 4)
    assert not safe((6, 6), (10, 10), [True, True], 1.0, 5)
    # Of twelve each, from four and eight on: a width of four, of counts that are not small.
    assert safe((6, 6), (12, 12), [True, True], 1.0, 5)
    assert safe((6, 6), (12, 12), [True, True], 1.0, 6)
    assert not safe((6, 6), (12, 12), [True, True], 1.0, 7)
    # 20 and 0 of 20 and 5, or 19 and 1, are below 1 %: no others.
    assert not safe((20, 0), (20, 5), [True, True], 1.0, 2)
    assert safe((20, 0), (20, 5), [True, True], 1.0, 1)


def test_p_value_by_hand() -> None:
    # Three of six gave the answer, all of one group: 2 of the 20 ways to choose them.
    assert p_of(np.array([3, 0]), np.array([3, 3])) == pytest.approx(0.1)
    assert p_of(np.array([1, 1, 2]), (3, 2, 4)) == pytest.approx(exact_p((1, 1, 2), (3, 2, 4)))


def test_a_p_value_that_is_drawn_is_always_the_same() -> None:
    counts, bases = np.array([5, 2, 8, 5] * 3), np.array([10] * 12)
    table = np.column_stack([counts, bases - counts])
    drawn = fisher_freeman_halton(table, seed=0)
    assert drawn.method == "monte-carlo"
    assert p_of(counts, bases) == drawn.p_value
