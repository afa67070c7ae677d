"""Indicators of a wave beside those of the wave before and beside their targets."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from bilan.estimation.study import as_share, gap
from bilan.french.formats import NBSP, rounded
from bilan.french.verdicts import NOT_COMPARABLE
from bilan.project.errors import DataError
from bilan.survey.indicators import Indicator
from bilan.survey.modalities import WHOLE

NONE = "–"


@dataclass(frozen=True)
class Before:
    """The wave before: its name, its estimates, and how each indicator changed since."""

    wave: str
    estimates: pd.DataFrame
    evolution: pd.DataFrame


@dataclass(frozen=True)
class ProgressLine:
    """An indicator: its estimate, its value in the wave before, its verdict ("" where untested).

    `smallest` is the smallest change that the panel would have shown, where it shows none.
    """

    indicator: Indicator
    row: dict[Any, Any]
    before: float | None = None
    verdict: str = ""
    smallest: float = math.nan

    @property
    def measured(self) -> bool:
        """Whether the wave has a value: not where no school is concerned, or none answered."""
        return bool(pd.notna(self.row["value"]))

    @property
    def reached(self) -> bool | None:
        """Whether the value has reached the target; None without a target or a value.

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
        if not self.measured:
            return None
        value = float(self.row["value"])
        return value >= target if direction == "up" else value <= target


def lines_of(
    indicators: Sequence[Indicator], estimates: pd.DataFrame, *, before: Before | None
) -> list[ProgressLine]:
    """Indicators that the wave has, in their order, each with what is said of it."""
    now = estimates[estimates["domain"] == WHOLE].set_index("id")
    known = [indicator for indicator in indicators if indicator.id in now.index]
    if before is None:
        return [ProgressLine(i, now.loc[i.id].to_dict()) for i in known]
    earlier = before.estimates[before.estimates["domain"] == WHOLE].set_index("id")["value"]
    changes = before.evolution.set_index("id")
    return [
        ProgressLine(
            i,
            now.loc[i.id].to_dict(),
            earlier.get(i.id),
            str(changes["verdict"].get(i.id, "")),
            float(changes["smallest"].get(i.id, math.nan)),
        )
        for i in known
    ]


def change(line: ProgressLine) -> str:
    """Value less the one before: "+2,5 points", "−0,3"; a dash where the series is broken.

    A dash too where a wave has no value: no school of it is concerned.
    """
    if line.before is None or math.isnan(line.before) or not line.measured:
        return NONE
    if line.verdict == NOT_COMPARABLE:
        return NONE
    # Rounded far below what is written: 0.2 − 0.15 is 0.05, not 0.04999….
    difference = round(float(line.row["value"]) - line.before, 12)
    return gap(difference, line.indicator)


def situation(line: ProgressLine) -> str:
    """Where the value stands against the target: "atteinte", "à 11,0 points"; a dash for none."""
    if line.reached is None or line.indicator.target is None:
        return NONE
    if line.reached:
        return "atteinte"
    distance = round(abs(float(line.row["value"]) - line.indicator.target), 12)
    if line.indicator.unit == "percent" and rounded(as_share(distance, line.indicator), 3) == 0:
        return f"à moins de 0,1{NBSP}point"
    return f"à {gap(distance, line.indicator).lstrip('+')}"
