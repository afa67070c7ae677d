"""What the simulated waves must show, read from `data/simulation/scenario.yml`."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bilan.project.paths import DATA

SCENARIO = DATA / "simulation" / "scenario.yml"
NAMES = DATA / "simulation" / "noms.yml"
WAVES = ("2014", "2015")
TYPES = ("CLG", "LGT", "LP", "SEP")


@dataclass(frozen=True)
class Item:
    """One tick or one yes in one wave: how many schools have it, and how they are drawn."""

    name: str
    count: int
    log_odds: Mapping[str, float | None] | None  # by type; None = not in that type
    new: int | None  # among schools without an earlier answer; None = their fair part
    churn: int | None  # schools that move against the tide; None = drawn without memory
    goes_with: str | None


@dataclass(frozen=True)
class Scenario:
    """The whole scenario, as the file has it."""

    seed: int
    content: Mapping[str, Any]

    def generator(self, *names: str) -> np.random.Generator:
        """Random generator of one named draw: a draw never changes because another one did."""
        return np.random.default_rng([self.seed, zlib.crc32(":".join(names).encode())])

    def item(self, name: str, *, wave: str) -> Item | None:
        """The item `question` or `question=option` in a wave, or None if the wave lacks it."""
        question, _, option = name.partition("=")
        spec = self.content["ticks"][question][option] if option else self.content["yes_no"][name]
        count = spec["counts"][WAVES.index(wave)]
        if count is None:
            return None
        profile = spec.get("profile")
        return Item(
            name=name,
            count=count,
            log_odds=self.content["profiles"][profile] if profile else None,
            new=spec.get("new"),
            churn=spec.get("churn"),
            goes_with=spec.get("with"),
        )


def read_scenario(path: Path = SCENARIO) -> Scenario:
    """The scenario of the simulation."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Scenario(seed=content["seed"], content=content)
