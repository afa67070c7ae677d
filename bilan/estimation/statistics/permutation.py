"""Change of a mean or of a ratio of sums between two waves, by paired permutation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from bilan.estimation.statistics.pairing import paired
from bilan.project.errors import DataError

DRAWS = 9_999
# Digits kept of a permuted difference, so that orders of summation cannot part equal ones.
DIGITS = 12


@dataclass(frozen=True)
class PairedValues:
    """Change of a mean or of a ratio of sums, paired permutation.

    Attributes
    ----------
    units
        Schools that answered in both waves.
    before, after
        Means or ratios over them, in the unit of the data.
    p_value
        0-1, two-sided; 1 where no school changed.
    method
        "exact" (every exchange of the two waves) or "monte-carlo".
    draws
        Exchanges drawn; None where exact.
    changes
        Shape (n,): after minus before, unit by unit. For a ratio y/x, its linearised values: the
        residual y - R x over the mean of x, after minus before (Cochran, 1977, section 6.4).
    """

    units: int
    before: float
    after: float
    p_value: float
    method: Literal["exact", "monte-carlo"]
    draws: int | None
    changes: NDArray[np.float64] = field(repr=False, compare=False)

    @property
    def difference(self) -> float:
        """After minus before, in the unit of the data."""
        return self.after - self.before


def paired_permutation(
    before: "pd.Series[Any]", after: "pd.Series[Any]", *, seed: int, draws: int = DRAWS
) -> PairedValues:
    """Change of the mean, tested by exchanging the two waves school by school.

    Parameters
    ----------
    before, after
        Numbers on the schools' UAI; schools are paired as in `mcnemar_exact`.
    seed
        Of the draws, where the test is not exact.
    draws
        Exchanges drawn. Where the schools that changed make no more exchanges than that
        (2 to the power of their number), the test is exact.

    Raises
    ------
    DataError
        A school twice in a wave, or no school in both.

    Notes
    -----
    Fisher, R. A. (1935), The Design of Experiments, section 21. Monte-Carlo p-value: Phipson and
    Smyth (2010), (extreme + 1)/(draws + 1).
    """
    first, second = paired(before.to_frame("value"), after.to_frame("value"))
    one, two = (wave["value"].to_numpy(dtype=float) for wave in (first, second))
    changes = (two - one)[two != one]

    def mean_change(flipped: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
        return np.asarray(np.round(flipped.sum(axis=axis) / np.abs(changes).max(), DIGITS))

    # One sample only: scipy then flips the sign of each observation.
    test = _permute((changes,), mean_change, seed=seed, draws=draws)
    return PairedValues(len(one), float(one.mean()), float(two.mean()), *test, two - one)


def paired_ratio_permutation(
    before: pd.DataFrame, after: pd.DataFrame, *, seed: int, draws: int = DRAWS
) -> PairedValues:
    """Change of a ratio of sums, tested by exchanging the two waves school by school.

    Parameters
    ----------
    before, after
        Columns `numerator` and `denominator` (zero or more) on the schools' UAI. A school for which
        any of its four numbers is missing is left out.
    seed, draws
        As for `paired_permutation`.

    Raises
    ------
    DataError
        A school twice in a wave, no school in both, a negative denominator, or denominators so
        often zero that an exchange could leave a wave without any.

    Notes
    -----
    As for `paired_permutation`; the statistic is the difference of the two ratios of sums.
    """
    numbers = ["numerator", "denominator"]
    first, second = paired(before[numbers], after[numbers])
    # Rows 0 to n-1 are the first wave's, n to 2n-1 the second's.
    above, below = np.concatenate([first.to_numpy(dtype=float), second.to_numpy(dtype=float)]).T
    units = len(first)
    if (below < 0).any() or np.minimum(below[:units], below[units:]).sum() <= 0:
        raise DataError(
            "paired ratio of sums",
            expected="denominators of zero or more, and a school with one in both waves",
            found="denominators that leave the ratio undefined",
            next_step="leave the comparison out",
        )
    changed = np.flatnonzero((above[:units] != above[units:]) | (below[:units] != below[units:]))
    same = np.setdiff1d(np.arange(units), changed)

    def ratio(rows: NDArray[np.int64], axis: int) -> NDArray[np.float64]:
        part = above[rows].sum(axis=axis) + above[same].sum()
        return np.asarray(part / (below[rows].sum(axis=axis) + below[same].sum()))

    def difference(rows: NDArray[Any], others: NDArray[Any], axis: int) -> NDArray[np.float64]:
        # scipy hands the row numbers back as floats when it batches them.
        change = ratio(others.astype(int), axis) - ratio(rows.astype(int), axis)
        return np.round(change / scale, DIGITS)

    one, two = float(ratio(changed, 0)), float(ratio(changed + units, 0))
    scale = max(abs(one), abs(two)) or 1.0
    test = _permute((changed, changed + units), difference, seed=seed, draws=draws)
    residuals = [
        (y - value * x) / x.mean()
        for y, x, value in zip(np.split(above, 2), np.split(below, 2), (one, two), strict=True)
    ]
    return PairedValues(units, one, two, *test, residuals[1] - residuals[0])


def _permute(
    samples: tuple[NDArray[Any], ...],
    statistic: Callable[..., NDArray[np.float64]],
    *,
    seed: int,
    draws: int,
) -> tuple[float, Literal["exact", "monte-carlo"], int | None]:
    """p-value, method and draws of a paired permutation test of the schools that changed."""
    changed = samples[0].size
    if changed < 2:
        # No exchange, or the one that turns the difference round: as large either way.
        return 1.0, "exact", None
    test = stats.permutation_test(
        samples,
        statistic,
        permutation_type="samples",
        n_resamples=draws,
        batch=1_000,
        rng=np.random.default_rng(seed),
    )
    exact = 2**changed <= draws
    return float(test.pvalue), "exact" if exact else "monte-carlo", None if exact else draws
