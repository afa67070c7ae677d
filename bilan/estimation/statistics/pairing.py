"""Schools that answered in two waves."""

import pandas as pd

from bilan.project.errors import DataError, listed


def paired(before: pd.DataFrame, after: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answers of the schools that answered in both waves, in the order of their UAI.

    Parameters
    ----------
    before, after
        One row for each school, on its UAI. A school that is absent from either wave, or misses
        any column in it, is left out.

    Raises
    ------
    DataError
        A school twice in a wave, or no school in both.
    """
    for wave in (before, after):
        twice = wave.index[wave.index.duplicated()]
        if len(twice):
            raise DataError(
                "paired comparison",
                expected="one answer for each school of a wave",
                found=listed(sorted(set(map(str, twice)))),
                next_step="keep one response for each school",
            )
    # A fixed order, so that the draws do not depend on the order of the rows.
    both = before.dropna().index.intersection(after.dropna().index).sort_values()
    if both.empty:
        raise DataError(
            "paired comparison",
            expected="schools that answered in both waves",
            found="none",
            next_step="leave the comparison out",
        )
    return before.loc[both], after.loc[both]
