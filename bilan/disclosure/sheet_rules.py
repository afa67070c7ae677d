"""Which values of its group a school may be shown, such that it learns no other school's answer.

A school knows its own answer, which is in its group's value: it sees the table less one. So a value
is shown only where the rule of `bilan.disclosure.table_suppression`, with the wave's threshold,
shows it

- in the table that everyone sees: the same cells are hidden here as in the report's tables by type,
  so that the two together tell no more than the report alone;
- in each table that one school sees, whichever cell it is in. What one of these hides is hidden
  from all, and a cell that is hidden besides never makes another one narrower.

The options of a question with one answer are looked at together: where only one of them were
hidden, the shown ones would give it. And a question that was asked to some has no value where the
answer that led to it has none: how many were asked is how many gave that answer.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd

from bilan.disclosure.table_suppression import hidden_shares, suppress, suppress_groups
from bilan.responses.responses import Responses, holds
from bilan.survey.codebook import FRAME_COLUMNS, Asked, Condition
from bilan.survey.modalities import MODALITIES, VOIES

GROUPS = MODALITIES["voie"]


def hidden_share(
    numerators: "pd.Series[int]",
    bases: "pd.Series[int]",
    *,
    threshold: int,
    exists: Sequence[str] = tuple(GROUPS),
) -> "pd.Series[bool]":
    """Groups whose share is hidden from a school of theirs, indexed as the counts.

    `exists` names the groups in which the answer can be given: the report has tables of all
    groups, and tables of these alone.
    """
    hidden = pd.Series(False, index=numerators.index)
    for groups in {tuple(numerators.index), tuple(g for g in numerators.index if g in exists)}:
        above, below = numerators[list(groups)], bases[list(groups)]
        for given, asked in [(above, below), *_less_one(above, below)] if groups else []:
            flags = hidden_shares(given, asked, threshold=threshold)
            hidden |= flags.reindex(hidden.index, fill_value=False)
    return hidden


def _less_one(
    above: "pd.Series[int]", bases: "pd.Series[int]"
) -> Iterator[tuple["pd.Series[int]", "pd.Series[int]"]]:
    """Counts and bases as seen by a school of each group, that gave the answer or did not."""
    for group in above.index:
        own = (above.index == group).astype(int)
        if above[group]:
            yield above - own, bases - own
        if above[group] < bases[group]:
            yield above, bases - own


def hidden_options(counts: pd.DataFrame, *, threshold: int) -> pd.DataFrame:
    """Cells to hide of a question with one answer: options in rows, groups in columns."""
    bases = counts.sum()
    hidden = pd.DataFrame(
        [hidden_share(counts.loc[name], bases, threshold=threshold) for name in counts.index],
        index=counts.index,
    )
    for row, column in np.argwhere(counts.to_numpy() > 0):
        seen = counts.copy()
        seen.iloc[row, column] -= 1
        hidden |= suppress(seen, threshold=threshold, protection=threshold)
    return hidden | suppress(counts, threshold=threshold, protection=threshold)


def hidden_mean(schools: "pd.Series[int]", *, threshold: int) -> "pd.Series[bool]":
    """Groups whose mean or ratio is hidden from a school of theirs."""
    hidden = suppress_groups(schools, threshold=threshold)
    for group in schools.index[schools > 0]:
        seen = schools - (schools.index == group).astype(int)
        hidden |= suppress_groups(seen, threshold=threshold)
    return hidden


def gate(condition: Condition | None, responses: Responses, *, threshold: int) -> "pd.Series[bool]":
    """Groups in which it is hidden who meets a condition on answers: so is all that rests on it.

    The number of schools that a filtered question was shown to is the number that gave the
    filter's answer.
    """
    voies = responses.schools["voie"]
    hidden = pd.Series(False, index=GROUPS)
    for key, wanted in (condition or {}).items():
        if key in FRAME_COLUMNS:
            continue
        truth = pd.Series(holds({key: wanted}, responses), index=voies.index)
        bases = _by_group(truth.notna(), voies)
        hidden |= hidden_share(_by_group(truth == 1.0, voies), bases, threshold=threshold)
    return hidden


def concerned(groups: Condition | None) -> tuple[str, ...]:
    """Groups of types that a condition on the sampling frame leaves in."""
    kinds = (groups or {}).get("type")
    if kinds is None:
        return tuple(GROUPS)
    return tuple(dict.fromkeys(VOIES[kind] for kind in _listed(kinds)))


def _listed(wanted: str | list[str]) -> list[str]:
    return [wanted] if isinstance(wanted, str) else wanted


def counts_of(estimates: pd.DataFrame, name: str, column: str) -> "pd.Series[int]":
    """Counts by group of an indicator or option; 0 where the table has none."""
    rows = estimates[(estimates["id"] == name) & (estimates["domain"] == "voie")]
    return rows.set_index("category")[column].reindex(GROUPS).fillna(0).astype(int)


def _by_group(flags: "pd.Series[bool]", voies: "pd.Series[str]") -> "pd.Series[int]":
    return flags.groupby(voies).sum().reindex(GROUPS).fillna(0).astype(int)


def hidden_answers(
    question: Asked, estimates: pd.DataFrame, responses: Responses, *, threshold: int
) -> pd.DataFrame:
    """Cells to hide of a question: options in rows ("Y" and "N", or "mean"), groups in columns."""
    names: Iterable[str] = question.options if question.type in "LM" else ["Y", "N"]
    if question.type == "N":
        schools = counts_of(estimates, f"{question.id}=mean", "answered")
        hidden = pd.DataFrame([hidden_mean(schools, threshold=threshold)], index=["mean"])
    else:
        ids = {name: f"{question.id}={name}" for name in names}
        above = pd.DataFrame({n: counts_of(estimates, i, "numerator") for n, i in ids.items()}).T
        below = pd.DataFrame({n: counts_of(estimates, i, "base") for n, i in ids.items()}).T
        if question.type == "L":
            hidden = hidden_options(above, threshold=threshold)
        else:
            hidden = pd.DataFrame(
                [
                    hidden_share(
                        above.loc[name],
                        below.loc[name],
                        threshold=threshold,
                        exists=_exists(question, name),
                    )
                    for name in above.index
                ],
                index=above.index,
            )
    gates = gate(question.filter, responses, threshold=threshold)
    return pd.DataFrame(
        np.asarray(hidden[GROUPS], dtype=bool) | np.asarray(gates, dtype=bool),
        index=hidden.index,
        columns=GROUPS,
    )


def _exists(question: Asked, option: str) -> tuple[str, ...]:
    known = question.options.get(option)
    return concerned(known.only if known else None)
