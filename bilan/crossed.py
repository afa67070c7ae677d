"""Answers to a multiple choice by group of types of EPLE, none of which tells on a school."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from bilan.answer_rows import (
    frame_columns,
    groups_with,
    indicator_rows,
    option_rows,
    questions_of,
)
from bilan.french import chance, number
from bilan.illustrated import illustrations_of
from bilan.indicators import Indicator
from bilan.links import all_links_with_type
from bilan.modalities import GROUPED_BY, LABELS, MODALITIES
from bilan.publishable import PublishedTable
from bilan.row_table import Hidden, Row
from bilan.study import Study
from bilan.together import withheld

DOMAIN, SUPPRESSED = GROUPED_BY, "s"
PUBLISHED = (DOMAIN, "bassin")  # by what the report gives shares; the finest last


def groups_of(domain: str, estimates: pd.DataFrame) -> list[str]:
    """Groups of a domain, in their order."""
    named = estimates.loc[estimates["domain"] == domain, "category"]
    return list(MODALITIES.get(domain) or sorted(named.unique()))


def crossed_questions(study: Study) -> list[str]:
    """Questions that an illustration of the wave crosses with the type."""
    known = {question.id for question in study.responses.questions}
    drawn = [i.question for i in illustrations_of(study.wave).values() if i.kind == "association"]
    return [question for question in dict.fromkeys(drawn) if question in known]


def published_rows(study: Study, *questions: str) -> dict[str, Row]:
    """Every row that the report publishes by group.

    The indicators that have a target, by id, in each domain; the options of the questions that an
    illustration crosses (and of `questions`) by type, in the groups where each one exists, as
    `question: label`.
    """
    followed = [indicator for indicator in study.indicators if indicator.target is not None]
    estimated = set(study.estimates["id"])
    groups = {domain: groups_of(domain, study.estimates) for domain in PUBLISHED}
    rows = indicator_rows(
        [i for i in followed if i.id in estimated], study.responses, groups=groups
    )
    for name in dict.fromkeys([*crossed_questions(study), *questions]):
        asked = study.question(name)
        where = {option: {DOMAIN: groups_with(asked, option)} for option in asked.options}
        for option, row in option_rows(asked, study.responses, groups=where).items():
            rows[f"{name}: {asked.options[option].label}"] = row
    return rows


def hidden_groups(study: Study, *questions: str) -> Hidden:
    """Groups whose share is hidden, by domain and row, as decided over all that is published.

    Rows are those of `published_rows`.
    """
    more = sorted(set(questions) - set(crossed_questions(study)))
    key = ("hidden groups", *more)
    if key not in study.worked_out:
        decided = withheld(
            published_rows(study, *more),
            schools=study.responses.schools[frame_columns(PUBLISHED)],
            questions=questions_of(study.responses),
            threshold=study.wave.stated.thresholds.disclosure,
            silent=[
                row
                for question in study.responses.questions
                for row in option_rows(question, study.responses).values()
            ],
        )
        study.worked_out[key] = {domain: decided.get(domain, {}) for domain in PUBLISHED}
    hidden: Hidden = study.worked_out[key]
    return hidden


def shares_by_group(question: str, study: Study) -> pd.DataFrame:
    """Shares of a multiple choice by group of types of EPLE.

    Columns label, type (the group, in French), share, numerator, base, suppressed. The share is
    missing where the option does not exist in the group.
    """
    asked, hidden = study.question(question), hidden_groups(study, question)[DOMAIN]
    exists = {o.label: groups_with(asked, name) for name, o in asked.options.items()}
    table = study.shares(question, domain=DOMAIN)
    cells = list(zip(table["label"], table["category"], strict=True))
    table["share"] = [
        share if group in exists[label] else np.nan
        for (label, group), share in zip(cells, table["share"], strict=True)
    ]
    table["suppressed"] = [
        bool(hidden[f"{question}: {label}"].get(group, False)) for label, group in cells
    ]
    table = table.rename(columns={"category": "type"})
    return table.assign(type=table["type"].map(LABELS[DOMAIN]))


def links_by_group(
    question: str, study: Study, *, shares: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Strength and significance of the link of each option with the type, as they may be shown.

    Columns
    -------
    label : of the option.
    cramers_v : of the groups that are published.
    p_adjusted : Fisher-Freeman-Halton on the same groups, after Holm over the options. To be
        published as `chance` writes it.

    Both are missing where a group of the option is hidden: each is one more equation on the hidden
    counts. `shares` are those of `shares_by_group`, where they are known already.
    """
    shares = shares_by_group(question, study) if shares is None else shares
    shares = shares[shares["share"].notna()]
    hidden = shares.groupby("label", sort=False)["suppressed"].any()
    tests, options = study.links(question), study.question(question).options
    labels = tests["option"].map(lambda name: options[name].label)
    told = tests.set_index(labels)[["cramers_v", "p_adjusted"]].astype(float)
    table = told.loc[hidden.index].mask(hidden, axis=0)
    return table.rename_axis("label").reset_index()


def published_links(study: Study) -> pd.DataFrame:
    """The links of all questions with the type, each with what a text may say of it.

    Columns are those of `bilan.links`. Strength and p-values are missing where the answer has no
    row by type that is shown whole: no table backs what a text says of its link.
    """
    known = {indicator.id: indicator for indicator in study.indicators}
    whole: dict[tuple[str, str], bool] = {}
    for name, flags in hidden_groups(study)[DOMAIN].items():
        answer = _answer_of(name, known, study)
        whole[answer] = whole.get(answer, True) and not flags.any()
    links = all_links_with_type(study.responses)
    answers = zip(links["question"], links["option"], strict=True)
    secret = [not whole.get(answer, False) for answer in answers]
    links.loc[secret, ["cramers_v", "p_value", "p_adjusted"]] = np.nan
    return links


def _answer_of(name: str, indicators: Mapping[str, Indicator], study: Study) -> tuple[str, str]:
    """The question and the option of a row; "no" is the answer "yes", told the other way."""
    if name not in indicators:
        question, label = name.split(": ", 1)
        options = study.question(question).options
        return question, next(code for code, option in options.items() if option.label == label)
    numerator = indicators[name].numerator
    if not isinstance(numerator, dict) or len(numerator) != 1 or indicators[name].base != "all":
        return name, ""  # no single answer of all schools
    ((question, option),) = numerator.items()
    if not isinstance(option, str):
        return name, ""
    return question, "Y" if option == "N" else option


def links_table(question: str, study: Study) -> PublishedTable:
    """`links_by_group` as a notebook shows it, a row for each option."""
    links = links_by_group(question, study)
    strength = links["cramers_v"].map(lambda v: SUPPRESSED if v != v else number(v, 2))
    p = links["p_adjusted"].map(
        lambda p: SUPPRESSED if p != p else chance(p, study.wave.stated.alpha)
    )
    index = pd.Index(links["label"], name="Réponse")
    table = pd.DataFrame({"V de Cramér": strength, "p (Holm)": p}).set_index(index)
    return PublishedTable(table)
