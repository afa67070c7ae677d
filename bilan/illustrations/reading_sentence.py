"""*Lecture*: how to read a picture, in a sentence made from one of its real cells."""

from typing import Annotated

import pandas as pd

from bilan.french.formats import NOBODY_CONCERNED, count, number, percent, points
from bilan.french.texts import Holds, texts_of
from bilan.french.typography_rules import typographic
from bilan.french.verdicts import verdict_words
from bilan.illustrations.alt_text import quoted
from bilan.illustrations.checked_frames import checked_bars, records, tests_of, with_differences
from bilan.project.errors import DataError
from bilan.project.yaml_records import Strict

VOWELS = "aàâeéèêiîoôuhy"  # before which « ne » is elided
_Counted = Annotated[str, Holds("base", "who", "share", "verb")]


class _Texts(Strict, frozen=True):
    everyone: str
    everyone_of_group: Annotated[str, Holds("group")]
    by_type: str
    cited: tuple[str, str]
    nobody: Annotated[str, Holds("nobody")]
    sentence: Annotated[str, Holds("counted", "label")]
    none: Annotated[str, Holds("base", "who", "verb")]
    none_elided: Annotated[str, Holds("base", "who", "verb")]
    one: _Counted
    several: Annotated[str, Holds("count", "base", "who", "share", "verb")]
    cell: Annotated[str, Holds("counted", "label")]
    significant: Annotated[str, Holds("cell", "by")]
    not_significant: Annotated[str, Holds("cell", "by")]
    strength: Annotated[str, Holds("link", "strength")]
    subject: Annotated[str, Holds("base", "label")]
    values: Annotated[str, Holds("subject", "before", "after")]
    value: Annotated[str, Holds("value", "wave")]
    gap: Annotated[str, Holds("values", "gap", "verdict")]
    broken: Annotated[str, Holds("values")]


texts = texts_of(__file__, _Texts)


def read_shares(
    shares: pd.DataFrame,
    *,
    base_label: str = "",
    verb: tuple[str, str] | None = None,
) -> str:
    """The first bar: « 75 des 122 EPLE répondants, soit 61,5 %, ont cité « … ». ».

    `base_label` says in French, in the plural, who is in the denominator: all who answered, if it
    says nothing. `verb` is the verb in the singular and in the plural, « cité » without one. Where
    the base is empty the sentence says so.
    """
    said = texts()
    row = checked_bars(shares).iloc[0]
    if not shares["base"].any():
        return _capital(said.nobody.format(nobody=NOBODY_CONCERNED))
    who = base_label or said.everyone
    counted = _counted(int(row["numerator"]), int(row["base"]), who=who, verb=verb or said.cited)
    return typographic(said.sentence.format(counted=counted, label=quoted(row["label"])))


def read_association(
    shares: pd.DataFrame,
    *,
    base_label: str = "",
    verb: tuple[str, str] | None = None,
    alpha: float,
    by: str = "",
) -> str:
    """The highest cell that may be shown in the first row, and whether the link is significant.

    `base_label` says in French who is in the denominator, `{group}` standing for the column, and
    `by` what the groups are of.

    Raises
    ------
    DataError
        Where all cells are suppressed or empty.
    """
    said = texts()
    who, by = base_label or said.everyone_of_group, by or said.by_type
    for test in records(tests_of(shares, alpha=alpha)):
        cells = shares[(shares["label"] == test["label"]) & ~shares["suppressed"]]
        cells = cells[cells["share"].notna()]
        if cells.empty:
            continue
        cell = cells.sort_values("share", ascending=False, kind="stable").iloc[0]
        base = int(cell["base"])
        counted = _counted(
            round(float(cell["share"]) * base),
            base,
            who=who.replace("{group}", str(cell["group"])),
            verb=verb or said.cited,
        )
        text = said.cell.format(counted=counted, label=quoted(str(cell["label"])))
        if pd.notna(test["p_adjusted"]):
            link = said.significant if test["significant"] else said.not_significant
            text = link.format(cell=text, by=by)
            if pd.notna(test["cramers_v"]):
                strength = number(test["cramers_v"], 2)
                text = said.strength.format(link=text, strength=strength)
        return typographic(f"{text}.")
    raise DataError("A reading sentence", expected="a cell that may be shown", found="none")


def read_evolution(changes: pd.DataFrame, *, waves: tuple[str, str], base_label: str = "") -> str:
    """The first row with both shares: from what to what, the gap and the verdict.

    `base_label` says in French who is in the denominator, where the row does not.
    """
    rows = with_differences(changes)
    rows = rows[rows["before"].notna() & rows["after"].notna()]
    if rows.empty:
        raise DataError("A reading sentence", expected="a row with both shares", found="none")
    said, row = texts(), rows.iloc[0]
    before, after = (
        said.value.format(value=percent(row[at]), wave=wave)
        for at, wave in zip(("before", "after"), waves, strict=True)
    )
    base = row.get("base_label", base_label or said.everyone)
    subject = said.subject.format(base=base, label=quoted(row["label"]))
    subject = row.get("subject", subject)
    values = said.values.format(subject=subject, before=before, after=after)
    if pd.isna(row["difference"]):
        return typographic(_capital(said.broken.format(values=values)))
    verdict, gap = verdict_words()[row["verdict"]].one, points(row["difference"])
    return typographic(_capital(said.gap.format(values=values, gap=gap, verdict=verdict)))


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def _counted(numerator: int, base: int, *, who: str, verb: tuple[str, str]) -> str:
    """« 75 des 122 EPLE répondants, soit 61,5 %, ont cité », and its forms for one and none."""
    said, (singular, plural) = texts(), verb
    if numerator == 0:
        words = said.none_elided if singular[0] in VOWELS else said.none
        return words.format(base=count(base), who=who, verb=singular)
    share = percent(numerator / base)
    if numerator == 1:
        return said.one.format(base=count(base), who=who, share=share, verb=singular)
    return said.several.format(
        count=count(numerator), base=count(base), who=who, share=share, verb=plural
    )
