"""Whether the class of a p-value tells too much of the counts that a table hides."""

from collections.abc import Sequence
from itertools import product

import numpy as np

from bilan.disclosure.table_suppression import Counts, Pattern
from bilan.estimation.statistics.association import fisher_freeman_halton
from bilan.french.formats import chance


def class_is_safe(
    counts: Counts, bases: Counts, hidden: Pattern, *, p_adjusted: float, factor: float,
    alpha: float, threshold: int,
) -> bool:  # fmt: skip
    """Whether a reader of the class of an adjusted p-value is left with enough counts.

    The reader knows the total, the bases, the shown counts, and (to be on the safe side) the
    factor that adjusted the p-value. Each hidden count under the threshold, or whose contrary is,
    must keep a range as wide as the threshold, or as wide as without the p-value.

    Parameters
    ----------
    counts, bases, hidden
        Schools that gave the answer, schools of the base, and whether the count is hidden, by
        group.
    """
    left = np.array([
        c for c in _with_total(list(bases), int(counts.sum()))
        if all(h or n == true for h, n, true in zip(hidden, c, counts, strict=True))
    ])  # fmt: skip
    wanted = chance(p_adjusted, alpha)
    known = np.array(
        [c for c in left if chance(min(1.0, factor * p_of(c, bases)), alpha) == wanted]
    )
    small = hidden & (np.minimum(counts, bases - counts) < threshold)
    width, free = np.ptp(known, axis=0), np.ptp(left, axis=0)
    return bool((width >= np.minimum(threshold, free))[small].all())


def p_of(counts: Counts, bases: Counts) -> float:
    """P-value of the link between the answer and the group (Fisher-Freeman-Halton)."""
    table = np.array([counts, np.asarray(bases) - counts]).T
    return float(fisher_freeman_halton(table, seed=0).p_value)


def _with_total(bases: Sequence[int], total: int) -> list[tuple[int, ...]]:
    """Every way to spread a total over the groups."""
    spread = product(*(range(base + 1) for base in bases[:-1]))
    return [(*c, total - sum(c)) for c in spread if 0 <= total - sum(c) <= bases[-1]]
