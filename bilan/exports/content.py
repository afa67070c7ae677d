"""What a parser finds in an export: its variables and their cells, before any is interpreted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bilan.project.errors import UnreadableError

Kind = Literal["text", "number", "date", "unknown"]
Cell = str | None  # None: the format says that the question was not shown

# LimeSurvey's own columns that the work needs. All others that are not questions of the
# codebook (ipaddr, token, refurl, names, e-mail…) are left in the file.
TECHNICAL = ("id", "submitdate", "startdate", "datestamp")
OTHER = "-oth-"  # the answer "other" of a list
OTHER_ITEM = "other"  # the sub-question of a multiple choice that is a free text


@dataclass(frozen=True)
class Variable:
    """A variable of an export, with the labels that the file gives it.

    missing : values that the file declares to be no answer, such as "99" or "-9 to -1".
    missing_cells : how many cells hold one of them; 0 where the cells were not looked at.
    """

    name: str
    label: str = ""
    kind: Kind = "unknown"
    value_labels: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    missing_cells: int = 0


@dataclass(frozen=True)
class Content:
    """Variables in the order of the file, and the cells of those that were asked for.

    `declared_missing` gives the rows, from 0, in which a variable holds a value that the file
    declares to be no answer: the cell is then empty.
    """

    variables: tuple[Variable, ...]
    columns: Mapping[str, list[Cell]]
    declared_missing: Mapping[str, list[int]] = field(default_factory=dict)


def columns_of(names: list[str], rows: Iterable[list[Cell]]) -> dict[str, list[Cell]]:
    """Cells by variable, from the rows of a text file.

    Raises
    ------
    UnreadableError
        A row does not have a cell for each variable.
    """
    columns: dict[str, list[Cell]] = {name: [] for name in names}
    if len(columns) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise UnreadableError(f"two variables are named {twice}")
    for number, row in enumerate(rows, start=1):
        if len(row) != len(names):
            raise UnreadableError(f"row {number} has {len(row)} cells, for {len(names)} variables")
        for name, cell in zip(names, row, strict=True):
            columns[name].append(cell)
    return columns


def decoded(content: bytes) -> str:
    """Text of a file in UTF-8, its byte order mark left out.

    Raises
    ------
    UnreadableError
        The file is empty, binary, or in another encoding.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"not a text in UTF-8, from byte {error.start} on: did a spreadsheet save it anew?"
        ) from error
    if not text.strip():
        raise UnreadableError("an empty file")
    if "\0" in text:
        raise UnreadableError("not a text")
    return text
