"""Which combinations of answers a school may have given, and what a condition says of them."""

import pandas as pd
import pytest
from builders import asked

from bilan.disclosure.answer_patterns import (
    NO_ANSWER,
    NOT_ASKED,
    Kind,
    Questions,
    Unit,
    answer_of,
    units_of,
)
from bilan.survey.codebook import Option

ASKED = {
    q.id: q
    for q in (
        asked("letter"),
        asked("why", filter={"letter": "Y"}, base="shown"),
        asked("works", filter={"type": "LGT", "letter": "Y"}, base="shown"),
        asked("near", filter={"bassin": "est"}, base="shown"),
        asked("who", "M", options=("head", "nurse")),
        asked("body", "L", options=("new", "old")),
    )
}
ASKED["who"].options["nurse"] = Option(code="2", label="Nurse", only={"secteur": "public"})
ALL = Questions(ASKED, frozenset(ASKED))
LGT: Unit = frozenset({("type", "LGT"), ("secteur", "public"), ("bassin", "est")})
CLG: Unit = frozenset({("type", "CLG"), ("secteur", "prive"), ("bassin", "nord")})
LETTER, WHY, WORKS = ("letter", ""), ("why", ""), ("works", "")
HEAD, NURSE, BODY = ("who", "head"), ("who", "nurse"), ("body", "")


def test_a_condition_speaks_of_its_answers_and_of_those_that_lead_to_them() -> None:
    assert ALL.atoms({"bassin": ["est"], "letter": ["Y"]}.items()) == {LETTER}
    assert ALL.atoms_of(answer_of({"why": "Y"})) == {WHY, LETTER}
    assert ALL.atoms_of(answer_of({"who": ["head"]}, {"body": "new"})) == {HEAD, BODY}
    assert ALL.atoms_of(answer_of({"letter": "Y"}, "asked")) == {LETTER}
    untied = Questions(ASKED, frozenset(), frozenset({"why"}))
    assert untied.atoms_of(answer_of({"why": "Y"})) == {WHY}


def test_columns_that_decide_are_those_of_filters_and_of_options() -> None:
    assert ALL.columns([LETTER, HEAD, BODY]) == set()
    assert ALL.columns([WORKS]) == {"type"}
    assert ALL.columns([WORKS, ("near", ""), NURSE]) == {"type", "bassin", "secteur"}
    untied = Questions(ASKED, frozenset(), frozenset({"works"}))
    assert untied.columns([WORKS]) == set()


@pytest.mark.parametrize(
    ("atoms", "unit", "expected"),
    [
        ([LETTER], CLG, [("Y",), ("N",)]),
        ([BODY], CLG, [("new",), ("old",)]),
        ([NURSE], LGT, [("Y",), ("N",)]),
        ([NURSE], CLG, [("N",)]),  # an option of others
        ([LETTER, WHY], CLG, [("Y", "Y"), ("Y", "N"), ("N", NOT_ASKED)]),
        ([LETTER, WORKS], LGT, [("Y", "Y"), ("Y", "N"), ("N", NOT_ASKED)]),
        ([LETTER, WORKS], CLG, [("Y", NOT_ASKED), ("N", NOT_ASKED)]),
    ],
)
def test_what_a_school_may_have_answered(
    atoms: list[tuple[str, str]], unit: Unit, expected: list[tuple[str, ...]]
) -> None:
    found = [tuple(pattern[atom] for atom in atoms) for pattern in ALL.patterns(atoms, unit)]
    assert found == expected


def test_who_need_not_answer_may_not_have() -> None:
    some = Questions(ASKED, frozenset({"letter"}))
    values = [pattern[BODY] for pattern in some.patterns([BODY], CLG)]
    assert values == ["new", "old", NO_ANSWER]
    values = [pattern[LETTER] for pattern in some.patterns([LETTER], CLG)]
    assert values == ["Y", "N"]


def test_of_an_untied_question_anything_may_be() -> None:
    untied = Questions(ASKED, frozenset(ASKED), frozenset({"why", "body"}))
    found = [(p[LETTER], p[WHY]) for p in untied.patterns([LETTER, WHY], CLG)]
    values = ("Y", "N", NOT_ASKED)
    assert found == [(letter, why) for letter in ("Y", "N") for why in values]
    assert [p[BODY] for p in untied.patterns([BODY], CLG)] == ["new", "old", NOT_ASKED]


@pytest.mark.parametrize(
    ("wanted", "given", "expected"),
    [
        ({"letter": "N"}, {LETTER: "N"}, True),
        ({"letter": "N"}, {LETTER: "Y"}, False),
        ({"letter": "N"}, {LETTER: NO_ANSWER}, None),
        ({"type": "LGT"}, {}, True),
        ({"type": ["CLG", "LP"]}, {}, False),
        ({"who": ["head", "nurse"]}, {HEAD: "N", NURSE: "Y"}, True),
        ({"who": ["head", "nurse"]}, {HEAD: NO_ANSWER, NURSE: "Y"}, True),
        ({"who": ["head", "nurse"]}, {HEAD: NO_ANSWER, NURSE: "N"}, None),
        ({"who": ["head", "nurse"]}, {HEAD: "N", NURSE: "N"}, False),
        ({"letter": "Y", "body": "new"}, {LETTER: NO_ANSWER, BODY: "old"}, False),
        ({"letter": "Y", "body": "new"}, {LETTER: NO_ANSWER, BODY: "new"}, None),
        ({"letter": "Y", "body": "new"}, {LETTER: "Y", BODY: "new"}, True),
    ],
)
def test_a_condition_holds_or_not_or_is_not_known(
    wanted: dict[str, str], given: dict[tuple[str, str], str], expected: bool | None
) -> None:
    assert ALL.holds(answer_of(wanted).condition, given, LGT) is expected


def test_of_a_group_that_a_unit_does_not_tell_nothing_is_known() -> None:
    one = answer_of({"type": "LGT"}).condition
    assert ALL.holds(one, {}, frozenset({("bassin", "est")})) is None


@pytest.mark.parametrize(
    ("letter", "body", "counted"),
    [
        ("Y", "new", {"gave", "base"}),
        ("Y", "old", {"not", "base"}),
        ("Y", NO_ANSWER, set()),
        ("N", "new", set()),
        (NO_ANSWER, "new", set()),
    ],
)
def test_who_is_counted(letter: str, body: str, counted: set[str]) -> None:
    one, pattern = answer_of({"body": "new"}, {"letter": "Y"}), {LETTER: letter, BODY: body}
    kinds: tuple[Kind, ...] = ("gave", "not", "base")
    assert {kind for kind in kinds if ALL.counted(one, kind, pattern, LGT)} == counted


def test_respondents_are_counted_by_their_groups() -> None:
    rows = [("LGT", 1), ("CLG", 1), ("LGT", 1)]
    frame = pd.DataFrame(rows, columns=["type", "bassin"])
    assert units_of(frame, ["type", "bassin"]) == {
        frozenset({("type", "LGT"), ("bassin", "1")}): 2,
        frozenset({("type", "CLG"), ("bassin", "1")}): 1,
    }
