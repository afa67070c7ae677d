"""The smallest change that a panel would have shown, as it may be published."""

import math

import pandas as pd

from bilan.estimation.statistics.comparison import PairedShares
from bilan.estimation.statistics.detectable import smallest_net_moves, smallest_shift
from bilan.estimation.statistics.permutation import PairedValues
from bilan.survey.indicators import Kind


def smallest_change(
    test: PairedShares | PairedValues,
    *,
    level: float,
    kind: Kind,
    disclosure: int,
    panel: int | None = None,
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
    panel
        Schools that a share is said to rest on (`published_panel`), where not those of the test.

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
        known = published_discordance(test, disclosure=disclosure, capped=panel is None)
        moves, units = smallest_net_moves(known, level), test.units if panel is None else panel
        change = moves / units if moves <= units else math.nan
    scale = 1000 if kind in ("share", "ratio") else 10
    return change if math.isnan(change) else math.ceil(round(change * scale, 9)) / scale


def published_discordance(test: PairedShares, *, disclosure: int, capped: bool = True) -> int:
    """Schools that changed their answer, rounded up so that it tells not how many went each way.

    Exact, it would: with the change of the share, it gives both numbers, and one of them can be a
    single school. The schools that went one way, and those that went the other, each keep a range
    of `disclosure` counts, as a hidden cell does, for a reader who knows the change exactly: the
    steps are wide enough, the first one begins where no school went against the change, and the
    last one takes in what is left of the panel. Where the size of the panel is not published, the
    last step is not `capped`: it would tell it.
    """
    step = 2 * (disclosure + 1)  # given the change, every other number is possible
    least = max(test.lost + test.gained, abs(test.gained - test.lost) + 2 * disclosure)
    rounded = math.ceil(least / step) * step
    return test.units if capped and rounded + step > test.units else rounded


def published_panel(before: "pd.Series[bool]", after: "pd.Series[bool]", *, disclosure: int) -> int:
    """Size of the panel of a question that an answer leads to, rounded down.

    How many schools were led there in both waves is, with the totals of that answer, how many
    changed it. The sizes that the totals allow are cut into ranges of `disclosure` + 1 or more, and
    the panel is taken to be the least of its range.

    Parameters
    ----------
    before, after
        Whether each school that answered was led there, on the schools of each wave.
    """
    both = before.index.intersection(after.index)
    step, units = disclosure + 1, int((before[both] & after[both]).sum())
    ends = []
    for led in (before, after):
        had = int(led.sum())
        ends.append((max(0, had - (len(led) - len(both))), min(had, len(both))))
    least = max(0, ends[0][0] + ends[1][0] - len(both))
    most = min(ends[0][1], ends[1][1])
    last = max(0, (most - least + 1) // step - 1)
    return least + step * min((units - least) // step, last)
