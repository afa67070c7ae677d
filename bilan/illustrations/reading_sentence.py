"""*Lecture*: how to read a picture, in a sentence made from one of its real cells."""

import pandas as pd

from bilan.french.formats import NOBODY_CONCERNED, count, number, percent, points
from bilan.french.typography_rules import typographic
from bilan.french.verdicts import verdict_words
from bilan.illustrations.alt_text import quoted
from bilan.illustrations.checked_frames import checked_bars, records, tests_of, with_differences
from bilan.project.errors import DataError

CITED = ("a cité", "ont cité")


def read_shares(
    shares: pd.DataFrame,
    *,
    base_label: str = "EPLE répondants",
    verb: tuple[str, str] = CITED,
) -> str:
    """The first bar: « 75 des 122 EPLE répondants, soit 61,5 %, ont cité « … ». ».

    `base_label` says in French, in the plural, who is in the denominator; `verb` is the verb in
    the singular and in the plural. Where the base is empty the sentence says so.
    """
    row = checked_bars(shares).iloc[0]
    if not shares["base"].any():
        return f"{NOBODY_CONCERNED[0].upper()}{NOBODY_CONCERNED[1:]} par cette question."
    return typographic(
        f"{_counted(int(row['numerator']), int(row['base']), who=base_label, verb=verb)} "
        f"{quoted(row['label'])}."
    )


def read_association(
    shares: pd.DataFrame,
    *,
    base_label: str = "EPLE répondants de type {group}",
    verb: tuple[str, str] = CITED,
    alpha: float,
    by: str = "le type d'EPLE",
) -> str:
    """The highest cell that may be shown in the first row, and whether the link is significant.

    `base_label` says in French who is in the denominator, `{group}` standing for the column, and
    `by` what the groups are of.

    Raises
    ------
    DataError
        Where all cells are suppressed or empty.
    """
    for test in records(tests_of(shares, alpha=alpha)):
        cells = shares[(shares["label"] == test["label"]) & ~shares["suppressed"]]
        cells = cells[cells["share"].notna()]
        if cells.empty:
            continue
        cell = cells.sort_values("share", ascending=False, kind="stable").iloc[0]
        base = int(cell["base"])
        sentence = _counted(
            round(float(cell["share"]) * base),
            base,
            who=base_label.replace("{group}", str(cell["group"])),
            verb=verb,
        )
        text = f"{sentence} {quoted(str(cell['label']))}"
        if pd.notna(test["p_adjusted"]):
            link = "est significatif" if test["significant"] else "n'est pas significatif"
            text += f" ; le lien avec {by} {link}"
            if pd.notna(test["cramers_v"]):
                strength = number(test["cramers_v"], 2)
                text += f", de force {strength} sur une échelle de 0 à 1 (V de Cramér)"
        return typographic(f"{text}.")
    raise DataError("A reading sentence", expected="a cell that may be shown", found="none")


def read_evolution(
    changes: pd.DataFrame, *, waves: tuple[str, str], base_label: str = "EPLE répondants"
) -> str:
    """The first row with both shares: from what to what, the gap and the verdict.

    `base_label` says in French who is in the denominator, where the row does not.
    """
    rows = with_differences(changes)
    rows = rows[rows["before"].notna() & rows["after"].notna()]
    if rows.empty:
        raise DataError("A reading sentence", expected="a row with both shares", found="none")
    row = rows.iloc[0]
    before, after = (
        f"{percent(row[at])} en {wave}" for at, wave in zip(("before", "after"), waves, strict=True)
    )
    subject = f"parmi les {row.get('base_label', base_label)}, l'indicateur {quoted(row['label'])}"
    text = f"{row.get('subject', subject)} passe de {before} à {after}"
    if pd.notna(row["difference"]):
        verdict = verdict_words()[row["verdict"]].one
        text += f", soit {points(row['difference'])} : l'indicateur {verdict}"
    else:
        text += ", mais les deux valeurs ne sont pas comparables"
    return typographic(f"{text[0].upper()}{text[1:]}.")


def _counted(numerator: int, base: int, *, who: str, verb: tuple[str, str]) -> str:
    """« 75 des 122 EPLE répondants, soit 61,5 %, ont cité », and its forms for one and none."""
    singular, plural = verb
    of_them = f"des {count(base)} {who}"
    if numerator == 0:
        negated = f"n'{singular}" if singular[0] in "aàâeéèêiîoôuhy" else f"ne {singular}"
        return f"Aucun {of_them} {negated}"
    if numerator == 1:
        return f"Un seul {of_them}, soit {percent(1 / base)}, {singular}"
    return f"{count(numerator)} {of_them}, soit {percent(numerator / base)}, {plural}"
