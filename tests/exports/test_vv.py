"""The VV survey file: two header lines, the values of the database."""

import pytest
from writers import Column, write_vv

from bilan.exports.content import Variable
from bilan.exports.vv import parse_vv
from bilan.project.errors import UnreadableError

COLUMNS = [
    Column("id", label="id"),
    Column("submitdate", label="submitdate"),
    Column("Q", "SQ001", "M", 'Une "question", longue'),
    Column("T", type="T", label="Remarques"),
]
TEXT = '"Cité" {accolade}\tpuis\r\nligne, "suite"'
ROWS = [
    {"id": "1", "submitdate": "2014-05-12 10:00:00", "Q_SQ001": "Y", "T": TEXT},
    {"id": "2", "submitdate": None, "Q_SQ001": None, "T": ""},
]


@pytest.mark.parametrize("old", [False, True])
def test_cells_are_those_of_the_database(old: bool) -> None:
    content = parse_vv(write_vv(COLUMNS, ROWS, old=old))
    assert content.variables[2] == Variable("Q_SQ001", 'Une "question", longue')
    assert content.columns == {
        name: [row[name] for row in ROWS] for name in ("id", "submitdate", "Q_SQ001", "T")
    }


def test_a_text_may_be_very_long() -> None:
    rows = [{**ROWS[0], "T": "x" * 200_000}]
    assert parse_vv(write_vv(COLUMNS, rows)).columns["T"] == ["x" * 200_000]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text[:-3], "the last line does not end"),
        (lambda text: text.split(b"\n")[0] + b"\n", "less than the two lines"),
        (lambda text: text.replace(b"submitdate", b"x"), "a second line without the codes"),
        (lambda text: text.replace(b"\tRemarques", b"", 1), "two header lines that do not go"),
        (lambda text: text + b"3\n", "row 3 has 1 cells, for 4 variables"),
    ],
)
def test_what_is_no_vv_file_is_an_error(change, message) -> None:
    with pytest.raises(UnreadableError, match=f"^{message}"):
        parse_vv(change(write_vv(COLUMNS, ROWS)))
