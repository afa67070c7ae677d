"""Whether the answers to a question depend on the type of EPLE, in the published groups."""

import zlib

import numpy as np
import pandas as pd

from bilan.estimation.statistics.association import cramers_v, fisher_freeman_halton, holm
from bilan.responses.responses import Responses, holds
from bilan.survey.conditions import option_id
from bilan.survey.modalities import GROUPED_BY, MODALITIES

COLUMNS = ("question", "option", "cramers_v", "p_value", "p_adjusted", "method")


def links_with_type(responses: Responses, question: str, *, by: str = GROUPED_BY) -> pd.DataFrame:
    """One row for each option of a question: does giving it depend on the type of EPLE?

    A yes-no question has one option, Y.

    `by` is the column of the sampling frame that groups the EPLE. The types are taken in the groups
    that tables and pictures show (`voie`): text, picture, table and download say one thing, and no
    test tells how a group spreads over its types.

    Among the schools of the question's base; an option that exists in some of them only is tested
    among those.

    Columns
    -------
    cramers_v : strength, 0-1; missing where nobody, or everybody, ticked.
    p_value : Fisher-Freeman-Halton on option ticked or not, by group of types.
    p_adjusted : after Holm over the options of the question.
    method : exact or monte-carlo.
    """
    rows, asked = [], responses.question(question)
    groups = responses.schools[by].to_numpy()
    modalities = MODALITIES.get(by) or sorted(responses.frame[by].unique())
    base = responses.shown[question].to_numpy() | (asked.base == "all")
    only = {name: option.only for name, option in asked.options.items()} or {"Y": None}
    for name, condition in only.items():
        given = holds({question: name}, responses)
        concerned = base & (holds(condition or {}, responses) == 1.0) & ~np.isnan(given)
        members = [given[concerned & (groups == modality)] for modality in modalities]
        told = np.unique(given[concerned])
        counts = np.array([[np.sum(one == value) for value in told] for one in members], dtype=int)
        test = fisher_freeman_halton(counts, seed=zlib.crc32(option_id(question, name).encode()))
        rows.append((question, name, cramers_v(counts), test.p_value, None, test.method))
    links = pd.DataFrame(rows, columns=list(COLUMNS))
    links["p_adjusted"] = holm(links["p_value"])
    return links


def all_links_with_type(responses: Responses) -> pd.DataFrame:
    """The same for every multiple choice and yes-no question, adjusted question by question."""
    named = [question.id for question in responses.questions if question.type in "MY"]
    return pd.concat([links_with_type(responses, name) for name in named], ignore_index=True)
