"""Answers to a multiple choice by group of types of EPLE, none of which tells on a school."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from bilan.disclosure.across_domains import Hidden, withheld_together
from bilan.disclosure.nested_shares import Shares
from bilan.estimation.association import all_links_with_type
from bilan.estimation.study import Study
from bilan.french.formats import chance, number
from bilan.project.publishable import PublishedTable
from bilan.responses.responses import holds
from bilan.survey.codebook import FRAME_COLUMNS
from bilan.survey.illustration_specs import illustrations_of
from bilan.survey.indicators import Indicator
from bilan.survey.modalities import GROUPED_BY, LABELS, MODALITIES, VOIES

DOMAIN, SUPPRESSED = GROUPED_BY, "s"
PUBLISHED = (DOMAIN, "bassin")  # by what the report gives shares; the finest last


def groups_of(domain: str, estimates: pd.DataFrame) -> list[str]:
    """Groups of a domain, in their order."""
    named = estimates.loc[estimates["domain"] == domain, "category"]
    return list(MODALITIES.get(domain) or sorted(named.unique()))


def indicator_shares(
    indicators: Sequence[Indicator],
    estimates: pd.DataFrame,
    *,
    domain: str = DOMAIN,
    groups: Sequence[str] = tuple(MODALITIES[DOMAIN]),
) -> dict[str, Shares]:
    """The indicators that are shares, by id, in each of the groups of a domain."""
    rows = {}
    for indicator in indicators:
        known = estimates[(estimates["id"] == indicator.id) & (estimates["domain"] == domain)]
        numerator = indicator.numerator
        if known.empty or not isinstance(numerator, dict):
            continue
        cells = known.set_index("category").reindex(list(groups))[["numerator", "base"]]
        counts = cells.fillna(0).astype(int)
        rows[indicator.id] = Shares(
            numerator, counts["numerator"], counts["base"], within=indicator.base
        )
    return rows


def crossed_shares(question: str, study: Study) -> dict[str, Shares]:
    """The shares of the options of a question, by label, in the groups where each one exists."""
    shares, rows, asked = study.shares(question, domain=DOMAIN), {}, study.question(question)
    within = asked.filter if asked.base == "shown" and asked.filter else "all"
    for name, option in asked.options.items():
        kinds = (option.only or {}).get("type")
        groups = list(dict.fromkeys(VOIES[kind] for kind in ([kinds] if isinstance(kinds, str)
                                                             else kinds or VOIES)))  # fmt: skip
        cells = shares[shares["label"] == option.label].set_index("category").loc[groups]
        rows[option.label] = Shares(
            {question: name}, cells["numerator"], cells["base"], within=within
        )
    return rows


def all_crossed(study: Study) -> dict[str, Shares]:
    """The shares by group of every illustration of the wave that crosses a question."""
    known = {question.id for question in study.responses.questions}
    drawn = [i.question for i in illustrations_of(study.wave).values() if i.kind == "association"]
    asked = [question for question in drawn if question in known]
    return {
        f"{question}: {label}": row
        for question in asked
        for label, row in crossed_shares(question, study).items()
    }


def hidden_groups(study: Study, *questions: str) -> Hidden:
    """Groups whose share is hidden, by domain and row, as decided over all that is published.

    Rows are the indicators that have a target, by id, in each domain, and the options of the
    questions that an illustration crosses (and of `questions`) by type, as `question: label`.
    """
    key = ("hidden groups", *questions)
    if key not in study.worked_out:
        study.worked_out[key] = _hidden_groups(study, questions)
    hidden: Hidden = study.worked_out[key]
    return hidden


def _hidden_groups(study: Study, questions: Sequence[str]) -> Hidden:
    followed = [indicator for indicator in study.indicators if indicator.target is not None]
    tables = {
        domain: indicator_shares(
            followed, study.estimates, domain=domain, groups=groups_of(domain, study.estimates)
        )
        for domain in PUBLISHED
    }
    asked = {
        f"{question}: {label}": row
        for question in questions
        for label, row in crossed_shares(question, study).items()
    }
    tables[DOMAIN] |= all_crossed(study) | asked
    return withheld_together(
        {
            domain: {name: _with_schools(row, domain, study) for name, row in rows.items()}
            for domain, rows in tables.items()
        },
        schools=study.responses.schools,
        questions=study.responses.questions,
        threshold=study.wave.stated.thresholds.disclosure,
    )


def _with_schools(row: Shares, domain: str, study: Study) -> Shares:
    """The row with the respondents of its groups, where its base is all who gave an answer."""
    within, schools = row.within, study.responses.schools
    if isinstance(within, str) or set(within) & set(FRAME_COLUMNS):
        return row
    groups = row.bases.index
    gave = pd.Series(holds(within, study.responses) == 1.0, index=schools.index)
    counts = gave.groupby(schools[domain]).sum().reindex(groups, fill_value=0)
    if not (counts == row.bases).all():  # some of those asked did not answer
        return row
    return replace(row, schools=schools[domain].value_counts().reindex(groups, fill_value=0))


def shares_by_group(question: str, study: Study) -> pd.DataFrame:
    """Shares of a multiple choice by group of types of EPLE.

    Columns label, type (the group, in French), share, numerator, base, suppressed. The share is
    missing where the option does not exist in the group.
    """
    rows, hidden = crossed_shares(question, study), hidden_groups(study, question)[DOMAIN]
    table = study.shares(question, domain=DOMAIN)
    cells = list(zip(table["label"], table["category"], strict=True))
    table["share"] = [
        share if group in rows[label].bases.index else np.nan
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

    Columns are those of `bilan.estimation.association`. Strength and p-values are missing where the
    answer has no row by type that is shown whole: no table backs what a text says of its link.
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
