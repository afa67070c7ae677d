"""Bounds and intervals of means and of ratios of sums in a finite population.

Bounds and intervals differ as `bilan.estimation.statistics.proportions` says. Its formulas serve
here too.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from bilan.estimation.statistics.proportions import LEVEL, Interval
from bilan.project.errors import DataError


@dataclass(frozen=True)
class Estimate:
    """A mean or a ratio of sums, with its finite-population interval.

    Attributes
    ----------
    value
        In the unit of the data (ratio: numerator's unit over denominator's).
    interval
        None where one unit answered out of several: its spread cannot be known.
    standard_error
        Same unit as `value`; None where `interval` is.
    base, population
        Units that answered, and units of the population that they come from.
    """

    value: float
    interval: Interval | None
    standard_error: float | None
    base: int
    population: int


def mean_interval(values: ArrayLike, *, population: int, level: float = LEVEL) -> Estimate:
    """Mean of the units that answered, with its finite-population interval.

    Parameters
    ----------
    values
        Shape (n,): one value for each unit that answered, none missing.
    population
        Units N of the base in the field.
    level
        Confidence, 0-1.

    Raises
    ------
    DataError
        No value, a value that is missing or infinite, or more values than units.

    Notes
    -----
    s.e. = sqrt((1 - n/N) s²/n), Student's t with n - 1 degrees of freedom: Cochran, W. G. (1977),
    Sampling Techniques, 3rd ed., sections 2.6 and 2.8.
    """
    answers = _sample(values, population)
    spread = float(answers.std(ddof=1)) if answers.size > 1 else math.nan
    return _estimate(float(answers.mean()), spread, (answers.size, population), level=level)


def ratio_interval(
    numerators: ArrayLike, denominators: ArrayLike, *, population: int, level: float = LEVEL
) -> Estimate:
    """Ratio of two sums over the units that answered both, with its finite-population interval.

    Parameters
    ----------
    numerators, denominators
        Shape (n,) each, in the same order of units, none missing.
    population
        Units N of the base in the field.
    level
        Confidence, 0-1.

    Raises
    ------
    DataError
        As for `mean_interval`; or lengths that differ, or a sum of denominators that is not above
        zero.

    Notes
    -----
    R = sum y / sum x; s.e. from the residuals y - R x over the mean of x, with 1 - n/N and n - 1
    degrees of freedom: Cochran (1977), section 6.4 (linearised, so approximate for small n).
    """
    above = _sample(numerators, population)
    below = _sample(denominators, population)
    if above.size != below.size or below.sum() <= 0:
        raise DataError(
            "ratio of sums",
            expected="as many numerators as denominators, with a sum of denominators above zero",
            found=f"{above.size} numerators, {below.size} denominators, sum {below.sum():g}",
            next_step="leave the ratio out for this base",
        )
    ratio = float(above.sum() / below.sum())
    residuals = (above - ratio * below) / below.mean()
    spread = math.sqrt(float(residuals @ residuals) / (above.size - 1)) if above.size > 1 else 0
    return _estimate(ratio, spread, (above.size, population), level=level)


def mean_bounds(values: ArrayLike, missing: int, *, within: tuple[float, float]) -> Interval:
    """Lowest and highest mean that the missing answers allow, in the unit of the values.

    Parameters
    ----------
    values
        Shape (n,): the answers, none missing; may be empty.
    missing
        Units m whose answer is missing. Whether all of them belong to the base, or it is not known
        which do, the bounds are the same: both ends are reached when all do.
    within
        The smallest and the largest value that an answer may take: a to b.

    Returns
    -------
    Interval
        (S + m a)/(n + m) to (S + m b)/(n + m), S being the sum of the answers.

    Raises
    ------
    DataError
        An answer outside the range, missing or infinite.
    ValueError
        No unit at all, or a range upside down.

    Notes
    -----
    Manski (1989), as for `nonresponse_bounds`.
    """
    answers = _answers(values, within)
    everyone = answers.size + missing
    if missing < 0 or everyone == 0:
        raise ValueError(f"no mean: {answers.size} answers, {missing} missing")
    total = float(answers.sum())
    low, high = within
    return Interval((total + missing * low) / everyone, (total + missing * high) / everyone)


def _estimate(value: float, spread: float, units: tuple[int, int], *, level: float) -> Estimate:
    """Estimate from the standard deviation between the units: base and population."""
    base, population = units
    if base == population:
        return Estimate(value, Interval(value, value), 0.0, base, population)
    if base == 1:
        return Estimate(value, None, None, base, population)
    error = spread * math.sqrt((1 - base / population) / base)
    reach = float(stats.t.ppf((1 + level) / 2, base - 1)) * error
    return Estimate(value, Interval(value - reach, value + reach), error, base, population)


def _sample(values: ArrayLike, population: int) -> NDArray[np.float64]:
    """Answers of one unit or more, out of a population that can hold them."""
    answers = _answers(values)
    if not 1 <= answers.size <= population:
        raise DataError(
            "interval of a mean or a ratio",
            expected=f"between 1 answer and the {population} units of the population",
            found=f"{answers.size} answers",
            next_step="leave it out where nobody answered, or check the sampling frame",
        )
    return answers


def _answers(
    values: ArrayLike, within: tuple[float, float] = (-math.inf, math.inf)
) -> NDArray[np.float64]:
    """Values as an array of floats, every one finite and inside the range."""
    if within[0] > within[1]:
        raise ValueError(f"range upside down: {within}")
    answers = np.asarray(values, dtype=float)
    wrong = ~(np.isfinite(answers) & (answers >= within[0]) & (answers <= within[1]))
    if wrong.any():
        raise DataError(
            "answers that are numbers",
            expected=f"finite values from {within[0]:g} to {within[1]:g}, none missing",
            found=f"{int(wrong.sum())} of {answers.size} that are not",
            next_step="correct the export, or the range in the codebook",
        )
    return answers
