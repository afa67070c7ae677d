"""Draws give exactly the counts they are asked for, on tiny schools."""

import numpy as np
import pandas as pd
import pytest

from bilan.project.errors import DataError
from tools.simulation.draws import draw_again, draw_list, pick, quotas
from tools.simulation.numbers import settle, sum_for
from tools.simulation.scenario import Item

SCHOOLS = pd.Index(list("abcdefghij"))
FLAT = pd.Series(0.0, index=SCHOOLS)
NONE_ALONE = pd.Series(False, index=SCHOOLS)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def item(count: int, *, new: int | None = None, churn: int = 0) -> Item:
    return Item("question", count, log_odds=None, new=new, churn=churn, goes_with=None)


def test_pick_follows_the_score(rng: np.random.Generator) -> None:
    score = FLAT.copy()
    score[["c", "g"]] = 100.0
    assert set(pick(rng, score, 2)) == {"c", "g"}


def test_pick_refuses_more_than_there_are(rng: np.random.Generator) -> None:
    with pytest.raises(DataError, match="between 0 and 10"):
        pick(rng, FLAT, 11)


def test_quotas_add_up_and_follow_the_odds() -> None:
    sizes = {"CLG": 77, "LGT": 21, "LP": 14}
    found = quotas(47, sizes=sizes, log_odds={"CLG": 0.0, "LGT": 1.0, "LP": None})
    assert sum(found.values()) == 47
    assert "LP" not in found
    assert found["LGT"] / 21 > found["CLG"] / 77


def test_quotas_with_equal_odds_are_proportional() -> None:
    odds = dict.fromkeys(("CLG", "LGT"), 0.0)
    assert quotas(10, sizes={"CLG": 80, "LGT": 20}, log_odds=odds) == {"CLG": 8, "LGT": 2}


def test_draw_again_moves_by_the_net_and_the_churn(rng: np.random.Generator) -> None:
    prior = pd.Series([1, 1, 1, 1, 0, 0, 0, 0, np.nan, np.nan], index=SCHOOLS)
    drawn = draw_again(
        rng, item=item(6, new=1, churn=1), prior=prior, score=FLAT, holds_alone=NONE_ALONE
    )
    after = pd.Series(SCHOOLS.isin(drawn), index=SCHOOLS)
    assert after.sum() == 6
    assert after[["i", "j"]].sum() == 1
    assert ((prior == 1) & ~after).sum() == 1
    assert ((prior == 0) & after).sum() == 2


def test_a_school_keeps_its_only_tick(rng: np.random.Generator) -> None:
    prior = pd.Series([1.0] * 4 + [0.0] * 6, index=SCHOOLS)
    alone = pd.Series(SCHOOLS.isin(["a", "b", "c"]), index=SCHOOLS)
    drawn = draw_again(rng, item=item(3, new=0), prior=prior, score=FLAT, holds_alone=alone)
    assert set(drawn) == {"a", "b", "c"}


def test_list_has_the_counts_and_leaves_the_fixed_option(rng: np.random.Generator) -> None:
    prior = pd.Series(["x"] * 5 + ["y"] * 2 + ["none"] + [None] * 2, index=SCHOOLS, dtype=object)
    counts = {"x": 6, "y": 3, "none": 1}
    found = draw_list(rng, counts=counts, prior=prior, churn=2, fixed="none")
    assert found.value_counts().to_dict() == counts
    assert found["h"] == "none"


def test_settle_reaches_the_sum_within_bounds(rng: np.random.Generator) -> None:
    low, high = FLAT + 5, FLAT + 30
    found = settle(rng, FLAT + 10, total=173, lowest=low, highest=high, step=5)
    assert found.sum() == 173
    assert found.between(low, high).all()


def test_settle_refuses_a_sum_out_of_reach(rng: np.random.Generator) -> None:
    with pytest.raises(DataError, match="room for a sum of 301"):
        settle(rng, FLAT + 10, total=301, lowest=FLAT, highest=FLAT + 30)


def test_sum_for_a_mean() -> None:
    assert sum_for("16.7", 119) == 1987
    with pytest.raises(DataError, match=r"a mean of 4\.15"):
        sum_for("4.15", 3)
