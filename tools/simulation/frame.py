"""The fictitious sampling frame: one row per EPLE ever in the field."""

from typing import Any

import numpy as np
import pandas as pd
import yaml

from bilan.survey.sampling_frame import CHECK_LETTERS, COLUMNS
from tools.simulation.scenario import NAMES, WAVES, Scenario

PREFIX = 990  # no département bears this number
TITLES = {"CLG": "Collège", "LGT": "Lycée", "LP": "Lycée professionnel"}


def uai(number: int) -> str:
    """UAI of a number of seven digits, with its check letter: the number modulo 23.

    The letters are the alphabet without I, O and Q.
    """
    return f"{number:07d}{CHECK_LETTERS[number % len(CHECK_LETTERS)]}"


def build_frame(scenario: Scenario) -> pd.DataFrame:
    """The frame: 133 rows in the order of the UAI, columns `COLUMNS`, all of them text.

    `ouverture` and `fermeture` are the first and last wave in the field, empty = always and still.
    """
    plan = scenario.content["frame"]
    rows = [
        {"type": kind, "secteur": sector, "ouverture": "", "fermeture": ""}
        for kind, sectors in plan["schools"].items()
        for sector, number in sectors.items()
        for _ in range(number)
    ]
    for kind, sector in plan["opened"]:
        rows.append({"type": kind, "secteur": sector, "ouverture": WAVES[1], "fermeture": ""})
    frame = pd.DataFrame(rows)
    rng = scenario.generator("frame")
    bassins = list(plan["bassins"])
    frame["bassin"] = rng.choice(bassins, size=len(frame), p=list(plan["bassins"].values()))
    frame = _merge(frame, plan["merged"], rng)
    order = rng.permutation(len(frame))
    numbers = PREFIX * 10_000 + np.cumsum(rng.integers(1, 9, size=len(frame)))
    frame = frame.iloc[order].assign(uai=[uai(int(number)) for number in numbers])
    hosts = _hosts(frame, rng)
    frame.loc[list(hosts), "bassin"] = [frame["bassin"][host] for host in hosts.values()]
    frame["nom"] = _names(frame, hosts, rng)
    return frame[COLUMNS].reset_index(drop=True)


def _merge(frame: pd.DataFrame, plan: Any, rng: np.random.Generator) -> pd.DataFrame:
    """The frame with the merger: schools of one bassin close, one opens in their place."""
    open_to_merge = frame[
        (frame["type"] == plan["type"])
        & (frame["secteur"] == plan["secteur"])
        & (frame["ouverture"] == "")
    ]
    bassin = open_to_merge["bassin"].mode()[0]
    pool = open_to_merge.index[open_to_merge["bassin"] == bassin]
    closing = rng.choice(pool, size=plan["number"], replace=False)
    frame = frame.copy()
    frame.loc[closing, "fermeture"] = WAVES[0]
    made = frame.loc[closing[0]].to_dict() | {"ouverture": WAVES[1], "fermeture": ""}
    return pd.concat([frame, pd.DataFrame([made])], ignore_index=True)


def _hosts(frame: pd.DataFrame, rng: np.random.Generator) -> dict[Any, Any]:
    """Row of each SEP → row of the lycée of its sector that houses it, one SEP to a lycée."""
    hosts: dict[Any, Any] = {}
    for sector in frame["secteur"].unique():
        same = frame[(frame["secteur"] == sector) & (frame["ouverture"] == "")]
        seps = same.index[same["type"] == "SEP"]
        lycees = same.index[same["type"] == "LGT"].to_numpy()
        hosts |= dict(zip(seps, rng.choice(lycees, size=len(seps), replace=False), strict=True))
    return hosts


def _names(frame: pd.DataFrame, hosts: dict[Any, Any], rng: np.random.Generator) -> pd.Series:
    """Invented names, all different. A SEP is named after the lycée that houses it."""
    parts = yaml.safe_load(NAMES.read_text(encoding="utf-8"))
    surnames = [root + end for root in parts["racines"] for end in parts["finales"]]
    firsts = rng.choice(parts["prenoms"], size=len(surnames))
    people = [f"{a}-{b}" for a, b in zip(firsts, rng.permutation(surnames), strict=True)]
    places = list(rng.permutation(parts["lieux"]))
    names: dict[Any, str] = {}
    for row, kind in frame["type"][frame["type"] != "SEP"].items():
        by_place = kind == "CLG" and places and rng.random() < 0.4
        names[row] = f"{TITLES[kind]} {places.pop() if by_place else people.pop()}"
    for row, host in hosts.items():
        names[row] = f"SEP du {names[host][0].lower()}{names[host][1:]}"
    return pd.Series(names)


def in_field(frame: pd.DataFrame, wave: str) -> pd.DataFrame:
    """Rows of the frame that are in the field in a wave."""
    opened = (frame["ouverture"] == "") | (frame["ouverture"] <= wave)
    still = (frame["fermeture"] == "") | (frame["fermeture"] >= wave)
    return frame[opened & still]
