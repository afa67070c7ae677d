"""What every reader gives: the export's answers as texts, with nothing personal in them."""

from dataclasses import dataclass

import pandas as pd

# LimeSurvey's own columns that the work needs. All others that are not questions of the
# codebook (ipaddr, token, refurl, names, e-mail…) are left in the file.
TECHNICAL = ("id", "submitdate", "startdate", "datestamp")


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
