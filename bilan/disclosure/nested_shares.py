"""Which shares by group are hidden, over all the tables that show the same schools.

Two published rows may be one (an option of a question and the indicator that counts it), each
other's contrary ("yes" and "no"), or nested: whoever fulfils a condition fulfils each part of it,
so that the difference of two rows counts schools too. Such rows are protected together:

- rows of one answer, or of its contrary, hide the same groups;
- of two nested rows, a table of three answers is protected: the inner one, the outer one without
  the inner, and neither. Its middle row is published nowhere, and still has no cell that a reader
  can narrow down.

What each table needs hidden is hidden in all of them; to hide more never tells more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from bilan.disclosure.table_suppression import hidden_shares, suppress
from bilan.survey.codebook import Condition

Wanted = tuple[tuple[str, frozenset[str]], ...]
Answer = tuple[Wanted, str | Wanted]  # the options wanted of each question, and the base


@dataclass(frozen=True)
class Shares:
    """Schools that gave an answer, and schools of the base, in each group that has the answer.

    `within` says who is in the base, as an indicator states it. Where it is those who gave an
    answer, all of them, `schools` are the respondents of each group, who did or did not.
    """

    condition: Condition
    numerators: "pd.Series[int]"
    bases: "pd.Series[int]"
    within: Condition | str = "all"
    schools: "pd.Series[int] | None" = None


def withheld(rows: Mapping[str, Shares], *, threshold: int) -> dict[str, "pd.Series[bool]"]:
    """Groups whose share is hidden, by row and on the groups of the row.

    The shares over all groups are published. A hidden count keeps a range as wide as the
    threshold.
    """
    known = {name: answer_of(row.condition, row.within) for name, row in rows.items()}
    first = {answer: name for name, answer in reversed(known.items())}
    hidden = {
        name: hidden_shares(rows[name].numerators, rows[name].bases, threshold=threshold)
        for name in first.values()
    }
    for inner, outer in _nested(list(first)):
        within, around = _as_answer(rows[first[inner]]), _as_answer(rows[first[outer]])
        if within.bases.equals(around.bases):
            secret = _secret_of_nested(within, around, threshold=threshold)
            hidden[first[inner]] |= secret.T["inner"]
            hidden[first[outer]] |= secret.T["neither"]
    return {name: _on(hidden[first[known[name]]], rows[name]) for name in rows}


def _on(hidden: "pd.Series[bool]", row: Shares) -> "pd.Series[bool]":
    return hidden.reindex(row.numerators.index, fill_value=False).astype(bool)


def _wanted(condition: Condition) -> Wanted:
    options = {key: [v] if isinstance(v, str) else v for key, v in condition.items()}
    return tuple(sorted((key, frozenset(names)) for key, names in options.items()))


def answer_of(condition: Condition, within: Condition | str) -> Answer:
    """The answer that a condition wants; "no" is the same answer as "yes", told the other way."""
    wanted = _wanted(condition)
    if _is_contrary(condition):
        wanted = ((wanted[0][0], frozenset("Y")),)
    return wanted, within if isinstance(within, str) else _wanted(within)


def _is_contrary(condition: Condition) -> bool:
    wanted = _wanted(condition)
    return len(wanted) == 1 and wanted[0][1] == frozenset("N")


def _as_answer(row: Shares) -> Shares:
    """The row as the answer "yes", where it was stated as "no"."""
    if not _is_contrary(row.condition):
        return row
    return replace(row, numerators=row.bases - row.numerators)


def _nested(answers: Sequence[Answer]) -> list[tuple[Answer, Answer]]:
    """Pairs of an answer and one that follows from it, in the same base."""
    return [
        (inner, outer)
        for inner in answers
        for outer in answers
        if inner != outer and inner[1] == outer[1]
        and all(options >= dict(inner[0]).get(key, frozenset(["\0"]))
                for key, options in outer[0])
    ]  # fmt: skip


def _secret_of_nested(inner: Shares, outer: Shares, *, threshold: int) -> pd.DataFrame:
    """Cells to hide of the table of three answers, on rows inner, between and neither."""
    table = pd.DataFrame(
        np.array([
            inner.numerators, outer.numerators - inner.numerators, outer.bases - outer.numerators,
        ]),
        index=["inner", "between", "neither"],
        columns=outer.numerators.index,
    )  # fmt: skip
    return suppress(table, threshold=threshold, protection=threshold)
