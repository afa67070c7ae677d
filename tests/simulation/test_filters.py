"""Each kept answer respects the filters, the mandatory questions and the ranges of its wave."""

from typing import Any

import pandas as pd
import pytest

both_waves = pytest.mark.parametrize(
    ("kept", "wave"), [("2014", "2014"), ("2015", "2015")], indirect=["kept"]
)


def asked(codebook: dict[str, Any], wave: str) -> dict[str, Any]:
    """Question id → question as the wave asked it."""
    merged = {
        name: question | question["waves"][wave]
        for name, question in codebook.items()
        if wave in question["waves"]
    }
    return {name: question for name, question in merged.items() if question["change"] != "dropped"}


def variables(question: dict[str, Any]) -> list[str]:
    if question["type"] != "M":
        return [question["column"]]
    return [f"{question['column']}_{o['code']}" for o in question["options"].values()]


def answered(rows: pd.DataFrame, question: dict[str, Any]) -> pd.Series:
    columns = rows[variables(question)]
    return (columns.notna() & (columns != "")).any(axis=1)


def shown(kept: Any, questions: dict[str, Any], question: dict[str, Any]) -> pd.Series:
    """Schools to which the filter shows the question."""
    result = pd.Series(True, index=kept.rows.index)
    for key, wanted in question.get("filter", {}).items():
        values = wanted if isinstance(wanted, list) else [wanted]
        if key not in questions:
            result &= kept.schools[key].isin(values)
            continue
        on = questions[key]
        if on["type"] == "M":
            ticked = [f"{on['column']}_{on['options'][value]['code']}" for value in values]
            result &= (kept.rows[ticked] == "Y").any(axis=1)
        else:
            codes = [on["options"][value]["code"] if "options" in on else value for value in values]
            result &= kept.rows[on["column"]].isin(codes)
    return result


@both_waves
def test_answers_only_where_shown(kept: Any, wave: str, codebook: dict[str, Any]) -> None:
    questions = asked(codebook, wave)
    for name, question in questions.items():
        if name != "uai":
            stray = answered(kept.rows, question) & ~shown(kept, questions, question)
            assert not stray.any(), f"{name} answered though not shown"


@both_waves
def test_mandatory_questions_are_answered(kept: Any, wave: str, codebook: dict[str, Any]) -> None:
    questions = asked(codebook, wave)
    for name, question in questions.items():
        if name != "uai" and question["mandatory"]:
            missing = shown(kept, questions, question) & ~answered(kept.rows, question)
            assert not missing.any(), f"{name} left empty"


@both_waves
def test_some_optional_numbers_are_left_empty(kept: Any, wave: str) -> None:
    expected = {"2014": [3, 2], "2015": [2, 3]}[wave]
    assert kept.rows[["cptemps", "cticeservice"]].isna().sum().tolist() == expected


@both_waves
def test_values_are_those_of_the_codebook(kept: Any, wave: str, codebook: dict[str, Any]) -> None:
    for name, question in asked(codebook, wave).items():
        for column in variables(question):
            found = set(kept.rows[column].dropna()) if column != "uai" else set()
            if question["type"] == "M":
                assert found <= {"Y", ""}, name
            elif question["type"] == "Y":
                assert found <= {"Y", "N", ""}, name
            elif question["type"] == "L":
                assert found <= {o["code"] for o in question["options"].values()} | {""}, name
            elif question["type"] == "N":
                low, high = question["range"]
                assert min(found) >= low, name
                assert high is None or max(found) <= high, name


@both_waves
def test_no_school_trains_more_teachers_than_it_has(kept: Any, wave: str) -> None:
    assert wave in ("2014", "2015")
    trained = kept.rows.formesexterne + kept.rows.formesinterne
    assert (trained <= kept.rows.enseignantstotal).all()


@both_waves
def test_functions_of_lycees_are_never_in_a_college(kept: Any, wave: str) -> None:
    assert wave in ("2014", "2015")
    colleges = kept.rows[kept.schools.type == "CLG"]
    for column in ("composition_SQ010", "composition_SQ011", "maintenance_SQ003"):
        assert (colleges[column] == "").all()


@both_waves
def test_schools_without_a_body_say_nothing_of_it(kept: Any, wave: str) -> None:
    assert wave in ("2014", "2015")
    without = kept.rows[kept.rows.instance == "A4"]
    assert len(without) == 4
    for prefix in ("composition_", "sujets_", "champsdisciplinaires_", "instancetaille"):
        assert (without.filter(like=prefix) == "").all(axis=None)
