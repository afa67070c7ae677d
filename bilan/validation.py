"""From an export to the responses that count: every problem found is reported, together."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from bilan.checked import Checked, Examined, Problem, Warned
from bilan.codebook import Asked
from bilan.errors import DataError, listed
from bilan.exports.asked import FREE_TEXT, SCHOOL
from bilan.exports.raw import RawExport
from bilan.frame import has_right_letter
from bilan.kept_rows import days_of, kept_rows, number
from bilan.responses import Responses, holds
from bilan.waves import Wave

REQUIRED = ("id", "submitdate")  # LimeSurvey leaves the others out where dates are switched off
SAID_HIDDEN = ("L", "M", "Y")  # a number that was not answered looks as if it was not shown
UAI_FORM = re.compile(r"[0-9]{7}[A-Z]")


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
            next_step="mend the export or the codebook, or set these responses aside by their "
            "numbers (`set_aside` in vague.yml)",
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
    days = days_of(rows, problems)
    kept, set_aside = kept_rows(rows, wave, days=days, school=school, frame=frame)
    answers = pd.DataFrame(
        {
            item: _coded(kept[variable], question, problems)
            for question in asked
            for variable, item in question.items.items()
        }
    )
    answers.index = pd.Index(kept[school], name="uai")
    everything = pd.DataFrame(True, index=answers.index, columns=[q.id for q in asked])
    responses = Responses(wave.name, asked, answers, everything, frame)
    numbers = [int(number) for number in kept.index + 1]
    hidden = _said_hidden(export, kept)
    for question in asked:
        _apply_filter(question, responses, numbers, problems)
        if hidden is not None and question.type in SAID_HIDDEN:
            said = hidden[list(question.items)].all(axis=1).to_numpy()
            shown = responses.shown[question.id].to_numpy()
            what = "not shown, says the export, though its filter shows it"
            problems += _at(numbers, said & shown, (question.id, "said_hidden", what))
    aside = rows.loc[~rows.index.isin(kept.index), school]
    aside = aside[~aside.isin(wave.stated.rules.test_uai)]
    places = {"frame": list(frame.index), "counted": list(kept[school]), "aside": list(aside)}
    problems = [replace(p, response=_response(p, rows)) for p in problems]
    contradictions = []
    if wave.stated.rules.contradictions == "report":
        contradictions = [problem for problem in problems if problem.kind == "hidden"]
        problems = [problem for problem in problems if problem.kind != "hidden"]
    checked = Checked(responses, set_aside, _warnings(places), tuple(contradictions))
    return Examined(checked, tuple(problems), rows=len(rows))


def _response(problem: Problem, rows: pd.DataFrame) -> str:
    """Number of the response that a problem is in; "" where it is none, or that of two rows."""
    found = str(rows.at[problem.row - 1, "id"])
    return found if number(found) >= 0 and (rows["id"] == found).sum() == 1 else ""


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
        next_step="check the file, or the columns of the wave in the codebook",
    )


def _said_hidden(export: RawExport, kept: pd.DataFrame) -> pd.DataFrame | None:
    """Where the export itself says "not shown" in a complete answer; None where it cannot tell."""
    if export.not_shown is None:
        return None
    hidden = export.not_shown.loc[kept.index].copy()
    hidden.loc[kept["submitdate"] == ""] = False
    return hidden


def _coded(texts: pd.Series, question: Asked, problems: list[Problem]) -> pd.Series:
    """An export's variable as an item: option names, numbers, or ticked 1.0 and not 0.0."""
    if question.type == "M":
        known: dict[str, float | str] = {"Y": 1.0, "": 0.0, "N": 0.0}
    elif question.type == "Y":
        known = {"Y": "Y", "N": "N"}
    elif question.type == "L":
        known = {option.code: name for name, option in question.options.items()}
    else:
        return _numbers(texts, question, problems)
    wrong = ~texts.isin([*known, ""])
    problems += [
        Problem(row + 1, question.id, "code", "unknown code") for row in texts.index[wrong]
    ]
    coded = texts.map(known)
    return coded if question.type == "M" else coded.astype(object).where(coded.notna(), None)


def _numbers(texts: pd.Series, question: Asked, problems: list[Problem]) -> pd.Series:
    values = pd.to_numeric(texts.where(texts != "", None), errors="coerce").astype(float)
    low, high = question.range or (None, None)
    faults = [("number", "not a number", (values.isna() & (texts != "")) | np.isinf(values))]
    if low is not None:
        faults.append(("below", f"below {low:g}", values < low))
    if high is not None:
        faults.append(("above", f"above {high:g}", values > high))
    problems += [
        Problem(row + 1, question.id, kind, what)
        for kind, what, wrong in faults
        for row in texts.index[wrong]
    ]
    return values


def _apply_filter(
    question: Asked, responses: Responses, rows: list[int], problems: list[Problem]
) -> None:
    """Say in `responses.shown` to whom the question was shown, from the codebook's filter.

    The export loses the difference between "not ticked" and "not shown"; an answer where the
    filter says "not shown" is a problem and counts for nothing, and so is none where one was
    mandatory.
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
        problems += _at(rows, shown & ~given, (question.id, "mandatory", what))
    responses.answers.loc[~shown, items] = np.nan if question.type in "MN" else None


def _at(rows: list[int], where: np.ndarray, said: tuple[str, str, str]) -> Iterator[Problem]:
    return (Problem(row, *said) for row, bad in zip(rows, where, strict=True) if bad)
