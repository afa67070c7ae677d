"""Parser of the VV survey file: tab separated, questions in a first line, codes in a second.

`application/controllers/admin/Export.php`, `vvexport`: the values are those of the database;
what was not shown is `{question_not_shown}`, and braces, tabs and line ends are spelt out.
Older versions end both header lines with a tab and give `NULL` for a missing `submitdate`.
"""

import csv
import io
from typing import Final

from bilan.exports.content import Cell, Content, Variable, columns_of, decoded
from bilan.project.errors import UnreadableError

NOT_SHOWN = ("{question_not_shown}", "NULL")
SPELT: Final = {"{newline}": "\n", "{cr}": "\r", "{tab}": "\t", "{quote}": '"', "{lbrace}": "{"}


def parse_vv(content: bytes) -> Content:
    """Content of a VV survey file.

    Raises
    ------
    UnreadableError
        The file is not a whole VV file.
    """
    text = decoded(content)
    if not text.endswith("\n"):
        raise UnreadableError("the last line does not end: the file is cut off")
    csv.field_size_limit(len(text))
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    if len(lines) < 2:
        raise UnreadableError("less than the two lines that name the variables")
    labels, names = (line[:-1] if line[-1:] == [""] else line for line in lines[:2])
    if "id" not in names or "submitdate" not in names:
        raise UnreadableError("a second line without the codes of the variables")
    if len(labels) != len(names):
        raise UnreadableError("two header lines that do not go together")
    rows = [[_cell(value) for value in line] for line in lines[2:] if line]
    variables = tuple(Variable(name, label) for name, label in zip(names, labels, strict=True))
    return Content(variables, columns_of(names, rows))


def _cell(value: str) -> Cell:
    if value in NOT_SHOWN:
        return None
    for spelt, sign in SPELT.items():  # the brace last: a text may itself hold "{tab}"
        value = value.replace(spelt, sign)
    return value
