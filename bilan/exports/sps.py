"""Parser of the pair that LimeSurvey writes for SPSS: syntax (`.sps`) and data (`.dat`).

`application/controllers/admin/Export.php`, `exportspss`, and
`application/helpers/export_helper.php`, `SPSSExportData`. Variables are numbered in the data and
renamed at the end of the syntax, by `RENAME VARIABLE` or, later, `RENAME VARIABLES`. An inner
quote of a value label is not doubled. Older versions quote every value, later ones texts only, and
end every row with a comma where the last variable is one that they hide.
"""

import re

from bilan.exports.content import Content, Kind, UnreadableError, Variable, columns_of, decoded
from bilan.exports.delimited import split_rows

DECLARED = re.compile(r"/VARIABLES=(.*?)\.\s*\n\s*CACHE\.", re.DOTALL)
TYPE = re.compile(r"^\s*(\w+)\s+(DATETIME|F|A)[\d.]*\s*$", re.MULTILINE)
RENAMED = re.compile(r"^RENAME VARIABLES?\s*\(\s*(\w+)\s*=\s*(\S+)\s*\)\.", re.MULTILINE)
LABEL = re.compile(r"^VARIABLE LABELS\s+(\w+)\s+\"(.*?)\"\.$", re.MULTILINE | re.DOTALL)
VALUES = re.compile(r"^VALUE LABELS\s+(\w+)\n((?: .*\n)+)", re.MULTILINE)
VALUE = re.compile(r"^\s+(?:\"([^\"]*)\"|(-?[\d.]+))\s+\"(.*)\"\.?$")
BEGIN, END = "PRESERVE LOCALE.", "RESTORE LOCALE."  # version 1 has neither
KINDS: dict[str, Kind] = {"DATETIME": "date", "F": "number", "A": "text"}


def parse_sps(content: bytes, data: bytes) -> Content:
    """Content of a syntax file and its data file.

    Raises
    ------
    UnreadableError
        One of the two is not whole, or they do not go together.
    """
    variables = read_syntax(content)
    rows = list(split_rows(decoded(data), separator=",", quote="'"))
    names = [variable.name for variable in variables]
    if all(len(row) == len(names) + 1 and row[-1] is None for row in rows):
        rows = [row[:-1] for row in rows]
    columns = columns_of(names, ([cell or "" for cell in row] for row in rows))
    return Content(variables, columns)


def read_syntax(content: bytes) -> tuple[Variable, ...]:
    """Variables that a syntax file declares, under the names that it gives them in the end.

    Raises
    ------
    UnreadableError
        The file is not a whole syntax file of LimeSurvey.
    """
    text = decoded(content).replace("\r\n", "\n")
    declared = DECLARED.search(text)
    if declared is None:
        raise UnreadableError("no list of variables: not a syntax file of LimeSurvey")
    if not text.rstrip().endswith(END if BEGIN in text else (END, ").")):
        raise UnreadableError(f"a syntax file that does not end with {END}: it is cut off")
    names = dict(RENAMED.findall(text))
    types = TYPE.findall(declared[1])
    if unnamed := [number for number, _ in types if number not in names]:
        raise UnreadableError(f"no name for variable {unnamed[0]}")
    labels = {number: _joined(label) for number, label in LABEL.findall(text)}
    values = {number: _value_labels(lines) for number, lines in VALUES.findall(text)}
    return tuple(
        Variable(names[number], labels.get(number, ""), KINDS[kind], values.get(number, {}))
        for number, kind in types
    )


def _joined(label: str) -> str:
    """A label that was cut into pieces, and whose quotes were doubled."""
    return label.replace('"+\n"', "").replace('""', '"')


def _value_labels(lines: str) -> dict[str, str]:
    found = {}
    for line in lines.splitlines():
        if match := VALUE.match(line):
            text, number, label = match.groups()
            found[number if text is None else text] = label
    return found
