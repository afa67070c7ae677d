"""LimeSurvey's CSV: separators, marks, and what a bare cell means."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilan.exports.content import Variable
from bilan.exports.csv_codes import parse_csv
from bilan.project.errors import UnreadableError

FILE = '"id";"A";"B";"Q[SQ001]"\r\n"1";"";"";"Y"\r\n"2";"";"";\r\n\r\n'


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_any_separator_and_any_mark(separator: str, mark: str) -> None:
    content = parse_csv((mark + FILE).replace(";", separator).encode())
    assert [variable.name for variable in content.variables] == ["id", "A", "B", "Q[SQ001]"]
    assert content.columns == {
        "id": ["1", "2"], "A": ["", ""], "B": ["", ""], "Q[SQ001]": ["Y", None],
    }  # fmt: skip


@pytest.mark.parametrize(
    "row",
    [
        '"2";;;',  # nothing to compare with
        '"2";"";;',  # one empty cell in quotes may be a slip
        '2;"";"";',  # a spreadsheet took a quote away
    ],
)
def test_a_row_that_is_not_as_exported_says_nothing_of_what_was_shown(row: str) -> None:
    content = parse_csv(FILE.replace('"2";"";"";', row).encode())
    assert content.columns["Q[SQ001]"] == ["Y", ""]


CELLS = st.sampled_from(['"Y"', '""', "", "Y"])


@settings(deadline=None, max_examples=40)
@given(
    rows=st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=2, max_size=5),
    place=st.integers(0, 3),
    odd=CELLS,
)
def test_a_cell_changes_what_its_own_row_says_and_no_other(
    rows: list[list[str]], place: int, odd: str
) -> None:
    changed = [[*rows[0][:place], odd, *rows[0][place + 1 :]], *rows[1:]]
    before, after = (rows_of(each) for each in (rows, changed))
    assert before[1:] == after[1:]


def rows_of(rows: list[list[str]]) -> list[tuple[str | None, ...]]:
    lines = ['"id";"A";"B";"C";"D"', *(f'"{n}";{";".join(row)}' for n, row in enumerate(rows))]
    columns = parse_csv(("\r\n".join(lines) + "\r\n").encode()).columns
    return list(zip(*columns.values(), strict=True))


@pytest.mark.parametrize("hint", ["sep=;\r\n", "SEP=;\n", '"sep=;"\r\n', "sep=;;;;\r\n"])
def test_the_line_that_tells_excel_the_separator_is_read(hint: str) -> None:
    assert parse_csv((hint + FILE).encode()) == parse_csv(FILE.encode())


def test_a_separator_within_a_text_is_not_one() -> None:
    assert parse_csv(b'"id","T"\r\n"1","a;b;c;d"\r\n').columns["T"] == ["a;b;c;d"]


@pytest.mark.parametrize("between", [". ", ": ", " - ", "._."])
def test_a_first_line_of_codes_and_texts_gives_both(between: str) -> None:
    header = '"id. Response ID";"Q[SQ001]. Which one, of a, b,\n c? [One]";"other2. Say\xa0more"'
    text = header.replace(". ", between) + '\r\n"1";"Y";"x;y"\r\n'
    content = parse_csv(text.encode())
    assert content.variables == (
        Variable("id", "Response ID"),
        Variable("Q[SQ001]", "Which one, of a, b, c? [One]"),
        Variable("other2", "Say more"),
    )
    assert content.columns == {"id": ["1"], "Q[SQ001]": ["Y"], "other2": ["x;y"]}


def test_only_the_first_cell_tells_the_separator() -> None:
    header = "id;" + ";".join(f'"Q{number},,,,"' for number in range(3))
    assert len(parse_csv(f"{header}\r\n1;a;b;c\r\n".encode()).variables) == 4


@pytest.mark.parametrize("date", ["", "03-09-2013 00:17:36"])
def test_answers_of_a_file_without_names_are_no_names(date: str) -> None:
    """A data file for R of version 1, in Indonesian: its first answer would be shown."""
    text = f'"7","{date}","id","Somebody"\n"8","","id","Else"\n'
    with pytest.raises(UnreadableError, match=r"^a first line without `id`"):
        parse_csv(text.encode())


def test_an_answer_that_begins_with_id_is_no_name() -> None:
    with pytest.raises(UnreadableError, match=r"^a first line without `id`"):
        parse_csv(b'"7","id. card","Somebody"\n"8","","Else"\n')


STRUCTURE = "class\ttype/scale\tname\trelevance\ttext"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (f"{STRUCTURE}\nS\t\tsid\t\t1".encode(), "a questionnaire, no answers"),
        (f"id\trelated_id\t{STRUCTURE}\n1\t\tS\t\tsid\t\t1\n".encode(), "a questionnaire"),
        (b'"Response ID","Date submitted"\n"1",""\n', "a first line without `id`"),
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
