"""Answers to a question by group of EPLE, none of which tells on a school."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from bilan.disclosure.across_domains import withheld
from bilan.disclosure.answer_rows import (
    base_of,
    frame_columns,
    groups_with,
    indicator_rows,
    option_rows,
    questions_of,
)
from bilan.disclosure.row_table import Hidden, Row
from bilan.estimation.association import all_links_with_type, links_with_type
from bilan.estimation.statistics.association import holm
from bilan.estimation.study import Study
from bilan.project.current_builds import is_current
from bilan.project.paths import HIDDEN, built
from bilan.responses.responses import Responses, holds
from bilan.survey.codebook import FRAME_COLUMNS, Asked
from bilan.survey.illustration_specs import illustrations_of
from bilan.survey.indicators import Indicator
from bilan.survey.modalities import GROUPED_BY, LABELS, MODALITIES

DOMAIN = GROUPED_BY
PUBLISHED = (DOMAIN, "bassin")  # by what the report gives shares; the finest last


def groups_of(domain: str, estimates: pd.DataFrame) -> list[str]:
    """Groups of a domain, in their order."""
    named = estimates.loc[estimates["domain"] == domain, "category"]
    return list(MODALITIES.get(domain) or sorted(named.unique()))


def declared(study: Study) -> list[tuple[str, str]]:
    """What illustrations of the wave cross: question, and the domain that it is crossed with."""
    known = {question.id for question in study.responses.questions}
    stated = [i for i in illustrations_of(study.wave).values() if i.by and i.question in known]
    return list(dict.fromkeys((i.question, i.by) for i in stated))


def published_rows(study: Study, crossed: Sequence[tuple[str, str]] = ()) -> dict[str, Row]:
    """Every row that the report publishes by group.

    The indicators that have a target, by id, in each domain; the options of the questions that an
    illustration crosses (and of `crossed`: question, domain), as `question: label`.
    """
    estimated = set(study.estimates["id"])
    followed = [i for i in study.indicators if i.target is not None and i.id in estimated]
    everywhere = {domain: groups_of(domain, study.estimates) for domain in PUBLISHED}
    rows = indicator_rows(followed, study.responses, groups=everywhere)
    pairs = list(dict.fromkeys((*declared(study), *crossed)))
    for name in dict.fromkeys(question for question, _ in pairs):
        asked = study.question(name)
        domains = [by for question, by in pairs if question == name]
        where = {o: {by: _groups(asked, o, by, study) for by in domains} for o in asked.options}
        for option, row in option_rows(asked, study.responses, groups=where).items():
            rows[f"{name}: {asked.options[option].label}"] = row
    return rows


def _groups(asked: Asked, option: str, by: str, study: Study) -> list[str]:
    """Groups of a domain in which an option is shown: of types, those where it exists."""
    return groups_with(asked, option) if by == DOMAIN else groups_of(by, study.estimates)


def hidden_groups(study: Study, *questions: str, by: str = DOMAIN) -> Hidden:
    """Groups whose share is hidden, by domain and row, as decided over all that is published.

    Rows are those of `published_rows`, `questions` being crossed with `by` besides.
    """
    more = sorted({(question, by) for question in questions} - set(declared(study)))
    key = ("hidden groups", *(text for pair in more for text in pair))
    if key not in study.worked_out:
        path = built(study.wave.name, HIDDEN)
        known = not more and study.is_built and is_current(path)
        study.worked_out[key] = read_hidden(path) if known else decide_hidden(study, more)
    hidden: Hidden = study.worked_out[key]
    return hidden


def decide_hidden(study: Study, crossed: Sequence[tuple[str, str]] = ()) -> Hidden:
    """Groups whose share is hidden, worked out; `crossed` beside what illustrations cross."""
    pairs = (*declared(study), *crossed)
    domains = list(dict.fromkeys([*(by for _, by in pairs if by not in PUBLISHED), *PUBLISHED]))
    decided = withheld(
        published_rows(study, crossed),
        schools=study.responses.schools[frame_columns(domains)],
        questions=questions_of(study.responses),
        threshold=study.wave.stated.thresholds.disclosure,
        silent=[
            row
            for question in study.responses.questions
            for row in option_rows(question, study.responses).values()
        ],
    )
    return {domain: decided.get(domain, {}) for domain in domains}


def write_hidden(hidden: Hidden) -> str:
    """The decision as JSON text: domain → row → group → whether it is hidden."""
    plain = {
        domain: {name: flags.to_dict() for name, flags in rows.items()}
        for domain, rows in hidden.items()
    }
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


def read_hidden(path: Path) -> Hidden:
    """The decision that `write_hidden` wrote."""
    return {
        domain: {name: pd.Series(flags, dtype=bool) for name, flags in rows.items()}
        for domain, rows in json.loads(path.read_text(encoding="utf-8")).items()
    }


def shares_by_group(question: str, study: Study, by: str = DOMAIN) -> pd.DataFrame:
    """Shares of the options of a question by group of EPLE.

    Columns label, category, group (its name in French), share, numerator, base, suppressed. The
    share is missing where the option does not exist in the group. The base is missing beside a
    suppressed or missing share, unless everyone knows it: it would tell how many gave the answer
    that led to the question, or did not answer.
    """
    asked, hidden = study.question(question), hidden_groups(study, question, by=by)[by]
    exists = {o.label: _groups(asked, name, by, study) for name, o in asked.options.items()}
    table = study.shares(question, domain=by)
    cells = list(zip(table["label"], table["category"], strict=True))
    table["share"] = [
        share if group in exists[label] else np.nan
        for (label, group), share in zip(cells, table["share"], strict=True)
    ]
    table["suppressed"] = [
        bool(hidden[f"{question}: {label}"].get(group)) for label, group in cells
    ]
    untold = (table["suppressed"] | table["share"].isna() & (table["base"] > 0)) & ~_knows_bases(
        asked, table, study.responses
    )
    if untold.any():
        table["base"] = table["base"].astype(object).mask(untold)  # whole numbers, or none
    return table.assign(group=[group_label(by, str(name)) for name in table["category"]])


def _knows_bases(asked: Asked, shares: pd.DataFrame, responses: Responses) -> "pd.Series[bool]":
    """Rows whose base everyone knows: all schools, or all of certain types, and all answered."""
    within = base_of(asked)
    concerned = {} if isinstance(within, str) else within
    if set(concerned) - set(FRAME_COLUMNS):
        return pd.Series(False, index=shares.index)
    schools = int((holds(concerned, responses) == 1.0).sum())
    return shares.groupby("label")["base"].transform("sum") == schools


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
    p_adjusted : Fisher-Freeman-Halton on the same groups, after `_holm_of_shown` over all options.
        To be published as `chance` writes it.

    Both are missing where a group of the option is hidden: each is one more equation on the hidden
    counts. `shares` are those of `shares_by_group`, where they are known already.
    """
    shares = shares_by_group(question, study, by) if shares is None else shares
    shares = shares[shares["share"].notna()]
    hidden = shares.groupby("label", sort=False)["suppressed"].any()
    tests = links_with_type(study.responses, question, by=by)
    options = study.question(question).options
    labels = tests["option"].map(lambda name: options[name].label)
    told = tests.set_index(labels)[["cramers_v", "p_value", "p_adjusted"]].astype(float)
    shown = told.index.isin(hidden.index[~hidden])
    told["p_adjusted"] = _holm_of_shown(told["p_value"], shown)
    told = told[["cramers_v", "p_adjusted"]]
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
        if answer := _answer_of(name, known, study):
            whole[answer] = whole.get(answer, True) and not flags.any()
    links = all_links_with_type(study.responses)
    answers = zip(links["question"], links["option"], strict=True)
    shown = pd.Series([whole.get(answer, False) for answer in answers], index=links.index)
    links["p_adjusted"] = links.groupby("question")["p_value"].transform(
        lambda p_values: _holm_of_shown(p_values, shown[p_values.index])
    )
    links.loc[~shown, ["cramers_v", "p_value", "p_adjusted"]] = np.nan
    return links


def _holm_of_shown(
    p_values: "pd.Series[float]", shown: "pd.Series[bool] | npt.NDArray[np.bool_]"
) -> "pd.Series[float]":
    """P-values of the options of a question, adjusted from what is shown alone.

    A hidden option counts as the likeliest: with its own p-value, the adjusted ones of the others
    would tell of it. None is smaller than Holm's own.
    """
    return holm(p_values.where(shown, 1.0))


def _answer_of(
    name: str, indicators: Mapping[str, Indicator], study: Study
) -> tuple[str, str] | None:
    """The question and the option of a row; "no" is the answer "yes", told the other way.

    None where a row is of no single answer of all schools.
    """
    if name not in indicators:
        question, label = name.split(": ", 1)
        options = study.question(question).options
        return question, next(code for code, option in options.items() if option.label == label)
    numerator = indicators[name].numerator
    if not isinstance(numerator, dict) or len(numerator) != 1 or indicators[name].base != "all":
        return None
    ((question, option),) = numerator.items()
    if not isinstance(option, str):
        return None
    return question, "Y" if option == "N" else option
