"""LimeSurvey's CSV: separators, marks, and what a bare cell means."""

import pytest

from bilan.exports.content import UnreadableError
from bilan.exports.csv_codes import parse_csv

FILE = '"id";"Q[SQ001]";"Q[SQ002]"\r\n"1";"Y";""\r\n"2";;\r\n\r\n'


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_any_separator_and_any_mark(separator: str, mark: str) -> None:
    content = parse_csv((mark + FILE).replace(";", separator).encode())
    assert [variable.name for variable in content.variables] == ["id", "Q[SQ001]", "Q[SQ002]"]
    assert content.columns == {"id": ["1", "2"], "Q[SQ001]": ["Y", None], "Q[SQ002]": ["", None]}


def test_without_quoted_empty_cells_nothing_is_said_of_what_was_shown() -> None:
    content = parse_csv(FILE.replace('""', "").encode())
    assert content.columns["Q[SQ001]"] == ["Y", ""]
    assert content.columns["Q[SQ002]"] == ["", ""]


def test_a_separator_within_a_text_is_not_one() -> None:
    assert parse_csv(b'"id","T"\r\n"1","a;b;c;d"\r\n').columns["T"] == ["a;b;c;d"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "an empty file"),
        (b"\xef\xbb\xbf\r\n", "an empty file"),
        ('"id";"été"\r\n'.encode("latin-1"), "not a text in UTF-8, from byte 6 on"),
        (b"PK\x03\x04\0\0", "not a text"),
        (b"word\r\n", "a first line without `id`"),
        ('"Numéro";"Quelle instance ?"\r\n'.encode(), "a first line without `id`"),
        (b'"id","A"\r\n"1","Y"\r\n"2"\r\n', "row 2 has 1 cells, for 2 variables"),
        (b'"id","A","A"\r\n"1","Y",""\r\n', "two variables are named A"),
    ],
)
def test_what_is_no_csv_is_an_error(content: bytes, message: str) -> None:
    with pytest.raises(UnreadableError, match=f"^{message}"):
        parse_csv(content)
