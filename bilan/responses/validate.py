"""From an export to the responses that count: every problem found is reported, together."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from bilan.exports.asked import FREE_TEXT, SCHOOL
from bilan.exports.raw import RawExport
from bilan.project.errors import DataError, listed
from bilan.responses.code_answers import coded
from bilan.responses.records import Checked, Examined, Problem, Warned
from bilan.responses.responses import Responses, holds
from bilan.responses.row_selection import days_of, kept_rows, number
from bilan.survey.codebook import Asked
from bilan.survey.sampling_frame import UAI_FORM, has_right_letter
from bilan.survey.wave import Wave

REQUIRED = ("id", "submitdate")  # LimeSurvey leaves the others out where dates are switched off
SAID_HIDDEN = ("L", "M", "Y")  # a number that was not answered looks as if it was not shown
NEXT_STEP = (
    "mend the export or the codebook, or set these responses aside by their numbers "
    "(`set_aside` in vague.yml)"
)
NEXT_STEPS = {
    "label": "export again from LimeSurvey, with answer codes instead of full answers",
    "twice": "export the survey again, once and whole",
    "separator": "write these numbers without a sign for thousands, or give the question a range",
}


def validate(
    export: RawExport, wave: Wave, questions: tuple[Asked, ...], frame: pd.DataFrame
) -> Checked:
    """Responses of a wave, checked against the codebook and the sampling frame.

    Raises
    ------
    DataError
        The export is not this survey's, or holds what the codebook does not allow; the message
        lists every problem by row number and question, never an answer.
    """
    found = examine(export, wave, questions, frame)
    if found.problems:
        raise DataError(
            f"{wave.stated.export.file} of wave {wave.name}: problems in its answers "
            f"({len(found.problems)})",
            expected="answers as data/codebook.yml states them",
            found="\n" + listed([str(problem) for problem in found.problems]),
            next_step=_next_step(found.problems),
        )
    checked = found.checked
    if checked.responses.answers.empty:
        reasons = Counter(aside.reason for aside in checked.set_aside)
        raise DataError(
            f"{wave.stated.export.file} of wave {wave.name}: no answer counts",
            expected="complete answers of EPLE of the sampling frame, within the fieldwork",
            found=", ".join(f"{times} × {reason}" for reason, times in reasons.items()) or "none",
            next_step="check the fieldwork in vague.yml, and the sampling frame",
        )
    return checked


def examine(
    export: RawExport, wave: Wave, questions: tuple[Asked, ...], frame: pd.DataFrame
) -> Examined:
    """Everything that is to be said of an export, problems included.

    Raises
    ------
    DataError
        The export is not this survey's: variables of the codebook are missing. `set_aside` names a
        response that it does not have.
    """
    _require_variables(export, wave, questions)
    school = next(question.column for question in questions if question.id == SCHOOL)
    asked = tuple(question for question in questions if question.type not in FREE_TEXT)
    rows = export.rows.assign(**{school: export.rows[school].str.strip().str.upper()})
    problems = [
        Problem(row + 1, "id", "identifier", "not a number")
        for row in rows.index
        if number(rows.at[row, "id"]) < 0
    ]
    problems += _twice(rows["id"])
    days = days_of(rows, problems)
    kept, set_aside = kept_rows(rows, wave, days=days, school=school, frame=frame)
    declared = _declared_missing(export, kept)
    answers = pd.DataFrame(
        {
            item: coded(
                kept[variable],
                question,
                declared=declared[variable],
                number=variable in export.numbers,
                problems=problems,
            )
            for question in asked
            for variable, item in question.items.items()
        }
    )
    answers.index = pd.Index(kept[school], name="uai")
    everything = pd.DataFrame(True, index=answers.index, columns=[q.id for q in asked])
    responses = Responses(wave.name, asked, answers, everything, frame)
    numbers = [int(number) for number in kept.index + 1]
    hidden = _said_hidden(export, kept)
    missing = {q.id: declared[list(q.items)].any(axis=1).to_numpy() for q in asked}
    for question in asked:
        _apply_filter(question, responses, numbers, problems, excused=missing[question.id])
        if hidden is not None and question.type in SAID_HIDDEN:
            said = hidden[list(question.items)].all(axis=1).to_numpy()
            shown = responses.shown[question.id].to_numpy()
            what = "not shown, says the export, though its filter shows it"
            problems += _at(numbers, said & shown, (question.id, "said_hidden", what))
    for question in asked:
        problems += _at_most(question, responses, numbers)
    aside = rows.loc[~rows.index.isin(kept.index), school]
    aside = aside[~aside.isin(wave.stated.rules.test_uai)]
    places = {"frame": list(frame.index), "counted": list(kept[school]), "aside": list(aside)}
    problems = [replace(p, response=_response(p, rows)) for p in problems]
    contradictions = []
    if wave.stated.rules.contradictions == "report":
        contradictions = [problem for problem in problems if problem.kind == "hidden"]
        problems = [problem for problem in problems if problem.kind != "hidden"]
    checked = Checked(responses, set_aside, _warnings(places), tuple(contradictions))
    return Examined(
        checked,
        tuple(problems),
        rows=len(rows),
        declared_missing={
            name: int((where & responses.shown[name]).sum()) for name, where in missing.items()
        },
    )


def _response(problem: Problem, rows: pd.DataFrame) -> str:
    """Number of the response that a problem is in; "" where it is none, or that of two rows."""
    found = str(rows.at[problem.row - 1, "id"])
    alone = number(found) >= 0 and (rows["id"].map(number) == number(found)).sum() == 1
    return found if alone else ""


def _warnings(places: Mapping[str, Sequence[str]]) -> tuple[Warned, ...]:
    """UAI that do not have the form of one, or whose check letter looks wrong, by place."""
    found = []
    for where, codes in places.items():
        given = [code for code in codes if code]
        formed = [code for code in given if UAI_FORM.fullmatch(code)]
        wrong = sum(not has_right_letter(code) for code in formed)
        found += [Warned("form", where, len(given) - len(formed)), Warned("letter", where, wrong)]
    return tuple(warned for warned in found if warned.touched)


def _require_variables(export: RawExport, wave: Wave, questions: tuple[Asked, ...]) -> None:
    expected = [variable for question in questions for variable in question.items]
    missing = [name for name in (*expected, *REQUIRED) if name not in export.variables]
    if not missing:
        return
    known = sum(name in export.variables for name in expected)
    if known < len(expected) / 2:
        found = (
            f"{len(export.variables)} variables, of which "
            f"{known} of the {len(expected)} expected: another survey?"
        )
    else:
        found = "without:\n" + listed(missing)
    raise DataError(
        f"{wave.stated.export.file} of wave {wave.name} is not the survey of the codebook",
        expected=f"the {len(expected)} variables that data/codebook.yml names for this wave",
        found=found,
        next_step="let `python pipeline.py inspect FILE --wave WAVE` and `adopt` find columns that "
        "were renamed; state `change: dropped` in the codebook for what is no longer asked",
    )


def _said_hidden(export: RawExport, kept: pd.DataFrame) -> pd.DataFrame | None:
    """Where the export itself says "not shown" in a complete answer; None where it cannot tell."""
    if export.not_shown is None:
        return None
    hidden = export.not_shown.loc[kept.index].copy()
    hidden.loc[kept["submitdate"] == ""] = False
    return hidden


def _declared_missing(export: RawExport, kept: pd.DataFrame) -> pd.DataFrame:
    """Where the export declares the value of an answer that counts to be none."""
    if export.declared_missing is None:
        return pd.DataFrame(False, index=kept.index, columns=kept.columns)
    return export.declared_missing.loc[kept.index]


def _apply_filter(
    question: Asked,
    responses: Responses,
    rows: list[int],
    problems: list[Problem],
    *,
    excused: np.ndarray,
) -> None:
    """Say in `responses.shown` to whom the question was shown, from the codebook's filter.

    The export loses the difference between "not ticked" and "not shown"; an answer where the
    filter says "not shown" is a problem and counts for nothing, and so is none where one was
    mandatory, but where the export itself declares it missing (`excused`).
    """
    items = list(question.items.values())
    values = responses.answers[items]
    given = ((values == 1.0) if question.type == "M" else values.notna()).any(axis=1).to_numpy()
    shown = np.ones(len(given), dtype=bool)
    if question.filter is not None:
        shown = holds(question.filter, responses) == 1.0
    responses.shown[question.id] = shown
    what = "answered, though its filter hides it"
    problems += _at(rows, given & ~shown, (question.id, "hidden", what))
    if question.mandatory:
        what = "mandatory, not answered"
        problems += _at(rows, shown & ~given & ~excused, (question.id, "mandatory", what))
    responses.answers.loc[~shown, items] = np.nan if question.type in "MN" else None


def _at_most(question: Asked, responses: Responses, rows: list[int]) -> Iterator[Problem]:
    """Numbers above the number that they are a part of, where both are answered."""
    whole = question.at_most
    if whole is None:
        return iter(())
    above = responses.answers[question.id] > responses.answers[whole]
    return _at(rows, above.to_numpy(), (question.id, "at_most", f"more than `{whole}`"))


def _twice(identifiers: pd.Series) -> Iterator[Problem]:
    """Numbers of responses that an earlier row has too."""
    numbers = identifiers.map(number)
    for row in numbers.index[numbers.duplicated() & (numbers >= 0)]:
        what = f"response {numbers[row]} stands twice: were two exports joined?"
        yield Problem(row + 1, "id", "twice", what)


def _next_step(problems: Sequence[Problem]) -> str:
    """What to do about the problems, one step for each cause."""
    return "; ".join(dict.fromkeys(NEXT_STEPS.get(p.kind, NEXT_STEP) for p in problems))


def _at(rows: list[int], where: np.ndarray, said: tuple[str, str, str]) -> Iterator[Problem]:
    return (Problem(row, *said) for row, bad in zip(rows, where, strict=True) if bad)
