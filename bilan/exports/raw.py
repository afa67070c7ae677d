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
    None where its format does not tell.
    """

    rows: pd.DataFrame
    variables: tuple[str, ...]
    not_shown: pd.DataFrame | None = None
