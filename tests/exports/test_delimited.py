"""Rows of a delimited text: what is quoted, what is bare, and where a text is cut off."""

import pytest

from bilan.exports.content import Cell
from bilan.exports.delimited import split_rows
from bilan.project.errors import UnreadableError


def rows(text: str, separator: str = ",", quote: str = '"') -> list[list[Cell]]:
    """Rows in which None stands for a bare empty cell."""
    return [
        [cell.text if cell.text or cell.quoted else None for cell in row]
        for row in split_rows(text, separator=separator, quote=quote)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"a","b"\r\n', [["a", "b"]]),
        ('"a",""\n"b",\n', [["a", ""], ["b", None]]),
        (',"a"\n', [[None, "a"]]),
        ('"a ""quoted"" word","x\ny"\n', [['a "quoted" word', "x\ny"]]),
        ('""""\n', [['"']]),
        ("a,b\r\n\r\n", [["a", "b"]]),  # the blank line that LimeSurvey ends with
        ('"a","b"\n"",\n', [["a", "b"]]),  # the empty row of a survey without answers
        ("5' 10,b\n", [["5' 10", "b"]]),
        ("a\rb\r", [["a"], ["b"]]),
    ],
)
def test_cells_are_quoted_bare_or_not_there(text: str, expected: list[list[Cell]]) -> None:
    assert rows(text) == expected


def test_the_quote_of_spss_is_another() -> None:
    text = "1,'l''été, \"cité\"',,''\n"
    assert rows(text, quote="'") == [["1", 'l\'été, "cité"', None, ""]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('"a","b', "line 1: a quote that is not closed"),
        ('"a","b" c\n', "line 1: a quote that is not closed"),
        ('"a"\n"b', "line 2: a quote that is not closed"),
        ('"a"\n"b"', "line 2 does not end"),
        ('"a"\n"b",', "line 2 does not end"),
    ],
)
def test_what_is_cut_off_is_an_error(text: str, message: str) -> None:
    with pytest.raises(UnreadableError, match=f"^{message}"):
        rows(text)
