"""Kept responses of the shipped exports, read with pyreadstat and pandas alone.

Nothing of the package reads here, so that a fault of the readers cannot hide one of the data.
"""

from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyreadstat
import pytest
import yaml

DATA = Path(__file__).parents[2] / "data"


class Kept(NamedTuple):
    """A wave: kept responses and the schools that answered, both indexed by UAI; all rows."""

    rows: pd.DataFrame
    schools: pd.DataFrame
    export: pd.DataFrame
    frame: pd.DataFrame


def read_kept(wave: str) -> Kept:
    """The responses that the rules of the wave keep: complete, of a known school, the last one."""
    export, _ = pyreadstat.read_sav(str(DATA / wave / "enquete.sav"))
    frame = pd.read_csv(DATA / "base_eple.csv", dtype=str, keep_default_na=False).set_index("uai")
    in_field = ((frame.ouverture == "") | (frame.ouverture <= wave)) & (
        (frame.fermeture == "") | (frame.fermeture >= wave)
    )
    complete = export[export.submitdate.notna() & export.uai.isin(frame.index[in_field])]
    rows = complete.sort_values("submitdate").drop_duplicates("uai", keep="last").set_index("uai")
    return Kept(rows, frame.loc[rows.index], export, frame[in_field])


@pytest.fixture(scope="session")
def codebook() -> dict[str, Any]:
    """Question id → question."""
    text = (DATA / "codebook.yml").read_text(encoding="utf-8")
    return {question["id"]: question for question in yaml.safe_load(text)["questions"]}


@pytest.fixture(scope="session")
def kept_2014() -> Kept:
    return read_kept("2014")


@pytest.fixture(scope="session")
def kept_2015() -> Kept:
    return read_kept("2015")


@pytest.fixture
def kept(request: pytest.FixtureRequest) -> Kept:
    """The wave that the test is parametrized with, by `indirect`."""
    return request.getfixturevalue(f"kept_{request.param}")
