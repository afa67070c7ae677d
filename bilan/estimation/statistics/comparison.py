"""Change from one wave to the next, on the schools that answered in both.

Each test pairs a school with itself. The null hypothesis is that its two answers could as well have
come in the other order. Means and ratios: `bilan.estimation.statistics.permutation`.
"""

import math
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from scipy import stats

from bilan.estimation.statistics.pairing import paired
from bilan.estimation.statistics.proportions import Interval
from bilan.project.errors import DataError
from bilan.survey.significance import is_significant

Progress = Literal["up", "down", "none"]
Verdict = Literal["progresse", "recule", "stable", "non comparable"]


@dataclass(frozen=True)
class PairedShares:
    """Change of a share, exact McNemar.

    Attributes
    ----------
    units
        Schools that answered in both waves: the base of the two shares.
    before, after
        Shares, 0-1.
    lost, gained
        Schools that ticked before only (b), and after only (c).
    p_value
        0-1, two-sided; 1 where no school changed.
    """

    units: int
    before: float
    after: float
    lost: int
    gained: int
    p_value: float

    @property
    def difference(self) -> float:
        """After minus before, -1 to 1 (times 100: points)."""
        return (self.gained - self.lost) / self.units


def mcnemar_exact(before: "pd.Series[Any]", after: "pd.Series[Any]") -> PairedShares:
    """Change of the share of schools that ticked, tested on those that changed their answer.

    Parameters
    ----------
    before, after
        Booleans on the schools' UAI; missing where a school did not answer. A school that is absent
        from either wave, or did not answer in it, is left out.

    Raises
    ------
    DataError
        A school twice in a wave, an answer that is not a boolean, or no school in both.

    Notes
    -----
    Two-sided binomial test of b out of b + c at 1/2: McNemar, Q. (1947), "Note on the sampling
    error of the difference between correlated proportions or percentages", Psychometrika 12(2),
    153-157.
    """
    first, second = paired(before.to_frame("value"), after.to_frame("value"))
    answers = pd.concat([first["value"], second["value"]])
    if not answers.isin([True, False]).all():
        raise DataError(
            "paired shares",
            expected="answers that are true or false",
            found=f"{int((~answers.isin([True, False])).sum())} that are neither",
            next_step="pass whether the school ticked, not what it wrote",
        )
    one, two = (wave["value"].to_numpy(dtype=bool) for wave in (first, second))
    lost, gained = int((one & ~two).sum()), int((~one & two).sum())
    changed = lost + gained
    p_value = float(stats.binomtest(lost, changed, 0.5).pvalue) if changed else 1.0
    shares = float(one.mean()), float(two.mean())
    return PairedShares(len(first), *shares, lost=lost, gained=gained, p_value=p_value)


def difference_bounds(before: tuple[float, float], after: tuple[float, float]) -> Interval:
    """Lowest and highest change that the missing answers of the two waves allow.

    The ends are reached, for the missing answers of one wave are free of those of the other. Unit
    of the bounds that are given (`nonresponse_bounds`, `mean_bounds`).
    """
    return Interval(after[0] - before[1], after[1] - before[0])


def verdict(
    difference: float,
    p_adjusted: float,
    *,
    progress: Progress,
    comparable: bool,
    alpha: float,
) -> Verdict:
    """What the report says of a change.

    Parameters
    ----------
    difference
        After minus before, on the paired schools.
    p_adjusted
        p-value over the family of tests (Holm), 0-1; not looked at where not comparable.
    progress
        Direction of the value that is progress. "none": neither is. A change that is significant is
        still said, and the words then speak of the value alone: `progresse` when it rises,
        `recule` when it falls. To call it `stable` would be false.
    comparable
        Whether the question and its base are the same in both waves.
    alpha
        The level of significance of the wave (`bilan.survey.significance`).

    Returns
    -------
    str
        `progresse`, `recule`, `stable` or `non comparable`. With progress "down", `progresse` goes
        with a value that falls.

    Raises
    ------
    ValueError
        Comparable, and a difference or a p-value that is missing or out of range.
    """
    if not comparable:
        return "non comparable"
    if not (0 <= p_adjusted <= 1) or math.isnan(difference):
        raise ValueError(f"no verdict on a difference of {difference} with p = {p_adjusted}")
    if difference == 0 or not is_significant(p_adjusted, alpha):
        return "stable"
    better = difference < 0 if progress == "down" else difference > 0
    return "progresse" if better else "recule"
