"""What changed among the published indicators."""

import csv
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from bilan.french.formats import number
from bilan.french.texts import Holds, texts_of
from bilan.project.yaml_records import Strict

FILE = "donnees/indicateurs.csv"
SHOWN = ("valeur", "unite", "numerateur", "base")
BARE = ("", "nombre")  # units that a sentence does not name

Row = dict[str, str]


class _Texts(Strict, frozen=True):
    names: dict[str, str]
    value: Annotated[str, Holds("value", "unit")]
    counted: Annotated[str, Holds("value", "numerator", "base")]


texts = texts_of(__file__, _Texts)


@dataclass(frozen=True)
class NumberChange:
    """An indicator that changed: its value before and after, in French, "" where it is not.

    `others` names the other columns that changed, `difference` is that of the values where both
    are numbers.
    """

    identifier: str
    label: str
    before: str
    after: str
    difference: str
    others: tuple[str, ...]


def number_changes(a: Path, b: Path) -> list[NumberChange]:
    """Indicators that differ between two builds, in the order of the second."""
    before, after = _rows(a / FILE), _rows(b / FILE)
    names = [*after, *(name for name in before if name not in after)]
    return [
        _change(name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    ]


def _rows(path: Path) -> dict[str, Row]:
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row.get("indicateur", ""): row for row in csv.DictReader(file)}


def _change(name: str, before: Row | None, after: Row | None) -> NumberChange:
    known = after or before or {}
    columns = [*known, *(column for column in before or {} if column not in known)]
    differing = [
        column
        for column in columns
        if before and after and before.get(column) != after.get(column) and column not in SHOWN
    ]
    return NumberChange(
        name,
        known.get("libelle", name),
        _told(before),
        _told(after),
        _difference(before, after),
        tuple(texts().names.get(column, column) for column in differing),
    )


def _told(row: Row | None) -> str:
    """Value, unit, numerator and base: « 64,0 % (80 sur 125) »."""
    if row is None:
        return ""
    value = _number(row.get("valeur", ""))
    unit = row.get("unite", "")
    told = value if unit in BARE else texts().value.format(value=value, unit=unit)
    numerator, base = (_number(row.get(name, ""), decimals=None) for name in ("numerateur", "base"))
    if not (numerator and base):
        return told
    return texts().counted.format(value=told, numerator=numerator, base=base)


def _number(text: str, decimals: int | None = 1) -> str:
    """A number in French, whole where it is so unless `decimals` says otherwise; or the text."""
    value = _value(text)
    if value is None:
        return text
    return number(value, decimals if decimals is not None else int(not value.is_integer()))


def _value(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _difference(before: Row | None, after: Row | None) -> str:
    one, other = (_value(row.get("valeur", "")) if row else None for row in (before, after))
    if one is None or other is None or round(other - one, 4) == 0:
        return ""
    gap = round(other - one, 4)
    return ("+" if gap > 0 else "") + number(gap, 1 if abs(gap) >= 0.05 else 4)
