"""Conditions on answers, and responses written and read back."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from builders import UAI, asked, export, frame, responses, same, wave

from bilan.estimation.estimates import estimate
from bilan.project.errors import DataError
from bilan.responses.responses import Responses, holds, read_responses, write_responses
from bilan.responses.validate import validate

FRAME = frame("S1 CLG public nord", "S2 LGT public sud", "S3 LP prive est", "S4 SEP public ouest")
PILOT = asked("pilot", "Y")
BODY = asked("body", "L", options=["comite", "conseil", "autre"])
MEMBERS = asked("members", "M", options=["chef", "cpe"], filter={"pilot": "Y"}, base="shown")
HOURS = asked("hours", "N")


@pytest.fixture
def given() -> Responses:
    """S1 answers all, S2 ticks nothing, S3 was not shown the members, S4 answers nothing."""
    return responses(
        (PILOT, BODY, MEMBERS, HOURS),
        {
            "S1": {
                "pilot": "Y",
                "body": "comite",
                "members_chef": 1,
                "members_cpe": 0,
                "hours": 3.1,
            },
            "S2": {"pilot": "Y", "body": "autre", "members_chef": 0, "members_cpe": 0, "hours": 0},
            "S3": {"pilot": "N", "body": "conseil"},
            "S4": {},
        },
        FRAME,
        hidden={"members": ["S3", "S4"]},
    )


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        ({}, [1, 1, 1, 1]),
        ({"pilot": "Y"}, [1, 1, 0, None]),
        ({"pilot": "N"}, [0, 0, 1, None]),
        ({"pilot": ["Y", "N"]}, [1, 1, 1, None]),
        ({"body": "comite"}, [1, 0, 0, None]),
        ({"body": ["comite", "conseil"]}, [1, 0, 1, None]),
        ({"members": "chef"}, [1, 0, 0, 0]),  # not shown: does not hold
        ({"members": ["chef", "cpe"]}, [1, 0, 0, 0]),
        ({"type": "CLG"}, [1, 0, 0, 0]),
        ({"type": ["LGT", "LP"]}, [0, 1, 1, 0]),
        ({"secteur": "prive"}, [0, 0, 1, 0]),
        ({"bassin": ["nord", "ouest"]}, [1, 0, 0, 1]),
        ({"pilot": "Y", "body": "comite"}, [1, 0, 0, None]),
        ({"pilot": "Y", "type": "CLG"}, [1, 0, 0, 0]),  # what one key refuses needs no other
        ({"type": "SEP", "pilot": "Y"}, [0, 0, 0, None]),
    ],
)
def test_a_condition_holds_does_not_or_is_not_known(
    given: Responses, condition: dict[str, Any], truth: list[float | None]
) -> None:
    assert same(holds(condition, given), truth)


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (
            {"pilote": "Y"},
            "wave 2014 has no question `pilote`\n  next:     mend the condition that names it",
        ),
        (
            {"body": ["comite", "comité"]},
            "question `body` of wave 2014 has no option `comité`\n"
            "  expected: comite, conseil, autre",
        ),
        (
            {"members": "dane"},
            "question `members` of wave 2014 has no option `dane`\n  expected: chef, cpe",
        ),
        ({"pilot": "oui"}, "question `pilot` of wave 2014 has no option `oui`\n  expected: Y, N"),
        ({"type": "LYC"}, "type has no option `LYC`\n  expected: CLG, LGT, LP, SEP"),
        ({"bassin": "centre"}, "bassin has no option `centre`\n  expected: nord, sud, est, ouest"),
    ],
)
def test_a_condition_that_names_what_is_not_there_is_an_error(
    given: Responses, condition: dict[str, Any], message: str
) -> None:
    with pytest.raises(DataError) as error:
        holds(condition, given)
    assert str(error.value) == message


def test_schools_are_those_that_answered_in_their_order() -> None:
    few = responses((PILOT,), {"S3": {"pilot": "Y"}, "S1": {"pilot": "N"}}, FRAME)
    assert few.schools["type"].tolist() == ["LP", "CLG"]


def test_the_written_table_tells_the_three_apart(given: Responses) -> None:
    assert write_responses(given) == (
        "uai,pilot,body,members_chef,members_cpe,hours\n"
        "S1,Y,comite,1.0,0.0,3.1\n"
        "S2,Y,autre,0.0,0.0,0.0\n"
        "S3,N,conseil,#,#,\n"
        "S4,,,#,#,\n"
    )


def read_back(given: Responses, folder: Path) -> Responses:
    path = folder / "reponses.csv"
    path.write_text(write_responses(given), encoding="utf-8")
    return read_responses(path, wave="2014", questions=given.questions, frame=given.frame)


def test_what_is_written_is_read_back(given: Responses, tmp_path: Path) -> None:
    again = read_back(given, tmp_path)
    pd.testing.assert_frame_equal(
        again.answers, given.answers, check_names=False, check_index_type=False
    )
    pd.testing.assert_frame_equal(
        again.shown, given.shown, check_names=False, check_index_type=False
    )
    assert again.wave == "2014"


@pytest.mark.parametrize("number", [0.1 + 0.2, 1 / 3, 1e-17, 123456789.123456789])
def test_numbers_keep_all_their_digits(number: float, tmp_path: Path) -> None:
    given = responses((HOURS,), {"S1": {"hours": number}}, FRAME)
    assert read_back(given, tmp_path).answers["hours"].tolist() == [number]


def test_texts_that_look_like_missing_values_stay_texts(tmp_path: Path) -> None:
    odd = asked("body", "L", options=["NA", "None", "1"])
    given = responses((odd,), {f"S{n}": {"body": o} for n, o in enumerate(odd.options, 1)}, FRAME)
    assert read_back(given, tmp_path).answers["body"].tolist() == ["NA", "None", "1"]


def test_the_three_stay_apart_from_the_export_to_the_estimates(tmp_path: Path) -> None:
    """S1 ticks chef; S2 ticks nothing; S3 was not shown the question; S4 did not answer at all."""
    rows = [
        {"UAI": "S1", "PILOT": "Y", "BODY": "A1", "MEMBERS_SQ001": "Y", "MEMBERS_SQ002": ""},
        {"UAI": "S2", "PILOT": "Y", "BODY": "", "MEMBERS_SQ001": "", "MEMBERS_SQ002": ""},
        {"UAI": "S3", "PILOT": "N", "BODY": "A1", "MEMBERS_SQ001": "", "MEMBERS_SQ002": ""},
    ]
    checked = validate(export(*rows), wave(), (UAI, PILOT, BODY, MEMBERS), FRAME)
    table = estimate(read_back(checked.responses, tmp_path), ())
    whole = table[table["domain"] == "ensemble"].set_index("id")
    counts = whole[["asked", "shown", "answered", "numerator", "base"]]
    assert counts.loc["members=chef"].tolist() == [4, 2, 2, 1, 2]  # not shown: not in the base
    assert counts.loc["members=cpe"].tolist() == [4, 2, 2, 0, 2]  # not ticked: in the base
    assert counts.loc["body=comite"].tolist() == [4, 3, 2, 2, 2]  # shown, not answered
    assert counts.loc["pilot=Y"].tolist() == [4, 3, 3, 2, 3]
