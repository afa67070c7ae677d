"""Answers school by school: who gave one, who is in its base, and what is known of questions."""

import numpy as np
import pytest
from builders import asked, frame, indicator, responses

from bilan.disclosure.answer_patterns import NO_ANSWER, NOT_ASKED, answer_of
from bilan.disclosure.answer_rows import (
    base_of,
    frame_columns,
    groups_with,
    indicator_rows,
    option_rows,
    options_of,
    questions_of,
    row_of,
    values_of,
)
from bilan.responses.responses import Responses
from bilan.survey.codebook import Asked, Option

LETTER = asked("letter")
WHY = asked("why", filter={"letter": "Y"}, base="shown")
BODY = asked("body", "L", options=("new", "old"))
WHO = asked("who", "M", options=("head", "nurse"))
HOURS = asked("hours", "N")
SCHOOLS = frame(
    "S1 CLG public est", "S2 CLG public est", "S3 LGT public nord", "S4 LP public nord",
)  # fmt: skip
GIVEN = {
    "S1": {"letter": "Y", "why": "Y", "body": "new", "who_head": 1.0, "who_nurse": 0.0},
    "S2": {"letter": "Y", "why": "N", "body": "old", "who_head": 0.0, "who_nurse": 0.0},
    "S3": {"letter": "N", "body": "new", "who_head": 1.0, "who_nurse": 1.0},
    "S4": {"letter": None, "body": None, "who_head": 0.0, "who_nurse": 1.0},
}
HIDDEN = {"why": ["S3", "S4"]}


def taken(*questions: Asked, hidden: dict[str, list[str]] | None = None) -> Responses:
    return responses(questions, GIVEN, SCHOOLS, hidden=HIDDEN if hidden is None else hidden)


ALL = taken(LETTER, WHY, BODY, WHO, HOURS)


def test_who_did_not_answer_is_in_no_base() -> None:
    row = row_of({"letter": "Y"}, "all", ALL, groups={"voie": ["CLG"]})
    assert row.answer == answer_of({"letter": "Y"})
    assert row.gave.tolist() == [True, True, False, False]
    assert row.base.tolist() == [True, True, True, False]
    assert row.groups == {"voie": ["CLG"]}


def test_a_base_is_who_gave_the_answer_that_leads_there() -> None:
    row = row_of({"why": "Y"}, {"letter": "Y"}, ALL, groups={})
    assert row.answer == answer_of({"why": "Y"}, {"letter": "Y"})
    assert row.gave.tolist() == [True, False, False, False]
    assert row.base.tolist() == [True, True, False, False]


def test_only_shares_of_those_who_answered_have_rows() -> None:
    known = [
        indicator("one", {"letter": "Y"}),
        indicator("asked", {"letter": "Y"}, base="asked"),
        indicator("mean", "hours", kind="mean"),
        indicator("two", {"why": "N"}, base={"letter": "Y"}),
    ]
    rows = indicator_rows(known, ALL, groups={"voie": ["CLG"]})
    assert list(rows) == ["one", "two"]
    assert rows["one"].gave.tolist() == [True, True, False, False]
    assert rows["two"].gave.tolist() == [False, True, False, False]
    assert rows["two"].base.tolist() == [True, True, False, False]
    assert rows["two"].groups == {"voie": ["CLG"]}


@pytest.mark.parametrize(
    ("question", "base"),
    [
        (WHY, {"letter": "Y"}),
        (LETTER, "all"),
        (asked("why", filter={"letter": "Y"}), "all"),
        (asked("why", base="shown"), "all"),
    ],
)
def test_the_base_of_a_question(question: Asked, base: object) -> None:
    assert base_of(question) == base


def test_a_row_for_each_option() -> None:
    assert [options_of(q) for q in (LETTER, BODY, WHO, HOURS)] == [
        ["Y", "N"], ["new", "old"], ["head", "nurse"], [],
    ]  # fmt: skip
    rows = option_rows(WHY, ALL, groups={"Y": {"voie": ["CLG"]}})
    assert {name: row.gave.tolist() for name, row in rows.items()} == {
        "Y": [True, False, False, False], "N": [False, True, False, False],
    }  # fmt: skip
    assert {name: row.groups for name, row in rows.items()} == {"Y": {"voie": ["CLG"]}, "N": {}}
    assert rows["N"].answer == answer_of({"why": "N"}, {"letter": "Y"})
    assert option_rows(BODY, ALL)["old"].groups == {}


@pytest.mark.parametrize(
    ("only", "groups"),
    [
        (None, ["CLG", "LGT", "PRO"]),
        ({"type": "LGT"}, ["LGT"]),
        ({"type": ["SEP", "LP", "CLG"]}, ["PRO", "CLG"]),
        ({"secteur": "public"}, ["CLG", "LGT", "PRO"]),
    ],
)
def test_groups_in_which_an_option_exists(only: dict | None, groups: list[str]) -> None:
    of_some = asked("who", "M", options=("head",))
    of_some.options["head"] = Option(label="Head", code="SQ001", only=only)
    assert groups_with(of_some, "head") == groups
    assert groups_with(LETTER, "Y") == ["CLG", "LGT", "PRO"]


def test_what_each_school_answered() -> None:
    def said(question: Asked) -> dict[tuple[str, str], list[str]]:
        return {atom: values.tolist() for atom, values in values_of(question, ALL).items()}

    assert said(LETTER) == {("letter", ""): ["Y", "Y", "N", NO_ANSWER]}
    assert said(WHY) == {("why", ""): ["Y", "N", NOT_ASKED, NOT_ASKED]}
    assert said(BODY) == {("body", ""): ["new", "old", "new", NO_ANSWER]}
    assert said(WHO) == {
        ("who", "head"): ["Y", "N", "Y", "N"], ("who", "nurse"): ["N", "N", "Y", "Y"],
    }  # fmt: skip
    assert said(HOURS) == {}


def test_a_question_is_complete_where_all_answered_who_were_asked() -> None:
    known = questions_of(ALL)
    assert known.asked == {q.id: q for q in ALL.questions}
    assert known.complete == {"why", "who", "hours"}
    assert known.untied == set()


@pytest.mark.parametrize("shown_to", [["S1", "S2", "S3"], ["S1"]])
def test_a_question_that_others_were_asked_than_its_filter_says_is_untied(
    shown_to: list[str],
) -> None:
    hidden = {"why": [name for name in GIVEN if name not in shown_to]}
    assert questions_of(taken(LETTER, WHY, hidden=hidden)).untied == {"why"}


@pytest.mark.parametrize(("only", "untied"), [("CLG", {"who"}), (["CLG", "LGT"], set())])
def test_a_question_of_which_others_gave_an_option_than_have_it_is_untied(
    only: str | list[str], untied: set[str]
) -> None:
    of_some = asked("who", "M", options=("head", "nurse"))
    of_some.options["head"] = Option(label="Head", code="SQ001", only={"type": only})
    assert questions_of(taken(LETTER, of_some)).untied == untied


def test_who_did_not_tick_may_be_of_any_type() -> None:
    """Only S4 did not tick the first option, which its type does not have."""
    first = asked("who", "M", options=("head", "nurse"))
    first.options["nurse"] = Option(label="Nurse", code="SQ002", only={"type": ["LGT", "LP"]})
    assert questions_of(taken(first)).untied == set()


def test_the_columns_by_which_schools_are_known_begin_with_the_domains() -> None:
    assert frame_columns(["voie", "bassin"]) == ["voie", "bassin", "type", "secteur"]
    assert np.isin(frame_columns(["voie"]), [*SCHOOLS.columns]).all()
