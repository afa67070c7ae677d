"""What is kept of an export: answers as they are, a mark for each text that is none."""

from typing import Any

import pytest
from builders import UAI, asked, frame, wave

from bilan.exports import answers
from bilan.responses import unknown_texts
from bilan.responses.unknown_texts import MARK, without_unknown_texts
from bilan.responses.validate import examine
from bilan.survey.wave import Rules

QUESTIONS = (
    UAI, asked("letter"), asked("body", "L", options=("new", "old")),
    asked("who", "M", options=("head", "cpe")), asked("hours", "N", range=(0, 2000)),
)  # fmt: skip
FRAME = frame("0123456A CLG public nord", "0123457B LGT public sud")
STATED = wave(rules=Rules(test_uai=["ESSAI"]))
GOOD = {
    "id": "7", "submitdate": "2014-05-12 10:00:00", "startdate": "", "datestamp": "",
    "UAI": "0123456A", "LETTER": "Y", "BODY": "A1", "WHO_SQ001": "Y", "WHO_SQ002": "",
    "HOURS": "12",
}  # fmt: skip


@pytest.fixture(autouse=True)
def questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unknown_texts, "asked_in", lambda _: QUESTIONS)
    for module in (unknown_texts, answers):
        monkeypatch.setattr(module, "coded_questions", lambda _: QUESTIONS[1:])


def content(**cells: str | None) -> dict[str, Any]:
    """What was read of an export of two rows: a good one, then one in which some cells differ."""
    second = {**GOOD, "id": "8", "UAI": "0123457B", **cells}
    return {
        "variables": [{"name": name, "kind": "text"} for name in GOOD],
        "columns": {name: [GOOD[name], second[name]] for name in GOOD},
        "declared_missing": {},
        "sha256": "0",
    }


NAME = "Mme Dupont"


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("LETTER", NAME), ("BODY", NAME), ("WHO_SQ001", NAME), ("HOURS", NAME),
        ("HOURS", "06 92 12 34 56"), ("id", NAME), ("submitdate", NAME), ("startdate", NAME),
        ("datestamp", "203.0.113.7"), ("UAI", NAME), ("UAI", "a@example.org"),
    ],
)  # fmt: skip
def test_a_text_that_is_no_answer_is_not_kept(column: str, text: str) -> None:
    read = content(**{column: text})
    kept = without_unknown_texts(read, STATED)
    assert kept["columns"][column] == [GOOD[column], MARK]
    read["columns"][column][1] = MARK
    assert kept == read


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("LETTER", "N"), ("LETTER", ""), ("LETTER", "2"), ("LETTER", "Oui"), ("BODY", "A2"),
        ("BODY", "Option old"), ("WHO_SQ001", "0"), ("WHO_SQ001", None), ("HOURS", "12.50"),
        ("HOURS", "9999"), ("HOURS", "1.234"), ("HOURS", "1 234"), ("HOURS", ""),
        ("submitdate", ""), ("submitdate", "12/05/2014 10:00"), ("startdate", "2014-05-12"),
        ("UAI", " 0999999z"), ("UAI", ""), ("UAI", "essai"),
    ],
)  # fmt: skip
def test_what_has_the_form_of_an_answer_is_kept(column: str, text: str | None) -> None:
    read = content(**{column: text})
    assert without_unknown_texts(read, STATED) == read


@pytest.mark.parametrize(
    "column", ["LETTER", "BODY", "WHO_SQ001", "HOURS", "submitdate", "id", "UAI"]
)
def test_what_is_wrong_is_found_of_the_mark_too(column: str) -> None:
    read = content(**{column: NAME})
    found = [
        examine(answers.read_answers(STATED, one), STATED, QUESTIONS, FRAME)
        for one in (read, without_unknown_texts(read, STATED))
    ]
    assert [str(p) for p in found[0].problems] == [str(p) for p in found[1].problems]
    assert found[0].checked.warnings == found[1].checked.warnings
    assert bool(found[0].problems) is (column != "UAI")
    if column == "UAI":
        assert [aside.reason for aside in found[1].checked.set_aside] == ["hors base de sondage"]


def test_a_column_that_the_export_does_not_have_is_left_to_the_check() -> None:
    read = content(BODY="Option old")
    for name in ("HOURS", "UAI", "startdate", "id", "submitdate"):
        del read["columns"][name]
    assert without_unknown_texts(read, STATED) == read
