"""The same numbers from R (`stats`, `survey`), stored beside the script that makes them."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from bilan.estimation.statistics.association import cramers_v, fisher_freeman_halton, holm
from bilan.estimation.statistics.comparison import mcnemar_exact
from bilan.estimation.statistics.means import Estimate, mean_interval, ratio_interval
from bilan.estimation.statistics.poststratification import (
    PostStratified,
    poststratified_ratio,
    strata_of,
)
from bilan.estimation.statistics.proportions import hypergeometric_interval

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
STORED: dict[str, list[Any]] = json.loads((HERE / "reference.json").read_text())

FIELD = pd.read_csv(HERE / "reference.csv", index_col="unit")
ANSWERS = FIELD[FIELD["answered"] == 1]
ONES = ANSWERS["answered"]
STRATA = strata_of(ANSWERS, ["type", "secteur"])
POPULATION = strata_of(FIELD, ["type", "secteur"]).value_counts()

FOUR_BY_TWO = [[55, 28], [10, 15], [5, 7], [1, 3]]
THREE_BY_THREE = [[12, 3, 1], [4, 9, 2], [1, 2, 6]]
FOUR_BY_FOUR = [[52, 20, 5, 2], [12, 8, 3, 1], [8, 3, 1, 1], [3, 2, 1, 0]]


def as_written(estimate: Estimate) -> list[float | None]:
    """Value, standard error and interval, in the order of the R script."""
    return [estimate.value, estimate.standard_error, *(estimate.interval or ())]


def ratio(above: "pd.Series[float]", below: "pd.Series[float]") -> PostStratified:
    return poststratified_ratio(above, below, strata=STRATA, population=POPULATION)


COMPUTED: dict[str, list[Any]] = {
    "fisher_2x2": [fisher_freeman_halton([[8, 2], [1, 5]], seed=1).p_value],
    "fisher_4x2": [fisher_freeman_halton(FOUR_BY_TWO, seed=1).p_value],
    "cramer_4x2": [cramers_v(FOUR_BY_TWO)],
    "cramer_3x3": [cramers_v(THREE_BY_THREE)],
    "holm": holm(pd.Series([0.0004, 0.03, 0.012, None, 0.5, 0.03, 0.0004, 0.9])).to_list(),
    "hypergeometric_75_122_130": [*hypergeometric_interval(75, 122, 130)],
    "hypergeometric_27_45_47": [*hypergeometric_interval(27, 45, 47)],
    "hypergeometric_0_20_60": [*hypergeometric_interval(0, 20, 60)],
    "hypergeometric_3_10_50_90": [*hypergeometric_interval(3, 10, 50, level=0.9)],
    "mean": as_written(mean_interval(ANSWERS["hours"], population=30)),
    "ratio": as_written(ratio_interval(ANSWERS["trained"], ANSWERS["teachers"], population=30)),
    "post_share": [ratio(ANSWERS["after"] == 1, ONES).value],
    "post_mean": [ratio(ANSWERS["hours"], ONES).value],
    "post_ratio": [ratio(ANSWERS["trained"], ANSWERS["teachers"]).value],
    "post_filtered": [ratio(ANSWERS["before"] * ANSWERS["after"], ANSWERS["before"]).value],
}
DRAWN = {"fisher_3x3": THREE_BY_THREE, "fisher_4x4": FOUR_BY_FOUR}


def close(values: list[Any]) -> Any:
    """Values as pytest compares them, a missing one being equal to a missing one."""
    return pytest.approx([float("nan") if v is None else v for v in values], nan_ok=True, rel=1e-9)


def test_every_stored_value_is_compared() -> None:
    assert set(STORED) == {*COMPUTED, *DRAWN, "mcnemar"}


@pytest.mark.parametrize("name", COMPUTED)
def test_value_is_that_of_r(name: str) -> None:
    assert COMPUTED[name] == close(STORED[name])


@pytest.mark.parametrize("name", DRAWN)
def test_drawn_p_value_is_near_the_exact_one_of_r(name: str) -> None:
    result = fisher_freeman_halton(DRAWN[name], seed=2014, draws=20_000)
    exact = STORED[name][0]
    assert abs(result.p_value - exact) < 4 * (exact * (1 - exact) / 20_000) ** 0.5


def test_mcnemar_is_that_of_r() -> None:
    result = mcnemar_exact(ANSWERS["before"] == 1, ANSWERS["after"] == 1)
    assert [result.lost, result.gained, result.p_value] == close(STORED["mcnemar"])


def test_script_still_gives_the_stored_values() -> None:
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("Rscript is not on the path: the stored values of R were not made again")
    check = "quit(status = !requireNamespace('survey', quietly = TRUE))"
    if subprocess.run([rscript, "-e", check], check=False, capture_output=True).returncode:
        pytest.skip("R has no package `survey`: the stored values of R were not made again")
    run = subprocess.run(
        [rscript, HERE / "reference.R", HERE / "reference.csv"],
        check=True,
        capture_output=True,
        text=True,
    )
    made = json.loads(run.stdout)
    assert set(made) == set(STORED)
    for name, values in STORED.items():
        assert made[name] == [v if v is None else pytest.approx(v) for v in values], name
