"""What is kept of an export between commands: a mark stands for each text that is no answer.

A name or an address that was typed where a code, a number, a date or a school is due stays in the
export alone. What is wrong with the cell is found from the mark as well.
"""

import re
from typing import Any

import pandas as pd

from bilan.exports.answers import read_answers
from bilan.exports.asked import SCHOOL, coded_questions
from bilan.responses.code_answers import coded
from bilan.responses.records import Problem
from bilan.responses.row_selection import NOT_A_DATE, days_of, number
from bilan.survey.codebook import asked_in
from bilan.survey.sampling_frame import UAI_FORM
from bilan.survey.wave import Wave

MARK = "?"
# A code, a number, a date of LimeSurvey or the code of a school: such a text is no name.
PLAIN = re.compile(
    r"[A-Z]{0,2}\d{0,5}|-?\d+(?:\.\d+)?|-oth-|\d{7}[A-Z]|\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?"
)
DATES = ("submitdate", "startdate", "datestamp")
UNKNOWN = ("code", "number")  # kinds of problems of a text that is no answer


def without_unknown_texts(content: Any, wave: Wave) -> Any:
    """What was read of an export (`content_of`), with `MARK` for texts that are no answer.

    What has the form of an answer stays: codes, labels of the codebook, numbers, dates, codes of
    schools.
    """
    odd = {
        name: {at for at, cell in enumerate(cells) if cell and not PLAIN.fullmatch(cell)}
        for name, cells in content["columns"].items()
    }
    if not any(odd.values()):
        return content
    export = read_answers(wave, content)
    rows, marked = export.rows, dict[str, set[int]]()
    nothing = pd.Series(False, index=rows.index)
    for question in coded_questions(wave.name):
        for name in set(question.items) & set(rows):
            found: list[Problem] = []
            is_number = name in export.numbers
            coded(rows[name], question, declared=nothing, number=is_number, problems=found)
            marked[name] = {problem.row - 1 for problem in found if problem.kind in UNKNOWN}
    for name in set(DATES) & set(rows):
        dates: list[Problem] = []
        days_of(rows.assign(submitdate=rows[name]), dates)
        marked[name] = {problem.row - 1 for problem in dates if problem.what == NOT_A_DATE}
    if "id" in rows:
        marked["id"] = set(rows.index[rows["id"].map(number) < 0])
    (school,) = (question.column for question in asked_in(wave.name) if question.id == SCHOOL)
    if school in rows:
        codes = rows[school].str.strip().str.upper()
        known = codes.str.fullmatch(UAI_FORM) | codes.isin(["", *wave.stated.rules.test_uai])
        marked[school] = set(rows.index[~known])
    columns = {name: list(cells) for name, cells in content["columns"].items()}
    for name, places in marked.items():
        for at in places & odd[name]:
            columns[name][at] = MARK
    return {**content, "columns": columns}
