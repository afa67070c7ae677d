"""The composition of the body depends on the type of EPLE in 2014, as the report says."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import PermutationMethod, chi2_contingency

pytestmark = pytest.mark.slow

TYPES = ["CLG", "LGT", "LP", "SEP"]


def shares(kept: Any, column: str) -> pd.Series:
    """Share of schools that ticked, by type, in the order of TYPES."""
    return (kept.rows[column] == "Y").groupby(kept.schools.type).mean()[TYPES]


def p_value(kept: Any, column: str) -> float:
    """Monte-Carlo p-value of the independence of a tick and the type."""
    table = pd.crosstab(kept.schools.type, kept.rows[column]).to_numpy()
    method = PermutationMethod(n_resamples=4999, rng=np.random.default_rng(11))
    return float(chi2_contingency(table, correction=False, method=method).pvalue)


def test_composition_depends_on_type_after_holm(kept_2014: Any) -> None:
    columns = list(kept_2014.rows.filter(like="composition_"))
    raw = sorted(p_value(kept_2014, column) for column in columns)
    adjusted = np.maximum.accumulate([p * (len(raw) - k) for k, p in enumerate(raw)])
    assert len(columns) == 13
    assert (adjusted < 0.05).sum() >= 5


def test_school_plan_does_not_depend_on_type(kept_2014: Any) -> None:
    assert p_value(kept_2014, "projetetablissement") > 0.5


@pytest.mark.parametrize(
    ("column", "order"),
    [
        pytest.param("composition_SQ001", TYPES, id="chef"),
        pytest.param("composition_SQ002", TYPES, id="adjoint"),
        pytest.param("composition_SQ009", TYPES, id="aed_tice"),
        pytest.param("composition_SQ005", TYPES[::-1], id="referent_dane"),
        pytest.param("composition_SQ006", TYPES[::-1], id="coord_disc"),
        pytest.param("composition_SQ007", TYPES[::-1], id="cpe"),
        pytest.param("composition_SQ008", TYPES[::-1], id="prof_doc"),
    ],
)
def test_share_falls_in_the_order_of_the_types(
    column: str, order: list[str], kept_2014: Any
) -> None:
    falling = shares(kept_2014, column)[order]
    assert falling.is_monotonic_decreasing
    assert falling.iloc[0] - falling.iloc[-1] > 0.15


@pytest.mark.parametrize("column", [f"composition_SQ00{n}" for n in (5, 6, 7, 8)])
def test_under_represented_in_lycee_and_more_in_college(column: str, kept_2014: Any) -> None:
    by_type = shares(kept_2014, column)
    overall = (kept_2014.rows[column] == "Y").mean()
    assert by_type["CLG"] < overall
    assert by_type["CLG"] < by_type["LGT"] < min(by_type["LP"], by_type["SEP"])


def test_chef_de_travaux_takes_over_in_lp_and_sep(kept_2014: Any) -> None:
    works, head = shares(kept_2014, "composition_SQ010"), shares(kept_2014, "composition_SQ001")
    assert works["CLG"] == 0
    for kind in ("LP", "SEP"):
        assert works[kind] > head[kind]
        assert works[kind] > 2 * works["LGT"]


def test_referent_pop_more_in_lgt_than_lp_and_never_in_college(kept_2014: Any) -> None:
    pop = shares(kept_2014, "composition_SQ011")
    assert pop["LGT"] > 1.5 * pop["LP"]
    assert pop["CLG"] == 0
