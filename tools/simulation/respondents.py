"""Who answers in a wave."""

from collections.abc import Mapping

import pandas as pd

from tools.simulation.frame import in_field
from tools.simulation.scenario import WAVES, Scenario


def draw_respondents(scenario: Scenario, frame: pd.DataFrame, *, wave: str) -> pd.DataFrame:
    """Schools that answer in a wave: one row each, indexed by UAI.

    Columns: those of the frame, and `zeal`, a standard normal number that stays with the school
    from wave to wave and makes its answers go together.
    """
    schools = frame.assign(zeal=scenario.generator("zeal").normal(size=len(frame))).set_index("uai")
    plan = scenario.content["fieldwork"]
    first = _silent(scenario, schools, plan[WAVES[0]]["missing"], wave=WAVES[0])
    silent = first
    if wave != WAVES[0]:
        before = schools.drop(first)
        silent = _silent(scenario, before, plan[wave]["missing"], wave=wave).union(
            _silent(scenario, schools.loc[first], plan[wave]["missing_again"], wave=wave)
        )
    present = in_field(frame, wave)["uai"]
    return schools.loc[[code for code in present if code not in silent]]


def _silent(
    scenario: Scenario,
    schools: pd.DataFrame,
    plan: Mapping[str, Mapping[str, int]],
    *,
    wave: str,
) -> pd.Index:
    """UAI of the schools that do not answer, drawn among those in the field in every wave."""
    rng = scenario.generator("silent", wave, str(len(schools)))
    steady = schools[(schools["ouverture"] == "") & (schools["fermeture"] == "")]
    drawn: list[str] = []
    for kind, sectors in plan.items():
        for sector, number in sectors.items():
            pool = steady.index[(steady["type"] == kind) & (steady["secteur"] == sector)]
            drawn.extend(rng.choice(pool.to_numpy(), size=number, replace=False))
    return pd.Index(drawn)
