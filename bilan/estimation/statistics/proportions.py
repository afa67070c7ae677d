"""Bounds and interval of the share of a finite population.

Two uncertainties are kept apart. *Bounds* suppose nothing: they are the lowest and the highest
value that the missing answers allow. *Intervals* suppose that the units that answered are a simple
random sample, without replacement, of a known finite population.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import stats

LEVEL = 0.95  # of every interval: published as « 95 % »; no verdict rests on it
AT_ONCE = 64  # numbers looked at together

Whole = npt.NDArray[np.int_]
Flags = npt.NDArray[np.bool_]


class Interval(NamedTuple):
    """Two ends, both included, in the unit of what they surround (a share is 0-1)."""

    lower: float
    upper: float


def nonresponse_bounds(numerator: int, base: int, missing: int, *, filtered: bool) -> Interval:
    """Lowest and highest share (0-1) that the missing answers allow.

    Parameters
    ----------
    numerator, base
        Units that ticked, out of the units that answered: k of b.
    missing
        Units whose answer is missing: m. Unfiltered: all of them belong to the base. Filtered: it
        is not known which of them do, so that anything between none and all may.
    filtered
        Whether belonging to the base depends on an answer of the unit. Where a filter rests on the
        sampling frame, the missing units of the base are known: count those and pass False.

    Returns
    -------
    Interval
        Unfiltered, with N = b + m: k/N to (k+m)/N. Filtered: k/(b+m) to (k+m)/(b+m), since both
        ends are reached when all missing units lie inside the base. The two therefore agree; they
        part where b + m = 0 or b = 0: see below.

    Raises
    ------
    ValueError
        Counts that cannot be, or a share without any unit, answered or missing. Filtered with
        nobody in the base: the base itself may be empty, so that no share need exist.

    Notes
    -----
    Manski, C. F. (1989), "Anatomy of the selection problem", Journal of Human Resources 24(3),
    343-360: worst-case bounds, for units counted in a finite population.
    """
    _check_counts(numerator, base, base + missing)
    if base + missing == 0 or (filtered and base == 0):
        raise ValueError(f"no share: {base} units in the base, {missing} missing")
    everyone = base + missing
    return Interval(numerator / everyone, (numerator + missing) / everyone)


def hypergeometric_interval(
    numerator: int, base: int, population: int, *, level: float = LEVEL
) -> Interval:
    """Exact interval of the share (0-1) of a finite population.

    Parameters
    ----------
    numerator, base, population
        k units that ticked, of the n that answered, of the N that the base holds in the field.
    level
        Confidence, 0-1.

    Returns
    -------
    Interval
        M/N for the smallest and the largest number M of ticking units which neither one-sided test
        of size (1 - level)/2 rejects. Its coverage is at least `level` whatever M; it is one point
        when everyone answered, and 0 to 1 when nobody did.

    Raises
    ------
    ValueError
        Counts that cannot be, or an empty population.

    Notes
    -----
    Clopper, C. J., and Pearson, E. S. (1934), Biometrika 26(4), 404-413, with the hypergeometric
    law: Buonaccorsi, J. P. (1987), "A note on confidence intervals for proportions in finite
    populations", The American Statistician 41(3), 215-218.
    """
    _check_counts(numerator, base, population)
    if population == 0:
        raise ValueError("no share: the population is empty")
    possible = np.arange(numerator, population - (base - numerator) + 1)
    tail = (1 - level) / 2
    # Both are monotone in M: the units kept are neighbours, and the observed k keeps one at least.
    lower = _first(
        possible, lambda m: stats.hypergeom.sf(numerator - 1, population, m, base) > tail
    )
    upper = _first(
        possible[::-1], lambda m: stats.hypergeom.cdf(numerator, population, m, base) > tail
    )
    return Interval(float(lower) / population, float(upper) / population)


def _first(numbers: Whole, kept: Callable[[Whole], Flags]) -> int:
    """First of the numbers that is kept, where all after one that is kept are kept too.

    A few at a time: a country has ten thousand numbers to look at, an académie eight.
    """
    low, high = 0, len(numbers) - 1
    while high - low > AT_ONCE:
        points = np.linspace(low, high, AT_ONCE).astype(int)
        at = int(np.argmax(kept(numbers[points])))
        low, high = int(points[at - 1]) + 1 if at else low, int(points[at])
    left = numbers[low : high + 1]
    return int(left[np.argmax(kept(left))])


def _check_counts(numerator: int, base: int, population: int) -> None:
    if not 0 <= numerator <= base <= population:
        raise ValueError(f"counts that cannot be: {numerator} of {base}, of {population} units")
