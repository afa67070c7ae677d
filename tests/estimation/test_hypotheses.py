"""Indicators that state one hypothesis."""

from typing import Any

import pytest
from builders import asked, indicator

from bilan.estimation.hypotheses import hypothesis_of

QUESTIONS = (
    asked("letter"),
    asked("why", filter={"letter": "Y"}, base="shown"),
    asked("body", "L", options=["own", "council", "none"]),
    asked("members", "M", options=["head", "deputy"]),
)


def same(one: Any, other: Any, *, base: Any = "all", other_base: Any = "all") -> bool:
    first, second = indicator("one", one, base=base), indicator("other", other, base=other_base)
    return hypothesis_of(first, QUESTIONS) == hypothesis_of(second, QUESTIONS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"letter": "Y"}, {"letter": "N"}),
        ({"letter": ["Y"]}, {"letter": "Y"}),  # one indicator under two names
        ({"body": "none"}, {"body": ["council", "own"]}),
        ({"body": ["none", "own"]}, {"body": "council"}),
    ],
)
def test_complements_are_one_hypothesis(one: Any, other: Any) -> None:
    assert same(one, other)
    assert same(one, other, base={"type": "CLG"}, other_base={"type": ["CLG"]})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"body": "none"}, {"body": "own"}),  # disjoint, not exhaustive
        ({"body": ["own", "none"]}, {"body": ["council", "none"]}),  # exhaustive, not disjoint
        ({"members": "head"}, {"members": "deputy"}),  # a school may tick both, or none
        ({"letter": "Y"}, {"body": "own"}),
        ({"letter": "Y", "type": "CLG"}, {"letter": "N"}),
        ({"why": "Y"}, {"why": "N"}),  # those who were not asked gave neither
        ({"unknown": "Y"}, {"unknown": "N"}),
    ],
)
def test_others_are_not(one: Any, other: Any) -> None:
    assert not same(one, other)


def test_another_base_is_another_hypothesis() -> None:
    assert not same({"letter": "Y"}, {"letter": "N"}, other_base={"type": "CLG"})


def test_in_a_base_that_holds_the_filter_everyone_gave_one_of_the_two() -> None:
    inside = {"letter": "Y"}
    assert same({"why": "Y"}, {"why": "N"}, base=inside, other_base=inside)


def test_means_and_ratios_stand_alone() -> None:
    mean, ratio = indicator("a", "n", kind="mean"), indicator("b", ["n"], kind="ratio", base="m")
    assert [hypothesis_of(i, QUESTIONS) for i in (mean, ratio)] == ["a", "b"]
