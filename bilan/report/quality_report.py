"""What the check of a wave's export says, in counts: how many answers, never whose."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from bilan.estimation.variables import measures
from bilan.exports.declared import WAITING, Difference
from bilan.responses.records import Examined, Problem, Warned
from bilan.responses.responses import Responses
from bilan.survey.codebook import Asked
from bilan.survey.indicators import Indicator
from bilan.survey.modalities import MODALITIES
from bilan.survey.question_changes import Drift, drifts
from bilan.survey.wave import Wave

DOMAINS = ("type", "secteur", "bassin")
OUTSIDE = ("below", "above")


@dataclass(frozen=True)
class Rate:
    """How many EPLE of a category were asked, and how many of these answered."""

    domain: str
    category: str
    asked: int
    answered: int


@dataclass(frozen=True)
class Item:
    """A question: to how many respondents it was shown, and how many of these left it empty.

    A multiple choice is empty where nothing is ticked. `declared` counts those who hold a value
    that the export declares to be no answer.
    """

    asked: Asked
    shown: int
    empty: int
    declared: int = 0


@dataclass(frozen=True)
class Fault:
    """What the codebook does not allow, in one question, and how many answers do it.

    `what` is said of the first of them.
    """

    question: str
    kind: str
    what: str
    touched: int


@dataclass(frozen=True)
class Drifted:
    """A question that changed, and how many answers it has.

    They are those of this wave or, where the question was dropped, those of the wave before.
    """

    drift: Drift
    touched: int


@dataclass(frozen=True)
class ValidationReport:
    """Everything that the check of a wave says.

    `rows` are the answers of the export; `aside` counts those set aside, by reason. `incomplete`
    is the number of counted answers that leave a question empty that was shown; `contradictions`
    are answers to a question that its filter hides, which count as not shown. `above_whole` gives
    the indicators in percent that are above 100 % in a school, with the number of such schools.
    `differences` are what the export declares otherwise than the codebook.
    """

    wave: Wave
    previous: str | None
    rows: int
    rates: tuple[Rate, ...]
    aside: dict[str, int]
    items: tuple[Item, ...]
    incomplete: int
    faults: tuple[Fault, ...]
    contradictions: tuple[Fault, ...]
    drifted: tuple[Drifted, ...]
    differences: tuple[Difference, ...]
    warnings: tuple[Warned, ...]
    above_whole: dict[str, int] = field(default_factory=dict)

    @property
    def undecided(self) -> set[str]:
        """Questions whose series waits for the codebook to decide."""
        return {one.question for one in self.differences if one.kind in WAITING}

    @property
    def whole(self) -> Rate:
        """Response over the whole sampling frame."""
        return self.rates[0]

    @property
    def outside(self) -> tuple[Fault, ...]:
        """Numbers out of their range."""
        return tuple(fault for fault in self.faults if fault.kind in OUTSIDE)

    @property
    def undeclared(self) -> tuple[Drifted, ...]:
        """Questions of which the codebook declares something else than it holds."""
        return tuple(one for one in self.drifted if one.drift.undeclared)


def validation_report(
    found: Examined,
    wave: Wave,
    *,
    before: Responses | None = None,
    indicators: tuple[Indicator, ...] = (),
) -> ValidationReport:
    """The report of a wave, from what the check of its export found.

    `before` are the responses of the wave before; None for the first. `indicators` are those of
    the wave.
    """
    responses = found.checked.responses
    known = {question.id: question for question in responses.questions}
    drifted = () if before is None else drifts(before.questions, responses.questions)
    return ValidationReport(
        wave=wave,
        previous=None if before is None else before.wave,
        rows=found.rows,
        rates=_rates(responses),
        aside=dict(sorted(Counter(a.reason for a in found.checked.set_aside).items())),
        items=tuple(
            _item(question, responses, declared=found.declared_missing.get(question.id, 0))
            for question in responses.questions
        ),
        incomplete=int(_any_empty(responses).sum()),
        faults=_faults(found.problems),
        contradictions=_faults(found.checked.contradictions),
        drifted=tuple(
            Drifted(drift, _answered(drift.asked, responses if drift.asked.id in known else before))
            for drift in drifted
        ),
        differences=found.checked.differences,
        warnings=found.checked.warnings,
        above_whole=_above_whole(responses, indicators),
    )


def _above_whole(responses: Responses, indicators: tuple[Indicator, ...]) -> dict[str, int]:
    """Indicators in percent that are above 100 % in some school, with the number of schools."""
    shares = {i.id for i in indicators if i.kind == "ratio" and i.unit == "percent"}
    return {
        one.id: schools
        for one in measures(responses, indicators)
        if one.id in shares and (schools := int((one.numerator > one.denominator)[one.base].sum()))
    }


def _rates(responses: Responses) -> tuple[Rate, ...]:
    """Response over all, then in each category of type, secteur and bassin."""
    frame, answered = responses.frame, responses.schools
    rates = [Rate("ensemble", "", len(frame), len(answered))]
    for domain in DOMAINS:
        for category in MODALITIES.get(domain) or sorted(frame[domain].unique()):
            counts = [int((table[domain] == category).sum()) for table in (frame, answered)]
            rates.append(Rate(domain, category, *counts))
    return tuple(rates)


def _item(question: Asked, responses: Responses, *, declared: int) -> Item:
    shown = int(responses.shown[question.id].sum())
    return Item(question, shown, int(_empty(question, responses).sum()), declared)


def _empty(question: Asked, responses: Responses) -> "pd.Series[bool]":
    """Schools that were shown the question and left it empty."""
    return responses.shown[question.id] & ~_given(question, responses)


def _given(question: Asked, responses: Responses) -> "pd.Series[bool]":
    values = responses.answers[list(question.items.values())]
    given = (values == 1.0) if question.type == "M" else values.notna()
    return given.any(axis=1)


def _any_empty(responses: Responses) -> "pd.Series[bool]":
    """Schools that left a question empty; a multiple choice without a tick may be an answer."""
    questions: Sequence[Asked] = [q for q in responses.questions if q.type != "M"]
    empty = {question.id: _empty(question, responses) for question in questions}
    return pd.DataFrame(empty, index=responses.answers.index).any(axis=1)


def _answered(question: Asked, responses: Responses | None) -> int:
    if responses is None:
        return 0
    return int((responses.shown[question.id] & _given(question, responses)).sum())


def contradictions_said(wave: str, contradictions: Sequence[Problem]) -> str:
    """Answers that contradict their filter as one line of the build, in counts; "" for none."""
    faults = _faults(contradictions)
    if not faults:
        return ""
    counts = ", ".join(f"{fault.question} {fault.touched}" for fault in faults)
    return (
        f"{wave}: {sum(fault.touched for fault in faults)} answers to a question that its filter "
        f"hides count as not shown ({counts}); `contradictions: refuse` in vague.yml names them"
    )


def _faults(problems: Sequence[Problem]) -> tuple[Fault, ...]:
    """Problems by question and kind, each with the number of answers that have it."""
    rows: dict[tuple[str, str], set[int]] = {}
    first: dict[tuple[str, str], str] = {}
    for problem in problems:
        key = (problem.question, problem.kind)
        rows.setdefault(key, set()).add(problem.row)
        first.setdefault(key, problem.what)
    return tuple(Fault(*key, first[key], touched=len(rows[key])) for key in rows)
