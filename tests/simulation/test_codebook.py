"""What the hand-written codebook and indicators promise, checked against each other."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

DATA = Path(__file__).parents[2] / "data"
CHANGES = {"identical", "reworded", "options changed", "base changed", "new", "dropped"}
PLAIN = re.compile(r"['\"]| [?:;!%»]|« ")  # typewriter apostrophe, breakable space before a sign


@pytest.fixture(scope="module")
def indicators() -> list[dict[str, Any]]:
    stated = yaml.safe_load((DATA / "indicateurs.yml").read_text(encoding="utf-8"))
    return list(stated["indicators"])


def french(codebook: dict[str, Any], indicators: list[dict[str, Any]]) -> list[str]:
    """All texts of both files that a reader of the report may see."""
    texts = [text for i in indicators for text in (i["label"], i["base_label"])]
    for question in codebook.values():
        for entry in (question, *question["waves"].values()):
            texts += [entry[key] for key in ("wording", "note", "reason") if key in entry]
            texts += [option["label"] for option in entry.get("options", {}).values()]
    return texts


def test_french_is_typographically_right(
    codebook: dict[str, Any], indicators: list[dict[str, Any]]
) -> None:
    assert [text for text in french(codebook, indicators) if PLAIN.search(text)] == []


def test_columns_are_limesurvey_codes_and_unique(codebook: dict[str, Any]) -> None:
    for wave in ("2014", "2015"):
        entries = [q["waves"][wave] for q in codebook.values() if wave in q["waves"]]
        columns = [entry["column"] for entry in entries if entry["change"] != "dropped"]
        assert len(columns) == len(set(columns)) == 31
        assert all(re.fullmatch(r"[a-z][a-z0-9]{0,19}", column) for column in columns)


def test_changes_of_2015_are_those_of_the_scenario(codebook: dict[str, Any]) -> None:
    entries = {name: q["waves"]["2015"] for name, q in codebook.items()}
    changed = {n: e["change"] for n, e in entries.items() if e["change"] != "identical"}
    assert changed == {
        "cp_temps": "reworded",
        "metice_fonctions": "base changed",
        "parents_usages": "options changed",
        "referent_connu": "dropped",
        "tableau_bord": "new",
    }
    renamed = [
        name
        for name, q in codebook.items()
        if "2014" in q["waves"] and q["waves"]["2014"]["column"] != entries[name].get("column")
    ]
    assert renamed == ["parents_formation", "referent_connu"]


def test_a_change_is_known_and_comparable_has_a_reason(codebook: dict[str, Any]) -> None:
    for question in codebook.values():
        for entry in question["waves"].values():
            assert entry["change"] in CHANGES
            assert "comparable" not in entry or entry["reason"]


def test_filters_name_questions_and_options(codebook: dict[str, Any]) -> None:
    for question in codebook.values():
        for entry in (question, *question["waves"].values()):
            for key, wanted in entry.get("filter", {}).items():
                values = set(wanted if isinstance(wanted, list) else [wanted])
                known = codebook[key].get("options", {"Y", "N"}) if key in codebook else None
                assert key == "type" if known is None else values <= set(known)


def test_indicators_name_questions_and_options(
    codebook: dict[str, Any], indicators: list[dict[str, Any]]
) -> None:
    assert len(indicators) == len({i["id"] for i in indicators})
    for indicator in indicators:
        numerator, base = indicator["numerator"], indicator["base"]
        named = [numerator] if isinstance(numerator, str) else list(numerator)
        assert set(named) <= set(codebook), indicator["id"]
        if isinstance(numerator, dict):
            for key, wanted in numerator.items():
                values = set(wanted if isinstance(wanted, list) else [wanted])
                assert values <= set(codebook[key].get("options", {"Y", "N"})), indicator["id"]
        if isinstance(base, str):
            assert base in {"all", "asked", "enseignants_total"}
        else:
            assert set(base) <= set(codebook) | {"type"}


def test_a_filtered_indicator_has_the_filter_of_its_question_as_base(
    codebook: dict[str, Any], indicators: list[dict[str, Any]]
) -> None:
    for indicator in indicators:
        numerator = indicator["numerator"]
        named = [numerator] if isinstance(numerator, str) else list(numerator)
        question = codebook[named[0]] if len(named) == 1 else {"base": "all"}
        if question["base"] == "shown":
            base = indicator["base"]  # the filter, and what else restricts it
            assert all(base.get(name) == wanted for name, wanted in question["filter"].items())
            for wave, entry in question["waves"].items():
                if "filter" in entry:
                    assert indicator["waves"][wave]["base"] == entry["filter"]


def test_a_target_lies_where_progress_leads(indicators: list[dict[str, Any]]) -> None:
    for indicator in indicators:
        assert indicator["progress"] in {"up", "down", "none"}
        if indicator["target"] is not None:
            assert indicator["progress"] != "none"
            assert 0 < indicator["target"] <= 1
