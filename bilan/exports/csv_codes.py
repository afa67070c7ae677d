"""Parser of LimeSurvey's CSV export with question codes and answer codes.

`application/helpers/admin/export/CsvWriter.php`: every value is quoted but one that is not there
(the question was not shown), lines end with CRLF, a blank line ends the file. The separator and
the style of the names, `Q[SQ001]` or `Q_SQ001`, are choices of who exports.
"""

from bilan.exports.content import Content, UnreadableError, Variable, columns_of, decoded
from bilan.exports.delimited import split_rows

SEPARATORS = (";", ",", "\t")


def parse_csv(content: bytes) -> Content:
    """Content of a CSV export.

    A spreadsheet that saved the file anew took the quotes away: what was not shown can then not
    be told from what was not answered, and no cell is None.

    Raises
    ------
    UnreadableError
        The file is not a whole CSV.
    """
    text = decoded(content)
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    header, *rows = split_rows(text, separator=separator, quote='"')
    if "id" not in header:
        raise UnreadableError("a first line without `id`: was it exported with question codes?")
    if not any(cell == "" for row in rows for cell in row):
        rows = [[cell or "" for cell in row] for row in rows]
    names = [cell or "" for cell in header]
    return Content(tuple(Variable(name) for name in names), columns_of(names, rows))
