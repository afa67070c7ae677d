"""What an output of a notebook says that it shows, and which cell computed it."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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
