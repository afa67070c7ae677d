"""Which rows of an export count: one for each EPLE asked, and why the others do not."""

import datetime as dt
import re
from typing import Any

import pandas as pd

from bilan.project.errors import DataError
from bilan.responses.records import Problem, SetAside
from bilan.survey.wave import Wave

NO_DATE = "1980-01-01"  # LimeSurvey: complete, with dates switched off
DOUBLE = {
    "last_complete": "doublon, une réponse plus récente compte",
    "first_complete": "doublon, une réponse antérieure compte",
    "complete": "doublon, une réponse complète compte",
}
NOT_A_DATE = "not a date of LimeSurvey"
DATE_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%d-%m-%Y %H:%M:%S")
FRACTION = re.compile(r"(:\d\d)[.,]\d{1,9}$")  # of a second: SPSS and databases write it
SPREADSHEET = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}\b.*|\d{5}(?:[.,]\d+)?")


def number(identifier: Any) -> int:
    """LimeSurvey's number of a response; -1 where it is none."""
    return int(identifier) if str(identifier).isdecimal() else -1


def days_of(rows: pd.DataFrame, problems: list[Problem]) -> dict[Any, dt.datetime | None]:
    """When each row was submitted; None where it was not, or where no date says it."""
    days: dict[Any, dt.datetime | None] = {}
    for index, text in rows["submitdate"].items():
        try:
            days[index] = _date(text)
        except ValueError:
            days[index] = None
            row = int(str(index)) + 1
            problems.append(Problem(row, "submitdate", "date", _odd_date(text)))
    return days


def kept_rows(
    rows: pd.DataFrame,
    wave: Wave,
    *,
    days: dict[Any, dt.datetime | None],
    school: str,
    frame: pd.DataFrame,
) -> tuple[pd.DataFrame, tuple[SetAside, ...]]:
    """Rows that count, in the order of the UAI, and those set aside, in the file's order.

    Raises
    ------
    DataError
        `set_aside` names a response that the export does not have.
    """
    rules, fieldwork = wave.stated.rules, wave.stated.fieldwork
    uai = rows[school]
    complete = rows["submitdate"] != ""
    aside = {str(response): reason for response, reason in rules.set_aside.items()}
    if unknown := sorted(set(aside) - set(rows["id"])):
        raise DataError(
            f"{wave.stated.export.file} of wave {wave.name} has no response {unknown[0]}",
            expected="in `set_aside` of vague.yml, the numbers of responses of the export",
            next_step="mend the number, or take it out of `set_aside`",
        )
    reasons = rows["id"].map(lambda response: aside.get(response, ""))
    reasons[(reasons == "") & uai.isin(rules.test_uai)] = "réponse de test"
    if rules.submitted_only:
        reasons[(reasons == "") & (rows["submitdate"] == "")] = "incomplète"
    reasons[(reasons == "") & ~uai.isin(frame.index)] = "hors base de sondage"
    for index in reasons.index[reasons == ""] if rules.within_fieldwork else ():
        day = days[index]
        if day is not None and not fieldwork.start <= day.date() <= fieldwork.end:
            reasons[index] = "hors période d’enquête"
    first = rules.duplicates == "first_complete"
    in_order = sorted(
        reasons.index[reasons == ""],
        key=lambda index: (days[index] or dt.datetime.min, number(rows.at[index, "id"])),
        reverse=first,
    )
    counted: dict[str, Any] = {}  # the last one in this order, a complete one where there is one
    for index in sorted(in_order, key=lambda index: bool(complete[index])):
        if (before := counted.get(uai[index])) is not None:
            better = complete[index] and not complete[before]
            reasons[before] = DOUBLE["complete" if better else rules.duplicates]
        counted[uai[index]] = index
    set_aside = tuple(
        SetAside(str(rows.at[index, "id"]), reason) for index, reason in reasons.items() if reason
    )
    return rows.loc[[counted[school] for school in sorted(counted)]], set_aside


def _odd_date(text: str) -> str:
    """What is wrong with a date, its likely cause included."""
    if SPREADSHEET.fullmatch(text.strip()):
        return "a date as a spreadsheet writes it: was the export saved anew by one?"
    return NOT_A_DATE


def _date(text: str) -> dt.datetime | None:
    """Day and time of a LimeSurvey date; None where there is none."""
    if not text or text.startswith(NO_DATE):
        return None
    text = FRACTION.sub(r"\1", text)
    for form in DATE_FORMATS:
        try:
            return dt.datetime.strptime(text, form)
        except ValueError:
            continue
    raise ValueError
