"""Indicators by group of EPLE: what a reader may see of each, and no more.

Tables, bars and alternative texts are all made from these cells, which hold nothing hidden.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import pandas as pd

from bilan.disclosure.crossed_tables import groups_of
from bilan.disclosure.table_suppression import hidden_shares, suppress_groups
from bilan.estimation.study import written
from bilan.french.formats import count
from bilan.french.texts import Holds, texts_of
from bilan.project.yaml_records import Strict
from bilan.survey.indicators import Indicator
from bilan.survey.modalities import WHOLE

SUPPRESSED, NOBODY = "s", "–"


class _Texts(Strict, frozen=True):
    how_to_read: str
    secret: Annotated[str, Holds("sign", "threshold", "group")]
    groups: dict[str, str]
    names: dict[str, str]


texts = texts_of(__file__, _Texts)


@dataclass(frozen=True)
class Cell:
    """What is shown of a group: the value alone, with its count and base, and as a number.

    `value` is None where there is nothing to show; `told` is then why ("s", "–"). `numerator` is
    None of a mean, whose sum is not shown.
    """

    told: str
    counted: str
    value: float | None = None
    numerator: int | None = None
    base: int | None = None


@dataclass(frozen=True)
class Row:
    """An indicator over all EPLE, and in each group, by the group's name."""

    indicator: Indicator
    whole: Cell
    groups: dict[str, Cell]


def notes_by_group(domain: str, threshold: int) -> tuple[str, ...]:
    """What stands below a table: how a cell is read, and what its abbreviations mean."""
    said = texts()
    group = said.groups[domain]
    secret = said.secret.format(sign=SUPPRESSED, threshold=count(threshold), group=group)
    notes = (said.how_to_read, secret)
    return (*notes, said.names[domain]) if domain in said.names else notes


def rows_by_group(
    indicators: Sequence[Indicator],
    estimates: pd.DataFrame,
    *,
    domain: str,
    threshold: int,
    secret: Mapping[str, "pd.Series[bool]"] | None = None,
) -> list[Row]:
    """One row for each indicator that the estimates have.

    `secret` says of each share, by id, in which groups it is hidden, as decided over all that is
    published (`crossed_tables.hidden_groups`); without it, each row decides by itself. A mean or a
    ratio is hidden where it rests on fewer than `threshold` schools, or where it would give away
    another that does.

    Raises
    ------
    KeyError
        `secret` does not know a share.
    """
    groups = groups_of(domain, estimates)
    rows = []
    for indicator in indicators:
        known = estimates[estimates["id"] == indicator.id]
        whole, parts = known[known["domain"] == WHOLE], known[known["domain"] == domain]
        if whole.empty:
            continue
        parts = parts.set_index("category").reindex(groups)
        counts = parts[["numerator", "base", "answered"]].fillna(0).astype(int)
        if not isinstance(indicator.numerator, dict):
            hidden = suppress_groups(counts["answered"], threshold=threshold)
        elif secret is None:
            hidden = hidden_shares(counts["numerator"], counts["base"], threshold=threshold)
        else:
            hidden = secret[indicator.id]
        cells = {
            str(part["category"]): Cell(SUPPRESSED, SUPPRESSED)
            if hidden[part["category"]]
            else _cell(indicator, part)
            for part in parts.reset_index().to_dict("records")
        }
        rows.append(Row(indicator, _cell(indicator, whole.iloc[0].to_dict()), cells))
    return rows


def _cell(indicator: Indicator, row: dict[Hashable, Any]) -> Cell:
    if pd.isna(row["value"]):
        return Cell(NOBODY, NOBODY)
    base, numerator = int(row["base"]), None
    counted = count(base)
    if indicator.kind in ("share", "ratio"):
        numerator = int(row["numerator"])
        counted = f"{count(numerator)}/{counted}"
    told = written(row["value"], indicator)
    return Cell(told, f"{told} ({counted})", float(row["value"]), numerator, base)
