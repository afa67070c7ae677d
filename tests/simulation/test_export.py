"""The shape of the exports, and the rows that the rules set aside."""

from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

DATA = Path(__file__).parents[2] / "data"
TECHNICAL = ["id", "submitdate", "lastpage", "startlanguage", "token", "startdate", "datestamp"]
both_waves = pytest.mark.parametrize(
    ("kept", "wave"), [("2014", "2014"), ("2015", "2015")], indirect=["kept"]
)


@both_waves
def test_rows_set_aside(kept: Any, wave: str) -> None:
    incomplete, duplicates, tests = {"2014": (2, 1, 0), "2015": (3, 1, 1)}[wave]
    export = kept.export
    complete = export[export.submitdate.notna()]
    assert export.submitdate.isna().sum() == incomplete
    assert complete.uai.duplicated().sum() == duplicates
    assert (~export.uai.isin(kept.frame.index)).sum() == tests
    assert len(export) == len(kept.rows) + incomplete + duplicates + tests
    assert (export.lastpage[export.submitdate.isna()] < 4).all()


@both_waves
def test_the_answer_set_aside_would_change_a_figure(kept: Any, wave: str) -> None:
    column = {"2014": "parentsformation", "2015": "formationparents"}[wave]
    complete = kept.export[kept.export.submitdate.notna()].sort_values("submitdate")
    twice = complete[complete.uai.duplicated(keep=False)]
    assert twice[column].nunique() == 2
    assert twice.iloc[-1].submitdate == kept.rows.submitdate[twice.uai.iloc[0]]


@both_waves
def test_dates_are_within_the_fieldwork(kept: Any, wave: str) -> None:
    start, end = {"2014": ("2014-04-28", "2014-05-24"), "2015": ("2015-04-27", "2015-05-23")}[wave]
    for column in ("startdate", "datestamp", "submitdate"):
        assert kept.export[column].dropna().between(pd.Timestamp(start), pd.Timestamp(end)).all()
    finished = kept.export.dropna(subset=["submitdate"])
    assert (finished.startdate < finished.submitdate).all()
    assert kept.export.id.is_monotonic_increasing
    assert kept.export.startdate.is_monotonic_increasing


@both_waves
def test_addresses_are_of_ranges_for_documentation(kept: Any, wave: str) -> None:
    assert list(kept.export)[: len(TECHNICAL)] == TECHNICAL
    assert kept.export.ipaddr.str.match(r"192\.0\.2\.\d{1,3}$").all()
    assert (kept.export.refurl == f"https://enquete.example.org/{wave}").all()
    assert kept.export.token.str.match(r"FICTIF\d{9}$").all()
    assert kept.export.token.is_unique


@pytest.mark.parametrize("wave", ["2014", "2015"])
def test_labels_are_those_of_the_questionnaire(wave: str, codebook: dict[str, Any]) -> None:
    _, meta = pyreadstat.read_sav(str(DATA / wave / "enquete.sav"), metadataonly=True)
    composition = codebook["composition"]
    assert meta.column_names_to_labels["composition_SQ004"] == (
        f"[{composition['options']['ctice']['label']}] {composition['wording']}"
    )
    cp_temps = codebook["cp_temps"] | codebook["cp_temps"]["waves"][wave]
    assert meta.column_names_to_labels["cptemps"] == cp_temps["wording"]
    assert meta.variable_value_labels["lettremission"] == {"Y": "Oui", "N": "Non"}
    assert meta.variable_value_labels["instance"]["A1"] == "Comité de pilotage dédié"
    assert meta.original_variable_types["submitdate"].startswith("DATETIME")


@pytest.mark.parametrize("wave", ["2014", "2015"])
def test_no_label_is_cut(wave: str) -> None:
    _, meta = pyreadstat.read_sav(str(DATA / wave / "enquete.sav"), metadataonly=True)
    assert max(len(label.encode()) for label in meta.column_labels) < 256
    assert (
        max(
            len(label.encode())
            for labels in meta.variable_value_labels.values()
            for label in labels.values()
        )
        < 120
    )


def test_comments_hold_hostile_looking_text(kept_2014: Any, kept_2015: Any) -> None:
    comments = set(kept_2014.rows.commentaire) | set(kept_2015.rows.commentaire)
    assert "=1+1" in comments
    assert any("<b>" in comment for comment in comments)
    assert (kept_2014.rows.commentaire == "").sum() > 100
