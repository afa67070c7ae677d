"""The smallest change that a panel would have shown, as it may be published."""

import math

from bilan.indicators import Kind
from bilan.statistics.comparison import PairedShares
from bilan.statistics.detectable import smallest_net_moves, smallest_shift
from bilan.statistics.permutation import PairedValues


def smallest_change(
    test: PairedShares | PairedValues, *, level: float, kind: Kind, disclosure: int
) -> float:
    """Smallest change, either way, that a paired test would have shown.

    Parameters
    ----------
    test
        The comparison of an indicator over the schools that answered both waves.
    level
        What its p-value must be below: alpha, as Holm divides it (`holm_levels`).
    disclosure
        The fewest schools that a published count may rest on.

    Returns
    -------
    float
        In the unit of the difference, rounded up to the digit that is published (a tenth of a
        point or of a unit). A share: `smallest_net_moves` at the discordance that is published,
        over the paired schools. A mean or a ratio: `smallest_shift`. NaN where no change of these
        schools could have been shown.
    """
    if isinstance(test, PairedValues):
        change = smallest_shift(test.changes, level)
    else:
        moves = smallest_net_moves(published_discordance(test, disclosure=disclosure), level)
        change = moves / test.units if moves <= test.units else math.nan
    scale = 1000 if kind in ("share", "ratio") else 10
    return change if math.isnan(change) else math.ceil(round(change * scale, 9)) / scale


def published_discordance(test: PairedShares, *, disclosure: int) -> int:
    """Schools that changed their answer, rounded up so that it tells not how many went each way.

    Exact, it would: with the change of the share, it gives both numbers, and one of them can be a
    single school. The schools that went one way, and those that went the other, each keep a range
    of `disclosure` counts, as a hidden cell does, for a reader who knows the change exactly: the
    steps are wide enough, the first one begins where no school went against the change, and the
    last one takes in what is left of the panel.
    """
    step = 2 * (disclosure + 1)  # given the change, every other number is possible
    least = max(test.lost + test.gained, abs(test.gained - test.lost) + 2 * disclosure)
    rounded = math.ceil(least / step) * step
    return test.units if rounded + step > test.units else rounded
