"""Alternative texts: what a picture shows, for whoever does not see it.

Each starts with the finding, then gives the other values, then the bases. A suppressed value is
never written.
"""

from typing import Annotated, Any

import pandas as pd

from bilan.french.formats import NOBODY_CONCERNED, count, enumeration, number, percent, points
from bilan.french.texts import Holds, texts_of
from bilan.french.typography_rules import typographic
from bilan.french.verdicts import verdict_words
from bilan.illustrations.checked_frames import checked_bars, records, tests_of, with_differences
from bilan.project.yaml_records import Strict

QUOTE = "«"
_Lead = Annotated[str, Holds("leaders", "value")]


class _Bars(Strict, frozen=True):
    empty: Annotated[str, Holds("nobody")]
    value: Annotated[str, Holds("value", "base")]
    lead: tuple[_Lead, _Lead]
    other: Annotated[str, Holds("label", "value")]
    others: Annotated[str, Holds("lead", "others")]
    base: Annotated[str, Holds("text", "base")]


class _Association(Strict, frozen=True):
    opening: Annotated[str, Holds("parts")]
    none: Annotated[str, Holds("by")]
    links: Annotated[str, Holds("by", "links")]
    others: Annotated[str, Holds("links")]
    secret: Annotated[str, Holds("links")]
    link: Annotated[str, Holds("label", "values")]
    strength: Annotated[str, Holds("strength", "values")]
    value: Annotated[str, Holds("group", "value")]
    base: Annotated[str, Holds("base", "sizes")]
    size: Annotated[str, Holds("group", "size")]
    n: Annotated[str, Holds("low")]
    n_between: Annotated[str, Holds("low", "high")]


class _Changes(Strict, frozen=True):
    opening: Annotated[str, Holds("before", "after", "parts", "base")]
    verdict: Annotated[str, Holds("verdict", "changes")]
    change: Annotated[str, Holds("label", "values")]
    value: Annotated[str, Holds("value", "wave")]
    gap: Annotated[str, Holds("values", "gap")]
    no_value: str


class _Texts(Strict, frozen=True):
    everyone: str
    by_type: str
    suppressed: str
    quoted: Annotated[str, Holds("text")]
    quoted_within: Annotated[str, Holds("text")]
    nobody: Annotated[str, Holds("nobody", "options")]
    bars: _Bars
    association: _Association
    changes: _Changes


texts = texts_of(__file__, _Texts)


def quoted(label: str) -> str:
    """A label between French quotation marks, or the next level where it holds some."""
    text = typographic(label)
    words = texts().quoted_within if QUOTE in text else texts().quoted
    return words.format(text=text)


def alt_shares(shares: pd.DataFrame, *, base_label: str = "") -> str:
    """Text for `plot_shares`: the leader and its value, then the others in the frame's order.

    `base_label` says in French who is in the denominator: all who answered, if it says nothing.
    """
    said = texts().bars
    base_label = base_label or texts().everyone
    rows = checked_bars(shares)
    without = [quoted(label) for label in rows.loc[rows["base"] == 0, "label"]]
    rows = rows[rows["base"] > 0].reset_index(drop=True)
    nobody = ""
    if without:
        nobody = texts().nobody.format(nobody=NOBODY_CONCERNED, options=enumeration(without))
    if rows.empty:
        return typographic(said.empty.format(nobody=nobody))
    one_base = rows["base"].nunique() == 1
    values = [percent(share) for share in rows["share"]]
    if not one_base:
        bases = [count(base) for base in rows["base"]]
        values = [said.value.format(value=v, base=b) for v, b in zip(values, bases, strict=True)]
    leads = rows["share"] == rows["share"].max()
    leaders = [quoted(label) for label in rows.loc[leads, "label"]]
    best = values[int(leads.to_numpy().argmax())]
    text = said.lead[len(leaders) > 1].format(leaders=enumeration(leaders), value=best)
    others = [
        said.other.format(label=quoted(label), value=value)
        for label, value, leading in zip(rows["label"], values, leads, strict=True)
        if not leading
    ]
    if others:
        text = said.others.format(lead=text, others=enumeration(others))
    base = f"{count(int(rows['base'].iloc[0]))} {base_label}" if one_base else base_label
    text = said.base.format(text=text, base=base)
    return typographic(f"{text} {nobody[:1].upper()}{nobody[1:]}".rstrip())


def alt_association(
    shares: pd.DataFrame,
    *,
    alpha: float,
    base_label: str = "",
    by: str = "",
) -> str:
    """Text for `plot_association`: the significant links with their shares, then the others.

    `by` says in French what the groups are of: the type, if it says nothing.
    """
    said = texts().association
    by, base_label = by or texts().by_type, base_label or texts().everyone
    rows = tests_of(shares, alpha=alpha)
    secret = _secret(rows, shares)
    links = [
        _link(row["label"], _strength(row, _by_group(shares, row["label"])))
        for row in records(rows[rows["significant"]])
    ]
    others, hidden = (
        [_link(label, _by_group(shares, label)) for label in rows.loc[which, "label"]]
        for which in (~rows["significant"] & ~secret, secret)
    )
    sizes = [
        said.size.format(group=kind, size=_range(group["base"]))
        for kind, group in shares.groupby("group", sort=False)
    ]
    parts = [
        said.links.format(by=by, links=" ; ".join(links)) if links else said.none.format(by=by),
        said.others.format(links=" ; ".join(others)) if others else "",
        said.secret.format(links=" ; ".join(hidden)) if hidden else "",
        said.base.format(base=base_label, sizes=" ; ".join(sizes)),
    ]
    return typographic(said.opening.format(parts=" ".join(part for part in parts if part)))


def _link(label: str, values: str) -> str:
    return texts().association.link.format(label=quoted(label), values=values)


def _secret(rows: pd.DataFrame, shares: pd.DataFrame) -> "pd.Series[bool]":
    """Rows whose test is hidden with some of their cells."""
    hidden = set(shares.loc[shares["suppressed"], "label"])
    return rows["p_adjusted"].isna() & rows["label"].isin(hidden)


def _strength(row: dict[str, Any], values: str) -> str:
    """« force 0,52 : » before the values, where it does not tell a hidden one."""
    if pd.isna(row["cramers_v"]):
        return values
    strength = number(row["cramers_v"], 2)
    return texts().association.strength.format(strength=strength, values=values)


def _by_group(shares: pd.DataFrame, label: str) -> str:
    """« CLG 88 %, LGT secret statistique » ; groups that were not asked are left out."""
    said, values = texts(), []
    for row in records(shares[shares["label"] == label]):
        if row["suppressed"] or pd.notna(row["share"]):
            value = said.suppressed if row["suppressed"] else percent(row["share"], 0)
            values.append(said.association.value.format(group=row["group"], value=value))
    return ", ".join(values)


def _range(bases: pd.Series) -> str:
    """« n = 78 » or « n = 70 à 78 »."""
    said, low, high = texts(), bases.min(), bases.max()
    if pd.isna(low):
        return said.suppressed
    words = said.association.n_between if high > low else said.association.n
    return words.format(low=count(int(low)), high=count(int(high)))


def alt_evolution(changes: pd.DataFrame, *, waves: tuple[str, str], base_label: str = "") -> str:
    """Text for `plot_changes`: by verdict, each indicator with both shares and the gap."""
    said, rows = texts().changes, with_differences(changes)
    parts = []
    for verdict, words in verdict_words().items():
        members = [_change(row, waves=waves) for row in records(rows[rows["verdict"] == verdict])]
        if members:
            head = words.several.capitalize()
            parts.append(said.verdict.format(verdict=head, changes=" ; ".join(members)))
    before, after = waves
    text = said.opening.format(
        before=before, after=after, parts=" ".join(parts), base=base_label or texts().everyone
    )
    return typographic(text)


def _change(row: dict[str, Any], *, waves: tuple[str, str]) -> str:
    """One indicator: « Lettre de mission » (25,4 % en 2014, 46,4 % en 2015, soit +21,0 points)."""
    said = texts().changes
    given = [
        said.value.format(value=percent(share), wave=wave)
        for share, wave in zip((row["before"], row["after"]), waves, strict=True)
        if pd.notna(share)
    ]
    values = ", ".join(given) or said.no_value
    if pd.notna(row["difference"]):
        values = said.gap.format(values=values, gap=points(row["difference"]))
    return said.change.format(label=quoted(row["label"]), values=values)
