"""What every reader gives: the export's answers as texts, with nothing personal in them."""

from dataclasses import dataclass

import pandas as pd

from bilan.exports.content import TECHNICAL

__all__ = ["TECHNICAL", "RawExport"]


@dataclass(frozen=True)
class RawExport:
    """An export as read: one row an answer, texts as exported, "" for an empty cell.

    `variables` lists every variable of the file, also those that were not read. `not_shown` has
    the rows and columns of `rows`, true where the file itself says that a question was not shown;
    None where its format does not tell. `declared_missing`, likewise, is true where the cell held a
    value that the file (SPSS: user-missing) or vague.yml declares to be no answer. `numbers` are
    the variables that the file declares to be numbers: a point in them can only be a decimal one.
    """

    rows: pd.DataFrame
    variables: tuple[str, ...]
    not_shown: pd.DataFrame | None = None
    declared_missing: pd.DataFrame | None = None
    numbers: frozenset[str] = frozenset()
