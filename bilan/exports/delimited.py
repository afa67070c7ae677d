"""Rows of a delimited text, in which a quoted empty cell and a bare one stay two things."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bilan.project.errors import UnreadableError


class Written(NamedTuple):
    """A cell as it stands in the file: its text, and whether it is in quotes."""

    text: str
    quoted: bool


def split_rows(text: str, *, separator: str, quote: str) -> Iterator[list[Written]]:
    """Rows of a text, cell by cell.

    A row of empty cells alone is left out: LimeSurvey ends a CSV with a blank line, and gives
    one empty row for a survey without answers.

    Raises
    ------
    UnreadableError
        A quote is not closed or is followed by text, or the last line does not end.
    """
    cell = re.compile(
        rf"(?:{quote}([^{quote}]*(?:{quote}{quote}[^{quote}]*)*){quote}"
        rf"|([^{quote}{separator}\r\n][^{separator}\r\n]*)?)"
        rf"({separator}|\r\n|\n|\r|\Z)"
    )
    row: list[Written] = []
    position, number = 0, 1
    while position < len(text):
        match = cell.match(text, position)
        if match is None:
            raise UnreadableError(
                f"line {number}: a quote that is not closed, or not where it may be"
            )
        quoted, bare, end = match.groups()
        if quoted is None:
            row.append(Written(bare or "", quoted=False))
        else:
            row.append(Written(quoted.replace(quote * 2, quote), quoted=True))
        position = match.end()
        if end == separator:
            continue
        if not end:
            raise UnreadableError(f"line {number} does not end: the file is cut off")
        if any(cell.text for cell in row):
            yield row
        row, number = [], number + 1
    if row:
        raise UnreadableError(f"line {number} does not end: the file is cut off")
