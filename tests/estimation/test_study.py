"""A wave as notebooks open it: what was built is read where it is current, else computed."""

import dataclasses
from pathlib import Path

import pandas as pd
import pytest
from builders import asked, frame, indicator, responses, wave

from bilan.estimation import study
from bilan.estimation.estimates import estimate
from bilan.estimation.study import Study, bounds, fraction, written
from bilan.project.errors import DataError

FRAME = frame("S1 CLG public nord", "S2 LGT public sud", "S3 LP prive est")
QUESTIONS = (asked("pilot"), asked("body", "L", options=["comite", "autre"]), asked("hours", "N"))
SHARE = indicator("share", {"pilot": "Y"}, label="Pilote", target=0.75)
MEAN = indicator("mean", "hours", kind="mean", unit="number")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Study:
    """Two of three schools answered: one pilot, one dedicated body, 4 hours and none."""
    monkeypatch.setattr(study, "indicators_in", lambda _: (SHARE, MEAN))
    given = responses(
        QUESTIONS,
        {
            "S1": {"pilot": "Y", "body": "comite", "hours": 4},
            "S2": {"pilot": "N", "body": "autre", "hours": None},
        },
        FRAME,
    )
    rate = indicator("response_rate", {}, base="asked")
    return Study(wave(), given, estimate(given, (SHARE, MEAN, rate)))


def test_shares_of_a_question_in_its_order(opened: Study) -> None:
    shares = opened.shares("body")
    assert shares["label"].tolist() == ["Option comite", "Option autre"]
    assert shares[["share", "numerator", "base"]].to_numpy().tolist() == [[0.5, 1, 2]] * 2
    by_type = opened.shares("body", domain="type")
    assert by_type[by_type["category"] == "CLG"]["numerator"].tolist() == [1, 0]
    with pytest.raises(DataError, match=r"^question `hours` has no options"):
        opened.shares("hours")


def test_a_first_wave_has_no_evolution(opened: Study) -> None:
    assert opened.previous is None
    assert opened.evolution is None


@pytest.mark.parametrize("current", [True, False])
def test_an_evolution_that_was_built_is_read_only_where_it_is_current(
    opened: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, current: bool
) -> None:
    (tmp_path / "evolution.csv").write_text("id,verdict,reason\nstale,stable,\n")
    monkeypatch.setattr(study, "built", lambda _, name: tmp_path / name)
    monkeypatch.setattr(study, "is_current", lambda _: current)
    monkeypatch.setattr(study, "open_study", lambda _: opened)
    computed = pd.DataFrame({"id": ["share"], "verdict": ["stable"], "reason": [""]})
    monkeypatch.setattr(study, "compare", lambda *_, **__: computed)
    later = dataclasses.replace(opened, wave=wave("2015", previous="2014"))
    assert later.evolution is not None
    assert later.evolution["id"].tolist() == (["stale"] if current else ["share"])


@pytest.mark.parametrize(
    ("value", "stated", "text"),
    [
        (0.615, SHARE, "61,5 %"),
        (0.186, indicator("r", ["a"], kind="ratio"), "18,6 %"),
        (16.7, indicator("m", "a", kind="mean"), "16,7 %"),
        (3.04, indicator("m", "a", kind="mean", unit="per_month"), "3,0"),
        (None, SHARE, "–"),
        (float("nan"), MEAN, "–"),
    ],
)
def test_a_value_is_written_in_its_unit(value: float | None, stated: object, text: str) -> None:
    assert written(value, stated).replace("\u00a0", " ") == text


def test_counts_and_bounds_as_a_reader_sees_them() -> None:
    row = {"numerator": 1200.0, "base": 2400.0, "lower": 0.25, "upper": 0.75}
    assert fraction(row) == "1\u202f200 / 2\u202f400"
    assert bounds(row, SHARE).replace("\u00a0", " ") == "25,0 % à 75,0 %"
    assert bounds({**row, "lower": float("nan")}, SHARE) == "–"
    assert fraction({"numerator": 0.0, "base": 0.0, "shown": 0}) == "aucun établissement concerné"
    assert fraction({"numerator": 0.0, "base": 0.0, "shown": 2}) == "aucune réponse"
