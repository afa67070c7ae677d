"""Post-stratification by hand, and its collapse rule."""

from typing import Any

import pandas as pd
import pytest

from bilan.errors import DataError
from bilan.statistics.poststratification import (
    poststratified_mean,
    poststratified_ratio,
    poststratified_share,
    strata_of,
)

FIELD = pd.DataFrame(
    [("CLG", "public")] * 6 + [("LP", "public")] * 3 + [("LP", "prive")] * 1,
    columns=["type", "secteur"],
    index=[f"U{n}" for n in range(10)],
)
POPULATION = strata_of(FIELD, ["type", "secteur"]).value_counts()


def answers(units: dict[str, Any]) -> tuple["pd.Series[Any]", "pd.Series[Any]"]:
    """Answers of some units of the field, and their strata."""
    values = pd.Series(units)
    return values, strata_of(FIELD, ["type", "secteur"])[values.index]


def test_share_weights_each_stratum_by_its_size_in_the_field() -> None:
    ticked, strata = answers({"U0": True, "U1": False, "U6": True, "U9": False})
    result = poststratified_share(ticked, strata, POPULATION)
    assert result.value == pytest.approx((6 * 1 / 2 + 3 * 1 + 1 * 0) / 10)
    assert (result.base, result.population, result.collapsed) == (4, 10, ())


def test_empty_stratum_is_merged_with_those_that_share_its_type() -> None:
    ticked, strata = answers({"U0": True, "U1": False, "U6": True, "U7": False})
    result = poststratified_share(ticked, strata, POPULATION)
    assert result.value == pytest.approx((6 * 1 / 2 + 4 * 1 / 2) / 10)
    assert result.collapsed == (("LP", "prive"),)


def test_three_part_strata_merge_no_further_than_needed() -> None:
    sizes = {("A", "x", 1): 2, ("A", "x", 2): 2, ("A", "y", 1): 4, ("B", "x", 1): 2}
    strata = pd.Series([("A", "x", 1), ("A", "y", 1), ("B", "x", 1)], dtype=object)
    values = pd.Series([1.0, 0.0, 0.0])
    assert poststratified_mean(values, strata, pd.Series(sizes)).value == pytest.approx(4 / 10)


def test_wider_merger_swallows_a_narrower_one_in_any_order() -> None:
    sizes = {("A", "x", 1): 1, ("A", "x", 2): 2, ("A", "y", 1): 3, ("B", "x", 1): 4}
    strata = pd.Series([("A", "x", 1), ("B", "x", 1)], dtype=object)
    for order in (list(sizes), list(sizes)[::-1]):
        population = pd.Series({stratum: sizes[stratum] for stratum in order})
        result = poststratified_mean(pd.Series([1.0, 0.0]), strata, population)
        assert result.value == pytest.approx(6 / 10)


def test_stratum_without_neighbour_is_an_error() -> None:
    ticked, strata = answers({"U0": True, "U1": False})
    with pytest.raises(DataError, match="LP × ") as raised:
        poststratified_share(ticked, strata, POPULATION)
    assert "coarser strata" in str(raised.value)


def test_label_of_one_part_has_no_neighbour() -> None:
    population = pd.Series({"CLG": 2, "LP": 1})
    with pytest.raises(DataError, match="stratum LP"):
        poststratified_share(pd.Series([True]), pd.Series(["CLG"]), population)


def test_empty_stratum_of_no_unit_is_nothing() -> None:
    population = pd.Series({"CLG": 2, "LP": 0})
    result = poststratified_share(pd.Series([True]), pd.Series(["CLG"]), population)
    assert (result.value, result.collapsed) == (1, ())


def test_ratio_weights_both_sums() -> None:
    above, strata = answers({"U0": 1, "U1": 2, "U6": 3, "U9": 4})
    below, _ = answers({"U0": 2, "U1": 4, "U6": 6, "U9": 5})
    result = poststratified_ratio(above, below, strata=strata, population=POPULATION)
    assert result.value == pytest.approx((3 * 3 + 3 * 3 + 4) / (3 * 6 + 3 * 6 + 5))


def test_ratio_without_denominators_is_an_error() -> None:
    zeros, strata = answers({"U0": 0, "U6": 0, "U9": 0})
    with pytest.raises(DataError, match="above zero"):
        poststratified_ratio(zeros, zeros, strata=strata, population=POPULATION)


def test_proportional_answers_leave_the_plain_share() -> None:
    ticked, strata = answers({f"U{n}": n in {1, 4, 7} for n in range(10)})
    assert poststratified_share(ticked, strata, POPULATION).value == pytest.approx(0.3)


def test_missing_answers_and_other_units_are_errors() -> None:
    ticked, strata = answers({"U0": True, "U6": None, "U9": False})
    with pytest.raises(DataError, match="1 units of 3"):
        poststratified_share(ticked, strata, POPULATION)
    with pytest.raises(DataError, match="2 units of 3"):
        poststratified_share(ticked.dropna(), strata[["U0", "U6"]], POPULATION[:0])
    complete, strata = answers({"U0": True, "U6": True, "U9": False})
    with pytest.raises(DataError, match="LP × prive"):
        poststratified_share(complete, strata, POPULATION.drop(("LP", "prive")))
    with pytest.raises(DataError, match="no answer"):
        poststratified_share(complete[:0], strata[:0], POPULATION)
