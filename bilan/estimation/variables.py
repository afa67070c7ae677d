"""What is estimated, laid out school by school before any domain is taken."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bilan.project.errors import DataError
from bilan.responses.responses import Responses, holds
from bilan.survey.codebook import FRAME_COLUMNS, Asked
from bilan.survey.conditions import Condition, accepted, each, option_id
from bilan.survey.indicators import Indicator, Kind, Unit, counted_by

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Measure:
    """Something to estimate, as arrays over the schools that answered.

    question, option : what it counts, where that is one question, or one option of it; else "".
    numerator : 1.0 or 0.0 for a share, the number for a mean or a ratio; NaN not answered.
    denominator : 1.0 for a share or a mean, the number for a ratio; NaN not answered.
    base : who is in the base.
    undecided : of whom it is not known, for want of an answer, whether they are in the base.
    shown : to whom every question that counts was shown.
    population : who is in the base, over the whole frame; None where only answers tell.
    limits : lowest and highest value that one school can have; None where there is none.
    """

    id: str
    question: str
    option: str
    kind: Kind
    unit: Unit
    numerator: Floats
    denominator: Floats
    base: Flags
    undecided: Flags
    shown: Flags
    population: Flags | None
    limits: tuple[float, float] | None


def measures(responses: Responses, indicators: tuple[Indicator, ...]) -> Iterator[Measure]:
    """Every indicator that the wave can have, then every question."""
    yield from indicator_measures(responses, indicators)
    for question in responses.questions:
        yield from question_measures(responses, question)


def indicator_measures(responses: Responses, indicators: Iterable[Indicator]) -> Iterator[Measure]:
    """Every indicator that the wave can have, but those that count the sampling frame itself."""
    for indicator in indicators:
        if indicator.base != "asked" and _is_asked(indicator, responses):
            yield _of_indicator(indicator, responses)


def _is_asked(indicator: Indicator, responses: Responses) -> bool:
    """Whether the wave asked every question, and every option, that the indicator needs."""
    known = {question.id: question for question in responses.questions}
    if not questions_of(indicator) - set(FRAME_COLUMNS) <= set(known):
        return False
    conditions = [c for c in (indicator.numerator, indicator.base) if isinstance(c, dict)]
    for key, wanted in (pair for one in conditions for pair in accepted(one).items()):
        if key in known and known[key].options and not set(wanted) <= set(known[key].options):
            return False
    return True


def questions_of(indicator: Indicator) -> set[str]:
    """Questions, and columns of the sampling frame, that an indicator uses."""
    numerator, base = indicator.numerator, indicator.base
    named = set(each(numerator))
    if isinstance(base, dict):
        named |= set(base)
    return named | ({base} if indicator.kind == "ratio" and isinstance(base, str) else set())


def _of_indicator(indicator: Indicator, responses: Responses) -> Measure:
    ones = np.ones(len(responses.answers))
    denominator, limits, of_whom = ones, None, indicator.base
    if indicator.kind == "ratio":
        denominator, of_whom = responses.answers[str(of_whom)].to_numpy(dtype=float), "all"
    base, population = _base(of_whom, responses)
    if isinstance(indicator.numerator, dict):
        named = [key for key in indicator.numerator if key not in FRAME_COLUMNS]
        numerator, limits = holds(indicator.numerator, responses), (0.0, 1.0)
    elif indicator.kind == "count_mean":
        named = [str(indicator.numerator)]
        items = list(responses.question(named[0]).items.values())
        ticked = responses.answers[items].sum(axis=1, skipna=False)
        numerator = ticked.where(responses.shown[named[0]], 0.0).to_numpy(dtype=float)
        limits = (0.0, float(len(items)))
    else:
        named = list(each(indicator.numerator))
        numerator = responses.answers[named].sum(axis=1, skipna=False).to_numpy(dtype=float)
        if indicator.kind == "mean":
            limits = responses.question(named[0]).limits
    question, option = counted_by(indicator)
    return Measure(
        id=indicator.id,
        question=question,
        option=option,
        kind=indicator.kind,
        unit=indicator.unit,
        numerator=numerator,
        denominator=denominator,
        base=base == 1.0,
        undecided=np.isnan(base),
        shown=_shown(named, responses),
        population=population,
        limits=limits,
    )


def _base(base: Condition | str, responses: Responses) -> tuple[Floats, Flags | None]:
    """Who of the respondents is in the base (NaN not known), and who of the frame if it tells."""
    everyone = np.ones(len(responses.frame), dtype=bool)
    if isinstance(base, str):
        if base != "all":
            raise DataError(f"unknown base `{base}`", expected="all, asked or a condition")
        return np.ones(len(responses.answers)), everyone
    inside = holds(base, responses)
    if not set(base) <= set(FRAME_COLUMNS):
        return inside, None
    for column, wanted in accepted(base).items():
        everyone &= responses.frame[column].isin(wanted)
    return inside, everyone


def _shown(named: list[str], responses: Responses) -> Flags:
    shown: Flags = responses.shown[named].all(axis=1).to_numpy(dtype=bool)
    return shown


def question_measures(responses: Responses, question: Asked) -> Iterator[Measure]:
    """A share for each option of a question, in its order; the mean of a number."""
    ones = np.ones(len(responses.answers))
    shown = responses.shown[question.id].to_numpy(dtype=bool)
    base: Condition | str = "all"
    if question.base == "shown" and question.filter is not None:
        base = question.filter
    inside, population = _base(base, responses)
    if question.type == "N":
        wanted = {"": responses.answers[question.id].to_numpy(dtype=float)}
        kind: Kind = "mean"
        unit: Unit = "number"
        limits = question.limits
    else:
        options = list(question.options) if question.type in "LM" else ["Y", "N"]
        wanted = {option: holds({question.id: option}, responses) for option in options}
        kind, unit, limits = "share", "percent", (0.0, 1.0)
    for option, numerator in wanted.items():
        yield Measure(
            id=option_id(question.id, option or "mean"),
            question=question.id,
            option=option,
            kind=kind,
            unit=unit,
            numerator=numerator,
            denominator=ones,
            base=inside == 1.0,
            undecided=np.isnan(inside),
            shown=shown,
            population=population,
            limits=limits,
        )
