"""One way of writing answers for all formats: that of LimeSurvey's own `.sav`.

A tick is `Y`, its absence and a question not shown are empty; yes and no are `Y` and `N`; lists
are answer codes, `-oth-` for "other"; dates are `2014-05-12 10:30:00`. What a format writes
otherwise is put right here by the codes that the codebook states, never by a label: labels change
with the language of the survey. What is no known writing of an answer stays as it is, for
validation to report. Each cell is read by itself and by its own row: no other row changes what it
means.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from bilan.exports.content import OTHER, OTHER_ITEM
from bilan.exports.numbers import number_text
from bilan.exports.raw import TECHNICAL, RawExport
from bilan.survey.codebook import Asked

OTHER_NUMBER = "666666"  # what LimeSurvey's syntax recodes -oth- to, where codes are numbers
OTHER_LEFT = "-"  # what is left of it where `stripTagsFull` took "-oth" out
YES_NO = {"1": "Y", "2": "N", "0": "N"}
TICKED, NOT_TICKED = ("Y", "1"), ("N", "0", "2")
DAY_FIRST = re.compile(r"^(\d\d)-(\d\d)-(\d{4})(.*)$")
WHOLE = re.compile(r"^(-?\d+)\.0+$")


def as_native(export: RawExport, questions: Iterable[Asked]) -> RawExport:
    """The same export, its answers written as LimeSurvey's own `.sav` writes them.

    `not_shown` also says where a multiple choice is empty in a row that writes 0 for what was not
    ticked.
    """
    rows = export.rows.copy()
    asked = [q for q in questions if set(q.items) <= set(rows.columns)]
    for name in set(TECHNICAL) & set(rows.columns):
        rows[name] = rows[name].str.replace(DAY_FIRST, r"\3-\2-\1\4", regex=True)
    empty = _left_empty(export, [q for q in asked if q.type == "M"])
    hidden = empty if export.not_shown is None else export.not_shown | empty
    for question in asked:
        for name in question.items:
            rows[name] = _native(rows[name], question, rows)
    return replace(export, rows=rows, not_shown=hidden if hidden.to_numpy().any() else None)


def _left_empty(export: RawExport, questions: Sequence[Asked]) -> pd.DataFrame:
    """Where a multiple choice is empty in a row that writes what was not ticked of two others.

    Two whole ones, and none in part: so no single cell makes its row say that a question was not
    shown.
    """
    rows = export.rows
    empty = pd.DataFrame(False, index=rows.index, columns=rows.columns)
    written = pd.Series(0, index=rows.index)
    in_part = pd.Series(False, index=rows.index)
    filled = rows != ""
    if export.declared_missing is not None:
        filled |= export.declared_missing
    for question in questions:
        items = list(question.items)
        every, some = filled[items].all(axis=1), filled[items].any(axis=1)
        written += every & rows[items].isin(NOT_TICKED).any(axis=1)
        in_part |= some & ~every
        empty.loc[~some, items] = True
    empty.loc[(written < 2) | in_part] = False
    return empty


def _native(texts: pd.Series, question: Asked, rows: pd.DataFrame) -> pd.Series:
    if question.type == "N":
        return texts.map(lambda text: number_text(text, highest=question.highest))
    whole = texts.str.strip().str.replace(WHOLE, r"\1", regex=True)
    if question.type == "M":
        return whole.replace({**dict.fromkeys(TICKED, "Y"), **dict.fromkeys(NOT_TICKED, "")})
    if question.type == "Y":
        return whole.replace(YES_NO)
    if question.type == "L":
        return _list(whole, question, rows)
    return texts


def _list(texts: pd.Series, question: Asked, rows: pd.DataFrame) -> pd.Series:
    """A list's codes: `01` for the number 1, and "other" under each of its names.

    Older syntax files drop `-oth-` itself: an empty answer beside a free text was that one.
    """
    codes = {option.code for option in question.options.values()}
    numbers = {str(int(code)): code for code in codes if code.isdecimal()}
    known = {number: code for number, code in numbers.items() if number not in codes}
    if OTHER in codes:
        known |= {name: OTHER for name in (OTHER_NUMBER, OTHER_LEFT) if name not in codes}
        beside = f"{question.column}_{OTHER_ITEM}"
        if beside in rows:
            texts = texts.where((texts != "") | (rows[beside] == ""), OTHER)
    return texts.replace(known)
