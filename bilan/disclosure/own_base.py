"""Shares among the schools that gave a certain answer, none of which tells on a school."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from bilan.disclosure.table_suppression import hidden_shares
from bilan.estimation.answer_shares import COUNTED, Row, option_measures, shares_table
from bilan.estimation.estimates import everyone_in, row_of
from bilan.project.errors import DataError
from bilan.responses.responses import Responses, holds
from bilan.survey.codebook import FRAME_COLUMNS, Asked
from bilan.survey.conditions import Condition

OWN_BASE = "base"  # the domain of such shares


def shares_within(
    responses: Responses,
    question: Asked,
    *,
    base: Condition,
    label: str,
    threshold: int,
    together: Mapping[str, Collection[str]] | None = None,
) -> pd.DataFrame:
    """Shares of the options of a question among the schools that gave a certain answer.

    The columns are those of `answer_shares`, with the domain `base` and `label` as category, and
    `suppressed`: the table crosses two answers, so that a share is hidden where the table of those
    who gave both, one or the other would tell fewer than `threshold` schools.

    Raises
    ------
    DataError
        The base names a column of the sampling frame.
    """
    if named := sorted(set(base) & set(FRAME_COLUMNS)):
        raise DataError(
            f"base on `{named[0]}`, a column of the sampling frame",
            expected="a base on answers",
            next_step=f'cross the question with it, `by="{named[0]}"`, and keep a category',
        )
    inside = holds(base, responses)
    everyone = everyone_in(responses)
    rows: list[Row] = []
    hidden = []
    for (option, name), measure in option_measures(responses, question, together):
        within = replace(
            measure,
            base=measure.base & (inside == 1.0),
            undecided=measure.undecided | (measure.base & np.isnan(inside)),
            population=None,
        )
        row, whole = row_of(within, *everyone), row_of(measure, *everyone)
        gave = pd.Series([row["numerator"], whole["numerator"] - row["numerator"]]).astype(int)
        of = pd.Series([row["base"], whole["base"] - row["base"]]).astype(int)
        hidden.append(bool(hidden_shares(gave, of, threshold=threshold)[0]))
        rows.append((option, name, OWN_BASE, label, row))
    table = shares_table(question, rows).assign(suppressed=hidden)
    return without_secrets(table)


def without_secrets(shares: pd.DataFrame) -> pd.DataFrame:
    """The shares with nothing but their base where they are suppressed."""
    table = shares.copy()
    told = [name for name in COUNTED if name != "base"]
    table[told] = table[told].astype(float).mask(table["suppressed"])
    return table
