"""Tables that a notebook shows: made by the package, with nothing that is suppressed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

import pandas as pd

from bilan.estimation.estimates import domains_of
from bilan.estimation.study import bounds, fraction, smallest_shown, written
from bilan.french.formats import chance, count, number, percent, side_of_level
from bilan.french.texts import Holds, texts_of
from bilan.french.typography_rules import typographic
from bilan.project.computed import Shown
from bilan.project.current_builds import is_current
from bilan.project.paths import SET_ASIDE, built
from bilan.project.publishable import PublishedTable
from bilan.project.yaml_records import Strict
from bilan.responses.load import take
from bilan.responses.records import aside_by_reason
from bilan.responses.responses import Responses
from bilan.survey.indicator_definitions import definition
from bilan.survey.indicators import Indicator
from bilan.survey.modalities import WHOLE
from bilan.survey.wave import Wave

SUPPRESSED, NONE = "s", "–"


class _Texts(Strict, frozen=True):
    not_asked: Annotated[str, Holds("wave")]
    range: Annotated[str, Holds("low", "high")]
    questions: tuple[str, str, str, str, str, str]
    items: tuple[str, str, str]
    participation: tuple[str, str, str]
    domains: tuple[str, str]
    indicators: tuple[str, str, str, str, str, str]
    targets: tuple[str, str, str]
    shares: tuple[str, str, str, str, str]
    answer: str
    test: tuple[str, str]
    indicator: str
    change: tuple[str, str, str, str, str]


texts = texts_of(__file__, _Texts)


def base_table(questions: Sequence[str], responses: Responses) -> PublishedTable:
    """For each question: EPLE asked, respondents, those it was shown to, those who answered it."""
    known = {question.id: question for question in responses.questions}
    rows = []
    for name in questions:
        asked = [count(len(responses.frame)), count(len(responses.answers))]
        if name not in known:
            untold = texts().not_asked.format(wave=responses.wave)
            rows.append([name, untold, *asked, NONE, NONE])
            continue
        given = responses.answers[list(known[name].items.values())].notna().any(axis=1)
        shown = responses.shown[name]
        counts = [count(int(shown.sum())), count(int((shown & given).sum()))]
        rows.append([name, typographic(known[name].wording), *asked, *counts])
    return _published(rows, texts().questions)


def participation_table(responses: Responses) -> PublishedTable:
    """Schools asked and schools that answered, by type, secteur and bassin."""
    domains = domains_of(responses)
    counts = [(int(answered.sum()), int(asked.sum())) for answered, asked in domains.values()]
    rows = [
        (asked, answered, percent(answered / asked) if asked else NONE)
        for answered, asked in counts
    ]
    index = pd.MultiIndex.from_tuples(list(domains), names=list(texts().domains))
    return PublishedTable(pd.DataFrame(rows, columns=list(texts().participation), index=index))


def set_aside_table(wave: Wave) -> PublishedTable:
    """Rows of the export that do not count: motif, lignes (how many), a row each reason.

    Their numbers in the export are in `_build/<wave>/ecartes.csv`, which is not published.
    """
    path = built(wave.name, SET_ASIDE)
    if is_current(path):
        reasons = list(pd.read_csv(path)["motif"])
    else:
        reasons = [aside.reason for aside in take(wave).set_aside]
    return PublishedTable(aside_by_reason(reasons))


def indicator_table(
    indicators: Sequence[Indicator], values: pd.DataFrame, *, wave: str, shown: Shown
) -> PublishedTable:
    """Indicators as a reader sees them: definition, count out of base, value, bounds; a row each.

    `values` are those of `indicator_values`. One that the wave does not ask has dashes.
    """
    rows = []
    for indicator in indicators:
        cells = [NONE] * 3
        base = texts().not_asked.format(wave=wave)
        if indicator.id in values.index:
            row = values.loc[indicator.id].to_dict()
            cells = [fraction(row), written(row["value"], indicator), bounds(row, indicator)]
            base = indicator.base_label
        rows.append([indicator.label, typographic(definition(indicator)), *cells, base])
    return _published(rows, texts().indicators, shown)


def target_table(
    indicators: Sequence[Indicator], values: pd.DataFrame, *, shown: Shown
) -> PublishedTable:
    """The indicators that have a target: value in this wave, target."""
    followed = [i for i in indicators if i.target is not None and i.id in values.index]
    rows = [[i.label, written(values["value"][i.id], i), written(i.target, i)] for i in followed]
    return _published(rows, texts().targets, shown)


def shares_table(shares: pd.DataFrame, *, shown: Shown) -> PublishedTable:
    """Shares as a reader sees them: count, base, share, bounds; a row for each row of the frame."""
    rows = []
    for row in shares.to_dict("records"):
        if row.get("suppressed"):
            base = SUPPRESSED if pd.isna(row["base"]) else count(int(row["base"]))
            cells = [SUPPRESSED, base, SUPPRESSED, SUPPRESSED]
        else:
            ends = [_percent(row[end]) for end in ("lower", "upper")]
            between = NONE if NONE in ends else texts().range.format(low=ends[0], high=ends[1])
            counts = [count(int(row["numerator"])), count(int(row["base"]))]
            cells = [*counts, _percent(row["share"]), between]
        rows.append([typographic(str(row["label"])), *cells])
    return _published(rows, texts().shares, shown)


def crossed_table(shares: pd.DataFrame, *, alpha: float, shown: Shown) -> PublishedTable:
    """Shares by group with counts, a column for each group, then the test of each option.

    The test is Fisher-Freeman-Halton on the counts of the row, adjusted after Holm.
    """
    rows, groups = [], list(dict.fromkeys(shares["group"]))
    for label, cells in shares.groupby("label", sort=False):
        told = {cell["group"]: _cell(cell) for cell in cells.to_dict("records")}
        test = cells.iloc[0]
        strength = SUPPRESSED if pd.isna(test["cramers_v"]) else number(test["cramers_v"], 2)
        p = SUPPRESSED if pd.isna(test["p_adjusted"]) else chance(test["p_adjusted"], alpha)
        rows.append([label, *(told.get(group, NONE) for group in groups), strength, p])
    return _published(rows, [texts().answer, *groups, *texts().test], shown)


def changes_table(
    changes: pd.DataFrame,
    known: Mapping[str, Indicator],
    *,
    waves: tuple[str, str],
    alpha: float,
    shown: Shown,
) -> PublishedTable:
    """Indicators in both waves with their verdicts.

    Of a stable indicator besides, the smallest change that would not have been stable.
    """
    rows = [
        [
            row["label"],
            written(row["before"], known[row["indicator"]]),
            written(row["after"], known[row["indicator"]]),
            NONE if pd.isna(row["paired"]) else int(row["paired"]),
            side_of_level(row["p_adjusted"], alpha),
            row["verdict"],
            smallest_shown(row["smallest"], known[row["indicator"]]),
            row["reason"],
        ]
        for row in changes.to_dict("records")
    ]
    return _published(rows, [texts().indicator, *waves, *texts().change], shown)


def item_table(responses: Responses) -> PublishedTable:
    """For each question: to how many respondents it was shown, how many answered it."""
    rows = []
    for question in responses.questions:
        given = responses.answers[list(question.items.values())].notna().any(axis=1)
        shown = responses.shown[question.id]
        rows.append((question.id, int(shown.sum()), int((shown & given).sum())))
    return _published(rows, texts().items)


def _published(
    rows: Iterable[Sequence[Any]], columns: Sequence[str], shown: Shown | None = None
) -> PublishedTable:
    """A table of these columns, named by the first."""
    table = pd.DataFrame(list(rows), columns=list(columns)).set_index(columns[0])
    return PublishedTable(table) if shown is None else PublishedTable(table, shown)


def domain_of(shares: pd.DataFrame) -> str:
    """The domain that all rows of a frame of shares are of; "" where there are several."""
    domains = list(dict.fromkeys(shares["domain"]))
    if not domains:
        return WHOLE
    return str(domains[0]) if len(domains) == 1 else ""


def _cell(cell: Mapping[object, object]) -> str:
    """« 88,5 % (69/78) », « s », or a dash where nobody was asked."""
    share = cell["share"]
    if cell["suppressed"]:
        return SUPPRESSED
    if not isinstance(share, float) or pd.isna(share):
        return NONE
    return f"{percent(share)} ({count(int(str(cell['numerator']).split('.')[0]))}/{cell['base']})"


def _percent(share: float) -> str:
    return NONE if pd.isna(share) else percent(share)
