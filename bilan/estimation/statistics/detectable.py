"""How large a change a panel of paired units would have shown."""

import math

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from bilan.estimation.statistics.association import holm
from bilan.survey.significance import is_significant


def holm_levels(p_values: "pd.Series[float]", alpha: float) -> "pd.Series[float]":
    """Level that the p-value of each test must pass to be significant after Holm.

    With m tests, of which r others are significant whatever this one gives, it is alpha / (m - r).
    Missing where the p-value is: such a test does not count in the family.

    Notes
    -----
    Holm (1979), see `bilan.estimation.statistics.association.holm`: the step-down goes through the
    r others, then compares this test with alpha / (m - r), the least that it asks of any test that
    is left.
    """
    made = p_values.dropna().astype(float)
    levels = {}
    for name in made.index:
        without = made.copy()
        without[name] = 1.0
        others = sum(is_significant(p, alpha) for p in holm(without).drop(name))
        levels[name] = alpha / (len(made) - others)
    return pd.Series(levels, dtype=float).reindex(p_values.index)


def smallest_net_moves(changed: int, level: float) -> int:
    """Net number of units that must move one way for an exact McNemar test to pass a level.

    Parameters
    ----------
    changed
        Units d that changed their answer, either way.
    level
        The test passes when its p-value is below.

    Returns
    -------
    int
        The smallest k of the parity of d, k <= d, with 2 P(B <= (d - k)/2) < level, where B is
        binomial(d, 1/2): (d + k)/2 units move one way and (d - k)/2 the other. Where even d moves
        one way do not pass, the smallest k > d that passes alone: 2 (1/2)^k < level.

    Notes
    -----
    The rejection region of the two-sided sign test of McNemar (1947), inverted: Lehmann, E. L.,
    and Romano, J. P. (2005), Testing Statistical Hypotheses, 3rd ed., section 4.9. Given d, the
    test sees no smaller change.
    """
    # Moves the other way, from half of d down to none: the p-value falls.
    for against in range(changed // 2, -1, -1):
        if min(1.0, 2 * float(stats.binom.cdf(against, changed, 0.5))) < level:
            return changed - 2 * against
    alone = changed + 1
    while not 2 * 0.5**alone < level:
        alone += 1
    return alone


def smallest_shift(changes: ArrayLike, level: float) -> float:
    """Mean change that n units with this spread of changes must have for a test to pass a level.

    Parameters
    ----------
    changes
        Shape (n,): after minus before, unit by unit; for a ratio of sums, its linearised values.
    level
        The test passes when its p-value is below.

    Returns
    -------
    float
        t(1 - level/2, n - 1) s / sqrt(n), in the unit of `changes`; NaN for fewer than two units,
        or where all changes are equal.

    Notes
    -----
    Least significant difference of Student's paired t test, the limit of the permutation test by
    change of sign: Fisher, R. A. (1935), The Design of Experiments, section 21; Lehmann and Romano
    (2005), section 15.2.
    """
    given = np.asarray(changes, dtype=float)
    spread = float(given.std(ddof=1)) if given.size > 1 else 0.0
    if not spread > 0:
        return math.nan
    quantile = float(stats.t.ppf(1 - level / 2, given.size - 1))
    return quantile * spread / math.sqrt(given.size)
