"""A simulated wave as large as the country."""

from pathlib import Path

import pandas as pd
import pytest

from bilan.estimation.study import open_study
from bilan.responses.responses import read_responses, write_responses
from bilan.survey.modalities import MODALITIES
from bilan.survey.sampling_frame import CHECK_LETTERS, read_frame
from tools.simulation.national import ACADEMIES, MIX, main, national_frame, national_responses

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return national_frame(3000)


def test_the_mix_is_whole() -> None:
    assert sum(MIX.values()) == pytest.approx(1)
    assert {kind for kind, _ in MIX} == set(MODALITIES["type"])


def test_the_frame_is_one_that_the_pipeline_reads(frame: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "base.csv"
    frame.to_csv(path, index=False)
    read = read_frame(path, "2014")
    assert len(read) == 3000
    assert read["bassin"].nunique() == ACADEMIES
    assert all(code[7] == CHECK_LETTERS[int(code[:7]) % 23] for code in read.index)


def test_the_same_seed_gives_the_same_country(frame: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(national_frame(3000), frame)
    assert not national_frame(3000, seed=1).equals(frame)


def test_each_answers_as_one_of_its_kind_did(frame: pd.DataFrame, tmp_path: Path) -> None:
    one = open_study("2014").responses
    made = national_responses(one, frame)
    assert 0.92 < len(made.answers) / len(frame) < 0.96
    college = made.schools["type"] == "CLG"
    assert not made.shown.loc[college, "pop_equipe"].any()  # asked of lycées only
    assert made.shown.loc[~college, "pop_equipe"].all()
    known = {tuple(row) for row in one.answers.astype(str).to_numpy()}
    assert {tuple(row) for row in made.answers.head(50).astype(str).to_numpy()} <= known
    path = tmp_path / "reponses.csv"
    path.write_text(write_responses(made), encoding="utf-8")
    again = read_responses(path, wave="2014", questions=made.questions, frame=made.frame)
    assert (again.shown.to_numpy() == made.shown.to_numpy()).all()
    assert list(again.answers.index) == list(made.answers.index)


def test_the_command_writes_both_files(tmp_path: Path) -> None:
    from bilan.project.paths import RESPONSES, built

    if not built("2014", RESPONSES).is_file():
        pytest.skip("the 2014 wave is not built")
    assert main([str(tmp_path), "--schools", "200"]) == 0
    frame = pd.read_csv(tmp_path / "base_eple.csv")
    assert len(frame) == 200
    assert set(pd.read_csv(tmp_path / RESPONSES)["uai"]) < set(frame["uai"])
