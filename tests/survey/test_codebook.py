"""The codebook: each question as each wave asked it, and what is wrong in the file."""

import dataclasses
import json
from pathlib import Path

import pytest

from bilan.project.errors import DataError
from bilan.survey.codebook import asked_in, breaks, read_codebook

QUESTIONS = """\
questions:
  - id: pilote
    group: pilotage
    type: Y
    wording: "Pilote ?"
    mandatory: true
    waves:
      "2014": {column: PIL, change: new}
      "2015": {column: PILOTE, change: identical}
      "2016": {change: dropped}
  - id: membres
    group: pilotage
    type: M
    wording: "Qui ?"
    options:
      chef: {label: Chef, code: SQ001}
      cpe: {label: CPE, code: SQ002}
    filter: {pilote: Y}
    base: shown
    waves:
      "2014": {column: MEM, change: new}
      "2015":
        column: MEM
        change: base changed
        wording: "Qui donc ?"
        filter: {pilote: [Y, N]}
        codes: {cpe: SQ009}
      "2016":
        column: MEM
        change: options changed
        comparable: true
        reason: "les autres options restent"
        filter: {}
        options:
          chef: {label: Chef, code: SQ001}
          cpe: {label: CPE, code: SQ002}
          parent: {label: Parent, code: SQ003}
  - id: temps
    group: pilotage
    type: N
    wording: "Temps ?"
    range: [0, null]
    waves:
      "2016": {column: TPS, change: reworded}
"""


def write(tmp_path: Path, text: str = QUESTIONS) -> Path:
    path = tmp_path / "codebook.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_wave_asks_what_the_codebook_says(tmp_path: Path) -> None:
    pilote, membres = asked_in("2014", write(tmp_path))
    assert (pilote.id, pilote.column, pilote.mandatory, pilote.change) == (
        "pilote", "PIL", True, "new",
    )  # fmt: skip
    assert pilote.items == {"PIL": "pilote"}
    assert (membres.wording, membres.filter, membres.base) == ("Qui ?", {"pilote": "Y"}, "shown")
    assert membres.items == {"MEM_SQ001": "membres_chef", "MEM_SQ002": "membres_cpe"}


def test_a_wave_may_differ(tmp_path: Path) -> None:
    pilote, membres = asked_in("2015", write(tmp_path))
    assert pilote.column == "PILOTE"
    assert (membres.wording, membres.filter) == ("Qui donc ?", {"pilote": ["Y", "N"]})
    assert membres.items == {"MEM_SQ001": "membres_chef", "MEM_SQ009": "membres_cpe"}


def test_a_dropped_question_is_not_asked_and_an_empty_filter_is_none(tmp_path: Path) -> None:
    membres, temps = asked_in("2016", write(tmp_path))
    assert membres.filter is None
    assert list(membres.options) == ["chef", "cpe", "parent"]
    assert temps.range == (0, None)
    assert temps.limits is None


def test_what_a_wave_changes_holds_until_it_is_changed_again(tmp_path: Path) -> None:
    path = write(tmp_path)
    last, later = asked_in("2016", path), asked_in("2017", path)
    assert [question.id for question in later] == ["membres", "temps"]  # `pilote` stays dropped
    assert later == tuple(
        dataclasses.replace(q, change="identical", comparable=True, reason="") for q in last
    )
    assert later[0].wording == "Qui donc ?"  # as 2015 says, though 2016 states options alone
    assert {o.code for o in later[0].options.values()} == {"SQ001", "SQ002", "SQ003"}


def test_every_key_of_a_question_may_change(tmp_path: Path) -> None:
    changes = {
        "type": "S", "wording": "Autre", "base": "all", "range": (1, 2), "mandatory": True,
        "filter": {"membres": "chef"}, "column": "X",
    }  # fmt: skip
    for key, value in changes.items():
        text = QUESTIONS.replace(
            '      "2016": {column: TPS, change: reworded}',
            '      "2013": {column: TPS, change: new}\n'
            f'      "2014": {{change: reworded, {key}: {json.dumps(value)}}}',
        )
        path = tmp_path / f"{key}.yml"
        path.write_text(text, encoding="utf-8")
        assert getattr(asked_in("2015", path)[-1], key) == value


def test_breaks_between_two_waves_are_those_of_every_wave_between(tmp_path: Path) -> None:
    path = write(tmp_path)
    found = breaks("2014", "2016", path)
    assert {name: [question.change for question in broken] for name, broken in found.items()} == {
        "membres": ["base changed"],
        "temps": ["reworded"],
    }
    assert list(breaks("2015", "2016", path)) == ["temps"]
    assert breaks("2016", "2017", path) == {}


def test_an_unknown_wave_asks_nothing(tmp_path: Path) -> None:
    assert asked_in("2013", write(tmp_path)) == ()


@pytest.mark.parametrize(
    ("wave", "question", "comparable", "reason"),
    [
        ("2014", 0, False, ""),  # new
        ("2015", 0, True, ""),  # identical
        ("2015", 1, False, ""),  # base changed
        ("2016", 0, True, "les autres options restent"),  # options changed, said comparable
        ("2016", 1, False, ""),  # reworded
    ],
)
def test_a_change_breaks_the_series_unless_it_is_said_comparable(
    tmp_path: Path, wave: str, question: int, comparable: bool, reason: str
) -> None:
    found = asked_in(wave, write(tmp_path))[question]
    assert (found.comparable, found.reason) == (comparable, reason)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("id: temps", "id: pilote", "- question `pilote` twice"),
        ("type: Y", "type: L", "- question `pilote` of type L without options"),
        (
            '"2014": {column: PIL, change: new}',
            '"2014": {change: new}',
            "- question `pilote`: wave 2014 asks it without a column",
        ),
        (
            "codes: {cpe",
            "codes: {CPE",
            "- question `membres`, wave 2015: `codes` names no option `CPE`",
        ),
        ("column: PILOTE", "column: MEM_SQ001", "- wave 2015: column `MEM_SQ001` twice"),
        ("column: TPS", "column: MEM_SQ003", "- wave 2016: column `MEM_SQ003` twice"),
        (
            "        filter: {}\n",
            "",
            "- question `membres`, wave 2016: its filter names `pilote`, which is not asked",
        ),
        ("id: temps", "id: membres_chef", "- wave 2016: item `membres_chef` twice"),
    ],
)
def test_what_could_be_read_as_two_things_is_an_error(
    tmp_path: Path, old: str, new: str, found: str
) -> None:
    path = write(tmp_path, QUESTIONS.replace(old, new, 1))
    with pytest.raises(DataError) as error:
        read_codebook(path)
    assert str(error.value) == f"{path} is inconsistent\n  found:    \n{found}"


def test_two_options_with_one_code_are_an_error(tmp_path: Path) -> None:
    text = QUESTIONS.replace("type: M", "type: L").replace(
        "cpe: {label: CPE, code: SQ002}", "cpe: {label: CPE, code: SQ001}", 1
    )
    with pytest.raises(DataError, match="question `membres`, wave 2014: code SQ001 twice"):
        read_codebook(write(tmp_path, text))


def test_all_problems_are_told_together(tmp_path: Path) -> None:
    text = QUESTIONS.replace("type: Y", "type: L").replace("column: TPS, ", "")
    with pytest.raises(DataError) as error:
        read_codebook(write(tmp_path, text))
    assert "`pilote` of type L without options\n- question `temps`: wave 2016" in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("type: Y", "type: X", "Invalid enum value 'X' - at `$.questions[0].type`"),
        (
            "change: reworded",
            "change: moved",
            "Invalid enum value 'moved' - at `$.questions[2].waves[...].change`",
        ),
        (
            "mandatory",
            "obligatoire",
            "Object contains unknown field `obligatoire` - at `$.questions[0]`",
        ),
        (
            "range: [0, null]",
            "range: [0]",
            "Expected `array` of length 2, got 1 - at `$.questions[2].range`",
        ),
        ("base: shown", "base: some", "Invalid enum value 'some' - at `$.questions[1].base`"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, old: str, new: str, found: str) -> None:
    path = write(tmp_path, QUESTIONS.replace(old, new))
    with pytest.raises(DataError) as error:
        read_codebook(path)
    assert str(error.value).split("\n")[1] == f"  found:    {found}"


def test_the_codebook_of_the_project_is_sound() -> None:
    assert len(read_codebook()) == 32
    assert len(asked_in("2014")) == 31


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ("at_most: pilote", "`at_most` names `pilote`, which is no other number that is asked"),
        ("at_most: temps", "`at_most` names `temps`, which is no other number that is asked"),
        ("at_most: rien", "`at_most` names `rien`, which is no other number that is asked"),
    ],
)
def test_a_number_is_at_most_another_number(stated: str, message: str, tmp_path: Path) -> None:
    text = QUESTIONS.replace("range: [0, null]", stated)
    with pytest.raises(DataError, match=f"question `temps`, wave 2016: {message}"):
        read_codebook(write(tmp_path, text))


def test_only_numbers_are_whole(tmp_path: Path) -> None:
    text = QUESTIONS.replace("mandatory: true", "whole: true")
    with pytest.raises(DataError, match="wave 2014: `whole` and `at_most` are of numbers alone"):
        read_codebook(write(tmp_path, text))
