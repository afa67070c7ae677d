"""Parser of the pair that LimeSurvey writes for SPSS: syntax (`.sps`) and data (`.dat`).

`application/controllers/admin/Export.php`, `exportspss`, and
`application/helpers/export_helper.php`, `SPSSExportData`. Variables are numbered in the data and
renamed at the end of the syntax, by `RENAME VARIABLE` or, later, `RENAME VARIABLES`. An inner
quote of a value label is not doubled. Older versions quote every value, later ones texts only, and
end every row with a comma where the last variable is one that they hide.

LimeSurvey declares no missing values. Whoever corrects the syntax may: `MISSING VALUES` is read.
A command that changes answers, `RECODE V5 (99=SYSMIS)`, is not, and is an error.
"""

import re
from dataclasses import replace

from bilan.exports.content import (
    OTHER,
    Content,
    Kind,
    Variable,
    columns_of,
    decoded,
)
from bilan.exports.delimited import Written, split_rows
from bilan.exports.missing_values import MissingValues, declared_missing
from bilan.project.errors import UnreadableError

DECLARED = re.compile(r"/VARIABLES=(.*?)\.\s*\n\s*CACHE\.", re.DOTALL)
TYPE = re.compile(r"^\s*(\w+)\s+(DATETIME|F|A)[\d.]*\s*$", re.MULTILINE)
RENAMED = re.compile(r"^RENAME VARIABLES?\s*\(\s*(\w+)\s*=\s*(\S+)\s*\)\.", re.MULTILINE)
LABEL = re.compile(r"^VARIABLE LABELS\s+(\w+)\s+\"(.*?)\"\.$", re.MULTILINE | re.DOTALL)
VALUES = re.compile(r"^VALUE LABELS\s+(\w+)\n((?: .*\n)+)", re.MULTILINE)
VALUE = re.compile(r"^\s+(?:\"([^\"]*)\"|(-?[\d.]+))\s+\"(.*)\"\.?$")
RECODED = re.compile(r"^RECODE\s+(\w+)\s*\(\s*\"-oth-\"\s*=\s*\"(\d+)\"\s*\)\.", re.MULTILINE)
CHANGING = re.compile(
    r"^[ \t]*(COMPUTE|IF|RECODE|AUTORECODE|COUNT|DO|LOOP|SELECT|FILTER|WEIGHT)\s",
    re.MULTILINE | re.IGNORECASE,
)
NOTHING = Written("", quoted=False)
BEGIN, END = "PRESERVE LOCALE.", "RESTORE LOCALE."  # version 1 has neither
KINDS: dict[str, Kind] = {"DATETIME": "date", "F": "number", "A": "text"}


def parse_sps(content: bytes, data: bytes) -> Content:
    """Content of a syntax file and its data file.

    Raises
    ------
    UnreadableError
        One of the two is not whole, or they do not go together.
    """
    variables, missing, recoded = _syntax(content)
    rows = list(split_rows(decoded(data), separator=",", quote="'"))
    names = [variable.name for variable in variables]
    if all(len(row) == len(names) + 1 and row[-1] == NOTHING for row in rows):
        rows = [row[:-1] for row in rows]
    columns = columns_of(names, ([cell.text for cell in row] for row in rows))
    declared = {}
    for name, values in missing.items():
        other = recoded.get(name)
        cells = [other if other and cell == OTHER else cell or "" for cell in columns[name]]
        declared[name] = [row for row, cell in enumerate(cells) if values.holds(cell)]
        for row in declared[name]:
            columns[name][row] = ""
    return Content(variables, dict(columns), declared)


def read_syntax(content: bytes) -> tuple[Variable, ...]:
    """Variables that a syntax file declares, under the names that it gives them in the end.

    Raises
    ------
    UnreadableError
        The file is not a whole syntax file of LimeSurvey.
    """
    return _syntax(content)[0]


def _syntax(
    content: bytes,
) -> tuple[tuple[Variable, ...], dict[str, MissingValues], dict[str, str]]:
    """Variables, the values that each declares missing, and what each makes of `-oth-`."""
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
    variables = [
        Variable(names[number], labels.get(number, ""), KINDS[kind], values.get(number, {}))
        for number, kind in types
    ]
    commands = VALUES.sub("", LABEL.sub("", text))
    recoded = {names[number]: value for number, value in RECODED.findall(commands)}
    if changing := CHANGING.search(RECODED.sub("", commands)):
        raise UnreadableError(
            f"a command {changing[1].upper()}, which changes answers and is not read here: "
            "run the syntax in SPSS and give its .sav"
        )
    missing_values = declared_missing(commands, [(number, names[number]) for number, _ in types])
    for place, known in missing_values.items():
        variables[place] = replace(variables[place], missing=known.in_words)
    missing = {variables[place].name: known for place, known in missing_values.items()}
    return tuple(variables), missing, recoded


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
