"""One way of writing answers: the traps of each format, on one row each."""

from collections.abc import Mapping, Sequence

import pandas as pd
import pytest
from builders import asked
from hypothesis import given, settings
from hypothesis import strategies as st
from listed_questions import listed

from bilan.exports.asked import other_texts
from bilan.exports.raw import RawExport
from bilan.exports.recode import as_native
from bilan.survey.codebook import Asked

pytestmark = pytest.mark.slow


def native(
    columns: Mapping[str, Sequence[str]], *questions: Asked, hidden: pd.DataFrame | None = None
) -> RawExport:
    rows = pd.DataFrame(columns, dtype=str)
    return as_native(RawExport(rows, tuple(rows), hidden), questions)


def written(columns: Mapping[str, Sequence[str]], *questions: Asked) -> dict[str, list[str]]:
    return native(columns, *questions).rows.to_dict("list")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Y", "N", ""], ["Y", "N", ""]),
        (["1", "2", ""], ["Y", "N", ""]),
        (["1", "0", ""], ["Y", "N", ""]),
        (["1.0", "2.00", " "], ["Y", "N", ""]),
        (["Oui", "3", "y"], ["Oui", "3", "y"]),  # no label and no other number is an answer
    ],
)
def test_yes_and_no(texts: list[str], expected: list[str]) -> None:
    assert written({"OUI": texts}, asked("oui"))["OUI"] == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Y", "", "N"], ["Y", "", ""]),
        (["1", "0", ""], ["Y", "", ""]),
        (["1", "2", ""], ["Y", "", ""]),
        (["Oui", "Non sélectionné", "Not selected"], ["Oui", "Non sélectionné", "Not selected"]),
    ],
)
def test_ticks(texts: list[str], expected: list[str]) -> None:
    question = asked("q", "M", options=["chef"])
    assert written({"Q_SQ001": texts}, question)["Q_SQ001"] == expected


THREE = tuple(asked(name, "M", options=["chef", "cpe"]) for name in ("q", "r", "s"))


def rows_of(*rows: Sequence[str]) -> dict[str, list[str]]:
    """Columns of the three multiple choices, from the six cells of each row."""
    names = [name for question in THREE for name in question.items]
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


@pytest.mark.parametrize("zero", ["0", "N", "2"])
def test_a_row_that_writes_zeros_says_what_was_not_shown(zero: str) -> None:
    columns = rows_of(
        ["Y", zero, zero, zero, "", ""],
        [zero, zero, "Y", zero, zero, "Y"],
        ["Y", "", "", "", "", ""],
    )
    columns["OUI"] = ["", "", ""]
    hidden = native(columns, *THREE, asked("oui")).not_shown
    assert hidden is not None
    assert hidden["S_SQ001"].tolist() == [True, False, False]
    assert not hidden[["Q_SQ001", "R_SQ001", "R_SQ002", "OUI"]].to_numpy().any()


@settings(deadline=None, max_examples=40)
@given(
    rows=st.lists(
        st.lists(st.sampled_from(["", "Y", "0"]), min_size=6, max_size=6), min_size=2, max_size=5
    ),
    place=st.integers(0, 5),
    odd=st.sampled_from(["", "Y", "0", "N", "1", "2", "x"]),
)
def test_a_cell_changes_what_its_own_row_says_and_no_other(
    rows: list[list[str]], place: int, odd: str
) -> None:
    changed = [[*rows[0][:place], odd, *rows[0][place + 1 :]], *rows[1:]]
    before, after = (read_of(rows_of(*each)) for each in (rows, changed))
    assert before[1:] == after[1:]


@pytest.mark.parametrize("place", range(6))
def test_one_zero_among_ticks_says_nothing_of_other_questions(place: int) -> None:
    ticks = ["Y", "", "", "", "", ""]
    odd = [*ticks[:place], "0", *ticks[place + 1 :]]
    assert native(rows_of(ticks, odd), *THREE).not_shown is None


def read_of(columns: Mapping[str, Sequence[str]]) -> list[tuple[list[str], list[bool]]]:
    """Each row as it is read: its cells, and which were not shown."""
    export = native(columns, *THREE)
    hidden = export.rows != export.rows if export.not_shown is None else export.not_shown
    pairs = zip(export.rows.to_numpy().tolist(), hidden.to_numpy().tolist(), strict=True)
    return list(pairs)


def test_without_zeros_nothing_is_said() -> None:
    question = asked("q", "M", options=["chef"])
    assert native({"Q_SQ001": ["Y", "", ""]}, question).not_shown is None


def test_what_the_reader_found_not_shown_is_kept() -> None:
    found = pd.DataFrame({"Q_SQ001": [False, True]})
    question = asked("q", "M", options=["chef"])
    kept = native({"Q_SQ001": ["0", ""]}, question, hidden=found).not_shown
    assert kept is not None
    assert kept["Q_SQ001"].tolist() == [False, True]


def test_dates_are_turned_round() -> None:
    texts = ["12-05-2014 10:30:00", "01-01-1980 00:00:00", "2014-05-12 10:30:00", "", "demain"]
    assert written({"submitdate": texts})["submitdate"] == [
        "2014-05-12 10:30:00", "1980-01-01 00:00:00", "2014-05-12 10:30:00", "", "demain",
    ]  # fmt: skip


def test_numbers_may_have_a_decimal_comma() -> None:
    texts = ["12,5", "-3,25", "12.5000000000", "", "1,2,3", "douze"]
    assert written({"N": texts}, asked("n", "N"))["N"] == [
        "12.5", "-3.25", "12.5000000000", "", "1,2,3", "douze",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("codes", "texts", "expected"),
    [
        (("A1", "A2"), ["A1", "A2", "", "A9"], ["A1", "A2", "", "A9"]),
        (("1", "2"), ["1.0", "2", ""], ["1", "2", ""]),
        (("01", "02"), ["1", "2.0", "01"], ["01", "02", "01"]),
        (("1", "-oth-"), ["666666", "666666.0", "-oth-", "1", "-"], ["-oth-"] * 3 + ["1", "-oth-"]),
        (("1", "2"), ["666666", "-"], ["666666", "-"]),
        (("1", "666666", "-oth-"), ["666666", "-oth-"], ["666666", "-oth-"]),
    ],
)
def test_lists(codes: tuple[str, ...], texts: list[str], expected: list[str]) -> None:
    assert written({"LISTE": texts}, listed(*codes))["LISTE"] == expected


def test_where_the_export_dropped_other_the_text_beside_tells() -> None:
    columns = {"LISTE": ["", "", "A1"], "LISTE_other": ["Y", "", ""]}
    assert written(columns, listed("A1", "-oth-"))["LISTE"] == ["-oth-", "", "A1"]


def test_texts_beside_other_are_known_by_the_codebook_alone() -> None:
    assert other_texts([listed("A1", "-oth-"), asked("oui")]) == {"LISTE_other"}
    assert other_texts([listed("SQ001", "other", type="M")]) == {"LISTE_other"}
    assert other_texts([listed("A1", "A2")]) == set()


def test_a_question_whose_variables_are_not_all_there_is_left_to_validation() -> None:
    question = asked("q", "M", options=["chef", "cpe"])
    assert written({"Q_SQ001": ["1"]}, question)["Q_SQ001"] == ["1"]


def test_the_export_that_was_given_is_not_changed() -> None:
    rows = pd.DataFrame({"OUI": ["1"]}, dtype=str)
    as_native(RawExport(rows, ("OUI",)), [asked("oui")])
    assert rows["OUI"].tolist() == ["1"]
