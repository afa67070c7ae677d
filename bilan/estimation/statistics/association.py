"""Association of an answer with a group of schools: test, strength, family of tests."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from scipy.stats.contingency import association

DRAWS = 9_999
# Tables that an exact test may list: 4 groups of 30 schools make 27,000, in 0.01 s.
ENUMERATED = 200_000
# Probabilities closer than this are ties, as in R's fisher.test.
TIE = 1 + 1e-7


@dataclass(frozen=True)
class AssociationTest:
    """Result of a test of independence.

    Attributes
    ----------
    p_value
        0-1: probability, given the margins, of a table no more probable than the one observed.
    method
        "exact" or "monte-carlo".
    draws
        Tables drawn; None where exact.
    """

    p_value: float
    method: Literal["exact", "monte-carlo"]
    draws: int | None

    @property
    def standard_error(self) -> float:
        """Monte-Carlo error of the p-value; 0 where exact."""
        return math.sqrt(self.p_value * (1 - self.p_value) / self.draws) if self.draws else 0.0


def fisher_freeman_halton(table: ArrayLike, *, seed: int, draws: int = DRAWS) -> AssociationTest:
    """Test of independence of the rows and the columns of a table of counts.

    Parameters
    ----------
    table
        Shape (r, c): counts of schools. Empty rows and columns say nothing and are left out.
    seed
        Of the draws, where the test is not exact.
    draws
        Tables drawn where the test is not exact.

    Returns
    -------
    AssociationTest
        Exact for 2x2 (scipy), and for r x 2 and 2 x c as long as the tables that have these margins
        can be listed; else Monte-Carlo (scipy), p = (extreme + 1)/(draws + 1). p is 1 where one
        row or column is left: there is only one such table. p is missing where none is left:
        without a school there is no test.

    Raises
    ------
    ValueError
        The table is not one of counts.

    Notes
    -----
    Freeman, G. H., and Halton, J. H. (1951), "Note on an exact treatment of contingency, goodness
    of fit and other problems of significance", Biometrika 38(1-2), 141-149. Monte-Carlo p-value:
    Phipson, B., and Smyth, G. K. (2010), Statistical Applications in Genetics 9(1), article 39.
    """
    counts = _counts(table)
    if not counts.size:
        return AssociationTest(math.nan, "exact", None)
    if min(counts.shape) == 1:
        return AssociationTest(1.0, "exact", None)
    if counts.shape == (2, 2):
        return AssociationTest(float(stats.fisher_exact(counts).pvalue), "exact", None)
    by_two = counts if counts.shape[1] == 2 else counts.T
    shorter_rows = sorted(by_two.sum(axis=1).tolist())[:-1]
    if by_two.shape[1] == 2 and math.prod(n + 1 for n in shorter_rows) <= ENUMERATED:
        return AssociationTest(_exact_by_two(by_two), "exact", None)
    method = stats.MonteCarloMethod(n_resamples=draws, rng=np.random.default_rng(seed))
    p_value = float(stats.fisher_exact(counts, method=method).pvalue)
    return AssociationTest(p_value, "monte-carlo", draws)


def cramers_v(table: ArrayLike) -> float | None:
    """Cramér's V of a table of counts, 0 (independent) to 1, without correction.

    Empty rows and columns are left out; None where fewer than two of either are left.

    Raises
    ------
    ValueError
        The table is not one of counts.

    Notes
    -----
    sqrt(chi² / (n (min(r, c) - 1))): Cramér, H. (1946), Mathematical Methods of Statistics, 21.9.
    """
    counts = _counts(table)
    if min(counts.shape) < 2:
        return None
    return float(association(counts, method="cramer"))


def holm(p_values: "pd.Series[float]") -> "pd.Series[float]":
    """Adjusted p-values of a family of tests, on the same index.

    A missing p-value (a test that could not be made) stays missing and does not count in the
    family, as in R's `p.adjust`.

    Raises
    ------
    ValueError
        A p-value outside 0-1.

    Notes
    -----
    Holm, S. (1979), "A simple sequentially rejective multiple test procedure", Scandinavian Journal
    of Statistics 6(2), 65-70. scipy (1.17) adjusts for the false discovery rate only.
    """
    made = p_values.dropna().astype(float)
    if not made.between(0, 1).all():
        raise ValueError("a p-value lies between 0 and 1")
    steps = made.sort_values() * np.arange(len(made), 0, -1)
    return steps.cummax().clip(upper=1.0).reindex(p_values.index)


def _exact_by_two(counts: NDArray[np.int64]) -> float:
    """Exact p-value of a table of two columns, from all first columns that its margins allow."""
    rows, first = counts.sum(axis=1), int(counts[:, 0].sum())
    # The first row takes what the others leave: put the longest there.
    rows, observed = rows[np.argsort(-rows)], counts[np.argsort(-rows), 0]
    others = np.stack(np.meshgrid(*(np.arange(n + 1) for n in rows[1:])), axis=-1)
    others = others.reshape(-1, len(rows) - 1)
    left = first - others.sum(axis=1)
    # The law gives 0 to the tables that do not fit: they are left out for speed alone.
    fits = (left >= 0) & (left <= rows[0])
    law = stats.multivariate_hypergeom(rows, first)
    chances = law.pmf(np.column_stack([left[fits], others[fits]]))
    return min(1.0, float(chances[chances <= law.pmf(observed) * TIE].sum()))


def _counts(table: ArrayLike) -> NDArray[np.int64]:
    """Table of whole counts without its empty rows and columns."""
    given = np.asarray(table)
    counts = given.astype(np.int64)
    if given.ndim != 2 or (counts != given).any() or (counts < 0).any():
        raise ValueError("expected a table of counts, two-dimensional")
    return counts[counts.any(axis=1)][:, counts.any(axis=0)]
