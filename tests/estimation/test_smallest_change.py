"""What is published of the smallest change, and what it tells of the schools that moved."""

import math
from collections import defaultdict

import numpy as np
import pytest

from bilan.estimation.smallest_change import published_discordance, smallest_change
from bilan.estimation.statistics.comparison import PairedShares
from bilan.estimation.statistics.permutation import PairedValues


def panel(units: int, lost: int, gained: int) -> PairedShares:
    return PairedShares(units, 0.5, 0.5, lost=lost, gained=gained, p_value=1.0)


@pytest.mark.parametrize("units", [12, 30, 45, 118])
def test_how_many_went_each_way_keeps_a_range_for_whoever_knows_the_change(units: int) -> None:
    told, possible = defaultdict(set), defaultdict(set)
    for lost in range(units + 1):
        for gained in range(units + 1 - lost):
            known = published_discordance(panel(units, lost, gained), disclosure=5)
            assert lost + gained <= known <= units
            told[gained - lost, known].add(lost)
            possible[gained - lost].add(lost)
    for (change, _), left in told.items():
        free = max(possible[change]) - min(possible[change])
        assert max(left) - min(left) >= min(5, free)


def test_a_share_is_in_net_moves_over_the_panel_rounded_up() -> None:
    changed = panel(118, 12, 12)
    told = smallest_change(changed, level=0.05, kind="share", disclosure=5)
    assert told == 0.102  # 12 of 118 schools: 10.17 points
    few = smallest_change(panel(5, 0, 0), level=0.05, kind="share", disclosure=5)
    assert math.isnan(few)  # five schools that all move one way: p = 0.0625


def test_a_mean_and_a_ratio_are_rounded_up_in_their_own_unit() -> None:
    changes = np.array([-1.0, 0, 1] * 10)
    test = PairedValues(30, 0.0, 0.0, 1.0, "exact", None, changes)
    # t(0.975, 29) = 2.0452, s = 0.83045, n = 30: 0.31009
    assert smallest_change(test, level=0.05, kind="mean", disclosure=5) == 0.4
    assert smallest_change(test, level=0.05, kind="ratio", disclosure=5) == 0.311
