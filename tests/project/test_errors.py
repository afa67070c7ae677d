"""Errors that a user can mend: text, exit codes, lists."""

import pytest

from bilan.project.errors import (
    AssemblyError,
    BilanError,
    DataError,
    NotebookError,
    TextError,
    UsageError,
    listed,
)


def test_a_message_says_where_expected_found_next() -> None:
    error = DataError("data/x.csv is wrong", expected="a", found="b", next_step="mend it")
    assert str(error) == ("data/x.csv is wrong\n  expected: a\n  found:    b\n  next:     mend it")


def test_what_is_not_said_takes_no_line() -> None:
    assert str(DataError("somewhere", found="b")) == "somewhere\n  found:    b"


@pytest.mark.parametrize(
    ("family", "code"),
    [
        (BilanError, 1),
        (UsageError, 2),
        (DataError, 3),
        (NotebookError, 4),
        (TextError, 5),
        (AssemblyError, 6),
    ],
)
def test_each_family_has_its_exit_code(family: type[BilanError], code: int) -> None:
    assert family.exit_code == code
    assert issubclass(family, BilanError)


@pytest.mark.parametrize(("items", "last"), [(10, "- 10"), (11, "+1 more"), (25, "+15 more")])
def test_a_list_stops_at_ten(items: int, last: str) -> None:
    lines = listed([str(number) for number in range(1, items + 1)]).split("\n")
    assert lines[:10] == [f"- {number}" for number in range(1, 11)]
    assert lines[-1] == last
    assert len(lines) == min(items, 11)
