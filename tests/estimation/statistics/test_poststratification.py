"""Post-stratification by hand, and its collapse rule."""

from typing import Any

import pandas as pd
import pytest

from bilan.estimation.statistics.poststratification import (
    PostStratified,
    poststratified_ratio,
    strata_of,
)
from bilan.project.errors import DataError

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


def poststratified(
    values: "pd.Series[Any]", strata: "pd.Series[Any]", population: "pd.Series[int]"
) -> PostStratified:
    """Share or mean: the ratio of the values to ones."""
    ones = pd.Series(1, index=values.index)
    return poststratified_ratio(values, ones, strata=strata, population=population)


def test_share_weights_each_stratum_by_its_size_in_the_field() -> None:
    ticked, strata = answers({"U0": True, "U1": False, "U6": True, "U9": False})
    result = poststratified(ticked, strata, POPULATION)
    assert result.value == pytest.approx((6 * 1 / 2 + 3 * 1 + 1 * 0) / 10)
    assert (result.base, result.population, result.collapsed) == (4, 10, ())


def test_empty_stratum_is_merged_with_those_that_share_its_type() -> None:
    ticked, strata = answers({"U0": True, "U1": False, "U6": True, "U7": False})
    result = poststratified(ticked, strata, POPULATION)
    assert result.value == pytest.approx((6 * 1 / 2 + 4 * 1 / 2) / 10)
    assert result.collapsed == (("LP", "prive"),)


def test_three_part_strata_merge_no_further_than_needed() -> None:
    sizes = {("A", "x", 1): 2, ("A", "x", 2): 2, ("A", "y", 1): 2, ("B", "x", 1): 2}
    strata = pd.Series([("A", "x", 1), ("A", "y", 1), ("B", "x", 1)], dtype=object)
    values = pd.Series([1.0, 0.0, 0.0])
    assert poststratified(values, strata, pd.Series(sizes)).value == pytest.approx(4 / 8)


def test_wider_merger_swallows_a_narrower_one_in_any_order() -> None:
    sizes = {("A", "x", 1): 1, ("A", "x", 2): 2, ("A", "y", 1): 3, ("B", "x", 1): 4}
    strata = pd.Series([("A", "x", 1), ("B", "x", 1)], dtype=object)
    for order in (list(sizes), list(sizes)[::-1]):
        population = pd.Series({stratum: sizes[stratum] for stratum in order})
        result = poststratified(pd.Series([1.0, 0.0]), strata, population)
        assert result.value == pytest.approx(6 / 10)


def test_stratum_without_neighbour_is_an_error() -> None:
    ticked, strata = answers({"U0": True, "U1": False})
    with pytest.raises(DataError, match="LP × ") as raised:
        poststratified(ticked, strata, POPULATION)
    assert "coarser strata" in str(raised.value)


def test_label_of_one_part_has_no_neighbour() -> None:
    population = pd.Series({"CLG": 2, "LP": 1})
    with pytest.raises(DataError, match="stratum LP"):
        poststratified(pd.Series([True]), pd.Series(["CLG"]), population)


def test_empty_stratum_of_no_unit_is_nothing() -> None:
    population = pd.Series({"CLG": 2, "LP": 0})
    result = poststratified(pd.Series([True]), pd.Series(["CLG"]), population)
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
    assert poststratified(ticked, strata, POPULATION).value == pytest.approx(0.3)


def test_missing_answers_and_other_units_are_errors() -> None:
    ticked, strata = answers({"U0": True, "U6": None, "U9": False})
    with pytest.raises(DataError, match="1 units of 3"):
        poststratified(ticked, strata, POPULATION)
    with pytest.raises(DataError, match="2 units of 3"):
        poststratified(ticked.dropna(), strata[["U0", "U6"]], POPULATION[:0])
    complete, strata = answers({"U0": True, "U6": True, "U9": False})
    with pytest.raises(DataError, match="LP × prive"):
        poststratified(complete, strata, POPULATION.drop(("LP", "prive")))
    with pytest.raises(DataError, match="no answer"):
        poststratified(complete[:0], strata[:0], POPULATION)


def refused(*given: Any) -> str:
    with pytest.raises(DataError) as error:
        poststratified(*given)
    return str(error.value)


def test_a_unit_without_a_value_or_a_stratum_is_counted() -> None:
    ticked, strata = answers({"U0": True, "U1": None, "U6": None, "U9": False})
    assert refused(ticked, strata.drop("U6"), POPULATION) == (
        "post-stratification\n"
        "  expected: one value and one stratum for each unit that answered\n"
        "  found:    2 units of 4 without\n"
        "  next:     pass the units that answered only, on one index"
    )


def test_a_stratum_for_units_without_a_value_is_an_error() -> None:
    ticked, strata = answers({"U0": True, "U9": False})
    more = strata_of(FIELD, ["type", "secteur"])[["U0", "U6", "U9"]]
    assert "1 units of 3 without" in refused(ticked, more, POPULATION)
    assert strata.tolist() == [("CLG", "public"), ("LP", "prive")]


def test_a_field_that_cannot_hold_the_answers_names_the_strata() -> None:
    ticked, strata = answers({"U6": True, "U9": False, "U0": True})
    sizes = {("LP", "public"): 1, ("CLG", "public"): 0}
    assert refused(ticked, strata, pd.Series(sizes)) == (
        "post-stratification\n"
        "  expected: answers, and in each stratum no more of them than units of the field\n"
        "  found:    - LP × prive\n"
        "- CLG × public\n"
        "  next:     check the sampling frame of the wave"
    )
    assert "  found:    no answer\n" in refused(ticked[:0], strata[:0], pd.Series(sizes))
    # As many answers as units: a census.
    assert poststratified(ticked[:1], strata[:1], pd.Series(sizes)).value == 1


def test_a_stratum_that_nobody_stands_for_is_named_with_its_units() -> None:
    ticked, strata = answers({"U0": True, "U1": False})
    field = POPULATION.drop(("LP", "prive"))
    assert refused(ticked, strata, field) == (
        "post-stratification, stratum LP × public\n"
        "  expected: an answer in it, or in a stratum that shares its first part\n"
        "  found:    none, for 3 units of the field\n"
        "  next:     use coarser strata for this figure"
    )


def test_denominators_that_sum_to_zero_or_less_are_refused() -> None:
    above, strata = answers({"U0": 1, "U6": 1, "U9": 1})
    below, _ = answers({"U0": -1, "U6": 1, "U9": 1})
    with pytest.raises(DataError) as error:
        poststratified_ratio(above, below, strata=strata, population=POPULATION)
    assert str(error.value) == (
        "post-stratified ratio\n"
        "  expected: a weighted sum of denominators above zero\n"
        "  found:    -2\n"
        "  next:     leave the ratio out for this base"
    )


def test_collapsed_strata_are_in_the_order_of_their_names() -> None:
    sizes = {("B", 2): 1, ("B", 1): 1, ("A", 2): 1, ("A", 1): 1}
    for order in (list(sizes), list(sizes)[::-1]):
        population = pd.Series({stratum: sizes[stratum] for stratum in order})
        strata = pd.Series([("A", 1), ("B", 1)], dtype=object)
        result = poststratified(pd.Series([1, 0]), strata, population)
        assert result.collapsed == (("A", 2), ("B", 2))
        assert (result.value, result.base, result.population) == (0.5, 2, 4)


def test_labels_need_no_order_of_their_own() -> None:
    sizes = {("A", 1): 1, ("A", "x"): 1, ("A", "y"): 2}
    strata = pd.Series([("A", "y")], dtype=object)
    result = poststratified(pd.Series([1]), strata, pd.Series(sizes))
    assert (result.value, result.collapsed) == (1, (("A", "x"), ("A", 1)))


def test_strata_stay_on_the_index_of_their_table() -> None:
    strata = strata_of(FIELD[5:7], ["secteur", "type"])
    assert strata.to_dict() == {"U5": ("public", "CLG"), "U6": ("public", "LP")}
