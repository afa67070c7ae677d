"""Indicators of a wave beside those of the wave before and beside their targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from bilan.errors import DataError
from bilan.estimates import WHOLE
from bilan.french import NBSP, number, points, rounded
from bilan.indicators import Indicator

NONE = "–"


@dataclass(frozen=True)
class Before:
    """The wave before: its name, its estimates, and how each indicator changed since."""

    wave: str
    estimates: pd.DataFrame
    evolution: pd.DataFrame


@dataclass(frozen=True)
class Line:
    """An indicator: its estimate, its value in the wave before, its verdict ("" where untested)."""

    indicator: Indicator
    row: dict[Any, Any]
    before: float | None = None
    verdict: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the value has reached the target; None without a target.

        Raises
        ------
        DataError
            There is a target, and no direction that leads to it.
        """
        target, direction = self.indicator.target, self.indicator.progress
        if target is None:
            return None
        if direction == "none":
            raise DataError(
                f"indicator `{self.indicator.id}` has a target and no direction",
                expected="progress: up or down",
                found="progress: none",
                next_step="mend data/indicateurs.yml",
            )
        value = float(self.row["value"])
        return value >= target if direction == "up" else value <= target


def lines_of(
    indicators: Sequence[Indicator], estimates: pd.DataFrame, *, before: Before | None
) -> list[Line]:
    """Indicators that the wave has, in their order, each with what is said of it."""
    now = estimates[estimates["domain"] == WHOLE].set_index("id")
    known = [indicator for indicator in indicators if indicator.id in now.index]
    if before is None:
        return [Line(i, now.loc[i.id].to_dict()) for i in known]
    earlier = before.estimates[before.estimates["domain"] == WHOLE].set_index("id")["value"]
    verdicts = before.evolution.set_index("id")["verdict"]
    return [
        Line(i, now.loc[i.id].to_dict(), earlier.get(i.id), str(verdicts.get(i.id, "")))
        for i in known
    ]


def change(line: Line) -> str:
    """Value less the one before: "+2,5 points", "−0,3"; a dash where the series is broken."""
    if line.before is None or line.before != line.before or line.verdict == "non comparable":
        return NONE
    # Rounded far below what is written: 0.2 − 0.15 is 0.05, not 0.04999….
    difference = round(float(line.row["value"]) - line.before, 12)
    return gap(difference, line.indicator)


def situation(line: Line) -> str:
    """Where the value stands against the target: "atteinte", "à 11,0 points"; a dash for none."""
    if line.reached is None or line.indicator.target is None:
        return NONE
    if line.reached:
        return "atteinte"
    distance = round(abs(float(line.row["value"]) - line.indicator.target), 12)
    if _is_percent(line.indicator) and rounded(_share(distance, line.indicator), 3) == 0:
        return f"à moins de 0,1{NBSP}point"
    return f"à {gap(distance, line.indicator).lstrip('+')}"


def _is_percent(indicator: Indicator) -> bool:
    return indicator.unit == "percent"


def _share(difference: float, indicator: Indicator) -> float:
    return difference if indicator.kind in ("share", "ratio") else difference / 100


def gap(difference: float, indicator: Indicator) -> str:
    """A difference as a reader sees it: "+4,5 points", "−0,3"."""
    if _is_percent(indicator):
        return points(_share(difference, indicator))
    sign = "+" if rounded(difference, 1) > 0 else ""
    return f"{sign}{number(difference, 1)}"
