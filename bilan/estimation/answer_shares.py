"""Shares of the answers to one question, and values of single indicators, from the answers.

They are those of `bilan.estimation.estimates`, which estimates all of a wave at once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from bilan.estimation.estimates import domains_of, everyone_in, response_rate, row_of
from bilan.estimation.variables import Measure, indicator_measures, question_measures
from bilan.project.errors import DataError
from bilan.responses.responses import Responses, holds
from bilan.survey.codebook import Asked
from bilan.survey.indicators import Indicator
from bilan.survey.modalities import WHOLE

KEYS = ("question", "option", "label", "domain", "category")
COUNTED = ("numerator", "base", "share", "lower", "upper")
Row = tuple[str, str, str, str, Mapping[str, float]]  # option, label, domain, category, counts
VALUES = ("value", "numerator", "base", "lower", "upper")


def answer_shares(
    responses: Responses,
    question: Asked,
    *,
    domain: str = WHOLE,
    together: Mapping[str, Collection[str]] | None = None,
) -> pd.DataFrame:
    """Shares of the options of a question, a row for each option and category of the domain.

    Options are in the order of the questionnaire, categories in that of the frame. `together`
    counts several options as one: its label → names of options.

    Columns
    -------
    question, option, label, domain, category : `category` is "" over the whole frame.
    numerator, base : schools.
    share : 0-1; missing where the base is empty.
    lower, upper : bounds that the missing answers allow; missing where they are unlimited.
    """
    masks = {(WHOLE, ""): everyone_in(responses)}
    if domain != WHOLE:
        masks = {key: both for key, both in domains_of(responses).items() if key[0] == domain}
    if not masks:
        raise DataError(f"no domain `{domain}`", expected="a column of the sampling frame")
    rows = [
        (*named, *category, row_of(measure, *both))
        for named, measure in option_measures(responses, question, together)
        for category, both in masks.items()
    ]
    return shares_table(question, rows)


def option_measures(
    responses: Responses, question: Asked, together: Mapping[str, Collection[str]] | None
) -> list[tuple[tuple[str, str], Measure]]:
    """Name and label of each option, or of options counted as one, with what is measured.

    Raises
    ------
    DataError
        The question has no options.
    """
    if question.type not in "LMY":
        raise DataError(f"question `{question.id}` has no options", expected="type L, M or Y")
    labels = {name: option.label for name, option in question.options.items()}
    labels = labels or {"Y": "Oui", "N": "Non"}
    measured = zip(labels.items(), question_measures(responses, question), strict=True)
    alone = list(measured)
    if together is None:
        return alone
    joined = {name for names in together.values() for name in names}
    _, one = alone[0]
    groups = [
        (("+".join(names), label), replace(one, numerator=holds({question.id: list(names)},
                                                                responses)))
        for label, names in together.items()
    ]  # fmt: skip
    return [*groups, *((named, measure) for named, measure in alone if named[0] not in joined)]


def shares_table(question: Asked, rows: Sequence[Row]) -> pd.DataFrame:
    """The table of `answer_shares`, from the keys of each row and what was counted for it."""
    made = [
        {
            **dict(zip(KEYS, (question.id, option, label, domain, category), strict=True)),
            **dict.fromkeys(COUNTED, np.nan),
            **{name: row[name] for name in COUNTED if name in row},
            "share": row.get("value", np.nan),
        }
        for option, label, domain, category, row in rows
    ]
    table = pd.DataFrame(made, columns=[*KEYS, *COUNTED])
    return table.astype({"numerator": int, "base": int})


def indicator_values(responses: Responses, indicators: Sequence[Indicator]) -> pd.DataFrame:
    """Values of indicators over the whole frame, by id; those that the wave can have.

    Columns shown, value, numerator, base, lower, upper, as in `bilan.estimation.estimates`.
    """
    everyone = everyone_in(responses)
    found = {m.id: row_of(m, *everyone) for m in indicator_measures(responses, indicators)}
    found |= {i.id: response_rate(*everyone) for i in indicators if i.base == "asked"}
    rows = [{"id": i.id, **found[i.id]} for i in indicators if i.id in found]
    table = pd.DataFrame(rows, columns=["id", "shown", *VALUES]).set_index("id")
    return table.astype(dict.fromkeys(VALUES, float))
