"""From the texts of an export to the items of the responses: codes, ticks and numbers."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from bilan.exports.numbers import is_ambiguous
from bilan.responses.records import Problem
from bilan.survey.codebook import Asked

# What LimeSurvey writes, in French and in English, where answers are exported in full.
FULL_ANSWERS = frozenset(
    {"oui", "non", "yes", "no", "non sélectionné", "not selected", "autre", "other", "n/a"}
    | {"sans réponse", "no answer"}
)
AS_LABEL = "the text of an answer, where its code is expected: exported with full answers?"
AS_THOUSANDS = "a point or comma before three digits, decimal or not: thousands set off?"


def coded(
    texts: pd.Series,
    question: Asked,
    *,
    declared: "pd.Series[bool]",
    number: bool,
    problems: list[Problem],
) -> pd.Series:
    """A variable of the export as an item: option names, numbers, or ticked 1.0 and not 0.0.

    declared : where the export declares the value to be no answer: the item is then missing.
    number : whether the export declares the variable to be one; a point is then a decimal one.
    """
    if question.type == "N":
        return _numbers(texts, question, number=number, problems=problems)
    if question.type == "M":
        known: dict[str, float | str] = {"Y": 1.0, "": 0.0, "N": 0.0}
    elif question.type == "Y":
        known = {"Y": "Y", "N": "N"}
    else:
        known = {option.code: name for name, option in question.options.items()}
    labels = FULL_ANSWERS | {_plain(option.label) for option in question.options.values()}
    wrong = ~texts.isin([*known, ""])
    label = wrong & _where(texts, lambda text: _plain(text) in labels)
    problems += _found(question, "label", AS_LABEL, label)
    problems += _found(question, "code", "unknown code", wrong & ~label)
    items = texts.map(known)
    if question.type == "M":
        return items.mask(declared)
    return items.astype(object).where(items.notna(), None)


def _where(texts: pd.Series, true: Callable[[str], bool]) -> "pd.Series[bool]":
    return pd.Series([true(text) for text in texts], index=texts.index, dtype=bool)


def _plain(text: str) -> str:
    return " ".join(text.replace("'", "’").split()).casefold()


def _numbers(
    texts: pd.Series, question: Asked, *, number: bool, problems: list[Problem]
) -> pd.Series:
    low, high = question.range or (None, None)
    ambiguous = _where(texts, lambda text: not number and is_ambiguous(text, highest=high))
    values = pd.to_numeric(texts.where((texts != "") & ~ambiguous, None), errors="coerce")
    values = values.astype(float)
    illegible = (values.isna() & (texts != "") & ~ambiguous) | np.isinf(values)
    faults = [
        ("separator", AS_THOUSANDS, ambiguous),
        ("number", "not a number", illegible),
    ]
    if low is not None:
        faults.append(("below", f"below {low:g}", values < low))
    if high is not None:
        faults.append(("above", f"above {high:g}", values > high))
    if question.whole:
        faults.append(("whole", "not a whole number", values % 1 > 0))
    for kind, what, wrong in faults:
        problems += _found(question, kind, what, wrong)
    return values


def _found(question: Asked, kind: str, what: str, where: "pd.Series[bool]") -> Iterator[Problem]:
    return (Problem(row + 1, question.id, kind, what) for row in where.index[where])
