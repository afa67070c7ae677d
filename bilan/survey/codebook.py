"""The questions of the survey, and what they are in each wave (`data/codebook.yml`)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from bilan.project.errors import DataError, listed
from bilan.project.paths import CODEBOOK, shown
from bilan.project.yaml_records import Strict, as_of, load, remembered
from bilan.survey.conditions import Condition

Change = Literal["identical", "reworded", "options changed", "base changed", "new", "dropped"]
Group = Literal["identification", "pilotage", "accompagnement", "assistance"]
QuestionType = Literal["S", "T", "N", "Y", "L", "M"]

Base = Literal["all", "shown"]
Range = tuple[float | None, float | None] | None

FRAME_COLUMNS = ("type", "secteur", "bassin")


class Option(Strict, frozen=True):
    """An answer of a list, or a sub-question of a multiple choice.

    `only` is a condition on the sampling frame under which the option exists at all.
    """

    label: str
    code: str
    only: Condition | None = None


class InWave(Strict, frozen=True):
    """What changes in a question with one wave; what is not said is as in the wave before.

    `change`, `comparable` and `reason` speak of this wave against the one before; all others hold
    from this wave on.
    """

    change: Change
    comparable: bool | None = None
    reason: str = ""
    column: str | UnsetType = UNSET
    type: QuestionType | UnsetType = UNSET
    wording: str | UnsetType = UNSET
    label: str | UnsetType = UNSET
    options: dict[str, Option] | UnsetType = UNSET
    codes: dict[str, str] | UnsetType = UNSET
    filter: Condition | UnsetType | None = UNSET
    base: Base | UnsetType = UNSET
    range: Range | UnsetType = UNSET
    whole: bool | UnsetType = UNSET
    at_most: str | UnsetType | None = UNSET
    mandatory: bool | UnsetType = UNSET

    def __post_init__(self) -> None:
        """Options that are stated anew have their own codes."""
        if self.options is not UNSET and self.codes is UNSET:
            msgspec.structs.force_setattr(self, "codes", {})


class Question(Strict, frozen=True):
    """A question of the survey, over its waves.

    `codes` maps an option to its code where that is not the one that the option states; `label` is
    how exports name the question, where that is not its wording.
    """

    id: str
    group: Group
    type: QuestionType
    wording: str
    waves: dict[str, InWave]
    column: str = ""
    label: str = ""
    options: dict[str, Option] = msgspec.field(default_factory=dict)
    codes: dict[str, str] = msgspec.field(default_factory=dict)
    filter: Condition | None = None
    base: Base = "all"
    range: Range = None
    whole: bool = False
    at_most: str | None = None
    mandatory: bool = False
    note: str = ""


UNCHANGED = InWave(change="identical")


class CodebookFile(Strict, frozen=True):
    """The content of `data/codebook.yml`."""

    questions: list[Question]


@dataclass(frozen=True)
class Asked:
    """A question as one wave asked it.

    `options` maps an option to its label and LimeSurvey code; `comparable` says whether its
    series goes on from the wave before. A number may have to be `whole`, and `at_most` the answer
    to another question.
    """

    id: str
    group: Group
    type: QuestionType
    wording: str
    column: str
    options: dict[str, Option]
    filter: Condition | None
    base: Base
    range: Range
    mandatory: bool
    change: Change
    comparable: bool
    reason: str
    whole: bool = False
    at_most: str | None = None
    label: str = ""

    @property
    def limits(self) -> tuple[float, float] | None:
        """Lowest and highest number that one school may give; None where one of them is open."""
        low, high = self.range or (None, None)
        return None if low is None or high is None else (low, high)

    @property
    def highest(self) -> float | None:
        """Highest valid number; None where there is no bound."""
        return None if self.range is None else self.range[1]

    @property
    def items(self) -> dict[str, str]:
        """Variable of the export → item of the responses; one item for each sub-question."""
        if self.type == "M":
            return {
                f"{self.column}_{option.code}": f"{self.id}_{name}"
                for name, option in self.options.items()
            }
        return {self.column: self.id}


def read_codebook(path: Path = CODEBOOK) -> list[Question]:
    """Questions in the order of the questionnaire.

    Raises
    ------
    DataError
        The file is wrong: its shape, a question twice, a list without options.
    """
    questions = load(path, CodebookFile).questions
    problems = [f"question `{name}` twice" for name in _twice([q.id for q in questions])]
    for question in questions:
        problems += [
            problem
            for wave, entry in question.waves.items()
            if entry.change != "dropped"
            for problem in _wrong(as_of(question, question.waves, wave), wave)
        ]
    problems += _shared(questions)
    if problems:
        problems = list(dict.fromkeys(problems))
        raise DataError(f"{shown(path)} is inconsistent", found="\n" + listed(problems))
    return questions


def _wrong(question: Question, wave: str) -> Iterator[str]:
    """What a question lacks as a wave has it."""
    if question.type in "LM" and not question.options:
        yield f"question `{question.id}` of type {question.type} without options"
    if not question.column:
        yield f"question `{question.id}`: wave {wave} asks it without a column"
    if question.type != "N" and (question.whole or question.at_most):
        yield f"question `{question.id}`, wave {wave}: `whole` and `at_most` are of numbers alone"
    for name in sorted(set(question.codes) - set(question.options)):
        yield f"question `{question.id}`, wave {wave}: `codes` names no option `{name}`"


def _shared(questions: list[Question]) -> list[str]:
    """Columns, items and codes that would be read as two things; filters on what is not asked."""
    problems = []
    for wave in sorted({wave for question in questions for wave in question.waves}):
        asked = _asked(questions, wave)
        for what, names in (
            ("column", [column for question in asked for column in question.items]),
            ("item", [item for question in asked for item in question.items.values()]),
        ):
            problems += [f"wave {wave}: {what} `{name}` twice" for name in _twice(names)]
        problems += [
            f"question `{question.id}`, wave {wave}: code {code} twice"
            for question in asked
            for code in _twice([option.code for option in question.options.values()])
        ]
        known = {*FRAME_COLUMNS, *(question.id for question in asked)}
        problems += [
            f"question `{question.id}`, wave {wave}: its filter names `{key}`, which is not asked"
            for question in asked
            for key in question.filter or {}
            if key not in known
        ]
        numbers = {question.id for question in asked if question.type == "N"}
        problems += [
            f"question `{question.id}`, wave {wave}: `at_most` names `{question.at_most}`, "
            "which is no other number that is asked"
            for question in asked
            if question.at_most and question.at_most not in numbers - {question.id}
        ]
    return problems


def _twice(names: list[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


@remembered
def asked_in(wave: str, path: Path = CODEBOOK) -> tuple[Asked, ...]:
    """Questions that a wave asks, in order: those of the waves before it that it does not drop.

    Empty for a wave before the first of the codebook.
    """
    return _asked(read_codebook(path), wave)


@remembered
def breaks(before: str, after: str, path: Path = CODEBOOK) -> dict[str, tuple[Asked, ...]]:
    """Questions whose series breaks after a wave and up to a later one, as each break has them."""
    found: dict[str, list[Asked]] = {}
    for wave in changing_waves(path):
        if before < wave <= after:
            for question in asked_in(wave, path):
                if not question.comparable:
                    found.setdefault(question.id, []).append(question)
    return {name: tuple(broken) for name, broken in found.items()}


def changing_waves(path: Path = CODEBOOK) -> list[str]:
    """Waves for which the codebook states something, the first one before all others."""
    return sorted({wave for question in read_codebook(path) for wave in question.waves})


def _asked(questions: list[Question], wave: str) -> tuple[Asked, ...]:
    return tuple(_as_asked(question, wave) for question in questions if _asks(question, wave))


def _asks(question: Question, wave: str) -> bool:
    """Whether the last entry up to a wave asks the question."""
    stated = [name for name in question.waves if name <= wave]
    return bool(stated) and question.waves[max(stated)].change != "dropped"


def _as_asked(stated: Question, wave: str) -> Asked:
    question = as_of(stated, stated.waves, wave)
    entry = stated.waves.get(wave, UNCHANGED)
    options = {
        name: msgspec.structs.replace(option, code=question.codes.get(name, option.code))
        for name, option in question.options.items()
    }
    return Asked(
        id=question.id,
        group=question.group,
        type=question.type,
        wording=question.wording,
        column=question.column,
        options=options,
        filter=question.filter or None,
        base=question.base,
        range=question.range,
        mandatory=question.mandatory,
        change=entry.change,
        comparable=entry.change == "identical" if entry.comparable is None else entry.comparable,
        reason=entry.reason,
        whole=question.whole,
        at_most=question.at_most,
        label=question.label,
    )
