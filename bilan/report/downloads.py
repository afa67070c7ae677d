"""The tables that readers download: French names, decimal points, nothing that a sheet runs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from bilan.disclosure.crossed_tables import group_label
from bilan.disclosure.group_table import SUPPRESSED, Row
from bilan.french.formats import csv_chance, csv_side, rounded
from bilan.project.csv_files import csv_text
from bilan.project.paths import EVOLUTION_FILE as EVOLUTION_FILE
from bilan.project.paths import INDICATORS_FILE as INDICATORS_FILE
from bilan.responses.records import aside_by_reason
from bilan.survey.indicator_definitions import definition
from bilan.survey.indicators import Indicator
from bilan.survey.modalities import WHOLE

HEADER = (
    "indicateur",
    "libelle",
    "valeur",
    "unite",
    "numerateur",
    "base",
    "base_libelle",
    "definition",
    "borne_basse",
    "borne_haute",
    "ic95_bas",
    "ic95_haut",
    "publie_2014",
)
CHANGES_HEADER = (
    "indicateur",
    "libelle",
    "unite",
    "avant",
    "apres",
    "ecart",
    "ecart_borne_basse",
    "ecart_borne_haute",
    "eple_apparies",
    "p",
    "p_holm",
    "verdict",
    "ecart_decelable",
    "motif",
)
GROUPS_HEADER = (
    "indicateur",
    "libelle",
    "domaine",
    "groupe",
    "valeur",
    "unite",
    "numerateur",
    "base",
)
SET_ASIDE_HEADER = ("motif", "lignes")
UNITS = {"percent": "%", "number": "nombre", "per_month": "par mois"}


def indicators_csv(indicators: Sequence[Indicator], estimates: pd.DataFrame) -> str:
    """Indicators of a wave as CSV text, one row each; shares and ratios in percent.

    The post-stratified value is left out: with the public list of schools, it is one more equation
    on the counts by type and secteur, and gives away most of those that are hidden.
    """
    whole = estimates[estimates["domain"] == WHOLE].set_index("id")
    rows = []
    for indicator in indicators:
        if indicator.id not in whole.index:
            continue
        row = whole.loc[indicator.id]
        scale = 100 if indicator.kind in ("share", "ratio") else 1
        columns = ("value", "lower", "upper", "ci_lower", "ci_upper")
        value, *others = (_decimal(row[column], scale) for column in columns)
        published = indicator.published.value if indicator.published else ""
        counts = [_decimal(row["numerator"], 1), _decimal(row["base"], 1)]
        named = (indicator.id, indicator.label, value, UNITS[indicator.unit])
        told = (indicator.base_label, definition(indicator))
        rows.append((*named, *counts, *told, *others, published or ""))
    return csv_text(HEADER, rows)


def evolution_csv(indicators: Sequence[Indicator], changes: pd.DataFrame, *, alpha: float) -> str:
    """What changed since the wave before as CSV text; shares, ratios and their gaps in percent."""
    known = {indicator.id: indicator for indicator in indicators}
    rows = []
    for row in changes.to_dict("records"):
        indicator = known[row["id"]]
        scale = 100 if indicator.kind in ("share", "ratio") else 1
        gap = row["after"] - row["before"] if row["verdict"] != "non comparable" else None
        values = (row["before"], row["after"], gap, row["lower"], row["upper"])
        rows.append(
            (
                indicator.id,
                indicator.label,
                UNITS[indicator.unit],
                *(_decimal(value, scale) for value in values),
                _decimal(row["paired"], 1),
                csv_chance(row["p_value"], alpha),
                csv_side(row["p_adjusted"], alpha),
                row["verdict"],
                _decimal(row["smallest"], scale),
                row["reason"],
            )
        )
    return csv_text(CHANGES_HEADER, rows)


def groups_csv(tables: Mapping[str, Sequence[Row]]) -> str:
    """Indicators by group as CSV text: what the dashboard shows, "s" for what it hides.

    `tables` are rows by domain. A mean has the one decimal that the dashboard gives it: more would
    tell the sum of the answers.
    """
    rows = []
    for domain, shown in tables.items():
        for row in shown:
            about = (row.indicator.id, row.indicator.label, domain)
            for name, cell in row.groups.items():
                hidden = SUPPRESSED if cell.told == SUPPRESSED else ""
                counts = (hidden if n is None else n for n in (cell.numerator, cell.base))
                value = hidden if cell.value is None else _shown(cell.value, row.indicator)
                unit = UNITS[row.indicator.unit]
                rows.append((*about, group_label(domain, name), value, unit, *counts))
    return csv_text(GROUPS_HEADER, rows)


def _shown(value: float, indicator: Indicator) -> str:
    """A share or a ratio, of which the counts are shown too, in percent; a mean as it is shown."""
    if indicator.kind in ("share", "ratio"):
        return _decimal(value, 100)
    return _decimal(rounded(value, 1), 1)


def set_aside_csv(reasons: Iterable[str]) -> str:
    """Rows of the export that do not count as CSV text: how many for each reason, no number."""
    return csv_text(SET_ASIDE_HEADER, aside_by_reason(reasons).itertuples(index=False))


def _decimal(value: Any, scale: int, *, digits: int = 4) -> str:
    """A number with at most that many decimals, "" where there is none."""
    if value is None or pd.isna(value):
        return ""
    text = f"{float(value) * scale:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
