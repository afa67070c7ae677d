"""What LimeSurvey's database holds of the shipped export: null where a question was not shown."""

from functools import cache
from typing import Any

import pyreadstat
from writers import TECHNICAL, Row

from bilan.survey.codebook import FRAME_COLUMNS, Asked, asked_in
from bilan.survey.conditions import Condition
from bilan.survey.sampling_frame import read_frame
from bilan.survey.wave import read_wave


@cache
def database(wave: str) -> tuple[Row, ...]:
    """Rows of the shipped export of a wave, as LimeSurvey stores them.

    A number that was not answered is null as if it had not been shown; a tick that is not there
    and a list that was not answered are empty texts.
    """
    stated = read_wave(wave)
    table, _ = pyreadstat.read_sav(str(stated.export))
    frame = read_frame(stated.sampling_frame, wave)
    asked = asked_in(wave)
    pages = list(dict.fromkeys(question.group for question in asked))
    rows = []
    for record in table.to_dict("records"):
        school = frame.loc[record["uai"]] if record["uai"] in frame.index else None
        row = {name: _technical(record[name]) for name in TECHNICAL}
        given: dict[str, set[str]] = {}
        for question in asked:
            reached = pages.index(question.group) < record["lastpage"]
            shown = reached and _holds(question.filter, given, school)
            given[question.id] = _given(question, record) if shown else set()
            for name in question.items:
                row[name] = _stored(question, record[name]) if shown else None
        rows.append(row)
    return tuple(rows)


def _technical(value: Any) -> str | None:
    if value != value or value is None:
        return None
    return str(int(value)) if isinstance(value, float) else str(value)


def _given(question: Asked, record: dict[str, Any]) -> set[str]:
    if question.type == "M":
        options = question.options.items()
        return {n for n, o in options if record[f"{question.column}_{o.code}"] == "Y"}
    if question.type == "L":
        codes = {o.code: name for name, o in question.options.items()}
        return {codes[record[question.column]]} if record[question.column] else set()
    return {record[question.column]}


def _holds(condition: Condition | None, given: dict[str, set[str]], school: Any) -> bool:
    for key, wanted in (condition or {}).items():
        options = {wanted} if isinstance(wanted, str) else set(wanted)
        if key in FRAME_COLUMNS:
            if school is None or school[key] not in options:
                return False
        elif not given[key] & options:
            return False
    return True


def _stored(question: Asked, value: Any) -> str | None:
    if question.type == "N":
        return None if value != value else f"{value:.10f}"
    return str(value)
