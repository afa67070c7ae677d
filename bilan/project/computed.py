"""What a notebook has computed, and in which cell: the only rows that it may publish.

A frame that a cell orders, filters or puts together keeps its rows; one with a row or a column
that the study did not compute is none of these.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from bilan.project.errors import DataError, listed

NUMBERS = ("value", "numerator", "base", "lower", "upper")
MIME = "application/vnd.bilan.project.computed+json"


class Clock:
    """How many cells have begun since it was made; it stands still outside of a notebook."""

    def __init__(self) -> None:
        self.cells = 0
        ipython = sys.modules.get("IPython")
        shell = ipython.get_ipython() if ipython is not None else None
        if shell is not None:
            shell.events.register("pre_run_cell", self._began)

    def _began(self, _info: object) -> None:
        self.cells += 1


@dataclass(frozen=True)
class Value:
    """Value of an indicator as a cell computed it; None for what is missing.

    `at` is the clock's count of cells.
    """

    value: float | None
    numerator: float | None
    base: float | None
    lower: float | None
    upper: float | None
    at: int


@dataclass(frozen=True)
class Shown:
    """What an output shows.

    values : of indicators by id; `id@wave` is the value of another wave.
    compares : whether it is a comparison of two waves.
    illustration : name of the one that it publishes; "" for none.
    """

    clock: Clock
    values: Mapping[str, Value] = field(default_factory=dict)
    compares: bool = False
    illustration: str = ""

    def as_json(self) -> dict[str, Any]:
        """What stands in the notebook beside the output; {} for nothing.

        `ago` says how many cells before this one computed the value. The number of that cell would
        not do: what runs a notebook to compare its outputs may not count its cells.
        """
        told = {
            "values": {name: self._told(value) for name, value in self.values.items()},
            "compares": self.compares,
            "illustration": self.illustration,
        }
        return {name: content for name, content in told.items() if content}

    def _told(self, value: Value) -> dict[str, Any]:
        numbers = {name: getattr(value, name) for name in NUMBERS}
        return {**numbers, "ago": self.clock.cells - value.at}


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


def _rows(frame: pd.DataFrame) -> Sequence[tuple[Any, ...]]:
    """Rows as tuples, in which a missing value equals another."""
    cells = frame.astype(object).where(frame.notna(), None)
    return list(cells.itertuples(index=False, name=None))
