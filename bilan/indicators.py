"""The indicators of the report (`data/indicateurs.yml`)."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from bilan.codebook import FRAME_COLUMNS, Condition, Question, read_codebook
from bilan.errors import DataError, listed
from bilan.modalities import MODALITIES
from bilan.paths import CODEBOOK, INDICATORS, shown
from bilan.schema import Strict, load

Kind = Literal["share", "mean", "ratio", "count_mean"]
Unit = Literal["percent", "number", "per_month"]
Chapter = Literal["protocole", "1.1", "1.2", "1.3", "2.1"]
Direction = Literal["up", "down", "none"]


class Published(Strict, frozen=True):
    """A figure of the 2014 report, as text with the decimals that were published.

    `interval` is what a wording means, and `above` names the indicators that this one exceeds.
    """

    value: str | None = None
    kind: Literal["exact", "verbal", "rank"] = "exact"
    wording: str = ""
    interval: tuple[float, float] | None = None
    above: list[str] = msgspec.field(default_factory=list)


class InWave(Strict, frozen=True):
    """What an indicator is in one wave, where that differs."""

    base: Condition | str | None = None
    base_label: str | None = None


class Indicator(Strict, frozen=True):
    """An indicator: what is counted, among whom, and what is published of it.

    `numerator` is a condition for a share, one question for a mean or a mean count of ticked
    options, the questions that are summed for a ratio. `base` is "all" (the respondents),
    "asked" (the sampling frame), a condition, or the denominator's question for a ratio.
    """

    id: str
    label: str
    chapter: Chapter
    kind: Kind
    unit: Unit
    numerator: Condition | str | list[str]
    base: Condition | str
    base_label: str
    published: Published | None = None
    progress: Direction = "none"
    target: float | None = None
    waves: dict[str, InWave | str] = msgspec.field(default_factory=dict)


class Statement(Strict, frozen=True):
    """A figure of the 2014 report that is no single estimate, and how it is judged."""

    id: str
    kind: Literal["date", "order", "significant"]
    value: str | None = None
    field: str | None = None
    indicators: list[str] = msgspec.field(default_factory=list)
    below: list[str] = msgspec.field(default_factory=list)
    question: str | None = None
    by: str | None = None
    strongest: dict[str, list[str]] = msgspec.field(default_factory=dict)


class IndicatorsFile(Strict, frozen=True):
    """The content of `data/indicateurs.yml`."""

    indicators: list[Indicator]
    statements: list[Statement] = msgspec.field(default_factory=list)


@cache
def read_indicators(path: Path = INDICATORS, codebook: Path = CODEBOOK) -> tuple[Indicator, ...]:
    """Indicators in the order of the file, as they are stated for all waves.

    Raises
    ------
    DataError
        The file is wrong: its shape, an id twice, a numerator that its kind cannot have, a
        question or an option that the codebook does not know.
    """
    indicators = load(path, IndicatorsFile).indicators
    names = [indicator.id for indicator in indicators]
    problems = [f"`{name}` twice" for name in sorted(set(names)) if names.count(name) > 1]
    shapes = {"share": dict, "mean": str, "ratio": list, "count_mean": str}
    problems += [
        f"`{indicator.id}`: a {indicator.kind} does not have such a numerator"
        for indicator in indicators
        if not isinstance(indicator.numerator, shapes[indicator.kind])
    ]
    questions = {question.id: question for question in read_codebook(codebook)}
    for indicator in indicators:
        problems += [f"`{indicator.id}`: {what}" for what in _unknown(indicator, questions)]
    if problems:
        raise DataError(f"{shown(path)} is inconsistent", found="\n" + listed(problems))
    return tuple(indicators)


def _unknown(indicator: Indicator, questions: dict[str, Question]) -> Iterator[str]:
    """What an indicator names that no wave has: it would vanish from the report unseen."""
    numerator, base = indicator.numerator, indicator.base
    entries = [entry for entry in indicator.waves.values() if isinstance(entry, InWave)]
    conditions = [c for c in (numerator, base, *(e.base for e in entries)) if isinstance(c, dict)]
    for key, wanted in (pair for condition in conditions for pair in condition.items()):
        known = MODALITIES.get(key) or (_answers(questions[key]) if key in questions else None)
        if known is None and key not in FRAME_COLUMNS:
            yield f"no question `{key}`"
        for option in [wanted] if isinstance(wanted, str) else wanted:
            if known is not None and option not in known:
                yield f"`{key}` has no option `{option}`"
    named = [numerator] if isinstance(numerator, str) else list(numerator)
    if isinstance(base, str) and indicator.kind == "ratio":
        named.append(base)
    elif isinstance(base, str) and base not in ("all", "asked"):
        yield f"unknown base `{base}`"
    wanted_type = "M" if indicator.kind == "count_mean" else "N"
    for name in named if indicator.kind != "share" else ():
        if name not in questions or questions[name].type != wanted_type:
            yield f"no question `{name}` of type {wanted_type}"


def _answers(question: Question) -> set[str]:
    """Options of a question in any of its waves."""
    if question.type not in "LM":
        return {"Y", "N"} if question.type == "Y" else set()
    return {
        *question.options,
        *(o for entry in question.waves.values() for o in entry.options or ()),
    }


def read_statements(path: Path = INDICATORS) -> tuple[Statement, ...]:
    """Figures of the 2014 report that are no single estimate."""
    return tuple(load(path, IndicatorsFile).statements)


def indicators_in(wave: str, path: Path = INDICATORS) -> tuple[Indicator, ...]:
    """Indicators of a wave, each as that wave has it."""
    return tuple(
        _as_in(indicator, indicator.waves.get(wave))
        for indicator in read_indicators(path)
        if str(indicator.waves.get("from", wave)) <= wave <= str(indicator.waves.get("until", wave))
    )


def _as_in(indicator: Indicator, entry: InWave | str | None) -> Indicator:
    if not isinstance(entry, InWave):
        return indicator
    return msgspec.structs.replace(
        indicator,
        base=indicator.base if entry.base is None else entry.base,
        base_label=entry.base_label or indicator.base_label,
    )
