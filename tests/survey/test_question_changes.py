"""What changed in a question, and whether the codebook says so."""

import dataclasses

import pytest
from builders import asked

from bilan.survey.codebook import Asked
from bilan.survey.question_changes import QuestionChange, changes_of, drifts

WAS = asked("q", "M", options=["a", "b"])


def now(**changes: object) -> Asked:
    return dataclasses.replace(WAS, **changes)


def test_a_question_that_is_as_it_was_is_not_told() -> None:
    assert drifts([WAS], [WAS]) == ()


def test_a_wording_and_a_column_are_told_from_what_to_what() -> None:
    assert changes_of(WAS, now(wording="Autre", column="ZZ")) == (
        QuestionChange("reworded", "q ?", "Autre"),
        QuestionChange("renamed", "Q", "ZZ"),
    )


def test_options_come_go_are_reworded_and_recoded() -> None:
    later = asked("q", "M", options=["b", "c"])  # b had the second code
    kinds = {(change.kind, change.before, change.after) for change in changes_of(WAS, later)}
    assert kinds == {
        ("removed", "Option a", ""),
        ("added", "", "Option c"),
        ("recoded", "SQ002", "SQ001"),
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [("filter", {"p": "Y"}), ("base", "shown"), ("range", (0, 1)), ("mandatory", True)],
)
def test_what_else_a_question_holds(field: str, value: object) -> None:
    assert changes_of(WAS, now(**{field: value})) == (QuestionChange(field),)


def test_new_and_dropped_questions() -> None:
    new = dataclasses.replace(asked("n"), change="new")
    found = drifts([asked("d")], [new])
    assert [(one.asked.id, one.changes[0].kind, one.continued) for one in found] == [
        ("d", "dropped", False),
        ("n", "new", False),
    ]
    assert not any(one.undeclared for one in found)


@pytest.mark.parametrize(
    ("declared", "changes", "wrong"),
    [
        ("identical", {"wording": "Autre"}, True),
        ("identical", {"column": "ZZ"}, False),
        ("reworded", {"wording": "Autre"}, False),
        ("reworded", {"filter": {"p": "Y"}}, True),
        ("reworded", {}, True),
        ("base changed", {"filter": {"p": "Y"}}, False),
        ("options changed", {"wording": "Autre"}, True),
        ("new", {}, True),
    ],
)
def test_what_the_codebook_declares_is_held_against_what_it_says(
    declared: str, changes: dict[str, object], wrong: bool
) -> None:
    later = now(change=declared, **changes)
    assert any(one.undeclared for one in drifts([WAS], [later])) is wrong


def test_a_series_goes_on_where_the_codebook_says_so() -> None:
    kept = now(change="reworded", wording="Autre", comparable=True)
    broken = dataclasses.replace(kept, comparable=False)
    assert [drifts([WAS], [one])[0].continued for one in (kept, broken)] == [True, False]
