"""All that is hidden from the schools of a group: what the report hides, and what a sheet adds."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from bilan.disclosure.answer_rows import (
    frame_columns,
    indicator_rows,
    option_rows,
    options_of,
    questions_of,
    values_of,
)
from bilan.disclosure.crossed_tables import hidden_groups, published_rows
from bilan.disclosure.sheet_rules import DOMAIN, GROUPS, Sheets, counts_of, gate, hidden_mean
from bilan.estimation.study import Study
from bilan.survey.codebook import Asked
from bilan.survey.conditions import accepted, option_id
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
    responses = study.responses
    asked = [q for q in responses.questions if q.type not in IDENTIFIERS]
    followed = {name: i for name, i in indicators.items() if i.target is not None}
    groups = {DOMAIN: GROUPS}
    lines = indicator_rows(list(followed.values()), responses, groups=groups)
    rows = {f"line {name}": row for name, row in lines.items()}
    gates = {
        f"line {name}": gate(i.base, responses, threshold=threshold)
        for name, i in followed.items()
        if isinstance(i.base, dict)
    }
    for question in asked:
        of_question = option_rows(
            question, responses, groups=dict.fromkeys(options_of(question), groups)
        )
        led = gate(question.filter, responses, threshold=threshold)
        for option, row in of_question.items():
            rows[option_id(question.id, option)] = row
            gates[option_id(question.id, option)] = led
    sheets = Sheets(
        rows,
        published_rows(study),
        hidden_groups(study),
        {atom: v for q in asked for atom, v in values_of(q, responses).items()},
        responses.schools[frame_columns(list(hidden_groups(study)))],
        questions_of(responses),
        threshold,
    )
    secret = sheets.withheld(gates)
    questions = {q.id: _of_question(q, secret, study, threshold=threshold) for q in asked}
    for question in asked:  # how many were asked is how many gave the answer that led there
        for key, wanted in accepted(question.filter).items():
            for option in wanted:
                if key in questions and option in questions[key].index:
                    questions[question.id] |= questions[key].loc[option]
    return HiddenCells(
        questions,
        {
            name: secret[f"line {name}"]
            if name in lines
            else _of_mean(name, study, threshold=threshold)
            for name in followed
        },
    )


def _of_question(
    question: Asked, secret: Mapping[str, "pd.Series[bool]"], study: Study, *, threshold: int
) -> pd.DataFrame:
    """Cells to hide of a question: options in rows, or "mean"; groups in columns."""
    if question.type == "N":
        hidden = _of_mean(option_id(question.id, "mean"), study, threshold=threshold)
        led = gate(question.filter, study.responses, threshold=threshold)
        return pd.DataFrame([hidden | led], index=["mean"])
    names = options_of(question)
    return pd.DataFrame([secret[option_id(question.id, name)] for name in names], index=names)


def _of_mean(name: str, study: Study, *, threshold: int) -> "pd.Series[bool]":
    return hidden_mean(counts_of(study.estimates, name, "answered"), threshold=threshold)
