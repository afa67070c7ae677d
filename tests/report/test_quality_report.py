"""The validation report: what it counts, on the page and in the terminal, never whose."""

import dataclasses
import re
from collections.abc import Mapping

import pandas as pd
import pytest
from builders import UAI, asked, export, frame, indicator, wave

from bilan.assembly.pages import render_page
from bilan.project.paths import known_waves
from bilan.report.quality_page import validation_markdown
from bilan.report.quality_report import (
    Rate,
    ValidationReport,
    contradictions_said,
    validation_report,
)
from bilan.report.quality_text import validation_text
from bilan.responses.records import Warned
from bilan.responses.validate import examine, validate
from bilan.running.steps.validation import facts_of, terminal
from bilan.survey.codebook import Asked, asked_in
from bilan.survey.question_changes import drifts

pytestmark = pytest.mark.slow

# 9900006 is 23 × 430435 + 1: its letter is B. The others follow.
RIGHT = ("9900006B", "9900008D", "9900015L", "9900018P")
FRAME = frame(
    *(
        f"{uai} {rest}"
        for uai, rest in zip(
            RIGHT, ("CLG public nord", "CLG prive sud", "LGT public nord", "LP public est"),
            strict=True,
        )
    )
)  # fmt: skip
PILOT = asked("pilot", "Y")
WHO = asked("who", "M", options=["chef", "cpe"], filter={"pilot": "Y"}, base="shown")
HOURS = asked("hours", "N", range=(0, 100))
QUESTIONS = (UAI, PILOT, WHO, HOURS)


def row(uai: str, **answers: str) -> dict[str, str]:
    return {"UAI": uai, "PILOT": "N", "WHO_SQ001": "", "WHO_SQ002": "", "HOURS": "", **answers}


def report(
    *rows: Mapping[str, str],
    questions: tuple[Asked, ...] = QUESTIONS,
    before: tuple[Asked, ...] | None = None,
) -> ValidationReport:
    found = examine(export(*rows), wave("2014"), questions, FRAME)
    earlier = None
    if before is not None:
        rows_before = [{**dict.fromkeys([c for q in before for c in q.items], ""), "UAI": RIGHT[0]}]
        rows_before[0] |= {"OLD": "Y"}
        earlier = validate(export(*rows_before), wave("2014"), before, FRAME).responses
        earlier = dataclasses.replace(earlier, wave="2013")
    return validation_report(found, wave("2014"), before=earlier)


ROWS = (
    row(RIGHT[0], PILOT="Y", WHO_SQ001="Y", HOURS="5"),
    row(RIGHT[1], PILOT="Y", HOURS="7"),
    row(RIGHT[2]),
    {**row(RIGHT[3]), "submitdate": ""},
    row("9900099Z"),
)


def plain(markdown: str) -> str:
    text = re.sub(r"\\(.)", r"\1", markdown)
    return text.replace("\u00a0", " ").replace("\u202f", " ")


# What is counted


def test_rates_by_type_secteur_and_bassin() -> None:
    rates = report(*ROWS).rates
    assert rates[0] == Rate("ensemble", "", 4, 3)
    assert Rate("type", "CLG", 2, 2) in rates
    assert Rate("type", "LP", 1, 0) in rates
    assert Rate("type", "SEP", 0, 0) in rates
    assert Rate("secteur", "public", 3, 2) in rates
    assert Rate("bassin", "nord", 2, 2) in rates
    assert Rate("bassin", "est", 1, 0) in rates
    assert len(rates) == 1 + 4 + 2 + 3


def test_set_aside_is_counted_by_reason() -> None:
    made = report(*ROWS)
    assert made.rows == 5
    assert made.aside == {"hors base de sondage": 1, "incomplète": 1}


def test_item_non_response_is_among_those_to_whom_it_was_shown() -> None:
    made = report(*ROWS)
    known = {item.asked.id: (item.shown, item.empty) for item in made.items}
    assert known == {"pilot": (3, 0), "who": (2, 1), "hours": (3, 1)}
    assert made.incomplete == 1  # nothing ticked may be an answer


def test_values_that_the_codebook_does_not_allow_are_counted_by_question() -> None:
    made = report(
        row(RIGHT[0], HOURS="101"), row(RIGHT[1], HOURS="102"), row(RIGHT[2], HOURS="-1"),
        row(RIGHT[3], PILOT="?", HOURS="x"),
    )  # fmt: skip
    found = {(fault.question, fault.kind): fault.touched for fault in made.faults}
    assert found == {
        ("hours", "above"): 2,
        ("hours", "below"): 1,
        ("hours", "number"): 1,
        ("pilot", "code"): 1,
    }
    assert {fault.kind for fault in made.outside} == {"above", "below"}
    page = plain(validation_markdown(made))
    assert "| hours ? | de 0 à 100 | 3 | 1 | 2 |" in page
    assert "| pilot ? | code que le questionnaire ne connaît pas | 1 |" in page
    assert "| Valeurs hors bornes | 3 réponses | erreur |" in page
    assert "      2  hours: above 100" in validation_text(made)


def test_answers_that_contradict_their_filter_are_counted_by_question() -> None:
    rows = [row(uai, WHO_SQ001="Y") for uai in RIGHT[:3]]
    made = report(*rows, row(RIGHT[3], PILOT="Y"))
    assert [(f.question, f.touched) for f in made.contradictions] == [("who", 3)]
    assert made.faults == ()
    assert {i.asked.id: i.shown for i in made.items}["who"] == 1
    page = plain(validation_markdown(made))
    assert "| Réponses à une question que son filtre cache | 3 réponses | avertissement |" in page
    assert "| who ? | 3 |" in page
    text = validation_text(made)
    assert "Answers to a question that its filter hides, counted as not shown: 3" in text
    found = examine(export(*rows), wave("2014"), QUESTIONS, FRAME).checked.contradictions
    assert contradictions_said("2014", found) == (
        "2014: 3 answers to a question that its filter hides count as not shown (who 3); "
        "`contradictions: refuse` in vague.yml names them"
    )
    assert contradictions_said("2014", ()) == ""


def test_values_declared_missing_are_counted_by_question() -> None:
    raw = export(*ROWS)
    where = pd.DataFrame(False, index=raw.rows.index, columns=raw.rows.columns)
    where.loc[[0, 2, 3], "HOURS"] = True  # the last of these is set aside
    raw.rows.loc[0, "HOURS"] = ""
    found = examine(dataclasses.replace(raw, declared_missing=where), wave(), QUESTIONS, FRAME)
    made = validation_report(found, wave("2014"))
    assert {item.asked.id: item.declared for item in made.items if item.declared} == {"hours": 2}
    text = validation_text(made)
    assert (
        "Declared missing by the export or by vague.yml: 2 answers\n      2  of 3 shown  hours"
        in text
    )
    page = plain(validation_markdown(made))
    assert "| Valeurs que l’export déclare sans réponse | 2 réponses | information |" in page
    assert "| hours ? | 2 |" in page


def test_a_share_above_the_whole_in_a_school_is_a_warning() -> None:
    numbers = (UAI, *(asked(name, "N") for name in ("outside", "inside", "teachers")))
    shares = (indicator("trained", ["outside", "inside"], kind="ratio", base="teachers"),)
    rows = [
        {"UAI": RIGHT[0], "OUTSIDE": "12", "INSIDE": "8", "TEACHERS": "15"},
        {"UAI": RIGHT[1], "OUTSIDE": "12", "INSIDE": "8", "TEACHERS": "20"},
        {"UAI": RIGHT[2], "OUTSIDE": "12", "INSIDE": "", "TEACHERS": "1"},
    ]
    found = examine(export(*rows), wave("2014"), numbers, FRAME)
    made = validation_report(found, wave("2014"), indicators=shares)
    assert made.above_whole == {"trained": 1}
    assert "\nWarnings: 1\n      1  trained: above 100 %" in validation_text(made)
    page = plain(validation_markdown(made))
    assert (
        "| Parts supérieures à 100 % dans un établissement | 1 indicateur | avertissement |" in page
    )


def test_rows_that_stand_twice_are_one_fault() -> None:
    made = report(*ROWS, *[{**row("9900099Z"), "id": str(number)} for number in (1, 2)])
    assert [(fault.kind, fault.touched) for fault in made.faults] == [("twice", 2)]
    page = plain(validation_markdown(made))
    assert "| id | numéro de réponse présent deux fois : deux exports réunis ? | 2 |" in page


def test_check_letters_are_counted_where_they_stand_and_stop_nothing() -> None:
    wrong = FRAME.rename(index={RIGHT[3]: "9900018Z"})
    rows = [row(RIGHT[0]), row("9900018Z"), row("9900099A"), row("essai"), row("")]
    found = examine(export(*rows), wave("2014"), QUESTIONS, wrong)
    assert set(found.checked.warnings) == {
        Warned("letter", "frame", 1),
        Warned("letter", "counted", 1),
        Warned("letter", "aside", 1),
        Warned("form", "aside", 1),
    }
    assert len(validate(export(*rows), wave("2014"), QUESTIONS, wrong).responses.answers) == 2
    made = validation_report(found, wave("2014"))
    page = plain(validation_markdown(made))
    assert "| lettre de contrôle inattendue | réponses comptées | 1 |" in page
    assert "| forme inattendue | réponses écartées | 1 |" in page
    assert "| Codes UAI douteux | 4 codes | avertissement |" in page
    assert "1  UAI whose check letter looks wrong, in the sampling frame" in validation_text(made)


def test_right_letters_are_said_to_be_right() -> None:
    made = report(*ROWS[:3])
    assert made.warnings == ()
    assert "Tous les codes" in plain(validation_markdown(made))


def test_drift_tells_how_many_answers_each_change_touches() -> None:
    old = asked("old", "Y")
    was = (UAI, old, dataclasses.replace(PILOT, wording="Avant ?", column="P"), WHO, HOURS)
    reworded = dataclasses.replace(PILOT, change="reworded", comparable=False)
    made = report(*ROWS, questions=(UAI, reworded, WHO, HOURS), before=was)
    touched = {one.drift.asked.id: one.touched for one in made.drifted}
    assert touched == {"old": 1, "pilot": 3}
    page = plain(validation_markdown(made))
    changes = "libellé reformulé ; auparavant « Avant ? » ; colonne renommée : de « P » à « PILOT »"
    assert f"| pilot ? | {changes} | rompue | 3 |" in page
    assert "| old ? | question supprimée | s’arrête | 1 |" in page
    assert "    3  pilot: reworded; column renamed: P → PILOT (no comparison)" in validation_text(
        made
    )


def test_an_undeclared_change_is_a_warning() -> None:
    was = (UAI, dataclasses.replace(PILOT, wording="Avant ?"), WHO, HOURS)
    made = report(*ROWS, before=was)
    assert [one.drift.asked.id for one in made.undeclared] == ["pilot"]
    page = plain(validation_markdown(made))
    undeclared = "Changements que le dictionnaire des questions ne déclare pas"
    assert f"| {undeclared} | 1 question | avertissement |" in page
    assert "à vérifier" in page
    assert "pilot: declared `identical`, which it is not" in validation_text(made)


def test_a_first_wave_has_nothing_to_compare_with() -> None:
    made = report(*ROWS)
    assert "C’est la première enquête" in plain(validation_markdown(made))
    assert "first wave" in validation_text(made)


# Never whose


def test_nobody_and_no_answer_is_named() -> None:
    made = report(
        row(RIGHT[0], HOURS="123456"), row(RIGHT[1], PILOT="secret"), {**ROWS[3], "id": "98765"}
    )
    for text in (plain(validation_markdown(made)), validation_text(made)):
        assert not re.search(r"\b\d{7}[A-Z]\b", text)
        for hidden in ("123456", "secret", "98765", "Établissement"):
            assert hidden not in text


def test_texts_of_the_codebook_stay_text() -> None:
    hostile = "<script>alert(1)</script> | [x](http://a.example) ![i](http://b.example/i.png)"
    was = (UAI, dataclasses.replace(PILOT, wording=hostile), WHO, HOURS)
    bad = dataclasses.replace(PILOT, wording=hostile + " !", change="reworded")
    made = report(*ROWS, questions=(UAI, bad, WHO, HOURS), before=was)
    page = render_page(validation_markdown(made), title="T", subtitle="", mention="", epoch=0)
    body = page.decode().split("<main")[1].split("</main>")[0]
    assert body.count("&lt;script&gt;") == 3
    for tag in ("<script", "<img", 'href="http'):
        assert tag not in body


def test_tables_have_captions_and_french_is_typeset() -> None:
    page = validation_markdown(report(*ROWS))
    html = render_page(page, title="T", subtitle="", mention="", epoch=0).decode()
    tables = re.findall(r"<table.*?</table>", html, re.DOTALL)
    assert len(tables) == 6
    assert all("<caption>" in one and 'scope="row"' in one for one in tables)
    words = re.sub(r"<[^>]*>", "", html.split("<main")[1].split("</main>")[0])
    assert not re.search(r"\d [%]|«[ ]|[ ]»|\w [;!?:]", words)
    assert "'" not in words


# The waves of the project


@pytest.mark.parametrize("name", known_waves())
def test_shipped_waves_can_be_used_and_add_up(name: str) -> None:
    text, usable = terminal(name)
    assert usable
    assert "Errors: 0" in text
    made = facts_of(name)
    assert made.rows == made.whole.answered + sum(made.aside.values())
    for domain in ("type", "secteur", "bassin"):
        parts = [rate for rate in made.rates if rate.domain == domain]
        assert sum(rate.asked for rate in parts) == made.whole.asked
        assert sum(rate.answered for rate in parts) == made.whole.answered
    assert made.undeclared == ()


def test_the_second_wave_tells_what_its_codebook_changed() -> None:
    kinds = {
        one.asked.id: {change.kind for change in one.changes}
        for one in drifts(asked_in("2014"), asked_in("2015"))
    }
    assert kinds == {
        "cp_temps": {"reworded"},
        "metice_fonctions": {"filter"},
        "tableau_bord": {"new"},
        "parents_usages": {"added"},
        "parents_formation": {"renamed"},
        "referent_connu": {"dropped"},
    }
