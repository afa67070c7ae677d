"""Parser of LimeSurvey's CSV export with question codes and answer codes.

`application/helpers/admin/export/CsvWriter.php`: every value is quoted but one that is not there
(the question was not shown), lines end with CRLF, a blank line ends the file. The separator and
the style of the names, `Q[SQ001]` or `Q_SQ001`, are choices of who exports, and so is a first line
of codes and texts, `Q. Which one?`, with any sign between the two. A line `sep=;` before it tells
Excel the separator.
"""

import re
from collections.abc import Sequence

from bilan.exports.content import Cell, Content, Variable, columns_of, decoded
from bilan.exports.delimited import Written, split_rows
from bilan.project.errors import UnreadableError

SEPARATORS = (";", ",", "\t")
FIRST = re.compile(r'(?:"(?:[^"]|"")*"|[^";,\t\r\n]*)([;,\t])')  # the first cell and what ends it
HINT = re.compile(r'"?sep=([;,\t])"?[;,\t]*(?:\r\n|\n|\r)', re.IGNORECASE)  # for Excel
BETWEEN = re.compile(r"^id([^A-Za-z0-9]+)\w")  # what stands between a code and a text
ANSWERED = set(':/@"')  # signs that no code has; the dates of every row have the first
STRUCTURE = {"class", "type/scale"}  # columns of a questionnaire as tab-separated text


def parse_csv(content: bytes) -> Content:
    """Content of a CSV export.

    Whoever saved the file anew took quotes away or added some: what was not shown can then not be
    told from what was not answered, and no cell of the row is None.

    Raises
    ------
    UnreadableError
        The file is not a whole CSV.
    """
    text = decoded(content)
    if hint := HINT.match(text):
        text, separator = text[hint.end() :], hint[1]
    else:
        ended = FIRST.match(text)
        separator = ended[1] if ended else SEPARATORS[0]
    lines = split_rows(text, separator=separator, quote='"')
    variables = _variables([cell.text for cell in next(lines, [])])
    if any(ANSWERED & set(variable.name) for variable in variables):  # the answers are not told
        raise UnreadableError("a first line that holds more than names: were two lines joined?")
    rows = (_cells(row) for row in lines)
    return Content(variables, columns_of([variable.name for variable in variables], rows))


def _cells(row: Sequence[Written]) -> list[Cell]:
    """Cells of a row; None where LimeSurvey says that a question was not shown.

    The row is as LimeSurvey wrote it where each filled cell is in quotes, and two empty ones: one
    alone may be a slip.
    """
    as_exported = all(cell.quoted for cell in row if cell.text)
    if as_exported and sum(cell.quoted for cell in row if not cell.text) > 1:
        return [cell.text if cell.quoted else None for cell in row]
    return [cell.text for cell in row]


def _variables(header: list[str]) -> tuple[Variable, ...]:
    """Variables of a first line, with their texts where it has them too."""
    if set(header) >= STRUCTURE:
        raise UnreadableError("a questionnaire, no answers: export its structure as .lss")
    if "id" in header and all(header) and not header[0].isdecimal():
        return tuple(Variable(name) for name in header)
    between = next((found[1] for cell in header if (found := BETWEEN.match(cell))), None)
    if between is None or not all(between in cell for cell in header):
        raise UnreadableError(
            "a first line without `id`: was it exported with question codes? (for R, it never is)"
        )
    pairs = (cell.partition(between) for cell in header)
    return tuple(Variable(name, " ".join(label.split())) for name, _, label in pairs)
