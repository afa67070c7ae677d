"""Answers to a question by group of EPLE, none of which tells on a school."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from bilan.disclosure.across_domains import Hidden, withheld_together
from bilan.disclosure.nested_shares import Shares
from bilan.estimation.association import all_links_with_type, links_with_type
from bilan.estimation.study import Study
from bilan.responses.responses import holds
from bilan.survey.codebook import FRAME_COLUMNS
from bilan.survey.illustration_specs import illustrations_of
from bilan.survey.indicators import Indicator
from bilan.survey.modalities import GROUPED_BY, LABELS, MODALITIES, VOIES

DOMAIN = GROUPED_BY
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


def crossed_shares(question: str, study: Study, by: str = DOMAIN) -> dict[str, Shares]:
    """The shares of the options of a question, by label, in the groups where each one exists."""
    shares, rows, asked = study.shares(question, domain=by), {}, study.question(question)
    everywhere = groups_of(by, study.estimates)
    within = asked.filter if asked.base == "shown" and asked.filter else "all"
    for name, option in asked.options.items():
        kinds = (option.only or {}).get("type") if by == DOMAIN else None
        groups = everywhere
        if kinds is not None:
            named = [kinds] if isinstance(kinds, str) else kinds
            groups = list(dict.fromkeys(VOIES[kind] for kind in named))
        cells = shares[shares["label"] == option.label].set_index("category").loc[groups]
        rows[option.label] = Shares(
            {question: name}, cells["numerator"], cells["base"], within=within
        )
    return rows


def declared(study: Study) -> list[tuple[str, str]]:
    """What illustrations of the wave cross: question, and the domain that it is crossed with."""
    known = {question.id for question in study.responses.questions}
    stated = [i for i in illustrations_of(study.wave).values() if i.by and i.question in known]
    return list(dict.fromkeys((i.question, i.by) for i in stated))


def hidden_groups(study: Study, *questions: str, by: str = DOMAIN) -> Hidden:
    """Groups whose share is hidden, by domain and row, as decided over all that is published.

    Rows are the indicators that have a target, by id, in each domain, and the options of the
    questions that an illustration crosses, as `question: label`. So are those of `questions`,
    crossed with `by`.
    """
    crossed = (*declared(study), *((question, by) for question in questions))
    key = ("hidden groups", *(text for pair in dict.fromkeys(crossed) for text in pair))
    if key not in study.worked_out:
        study.worked_out[key] = _hidden_groups(study, tuple(dict.fromkeys(crossed)))
    hidden: Hidden = study.worked_out[key]
    return hidden


def _hidden_groups(study: Study, crossed: Sequence[tuple[str, str]]) -> Hidden:
    followed = [indicator for indicator in study.indicators if indicator.target is not None]
    others = [by for _, by in crossed if by not in PUBLISHED]
    tables: dict[str, dict[str, Shares]] = {domain: {} for domain in (*others, *PUBLISHED)}
    for domain in PUBLISHED:
        tables[domain] = indicator_shares(
            followed, study.estimates, domain=domain, groups=groups_of(domain, study.estimates)
        )
    for question, by in crossed:
        tables[by] |= {
            f"{question}: {label}": row
            for label, row in crossed_shares(question, study, by).items()
        }
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


def shares_by_group(question: str, study: Study, by: str = DOMAIN) -> pd.DataFrame:
    """Shares of the options of a question by group of EPLE.

    Columns label, category, group (its name in French), share, numerator, base, suppressed. The
    share is missing where the option does not exist in the group.
    """
    rows, hidden = crossed_shares(question, study, by), hidden_groups(study, question, by=by)[by]
    table = study.shares(question, domain=by)
    cells = list(zip(table["label"], table["category"], strict=True))
    table["share"] = [
        share if group in rows[label].bases.index else np.nan
        for (label, group), share in zip(cells, table["share"], strict=True)
    ]
    table["suppressed"] = [
        bool(hidden[f"{question}: {label}"].get(group, False)) for label, group in cells
    ]
    return table.assign(group=[group_label(by, str(name)) for name in table["category"]])


def group_label(domain: str, group: str) -> str:
    """Name of a group as a reader sees it."""
    return LABELS.get(domain, {}).get(group, group.capitalize())


def links_by_group(
    question: str, study: Study, *, by: str = DOMAIN, shares: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Strength and significance of the link of each option with the group, as they may be shown.

    Columns
    -------
    label : of the option.
    cramers_v : of the groups that are published.
    p_adjusted : Fisher-Freeman-Halton on the same groups, after Holm over the options. To be
        published as `chance` writes it.

    Both are missing where a group of the option is hidden: each is one more equation on the hidden
    counts. `shares` are those of `shares_by_group`, where they are known already.
    """
    shares = shares_by_group(question, study, by) if shares is None else shares
    shares = shares[shares["share"].notna()]
    hidden = shares.groupby("label", sort=False)["suppressed"].any()
    tests = links_with_type(study.responses, question, by=by)
    options = study.question(question).options
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
