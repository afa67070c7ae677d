"""What the card of an indicator says: its counts, its bounds, what was asked, how it changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import pandas as pd

from bilan.estimation.progress import NONE
from bilan.estimation.study import bounds, fraction, smallest_shown, written
from bilan.french.formats import count, side_in_words
from bilan.french.texts import Holds, texts_of
from bilan.french.typography_rules import typographic
from bilan.french.verdicts import NOT_COMPARABLE
from bilan.project.yaml_records import Strict
from bilan.report.card import Card, Link, typeset
from bilan.survey.codebook import Asked
from bilan.survey.conditions import accepted, each
from bilan.survey.indicators import Indicator
from bilan.survey.modalities import WHOLE

Row = Mapping[Any, Any]
_OfBase = Annotated[str, Holds("count", "base")]


class _Texts(Strict, frozen=True):
    count: str
    field: str
    bounds: str
    interval: str
    question: str
    value: Annotated[str, Holds("value", "wave")]
    mean_of: Annotated[str, Holds("base")]
    schools: _OfBase
    teachers: _OfBase
    none_missing: str
    bounds_of: Annotated[str, Holds("bounds")]
    interval_of: Annotated[str, Holds("low", "high")]
    not_asked: str
    yes_no: dict[str, str]
    asked: Annotated[str, Holds("wording")]
    asked_counted: Annotated[str, Holds("wording", "answers")]
    answer: Annotated[str, Holds("answer")]
    either: str
    no_value: Annotated[str, Holds("before")]
    broken: Annotated[str, Holds("value", "before", "reason")]
    changed: Annotated[str, Holds("value", "before", "verdict", "paired", "chance")]
    changed_least: Annotated[str, Holds("changed", "gap")]
    paired: Annotated[str, Holds("count")]
    paired_unknown: str


texts = texts_of(__file__, _Texts)


@dataclass(frozen=True)
class Survey:
    """What a wave asked and counted; `evolution` compares it with the wave before."""

    wave: str
    indicators: Sequence[Indicator]
    estimates: pd.DataFrame
    questions: Sequence[Asked]
    evolution: pd.DataFrame | None = None

    def question(self, name: str) -> Asked | None:
        """Question of that name; None where the wave did not ask it."""
        return next((question for question in self.questions if question.id == name), None)

    def whole(self) -> dict[str, Row]:
        """Estimates over the whole frame, by id."""
        rows = self.estimates[self.estimates["domain"] == WHOLE].to_dict("records")
        return {str(row["id"]): row for row in rows}


def indicator_card(
    indicator: Indicator,
    row: Row,
    survey: Survey,
    *,
    links: Sequence[Link],
    more: Sequence[tuple[str, str]] = (),
) -> Card:
    """The card of an indicator, from its estimate over the whole frame; `more` are other facts."""
    said = texts()
    facts = [
        (said.count, _counts(row, indicator)),
        (said.field, indicator.base_label),
        (said.bounds, _bounds(row, indicator)),
        (said.interval, _interval(row, indicator)),
        (said.question, _asked_for(indicator, survey)),
        *more,
    ]
    value = said.value.format(value=written(row["value"], indicator), wave=survey.wave)
    return Card(typographic(indicator.label), value, typeset(facts), tuple(links))


def _counts(row: Row, indicator: Indicator) -> str:
    if not row["base"] > 0:
        return fraction(dict(row))
    said, base = texts(), count(int(row["base"]))
    if indicator.kind not in ("share", "ratio"):
        return said.mean_of.format(base=base)
    counted = said.teachers if indicator.kind == "ratio" else said.schools
    return counted.format(count=count(int(row["numerator"])), base=base)


def _bounds(row: Row, indicator: Indicator) -> str:
    """What the missing answers allow; "" where nothing limits it."""
    if pd.isna(row["lower"]):
        return ""
    if row["lower"] == row["upper"]:
        return texts().none_missing
    return texts().bounds_of.format(bounds=bounds(dict(row), indicator))


def _interval(row: Row, indicator: Indicator) -> str:
    if pd.isna(row["ci_lower"]):
        return ""
    ends = {"low": row["ci_lower"], "high": row["ci_upper"]}
    return texts().interval_of.format(**{name: written(v, indicator) for name, v in ends.items()})


def _asked_for(indicator: Indicator, survey: Survey) -> str:
    """The questions that an indicator counts, as they were asked, and the answers that count."""
    numerator = indicator.numerator
    wanted = accepted(numerator if isinstance(numerator, dict) else None)
    names = list(each(numerator))
    if indicator.kind == "ratio" and isinstance(indicator.base, str):
        names.append(indicator.base)
    found = [(survey.question(name), wanted.get(name)) for name in names]
    told = [asked(question, answers) for question, answers in found if question]
    return " ".join(told) or texts().not_asked


def asked(question: Asked, answers: Sequence[str] | None = None) -> str:
    """A question as it was asked, and the answers that count where there are such."""
    said = texts()
    if answers is None:
        return said.asked.format(wording=question.wording)
    labels = said.yes_no | {name: option.label for name, option in question.options.items()}
    given = [said.answer.format(answer=labels.get(name, name)) for name in answers]
    return said.asked_counted.format(wording=question.wording, answers=said.either.join(given))


def change_of(indicator: Indicator, now: Survey, previous: str, *, alpha: float) -> str:
    """How an indicator changed since the wave before, in a sentence."""
    said, table = texts(), now.evolution
    rows = [] if table is None else table[table["id"] == indicator.id].to_dict("records")
    if not rows or pd.isna(rows[0]["before"]):
        return said.no_value.format(before=previous)
    row: Row = rows[0]
    start = {"value": written(row["before"], indicator), "before": previous}
    if row["verdict"] == NOT_COMPARABLE:
        return said.broken.format(**start, reason=row["reason"])
    paired = said.paired_unknown
    if pd.notna(row["paired"]):
        paired = said.paired.format(count=count(int(row["paired"])))
    chance = side_in_words(row["p_adjusted"], alpha)
    changed = said.changed.format(**start, verdict=row["verdict"], paired=paired, chance=chance)
    seen = smallest_shown(row["smallest"], indicator)
    return changed if seen == NONE else said.changed_least.format(changed=changed, gap=seen)
