"""What the tables to download tell of all schools together, as documents write it."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.adversarial.secrecy.readings import GROUPED
from tests.adversarial.secrecy.world import World

COUNTS = ("numerateur", "base", "effectif", "eple_apparies")
SHARES = ("valeur", "avant", "apres", "pourcentage", "publie_2014")


@dataclass(frozen=True)
class Totals:
    """Numbers that are published of all schools together.

    rows : those of each indicator, whatever they are. `counts` and `shares` are those of all.
    """

    rows: Mapping[str, frozenset[str]]
    counts: frozenset[str]
    shares: frozenset[str]


def published_totals(site: Path, world: World) -> Totals:
    """The totals of the tables of a wave, and how many schools were asked and answered."""
    rows: dict[str, set[str]] = defaultdict(set)
    counts = {str(len(world.responses.frame)), str(int(world.sizes.sum()))}
    shares: set[str] = set()
    for path in sorted(site.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if any(column in row for column in (*GROUPED, "groupe")):
                    continue
                for column, cell in row.items():
                    written = _written(cell)
                    rows[row.get("indicateur", "")] |= written
                    if column in COUNTS:
                        counts |= written
                    if column in SHARES or column.startswith("pourcentage_"):
                        shares |= {f"{number} %" for number in written}
    return Totals({k: frozenset(v) for k, v in rows.items()}, frozenset(counts), frozenset(shares))


def _written(cell: str) -> set[str]:
    """A number as documents write it, rounded to none or to one digit after the comma."""
    try:
        value = float(cell)
    except ValueError:
        return set()
    return {f"{abs(value) + 1e-9:.{digits}f}".replace(".", ",") for digits in (0, 1)}
