"""Indicators by group of EPLE: what a reader may see of each, and no more.

Tables, bars and alternative texts are all made from these cells, which hold nothing hidden.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from bilan.disclosure.crossed_tables import groups_of, indicator_shares
from bilan.disclosure.nested_shares import withheld
from bilan.disclosure.table_suppression import suppress_groups
from bilan.estimation.study import written
from bilan.french.formats import count
from bilan.survey.indicators import Indicator
from bilan.survey.modalities import WHOLE

SUPPRESSED, NOBODY = "s", "–"


@dataclass(frozen=True)
class Cell:
    """What is shown of a group: the value alone, with its count and base, and as a number.

    `value` is None where there is nothing to show; `told` is then why ("s", "–").
    """

    told: str
    counted: str
    value: float | None = None


@dataclass(frozen=True)
class Row:
    """An indicator over all EPLE, and in each group, by the group's name."""

    indicator: Indicator
    whole: Cell
    groups: dict[str, Cell]


def notes_by_group(domain: str, threshold: int) -> tuple[str, ...]:
    """What stands below a table: how a cell is read, and what its abbreviations mean."""
    kind = "du type" if domain == "voie" else f"du {domain}"
    notes = (
        "**Lecture** : chaque valeur est suivie, entre parenthèses, de son effectif et de sa base.",
        f"**{SUPPRESSED}** : valeur tenue secrète. Moins de {count(threshold)} EPLE {kind} ont "
        "donné cette réponse, ou ne l’ont pas donnée, ou bien la valeur permettrait d’en "
        "retrouver une autre qui est dans ce cas.",
    )
    types = (
        "**LGT** : lycée général et technologique ; **LP** : lycée professionnel ; **SEP** : "
        "section d’enseignement professionnel.",
    )
    return notes + types if domain == "voie" else notes


def rows_by_group(
    indicators: Sequence[Indicator],
    estimates: pd.DataFrame,
    *,
    domain: str,
    threshold: int,
    secret: Mapping[str, "pd.Series[bool]"] | None = None,
) -> list[Row]:
    """One row for each indicator that the estimates have.

    A cell is hidden where it rests on fewer than `threshold` schools, or where it would give away
    another that does. `secret` says so of each share, by id, where that was decided over more than
    this table (`bilan.disclosure.crossed_tables.hidden_groups`).
    """
    groups = groups_of(domain, estimates)
    if secret is None:
        shares = indicator_shares(indicators, estimates, domain=domain, groups=groups)
        secret = withheld(shares, threshold=threshold)
    rows = []
    for indicator in indicators:
        known = estimates[estimates["id"] == indicator.id]
        whole, parts = known[known["domain"] == WHOLE], known[known["domain"] == domain]
        if whole.empty:
            continue
        parts = parts.set_index("category").reindex(groups)
        hidden = secret.get(indicator.id)
        if hidden is None:
            answered = parts["answered"].fillna(0).astype(int)
            hidden = suppress_groups(answered, threshold=threshold)
        cells = {
            str(part["category"]): Cell(SUPPRESSED, SUPPRESSED)
            if hidden[part["category"]]
            else _cell(indicator, part)
            for part in parts.reset_index().to_dict("records")
        }
        rows.append(Row(indicator, _cell(indicator, whole.iloc[0].to_dict()), cells))
    return rows


def _cell(indicator: Indicator, row: dict[Hashable, Any]) -> Cell:
    if row["value"] != row["value"]:
        return Cell(NOBODY, NOBODY)
    base = count(int(row["base"]))
    if indicator.kind in ("share", "ratio"):
        base = f"{count(int(row['numerator']))}/{base}"
    told = written(row["value"], indicator)
    return Cell(told, f"{told} ({base})", float(row["value"]))
