"""The indicators of the report (`data/indicateurs.yml`)."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from bilan.project.errors import DataError, listed
from bilan.project.paths import CODEBOOK, INDICATORS, shown
from bilan.project.yaml_records import Strict, as_of, load, remembered
from bilan.survey.codebook import FRAME_COLUMNS, Asked, Question, asked_in, read_codebook
from bilan.survey.conditions import Condition, accepted, each, option_id
from bilan.survey.modalities import MODALITIES

Kind = Literal["share", "mean", "ratio", "count_mean"]
Unit = Literal["percent", "number", "per_month"]
Chapter = Literal["protocole", "1.1", "1.2", "1.3", "2.1"]
Direction = Literal["up", "down", "none"]
Numerator = Condition | str | list[str]


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
    """What changes in an indicator from one wave on; what is not said is as before."""

    label: str | UnsetType = UNSET
    numerator: Numerator | UnsetType = UNSET
    base: Condition | str | UnsetType = UNSET
    base_label: str | UnsetType = UNSET
    progress: Direction | UnsetType = UNSET
    target: float | UnsetType | None = UNSET


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
    numerator: Numerator
    base: Condition | str
    base_label: str
    published: Published | None = None
    progress: Direction = "none"
    target: float | None = None
    phrase: str = ""
    waves: dict[str, InWave | str] = msgspec.field(default_factory=dict)

    @property
    def subject(self) -> str:
        """What a French sentence speaks of: « la part des EPLE répondants qui ont un comité »."""
        if not self.phrase:
            return f"l’indicateur « {self.label} »"
        if self.kind in ("mean", "count_mean"):
            return self.phrase
        return f"la part des {self.base_label.removeprefix('ensemble des ')} {self.phrase}"


class Statement(Strict, frozen=True):
    """A figure of the 2014 report that is no single estimate, and how it is judged."""

    id: str
    kind: Literal["date", "level", "order", "significant"]
    value: str | None = None
    field: str | None = None
    indicators: list[str] = msgspec.field(default_factory=list)
    below: list[str] = msgspec.field(default_factory=list)
    question: str | None = None
    by: str | None = None
    strongest: dict[str, list[str]] = msgspec.field(default_factory=dict)


SHAPES: dict[Kind, type] = {"share": dict, "mean": str, "ratio": list, "count_mean": str}


class IndicatorsFile(Strict, frozen=True):
    """The content of `data/indicateurs.yml`."""

    indicators: list[Indicator]
    statements: list[Statement] = msgspec.field(default_factory=list)


@remembered
def read_indicators(path: Path = INDICATORS, codebook: Path = CODEBOOK) -> tuple[Indicator, ...]:
    """Indicators in the order of the file, as they are stated for all waves.

    Raises
    ------
    DataError
        The file is wrong: its shape, an id twice, a numerator that its kind cannot have, a
        question or an option that the codebook does not know, a base that contradicts the filter
        of a question in a wave.
    """
    indicators = load(path, IndicatorsFile).indicators
    names = [indicator.id for indicator in indicators]
    problems = [f"`{name}` twice" for name in sorted(set(names)) if names.count(name) > 1]
    questions = {question.id: question for question in read_codebook(codebook)}
    waves = sorted({name for question in questions.values() for name in question.waves})
    for stated in indicators:
        entries = [name for name, entry in stated.waves.items() if isinstance(entry, InWave)]
        for indicator in (stated, *(as_of(stated, stated.waves, name) for name in entries)):
            if not isinstance(indicator.numerator, SHAPES[indicator.kind]):
                problems.append(f"`{stated.id}`: a {stated.kind} does not have such a numerator")
            problems += [f"`{stated.id}`: {what}" for what in _unknown(indicator, questions)]
        for wave in sorted({*waves, *entries}):
            if has(stated, wave):
                asked = {question.id: question for question in asked_in(wave, codebook)}
                indicator = as_of(stated, stated.waves, wave)
                problems += [
                    f"`{stated.id}`, wave {wave}: {what}" for what in contradicted(indicator, asked)
                ]
    if problems:
        problems = list(dict.fromkeys(problems))
        raise DataError(f"{shown(path)} is inconsistent", found="\n" + listed(problems))
    return tuple(indicators)


def contradicted(indicator: Indicator, asked: Mapping[str, Asked]) -> Iterator[str]:
    """How the base of an indicator contradicts the filters of its questions, as a wave has both.

    A mean or a sum counts only those who were shown the question, and so does a share where the
    codebook says `base: shown`: the base must then hold the filter. Elsewhere a base must at least
    not be one to which the question was never shown.
    """
    numerator, base = indicator.numerator, indicator.base
    for name in each(numerator):
        question = asked.get(name)
        if question is None or question.filter is None or base == "asked":
            continue
        within = accepted(base if isinstance(base, dict) else None)
        strict = question.base == "shown" or indicator.kind != "share"
        for key, wanted in accepted(question.filter).items():
            known, given = set(wanted), set(within.get(key, ()))
            one_answer = key not in asked or asked[key].type != "M"
            if given <= known and (given or not strict):
                continue
            if strict or (one_answer and not given & known):
                yield (
                    f"base {_told(base)}, where the filter of the question `{name}` is "
                    f"{_told(question.filter)}"
                )
                break


def _told(condition: Condition | str) -> str:
    """A condition as the file writes it: {sujets: metice}."""
    if isinstance(condition, str):
        return f"`{condition}`"
    parts = (
        f"{key}: {wanted if isinstance(wanted, str) else '[' + ', '.join(wanted) + ']'}"
        for key, wanted in condition.items()
    )
    return f"{{{', '.join(parts)}}}"


def _unknown(indicator: Indicator, questions: dict[str, Question]) -> Iterator[str]:
    """What an indicator names that no wave has: it would vanish from the report unseen."""
    numerator, base = indicator.numerator, indicator.base
    conditions = [condition for condition in (numerator, base) if isinstance(condition, dict)]
    for key, wanted in (pair for one in conditions for pair in accepted(one).items()):
        known = MODALITIES.get(key) or (_answers(questions[key]) if key in questions else None)
        if known is None and key not in FRAME_COLUMNS:
            yield f"no question `{key}`"
        for option in wanted:
            if known is not None and option not in known:
                yield f"`{key}` has no option `{option}`"
    named = list(each(numerator))
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
        *(option for entry in question.waves.values() for option in entry.options or ()),
    }


def read_statements(path: Path = INDICATORS) -> tuple[Statement, ...]:
    """Figures of the 2014 report that are no single estimate."""
    return tuple(load(path, IndicatorsFile).statements)


def indicators_in(wave: str, path: Path = INDICATORS) -> tuple[Indicator, ...]:
    """Indicators of a wave, each as that wave has it."""
    stated = [indicator for indicator in read_indicators(path) if has(indicator, wave)]
    return tuple(as_of(indicator, indicator.waves, wave) for indicator in stated)


def indicator_of(name: str, wave: str) -> Indicator:
    """An indicator as a wave has it or, where the wave does not, as it would.

    Raises
    ------
    DataError
        No wave has it.
    """
    for stated in read_indicators():
        if stated.id == name:
            return as_of(stated, stated.waves, wave)
    raise DataError(f"there is no indicator `{name}`", next_step="mend its name")


def has(stated: Indicator, wave: str) -> bool:
    """Whether a wave lies between the first and the last that have the indicator."""
    return str(stated.waves.get("from", wave)) <= wave <= str(stated.waves.get("until", wave))


def counted_by(indicator: Indicator) -> tuple[str, str]:
    """The one question that an indicator counts, and its one option; "" where there are more."""
    names = each(indicator.numerator)
    if len(names) != 1 or not isinstance(indicator.numerator, dict):
        return names[0] if len(names) == 1 else "", ""
    options = accepted(indicator.numerator)[names[0]]
    return names[0], options[0] if len(options) == 1 else ""


def options_alone(indicators: Sequence[Indicator], questions: Sequence[Asked]) -> list[Indicator]:
    """Shares of the options of questions that all schools were shown and no indicator counts.

    Their ids are those of `option_id`.
    """
    counted = {name for indicator in indicators for name in indicator.numerator}
    return [
        Indicator(
            id=option_id(question.id, name),
            label=option.label,
            chapter=indicators[0].chapter,
            kind="share",
            unit="percent",
            numerator={question.id: name},
            base="all",
            base_label="ensemble des EPLE répondants",
        )
        for question in questions
        if question.id not in counted and question.filter is None
        for name, option in question.options.items()
    ]
