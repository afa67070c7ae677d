"""Alternative texts: what a picture shows, for whoever does not see it.

Each starts with the finding, then gives the other values, then the bases. A suppressed value is
never written.
"""

from typing import Any

import pandas as pd

from bilan.french.formats import NBSP, NOBODY_CONCERNED, count, enumeration, number, percent, points
from bilan.french.typography_rules import typographic
from bilan.french.verdicts import verdict_words
from bilan.illustrations.checked_frames import (
    checked_bars,
    records,
    tests_of,
    with_differences,
)

SUPPRESSED = "secret statistique"


def quoted(label: str) -> str:
    """A label between French quotation marks, or the next level where it holds some."""
    text = typographic(label)
    return f"“{text}”" if "«" in text else f"«{NBSP}{text}{NBSP}»"


def alt_shares(shares: pd.DataFrame, *, base_label: str = "EPLE répondants") -> str:
    """Text for `plot_shares`: the leader and its value, then the others in the frame's order.

    `base_label` says in French who is in the denominator.
    """
    rows = checked_bars(shares)
    without = [quoted(label) for label in rows.loc[rows["base"] == 0, "label"]]
    rows = rows[rows["base"] > 0].reset_index(drop=True)
    nobody = f"{NOBODY_CONCERNED} par {enumeration(without)}." if without else ""
    if rows.empty:
        return typographic(f"Barres horizontales, sans valeur : {nobody}")
    one_base = rows["base"].nunique() == 1
    values = [
        f"{percent(row['share'])}"
        if one_base
        else f"{percent(row['share'])} de {count(row['base'])}"
        for row in records(rows)
    ]
    top = rows["share"].max()
    leads = rows["share"] == top
    leaders = [quoted(label) for label in rows.loc[leads, "label"]]
    best = values[int(leads.to_numpy().argmax())]
    verb = "arrive" if len(leaders) == 1 else "arrivent"
    text = f"Barres horizontales. {enumeration(leaders)} {verb} en tête avec {best}"
    others = [
        f"{quoted(label)} ({value})"
        for label, value, leading in zip(rows["label"], values, leads, strict=True)
        if not leading
    ]
    if others:
        text += f" ; viennent ensuite {enumeration(others)}"
    base = f"{count(int(rows['base'].iloc[0]))} {base_label}" if one_base else base_label
    text = f"{text}. Base : {base}."
    return typographic(f"{text} {nobody[:1].upper()}{nobody[1:]}".rstrip())


def alt_association(
    shares: pd.DataFrame,
    *,
    alpha: float,
    base_label: str = "EPLE répondants",
    by: str = "le type d'EPLE",
) -> str:
    """Text for `plot_association`: the significant links with their shares, then the others.

    `by` says in French what the groups are of.
    """
    rows = tests_of(shares, alpha=alpha)
    parts = []
    significant = rows[rows["significant"]]
    if significant.empty:
        parts.append(f"Aucun lien significatif avec {by}.")
    else:
        links = [
            f"{quoted(row['label'])} ({_strength(row)}{_by_type(shares, row['label'])})"
            for row in records(significant)
        ]
        parts.append(f"Le lien avec {by} est significatif pour {' ; '.join(links)}.")
    others = [
        f"{quoted(row['label'])} ({_by_type(shares, row['label'])})"
        for row in records(rows[~rows["significant"] & ~_secret(rows, shares)])
    ]
    if others:
        parts.append(f"Sans lien significatif : {' ; '.join(others)}.")
    secret = [
        f"{quoted(row['label'])} ({_by_type(shares, row['label'])})"
        for row in records(rows[_secret(rows, shares)])
    ]
    if secret:
        parts.append(f"Lien sous secret statistique : {' ; '.join(secret)}.")
    bases = [
        f"{kind}, {_range(group['base'])}" for kind, group in shares.groupby("group", sort=False)
    ]
    parts.append(f"Base : {base_label} ({' ; '.join(bases)}).")
    return typographic(f"Tableau teinté. {' '.join(parts)}")


def _secret(rows: pd.DataFrame, shares: pd.DataFrame) -> "pd.Series[bool]":
    """Rows whose test is hidden with some of their cells."""
    hidden = set(shares.loc[shares["suppressed"], "label"])
    return rows["p_adjusted"].isna() & rows["label"].isin(hidden)


def _strength(row: dict[str, Any]) -> str:
    """« force 0,52 : », or nothing where it would tell a hidden value."""
    return f"force {number(row['cramers_v'], 2)} : " if pd.notna(row["cramers_v"]) else ""


def _by_type(shares: pd.DataFrame, label: str) -> str:
    """« CLG 88 %, LGT secret statistique » ; groups that were not asked are left out."""
    values = []
    for row in records(shares[shares["label"] == label]):
        if row["suppressed"]:
            values.append(f"{row['group']} {SUPPRESSED}")
        elif pd.notna(row["share"]):
            values.append(f"{row['group']} {percent(row['share'], 0)}")
    return ", ".join(values)


def _range(bases: pd.Series) -> str:
    """« n = 78 » or « n = 70 à 78 »."""
    low, high = bases.min(), bases.max()
    if pd.isna(low):
        return SUPPRESSED
    return f"n = {count(int(low))}" + (f" à {count(int(high))}" if high > low else "")


def alt_evolution(
    changes: pd.DataFrame, *, waves: tuple[str, str], base_label: str = "EPLE répondants"
) -> str:
    """Text for `plot_evolution`: by verdict, each indicator with both shares and the gap."""
    rows = with_differences(changes)
    parts = []
    for verdict, words in verdict_words().items():
        members = [_change(row, waves=waves) for row in records(rows[rows["verdict"] == verdict])]
        if members:
            parts.append(f"{words.several.capitalize()} : {' ; '.join(members)}.")
    before, after = waves
    return typographic(f"Évolution de {before} à {after}. {' '.join(parts)} Base : {base_label}.")


def _change(row: dict[str, Any], *, waves: tuple[str, str]) -> str:
    """One indicator: « Lettre de mission » (25,4 % en 2014, 46,4 % en 2015, soit +21,0 points)."""
    shares = (row["before"], row["after"])
    given = [
        f"{percent(share)} en {wave}"
        for share, wave in zip(shares, waves, strict=True)
        if pd.notna(share)
    ]
    gap = f", soit {points(row['difference'])}" if pd.notna(row["difference"]) else ""
    return f"{quoted(row['label'])} ({', '.join(given) or 'sans valeur'}{gap})"
