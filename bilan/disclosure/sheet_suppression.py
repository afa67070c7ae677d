"""All that is hidden from the schools of a group: what the report hides, and what a sheet adds."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bilan.disclosure.crossed_tables import hidden_groups
from bilan.disclosure.sheet_rules import (
    GROUPS,
    counts_of,
    gate,
    hidden_answers,
    hidden_mean,
    hidden_share,
)
from bilan.estimation.study import Study
from bilan.survey.codebook import Asked
from bilan.survey.indicators import Indicator

IDENTIFIERS = ("S", "T")


@dataclass(frozen=True)
class HiddenCells:
    """Cells that no sheet shows.

    questions : by question, options in rows, groups in columns.
    lines : by indicator of the roadmap, its groups.
    """

    questions: Mapping[str, pd.DataFrame]
    lines: Mapping[str, "pd.Series[bool]"]


def hidden_cells(
    study: Study, indicators: Mapping[str, Indicator], *, threshold: int
) -> HiddenCells:
    """What is hidden on every sheet of a wave; `indicators` are those measured, by id.

    A head of school reads the report too: what it hides over all its tables, the sheets hide.
    """
    report = hidden_groups(study)["voie"]
    questions = _questions(study, indicators, report, threshold=threshold)
    lines = {
        name: _line(indicator, study, questions, threshold=threshold)
        for name, indicator in indicators.items()
        if indicator.target is not None
    }
    for name, flags in lines.items():
        if name in report:
            flags |= report[name]
    return HiddenCells(questions, lines)


def _questions(
    study: Study,
    indicators: Mapping[str, Indicator],
    report: Mapping[str, "pd.Series[bool]"],
    *,
    threshold: int,
) -> dict[str, pd.DataFrame]:
    asked = [q for q in study.responses.questions if q.type not in IDENTIFIERS]
    hidden = {
        q.id: hidden_answers(q, study.estimates, study.responses, threshold=threshold)
        for q in asked
    }
    for question in asked:
        cells = hidden[question.id]
        for option in cells.index:
            cells.loc[option] |= _in_report(question, option, indicators, report)
        if question.type == "Y":  # what is hidden of an answer is hidden of its contrary
            cells.loc[:] = np.tile(cells.any(), (len(cells), 1))
    for question in asked:  # how many were asked is how many gave the answer that led there
        for key, wanted in (question.filter or {}).items():
            for option in [wanted] if isinstance(wanted, str) else wanted:
                if key in hidden and option in hidden[key].index:
                    hidden[question.id] |= hidden[key].loc[option]
    return hidden


def _in_report(
    question: Asked,
    option: str,
    indicators: Mapping[str, Indicator],
    report: Mapping[str, "pd.Series[bool]"],
) -> "pd.Series[bool]":
    """Groups of which the report hides how many gave an answer."""
    label = question.options[option].label if option in question.options else ""
    told = [f"{question.id}: {label}"]
    told += [name for name, i in indicators.items() if _single(i) == [(question.id, option)]]
    flags = pd.Series(False, index=GROUPS)
    for name in told:
        if name in report:
            flags |= report[name].reindex(GROUPS, fill_value=False)
    return flags


def _line(
    indicator: Indicator,
    study: Study,
    questions: Mapping[str, pd.DataFrame],
    *,
    threshold: int,
) -> "pd.Series[bool]":
    estimates = study.estimates
    if indicator.kind == "share":
        above = counts_of(estimates, indicator.id, "numerator")
        below = counts_of(estimates, indicator.id, "base")
        hidden = hidden_share(above, below, threshold=threshold)
    else:
        schools = counts_of(estimates, indicator.id, "answered")
        hidden = hidden_mean(schools, threshold=threshold)
    for key, wanted in _single(indicator):  # one cell, one rule: that of the question too
        if key in questions and wanted in questions[key].index:
            hidden |= questions[key].T[wanted]
    if isinstance(indicator.base, dict):
        hidden |= gate(indicator.base, study.responses, threshold=threshold)
    return hidden.reindex(GROUPS)


def _single(indicator: Indicator) -> list[tuple[str, str]]:
    """The question and the option that an indicator counts, where it counts no more than that."""
    numerator = indicator.numerator
    if not isinstance(numerator, dict) or len(numerator) != 1:
        return []
    return [(key, wanted) for key, wanted in numerator.items() if isinstance(wanted, str)]
