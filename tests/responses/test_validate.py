"""From an export to the responses that count: rules, codes, filters, and every problem at once."""

import dataclasses
import itertools
from collections.abc import Mapping

import pandas as pd
import pytest
from builders import UAI, asked, export, frame, wave

from bilan.exports.raw import TECHNICAL, RawExport
from bilan.project.errors import DataError
from bilan.responses.records import Checked, Examined, SetAside
from bilan.responses.responses import write_responses
from bilan.responses.validate import examine, validate
from bilan.survey.codebook import Asked
from bilan.survey.wave import Rules, Wave

FRAME = frame("S1 CLG public nord", "S2 LGT public sud", "S3 LP prive est", "S4 SEP public ouest")
PILOT = asked("pilot", "Y", mandatory=True)
BODY = asked("body", "L", options=["comite", "autre"])
MEMBERS = asked("members", "M", options=["chef", "cpe"], filter={"pilot": "Y"})
HOURS = asked("hours", "N", range=(0, 100))
NAME = asked("name", "T")
QUESTIONS = (UAI, PILOT, BODY, MEMBERS, HOURS, NAME)


def row(uai: str, **answers: str) -> dict[str, str]:
    """A row in which the pilot says no, and nothing else is answered."""
    silent = {"BODY": "", "MEMBERS_SQ001": "", "MEMBERS_SQ002": "", "HOURS": "", "NAME": ""}
    return {"UAI": uai, "PILOT": "N", **silent, **answers}


def check(
    *rows: Mapping[str, str], questions: tuple[Asked, ...] = QUESTIONS, stated: Wave | None = None
) -> Checked:
    return validate(export(*rows), stated or wave(), questions, FRAME)


def problems(*rows: Mapping[str, str], questions: tuple[Asked, ...] = QUESTIONS) -> str:
    """The list of problems, from a message whose other lines are right."""
    with pytest.raises(DataError) as error:
        check(*rows, questions=questions)
    lines = str(error.value).split("\n")
    listed = lines[3:-1]
    count = len(listed) if not listed[-1].startswith("+") else 10 + int(listed[-1][1:-5])
    assert lines[:3] == [
        f"enquete.sav of wave 2014: problems in its answers ({count})",
        "  expected: answers as data/codebook.yml states them",
        "  found:    ",
    ]
    assert lines[-1] == (
        "  next:     mend the export or the codebook, or set these responses aside by their "
        "numbers (`set_aside` in vague.yml)"
    )
    return "\n".join(listed)


# What is read


def test_codes_become_names_ticks_and_numbers() -> None:
    answers = check(
        row("S1", PILOT="Y", BODY="A1", MEMBERS_SQ001="Y", HOURS="12.5"),
        row("S2", PILOT="Y", BODY="A2", MEMBERS_SQ002="N"),
    ).responses.answers
    assert answers.loc["S1"].to_dict() == {
        "pilot": "Y", "body": "comite", "members_chef": 1.0, "members_cpe": 0.0, "hours": 12.5,
    }  # fmt: skip
    assert answers.loc["S2", "body"] == "autre"
    assert list(answers.loc["S2", ["members_chef", "members_cpe"]]) == [0.0, 0.0]
    assert answers["hours"].isna().tolist() == [False, True]


def test_not_shown_not_ticked_and_not_answered_are_three_things() -> None:
    responses = check(
        row("S1", PILOT="N"), row("S2", PILOT="Y"), row("S3", PILOT="Y", MEMBERS_SQ001="Y")
    ).responses
    assert responses.shown["members"].tolist() == [False, True, True]
    assert responses.answers["members_chef"].isna().tolist() == [True, False, False]
    assert responses.answers["members_chef"].tolist()[1:] == [0.0, 1.0]
    assert responses.shown["body"].all()
    assert responses.answers["body"].isna().all()


def test_free_text_goes_no_further() -> None:
    responses = check(row("S1", NAME="Madame Untel")).responses
    assert [question.id for question in responses.questions] == [
        "pilot",
        "body",
        "members",
        "hours",
    ]
    assert "Untel" not in responses.answers.to_csv()
    assert list(responses.answers) == ["pilot", "body", "members_chef", "members_cpe", "hours"]


def test_schools_are_sorted_and_joined_however_they_typed_their_uai() -> None:
    responses = check(row("s3 "), row(" S1")).responses
    assert responses.answers.index.tolist() == ["S1", "S3"]
    assert responses.answers.index.name == "uai"
    assert responses.schools["type"].tolist() == ["CLG", "LP"]
    assert len(responses.frame) == 4


def test_a_filter_may_rest_on_the_sampling_frame() -> None:
    lycee = asked("pop", "Y", filter={"type": ["LGT", "LP"]}, base="shown")
    rows = [row("S1"), row("S2", POP="Y"), row("S3")]
    responses = validate(export(*rows), wave(), (UAI, PILOT, lycee), FRAME).responses
    assert responses.shown["pop"].tolist() == [False, True, True]


def test_a_filter_on_a_hidden_question_hides() -> None:
    chain = (UAI, PILOT, MEMBERS, asked("why", "Y", filter={"members": "chef"}))
    rows = [row("S1", PILOT="N", WHY=""), row("S2", PILOT="Y", WHY="")]
    responses = check(*rows, questions=chain).responses
    assert responses.shown["why"].tolist() == [False, False]


# Which answers count


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"submitdate": ""}, "incomplète"),
        ({"UAI": "S9"}, "hors base de sondage"),
        ({"UAI": ""}, "hors base de sondage"),
        ({"submitdate": "2014-04-30 23:59:59"}, "hors période d’enquête"),
        ({"submitdate": "2014-06-01 00:00:00"}, "hors période d’enquête"),
    ],
)
def test_what_is_set_aside_has_its_identifier_and_its_reason(
    changes: dict[str, str], reason: str
) -> None:
    checked = check({**row("S1", PILOT="unknown"), "id": "77", **changes}, row("S2"))
    assert checked.set_aside == (SetAside("77", reason),)
    assert checked.responses.answers.index.tolist() == ["S2"]
    assert [field.name for field in dataclasses.fields(SetAside)] == ["identifier", "reason"]


@pytest.mark.parametrize(
    "submitted",
    [
        "2014-05-01 00:00:00",
        "2014-05-31 23:59:59",
        "2014-05-12 10:00",
        "2014-05-12",
        "12-05-2014 10:00:00",
        "2014-05-12 10:00:00.500000",
        "12-05-2014 10:00:00,25",
        "1980-01-01 00:00:00",  # complete, with dates switched off
    ],
)
def test_dates_that_count(submitted: str) -> None:
    assert check({**row("S1"), "submitdate": submitted}).set_aside == ()


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_of_several_answers_of_a_school_the_last_complete_one_counts(
    order: tuple[int, ...],
) -> None:
    """The identifier and the order of the rows do not matter, nor does a later incomplete one."""
    rows = [
        {**row("S1", HOURS="1"), "id": "9", "submitdate": "2014-05-02 10:00:00"},
        {**row("S1", HOURS="2"), "id": "4", "submitdate": "2014-05-03 10:00:00"},
        {**row("S1", HOURS="3"), "id": "5", "submitdate": ""},
    ]
    checked = check(*(rows[number] for number in order))
    assert checked.responses.answers["hours"].tolist() == [2.0]
    assert set(checked.set_aside) == {
        SetAside("9", "doublon, une réponse plus récente compte"),
        SetAside("5", "incomplète"),
    }


def test_without_dates_the_last_identifier_counts() -> None:
    dates_off = {"submitdate": "1980-01-01 00:00:00"}
    checked = check(
        {**row("S1", HOURS="1"), "id": "10", **dates_off},
        {**row("S1", HOURS="2"), "id": "9", **dates_off},
    )
    assert checked.responses.answers["hours"].tolist() == [1.0]


def test_an_answer_outside_the_fieldwork_does_not_replace_one_within() -> None:
    late = {**row("S1", HOURS="2"), "submitdate": "2014-06-02 10:00:00"}
    assert check(row("S1", HOURS="1"), late).responses.answers["hours"].tolist() == [1.0]


def test_rules_may_let_more_count() -> None:
    stated = wave(rules=Rules(submitted_only=False, within_fieldwork=False))
    rows = [
        {**row("S1"), "submitdate": ""},
        {**row("S2"), "submitdate": "2014-07-01 00:00:00"},
    ]
    checked = check(*rows, stated=stated)
    assert checked.set_aside == ()
    assert checked.responses.answers.index.tolist() == ["S1", "S2"]


def test_of_several_answers_the_first_complete_one_may_count() -> None:
    stated = wave(rules=Rules(duplicates="first_complete", submitted_only=False))
    checked = check(
        {**row("S1", HOURS="1"), "id": "1", "submitdate": ""},
        {**row("S1", HOURS="2"), "id": "2", "submitdate": "2014-05-03 10:00:00"},
        {**row("S1", HOURS="3"), "id": "3", "submitdate": "2014-05-02 10:00:00"},
        stated=stated,
    )
    assert checked.responses.answers["hours"].tolist() == [3.0]
    assert checked.set_aside == (
        SetAside("1", "doublon, une réponse complète compte"),
        SetAside("2", "doublon, une réponse antérieure compte"),
    )


@pytest.mark.parametrize("order", [0, 1])
def test_a_complete_answer_counts_before_an_incomplete_one(order: int) -> None:
    """Even where dates are off, and whichever came later."""
    rows = [
        {**row("S1", HOURS="1"), "id": "1", "submitdate": "1980-01-01 00:00:00"},
        {**row("S1", HOURS="2"), "id": "2", "submitdate": ""},
    ]
    stated = wave(rules=Rules(submitted_only=False))
    checked = check(*(rows[::-1] if order else rows), stated=stated)
    assert checked.responses.answers["hours"].tolist() == [1.0]
    assert checked.set_aside == (SetAside("2", "doublon, une réponse complète compte"),)


def test_tests_and_answers_that_are_named_are_set_aside() -> None:
    rules = Rules(test_uai=["S1"], set_aside={"8": "réponse retirée à la demande de l’EPLE"})
    checked = check(
        {**row("S1"), "id": "7", "submitdate": ""},
        {**row("S2"), "id": "8"},
        {**row("S2"), "id": "9", "submitdate": "2014-05-02 10:00:00"},
        stated=wave(rules=rules),
    )
    assert checked.set_aside == (
        SetAside("7", "réponse de test"),
        SetAside("8", "réponse retirée à la demande de l’EPLE"),
    )
    assert checked.responses.answers.index.tolist() == ["S2"]


def test_when_no_answer_counts_the_reasons_are_told() -> None:
    with pytest.raises(DataError) as error:
        check({**row("S1"), "submitdate": ""}, row("S8"), row("S9"))
    assert str(error.value) == (
        "enquete.sav of wave 2014: no answer counts\n"
        "  expected: complete answers of EPLE of the sampling frame, within the fieldwork\n"
        "  found:    1 × incomplète, 2 × hors base de sondage\n"
        "  next:     check the fieldwork in vague.yml, and the sampling frame"
    )


# What is wrong


SECRET = "Madame Untel, 06 12 34 56 78"


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        (
            {"PILOT": SECRET},
            "- response 2, pilot: unknown code\n- response 2, pilot: mandatory, not answered",
        ),
        ({"BODY": SECRET}, "- response 2, body: unknown code"),
        ({"BODY": "comite"}, "- response 2, body: unknown code"),
        ({"BODY": "a1"}, "- response 2, body: unknown code"),
        ({"PILOT": "Y", "MEMBERS_SQ001": SECRET}, "- response 2, members: unknown code"),
        ({"HOURS": SECRET}, "- response 2, hours: not a number"),
        ({"HOURS": "12,5"}, "- response 2, hours: not a number"),
        ({"HOURS": "1e999"}, "- response 2, hours: not a number\n- response 2, hours: above 100"),
        ({"HOURS": "nan"}, "- response 2, hours: not a number"),
        ({"HOURS": "-1"}, "- response 2, hours: below 0"),
        ({"HOURS": "100.5"}, "- response 2, hours: above 100"),
        ({"PILOT": ""}, "- response 2, pilot: mandatory, not answered"),
        ({"id": SECRET}, "- row 2, id: not a number"),
        (
            {"submitdate": "12/05/2014 10:00"},
            "- response 2, submitdate: a date as a spreadsheet writes it: "
            "was the export saved anew by one?",
        ),
        (
            {"submitdate": "41771,4375"},
            "- response 2, submitdate: a date as a spreadsheet writes it: "
            "was the export saved anew by one?",
        ),
        ({"submitdate": SECRET}, "- response 2, submitdate: not a date of LimeSurvey"),
    ],
)
def test_a_problem_is_told_by_row_and_question_never_by_its_answer(
    answers: dict[str, str], problem: str
) -> None:
    assert problems(row("S1"), row("S2", **answers)) == problem


def test_a_number_that_is_none_is_not_told_beside_another_problem() -> None:
    told = problems(row("S1"), row("S2", id=SECRET, PILOT="?"))
    assert told == (
        "- row 2, id: not a number\n"
        "- row 2, pilot: unknown code\n- row 2, pilot: mandatory, not answered"
    )


CONTRADICTING = (
    row("S1", id="41", PILOT="Y", MEMBERS_SQ001="Y"),
    row("S2", id="57", PILOT="N", MEMBERS_SQ002="Y"),
    row("S3", id="58", PILOT="N"),
)


def test_an_answer_that_its_filter_hides_counts_as_not_shown() -> None:
    checked = check(*CONTRADICTING)
    assert [str(problem) for problem in checked.contradictions] == [
        "response 57, members: answered, though its filter hides it"
    ]
    responses = checked.responses
    assert responses.shown["members"].tolist() == [True, False, False]
    assert responses.answers["members_cpe"].tolist()[0] == 0.0
    assert responses.answers["members_cpe"].isna().tolist() == [False, True, True]
    assert write_responses(responses) == write_responses(
        check(*CONTRADICTING[:1], row("S2", id="57"), CONTRADICTING[2]).responses
    )


def test_what_a_contradicting_answer_would_have_shown_is_hidden_too() -> None:
    why = asked("why", "Y", filter={"members": "cpe"})
    rows = [{**given, "WHY": ""} for given in CONTRADICTING]
    rows[1]["WHY"] = "Y"
    checked = check(*rows, questions=(UAI, PILOT, MEMBERS, why))
    assert [problem.question for problem in checked.contradictions] == ["members", "why"]
    assert checked.responses.shown["why"].tolist() == [False, False, False]


def test_contradictions_may_be_refused_and_then_set_aside_as_they_are_named() -> None:
    refuse = Rules(contradictions="refuse")
    with pytest.raises(DataError, match="- response 57, members: answered, though its filter"):
        check(*CONTRADICTING, stated=wave(rules=refuse))
    aside = Rules(contradictions="refuse", set_aside={57: "réponse contradictoire"})
    checked = check(*CONTRADICTING, stated=wave(rules=aside))
    assert checked.set_aside == (SetAside("57", "réponse contradictoire"),)
    assert checked.responses.answers.index.tolist() == ["S1", "S3"]


def test_a_response_that_is_not_there_cannot_be_set_aside() -> None:
    aside = Rules(set_aside={"57": "retirée", 2: "retirée"})  # 2 is a row, and no response
    with pytest.raises(DataError, match="has no response 2\n"):
        check(*CONTRADICTING, stated=wave(rules=aside))


TEACHERS = asked("teachers", "N", range=(1, None), whole=True)
TRAINED = asked("trained", "N", range=(0, None), whole=True, at_most="teachers")


@pytest.mark.parametrize(
    ("teachers", "trained", "problem"),
    [
        ("4", "12", "trained: more than `teachers`"),
        ("40.5", "12", "teachers: not a whole number"),
        ("40", "0.5", "trained: not a whole number"),
        ("1.234", "12", "teachers: a point or comma before three digits, decimal or not: "
         "thousands set off?"),
        ("1,234", "12", "teachers: a point or comma before three digits, decimal or not: "
         "thousands set off?"),
    ],
)  # fmt: skip
def test_a_number_that_breaks_a_rule_of_the_codebook_is_a_problem(
    teachers: str, trained: str, problem: str
) -> None:
    rows = [row("S1", TEACHERS="40", TRAINED="40"), row("S2", TEACHERS=teachers, TRAINED=trained)]
    with pytest.raises(DataError) as error:
        check(*rows, questions=(UAI, TEACHERS, TRAINED))
    assert str(error.value).splitlines()[3:-1] == [f"- response 2, {problem}"]


def test_a_number_is_at_most_one_that_is_answered() -> None:
    rows = [row("S1", TEACHERS="", TRAINED="12"), row("S2", TEACHERS="12.0", TRAINED="")]
    check(*rows, questions=(UAI, TEACHERS, TRAINED))


def test_a_point_in_a_number_of_the_file_is_a_decimal_one() -> None:
    count = asked("count", "N", range=(0, None))
    raw = dataclasses.replace(export(row("S1", COUNT="1.234")), numbers=frozenset({"COUNT"}))
    answers = validate(raw, wave(), (UAI, count), FRAME).responses.answers
    assert answers["count"].tolist() == [1.234]


@pytest.mark.parametrize("times", [1, 3])
def test_a_response_that_stands_twice_is_named_once_for_each_row_too_many(times: int) -> None:
    """Rows that are set aside count too, and the number may be written otherwise."""
    twice = [{**row("S9"), "id": "02", "submitdate": ""} for _ in range(times)]
    with pytest.raises(DataError) as error:
        check(row("S1"), row("S2"), *twice)
    lines = str(error.value).splitlines()
    said = "id: response 2 stands twice: were two exports joined?"
    assert lines[3:-1] == [f"- row {3 + n}, {said}" for n in range(times)]
    assert lines[-1] == "  next:     export the survey again, once and whole"


@pytest.mark.parametrize(
    "answers",
    [
        {"PILOT": "Oui"},
        {"PILOT": "Y", "MEMBERS_SQ001": "Non sélectionné"},
        {"PILOT": "Y", "MEMBERS_SQ001": "Yes"},
        {"BODY": "Option comite"},
        {"BODY": "option  COMITE"},
    ],
)
def test_full_answers_are_known_as_such(answers: dict[str, str]) -> None:
    with pytest.raises(DataError) as error:
        check(row("S1", **answers))
    message = str(error.value)
    assert (
        "the text of an answer, where its code is expected: exported with full answers?" in message
    )
    assert "export again from LimeSurvey, with answer codes instead of full answers" in message
    assert "Option" not in message


def declared(*places: tuple[int, str], rows: list[dict[str, str]]) -> Examined:
    """Check of an export that declares some of its values to be no answer."""
    raw = export(*rows)
    where = pd.DataFrame(False, index=raw.rows.index, columns=raw.rows.columns)
    for number, variable in places:
        where.loc[number - 1, variable] = True
        assert not raw.rows.loc[number - 1, variable]
    raw = dataclasses.replace(raw, declared_missing=where)
    return examine(raw, wave(), QUESTIONS, FRAME)


def test_a_tick_that_is_declared_missing_is_neither_there_nor_not() -> None:
    rows = [row("S1", PILOT="Y"), row("S2", PILOT="Y", MEMBERS_SQ002="Y"), row("S3")]
    found = declared(*[(n, "MEMBERS_SQ001") for n in (1, 2, 3)], rows=rows)
    answers = found.checked.responses.answers
    assert answers["members_chef"].isna().tolist() == [True, True, True]
    assert answers["members_cpe"].tolist()[:2] == [0.0, 1.0]
    assert found.checked.responses.shown["members"].tolist() == [True, True, False]
    assert found.declared_missing["members"] == 2  # where it was shown


def test_a_mandatory_answer_that_is_declared_missing_is_excused() -> None:
    rows = [row("S1", PILOT=""), row("S2", PILOT="")]
    found = declared((1, "PILOT"), rows=rows)
    assert [str(problem) for problem in found.problems] == [
        "response 2, pilot: mandatory, not answered"
    ]
    assert found.declared_missing == {"pilot": 1, "body": 0, "members": 0, "hours": 0}


def test_the_limits_themselves_are_allowed() -> None:
    hours = check(row("S1", HOURS="0"), row("S2", HOURS="100")).responses.answers["hours"]
    assert hours.tolist() == [0.0, 100.0]


def test_an_open_range_has_one_limit() -> None:
    count = asked("count", "N", range=(1, None))
    rows = [row("S1", COUNT="0.5"), row("S2", COUNT="1e6")]
    assert problems(*rows, questions=(UAI, count)) == "- response 1, count: below 1"


def test_a_mandatory_multiple_choice_wants_a_tick() -> None:
    ticked = asked("members", "M", options=["chef", "cpe"], mandatory=True)
    rows = [row("S1", MEMBERS_SQ002="Y"), row("S2")]
    assert (
        problems(*rows, questions=(UAI, ticked)) == "- response 2, members: mandatory, not answered"
    )


def test_a_hidden_mandatory_question_is_no_problem() -> None:
    hidden = asked("why", "Y", filter={"pilot": "Y"}, mandatory=True)
    check(row("S1", PILOT="N", WHY=""), questions=(UAI, PILOT, hidden))


def test_all_problems_are_told_together_ten_at_most() -> None:
    wrong = {"PILOT": "?", "BODY": "?", "HOURS": "?", "submitdate": "?"}
    rows = [row("S1", **wrong), row("S2", **wrong), row("S3", **wrong)]
    listed = problems(*rows).split("\n")
    assert listed[:3] == [
        f"- response {n}, submitdate: not a date of LimeSurvey" for n in (1, 2, 3)
    ]
    assert listed[3:6] == [f"- response {n}, pilot: unknown code" for n in (1, 2, 3)]
    assert listed[6:9] == [f"- response {n}, body: unknown code" for n in (1, 2, 3)]
    assert listed[9:] == ["- response 1, hours: not a number", "+5 more"]


def test_rows_set_aside_are_not_checked() -> None:
    incomplete = {**row("S1", BODY="?", PILOT=""), "submitdate": ""}
    assert len(check(incomplete, row("S2")).responses.answers) == 1


def test_a_filter_that_names_what_is_not_there_is_an_error() -> None:
    lost = asked("why", "Y", filter={"pilote": "Y"})
    with pytest.raises(DataError) as error:
        check(row("S1", WHY=""), questions=(UAI, PILOT, lost))
    assert str(error.value) == (
        "wave 2014 has no question `pilote`\n  next:     mend the condition that names it"
    )


def hidden(
    rows: list[dict[str, str]], questions: tuple[Asked, ...], *places: tuple[int, str]
) -> Checked:
    """Check of an export that says itself where questions were not shown."""
    raw = export(*rows)
    said = pd.DataFrame(False, index=raw.rows.index, columns=raw.rows.columns)
    for number, variable in places:
        said.loc[number - 1, variable] = True
    raw = dataclasses.replace(raw, not_shown=said)
    return validate(raw, wave(), questions, FRAME)


@pytest.mark.parametrize(
    "places",
    [[(2, "BODY")], [(2, "PILOT")], [(2, "MEMBERS_SQ001"), (2, "MEMBERS_SQ002")]],
)
def test_an_export_that_says_not_shown_where_the_filter_shows_is_contradicted(
    places: list[tuple[int, str]],
) -> None:
    rows = [row("S1"), row("S2", PILOT="Y")]
    with pytest.raises(DataError) as error:
        hidden(rows, QUESTIONS, *places)
    question = places[0][1].partition("_")[0].lower()
    expected = f"- response 2, {question}: not shown, says the export, though its filter shows it"
    assert expected in str(error.value)


@pytest.mark.parametrize(
    "place",
    [
        (1, "MEMBERS_SQ001"),  # its filter hides it
        (2, "MEMBERS_SQ001"),  # one option alone: it may have a condition of its own
        (2, "HOURS"),  # a number that was not answered
        (3, "BODY"),  # set aside
    ],
)
def test_an_export_that_says_not_shown_as_the_filter_does_is_right(place: tuple[int, str]) -> None:
    rows = [row("S1"), row("S2", PILOT="Y"), {**row("S3"), "submitdate": ""}]
    hidden(rows, QUESTIONS, place)


def test_pages_that_were_not_reached_were_not_shown() -> None:
    raw = export({**row("S1"), "submitdate": ""})
    raw = dataclasses.replace(raw, not_shown=raw.rows == "")
    stated = wave(rules=Rules(submitted_only=False))
    assert len(validate(raw, stated, QUESTIONS, FRAME).responses.answers) == 1


# Another survey


def test_a_survey_without_dates_has_no_columns_for_them() -> None:
    raw = export({**row("S1"), "submitdate": "1980-01-01 00:00:00"})
    kept = [name for name in raw.rows.columns if name not in ("startdate", "datestamp")]
    assert (
        len(validate(RawExport(raw.rows[kept], tuple(kept)), wave(), QUESTIONS, FRAME).set_aside)
        == 0
    )


def test_missing_variables_are_named() -> None:
    with pytest.raises(DataError) as error:
        validate(
            export(row("S1"), missing=["BODY", "submitdate", "datestamp"]), wave(), QUESTIONS, FRAME
        )
    assert str(error.value) == (
        "enquete.sav of wave 2014 is not the survey of the codebook\n"
        "  expected: the 7 variables that data/codebook.yml names for this wave\n"
        "  found:    without:\n- BODY\n- submitdate\n"
        "  next:     let `python pipeline.py inspect FILE --wave WAVE` and `adopt` find columns "
        "that were renamed; state `change: dropped` in the codebook for what is no longer asked"
    )


def test_another_survey_is_told_as_such() -> None:
    other = export({"UAI": "S1", "Q1": "Y", "Q2": "Y"}, missing=TECHNICAL)
    with pytest.raises(DataError) as error:
        validate(other, wave(), QUESTIONS, FRAME)
    assert str(error.value) == (
        "enquete.sav of wave 2014 is not the survey of the codebook\n"
        "  expected: the 7 variables that data/codebook.yml names for this wave\n"
        "  found:    3 variables, of which 1 of the 7 expected: another survey?\n"
        "  next:     let `python pipeline.py inspect FILE --wave WAVE` and `adopt` find columns "
        "that were renamed; state `change: dropped` in the codebook for what is no longer asked"
    )
