"""Reading an export of any format, in a process of its own with limits on memory and time."""

from collections.abc import Collection
from typing import Any

import msgspec
import pandas as pd

from bilan.exports.content import Variable
from bilan.exports.raw import RawExport
from bilan.exports.reader_client import Source, read_content

__all__ = ["Source", "as_raw", "describe_export", "read_export"]


def read_export(
    source: Source, variables: Collection[str], *, presence: Collection[str] = ()
) -> RawExport:
    """The wanted variables of an export, as texts.

    Of a variable in `presence`, a free text, the answer is not read: only whether there is one,
    as "Y" or "".

    Raises
    ------
    DataError
        The export is not a whole file of its format, or reading it goes beyond 2 GB or 60 s.
    """
    return as_raw(read_content(source, variables=variables, presence=presence))


def as_raw(content: Any) -> RawExport:
    """The export that the process which reads spoke of (`read_content`)."""
    cells = pd.DataFrame(content["columns"], dtype=object)
    names = tuple(variable["name"] for variable in content["variables"])
    hidden = cells.isna()
    rows = cells.where(~hidden, "").astype(str)
    declared = pd.DataFrame(False, index=rows.index, columns=rows.columns)
    for name, places in content["declared_missing"].items():
        if name in declared:
            declared.loc[places, name] = True
    return RawExport(
        rows,
        names,
        not_shown=hidden if hidden.to_numpy().any() else None,
        declared_missing=declared if declared.to_numpy().any() else None,
        numbers=frozenset(v["name"] for v in content["variables"] if v["kind"] == "number"),
    )


def describe_export(source: Source) -> tuple[Variable, ...]:
    """Variables of an export with their labels, and not one of its answers.

    Cells that hold a value declared missing are counted.

    Raises
    ------
    DataError
        As `read_export`.
    """
    content = read_content(source)
    return tuple(msgspec.convert(content["variables"], list[Variable]))
