"""Parser of `.sav` and `.zsav` files: those of LimeSurvey's plugin, and SPSS's own.

pyreadstat can crash on a damaged file, ask for all memory, or read fewer rows than the file
announces: hence a process of its own, and the count of rows held against the header's.
"""

import datetime as dt
import struct
from pathlib import Path
from typing import Any

from bilan.exports.content import Cell, Content, Kind, Variable
from bilan.exports.missing_values import in_words
from bilan.project.errors import UnreadableError


def parse_sav(path: Path, wanted: set[str] | None) -> Content:
    """Content of a `.sav` or `.zsav` file; `wanted` None asks for no cell.

    A value that the file declares user-missing is no answer: its cell is empty, and its row is in
    `declared_missing`. Without `user_missing=True` pyreadstat makes such cells empty and says
    neither which nor why; hence two readings of the variables that declare any.

    Raises
    ------
    UnreadableError
        The file is not a whole `.sav` file.
    """
    import pyreadstat

    announced = announced_rows(path)
    try:
        _, metadata = pyreadstat.read_sav(path, metadataonly=True, user_missing=True)
        names = metadata.column_names
        declaring = [name for name in names if name in metadata.missing_ranges]
        read = declaring if wanted is None else [name for name in names if name in wanted]
        if not read:
            return Content(_variables(metadata), {})
        rows, _ = pyreadstat.read_sav(path, usecols=read, user_missing=True)
        declaring = [name for name in read if name in metadata.missing_ranges]
        valid = pyreadstat.read_sav(path, usecols=declaring)[0] if declaring else rows[[]]
    except Exception as error:  # whatever a damaged file makes of the library
        message = " ".join(str(error).split())
        raise UnreadableError(f"{type(error).__name__}: {message}") from error
    if announced >= 0 and len(rows) != announced:
        raise UnreadableError(f"{len(rows)} rows, where the header announces {announced}")
    missing = rows[declaring].notna() & valid.isna()
    declared = {name: [int(row) for row in missing.index[missing[name]]] for name in declaring}
    rows[declaring] = valid
    columns: dict[str, list[Cell]] = {name: [text_of(v) for v in rows[name]] for name in read}
    return Content(_variables(metadata), {} if wanted is None else columns, declared)


def announced_rows(path: Path) -> int:
    """Number of rows in the header of a `.sav` file; -1 where it does not say.

    Raises
    ------
    UnreadableError
        The file does not begin as a `.sav` file does.
    """
    with path.open("rb") as file:
        header = file.read(84)
    if len(header) < 84 or header[:4] not in (b"$FL2", b"$FL3"):
        raise UnreadableError("no header of an SPSS system file")
    order = "<" if header[64:68] in (b"\x02\0\0\0", b"\x03\0\0\0") else ">"
    (announced,) = struct.unpack(f"{order}i", header[80:84])
    return int(announced)


def _variables(metadata: Any) -> tuple[Variable, ...]:
    def kind(name: str) -> Kind:
        if str(metadata.original_variable_types.get(name, "")).startswith(("DATE", "ADATE")):
            return "date"
        return "text" if metadata.readstat_variable_types.get(name) == "string" else "number"

    labels = metadata.column_names_to_labels
    values = metadata.variable_value_labels
    return tuple(
        Variable(
            name,
            labels.get(name) or "",
            kind(name),
            {text_of(code): str(label) for code, label in values.get(name, {}).items()},
            tuple(in_words(one["lo"], one["hi"]) for one in metadata.missing_ranges.get(name, ())),
        )
        for name in metadata.column_names
    )


def text_of(value: Any) -> str:
    """A cell as text: numbers without a needless ".0", missing as ""."""
    import pandas as pd  # pyreadstat brings it; the readers of texts do without, half a second less

    if pd.isna(value):  # a number, or a date that is none
        return ""
    if isinstance(value, dt.date):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).rstrip(" ")
