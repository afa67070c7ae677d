"""The frames that a notebook orders, filters and publishes: their columns, how they are made."""

from collections.abc import Sequence

import pandas as pd

from bilan.disclosure.crossed_tables import links_by_group, shares_by_group
from bilan.disclosure.own_base import without_secrets
from bilan.estimation.answer_shares import COUNTED, KEYS, VALUES, answer_shares, indicator_values
from bilan.estimation.study import Study
from bilan.survey.conditions import Condition
from bilan.survey.modalities import WHOLE

SHARES = (*KEYS, *COUNTED)
CROSSED = (*KEYS, "group", *COUNTED, "suppressed", "cramers_v", "p_adjusted")
CHANGES = ("indicator", "label", "before", "after", "difference", "paired", "p_adjusted",
           "smallest", "verdict", "reason")  # fmt: skip


def crossed_frame(question: str, study: Study, *, by: str) -> pd.DataFrame:
    """Shares of the options of a question by group of EPLE, with the test of each option.

    Columns `CROSSED`. A suppressed row has no number but its base, and that only where everyone
    knows it; neither has a row whose option does not exist in the group.
    """
    hidden = shares_by_group(question, study, by)
    tests = links_by_group(question, study, by=by, shares=hidden)
    told = hidden.assign(exists=hidden["share"].notna())
    told = told[["label", "category", "group", "exists", "suppressed", "base"]]
    table = answer_shares(study.responses, study.question(question), domain=by).drop(columns="base")
    table = table.merge(told, on=["label", "category"], how="left")
    counted = ["share", "lower", "upper"]
    table[counted] = table[counted].where(table["exists"], axis=0)
    return without_secrets(table).merge(tests, on="label", how="left")[list(CROSSED)]


def changes_frame(
    names: Sequence[str], compared: pd.DataFrame, before: Study, after: Study
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Indicators in two waves, and all values that were computed for them, by id.

    Columns `CHANGES`. `compared` are the tests of all indicators; one that it does not have is left
    out. The id of a value of the wave before ends with `@` and its name.
    """
    known = set(compared["id"])
    rows = compared.set_index("id").loc[[name for name in names if name in known]]
    wanted = set(rows.index)
    now, then = (
        indicator_values(study.responses, [i for i in study.indicators if i.id in wanted])
        for study in (after, before)
    )
    labels = {i.id: i.label for i in after.indicators}
    first = then["value"].reindex(rows.index).where(rows["before"].notna())
    second = now["value"].reindex(rows.index)
    broken = rows["verdict"] == "non comparable"
    table = rows.assign(
        label=[labels[str(name)] for name in rows.index],
        before=first,
        after=second,
        difference=(second - first).where(~broken),
    )
    values = pd.concat([now, then.rename(index=lambda name: f"{name}@{before.wave.name}")])
    return table.rename_axis("indicator").reset_index()[list(CHANGES)], values[list(VALUES)]


def values_of(shares: pd.DataFrame, study: Study) -> pd.DataFrame:
    """The rows of shares over the whole frame that are an indicator each, by its id."""
    whole = shares[shares["domain"] == WHOLE]
    keys = zip(whole["question"], whole["option"], strict=True)
    ids = [_as_indicator(question, option, study) for question, option in keys]
    values = whole.rename(columns={"share": "value"}).set_axis(ids, axis=0)
    return values.loc[values.index != "", list(VALUES)]


def _as_indicator(question: str, option: str, study: Study) -> str:
    """Id of the indicator that is the share of an option on the base of its question; or ""."""
    asked = study.question(question)
    within: Condition | str = "all"
    if asked.base == "shown" and asked.filter is not None:
        within = asked.filter
    for indicator in study.indicators:
        alone = indicator.numerator in ({question: option}, {question: [option]})
        if alone and indicator.kind == "share" and indicator.base == within:
            return indicator.id
    return ""
