"""What a notebook has computed: the only rows that it may publish.

A frame that a cell orders, filters or puts together keeps its rows; one with a row or a column
that the study did not compute is none of these.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from bilan.project.computed import NUMBERS, Clock, Shown, Value
from bilan.project.errors import DataError, listed

Row = tuple[Any, ...]


@dataclass
class Ledger:
    """The frames and the values that a study has computed in its notebook."""

    clock: Clock = field(default_factory=Clock)
    frames: list[pd.DataFrame] = field(default_factory=list)
    values: dict[str, Value] = field(default_factory=dict)

    def enter(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame, known from now on as computed here."""
        self.frames.append(frame.copy())
        return frame

    def enter_values(self, table: pd.DataFrame) -> dict[str, Value]:
        """The values of indicators by id, each with the cell that runs."""
        found = {
            str(name): Value(**{k: _number(row[k]) for k in NUMBERS}, at=self.clock.cells)
            for name, row in table.to_dict("index").items()
        }
        self.values |= found
        return found

    def shown(self, values: Mapping[str, Value], **more: Any) -> Shown:
        """What an output shows, by this ledger's clock."""
        return Shown(self.clock, values, **more)

    def require(self, frame: pd.DataFrame) -> None:
        """Refuse a frame with a row or a column that the study did not compute.

        Raises
        ------
        DataError
            Such a row may be anything: an answer of one school, a number typed by hand.
        """
        columns = [str(name) for name in frame.columns]
        known: set[tuple[Any, ...]] = set()
        for made in self.frames:
            if set(columns) <= set(made.columns):
                known |= set(_rows(made[columns]))
        if not known and not frame.empty:
            strange = [c for c in columns if not any(c in made.columns for made in self.frames)]
            raise DataError(
                "a frame that this study did not compute",
                expected="columns of `study.shares`, `study.crossed` or `study.changes`",
                found=listed(strange or columns),
                next_step="drop the columns of your own before you publish it",
            )
        others = [row for row in _rows(frame) if row not in known]
        if others:
            raise DataError(
                "rows that this study did not compute",
                expected="rows of its frames, in any order",
                found=f"{len(others)} of {len(frame)}",
                next_step="compute them with `study.shares(…)`: it takes a base, a grouping, "
                "options counted together",
            )


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _rows(frame: pd.DataFrame) -> list[Row]:
    """Rows as tuples, in which a missing value equals another."""
    columns = [
        [None if _is_missing(x) else x for x in frame[name].tolist()] for name in frame.columns
    ]
    return list(zip(*columns, strict=True))


def _is_missing(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)
