"""The questions of the survey, and what they are in each wave (`data/codebook.yml`)."""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from bilan.errors import DataError, listed
from bilan.paths import CODEBOOK, shown
from bilan.schema import Strict, load

Condition = dict[str, str | list[str]]
Change = Literal["identical", "reworded", "options changed", "base changed", "new", "dropped"]
Group = Literal["identification", "pilotage", "accompagnement", "assistance"]
QuestionType = Literal["S", "T", "N", "Y", "L", "M"]

FRAME_COLUMNS = ("type", "secteur", "bassin")


class Option(Strict, frozen=True):
    """An answer of a list, or a sub-question of a multiple choice.

    `only` is a condition on the sampling frame under which the option exists at all.
    """

    label: str
    code: str
    only: Condition | None = None


class InWave(Strict, frozen=True):
    """What a question is in one wave; what is not said is as the question states it."""

    change: Change
    column: str | None = None
    comparable: bool | None = None
    reason: str | None = None
    wording: str | None = None
    filter: Condition | None = None
    options: dict[str, Option] | None = None
    codes: dict[str, str] = msgspec.field(default_factory=dict)


class Question(Strict, frozen=True):
    """A question of the survey, over its waves."""

    id: str
    group: Group
    type: QuestionType
    wording: str
    waves: dict[str, InWave]
    options: dict[str, Option] = msgspec.field(default_factory=dict)
    filter: Condition | None = None
    base: Literal["all", "shown"] = "all"
    range: tuple[float | None, float | None] | None = None
    mandatory: bool = False
    note: str = ""


class CodebookFile(Strict, frozen=True):
    """The content of `data/codebook.yml`."""

    questions: list[Question]


@dataclass(frozen=True)
class Asked:
    """A question as one wave asked it.

    `options` maps an option to its label and LimeSurvey code; `comparable` says whether its
    series goes on from the wave before.
    """

    id: str
    group: Group
    type: QuestionType
    wording: str
    column: str
    options: dict[str, Option]
    filter: Condition | None
    base: Literal["all", "shown"]
    range: tuple[float | None, float | None] | None
    mandatory: bool
    change: Change
    comparable: bool
    reason: str

    @property
    def limits(self) -> tuple[float, float] | None:
        """Lowest and highest number that one school may give; None where one of them is open."""
        low, high = self.range or (None, None)
        return None if low is None or high is None else (low, high)

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
    problems += [
        f"question `{question.id}` of type {question.type} without options"
        for question in questions
        if question.type in "LM" and not question.options
    ]
    problems += [
        f"question `{question.id}`: wave {wave} asks it without a column"
        for question in questions
        for wave, entry in question.waves.items()
        if entry.change != "dropped" and not entry.column
    ]
    problems += [
        f"question `{question.id}`, wave {wave}: `codes` names no option `{name}`"
        for question in questions
        for wave, entry in question.waves.items()
        for name in sorted(set(entry.codes) - set(entry.options or question.options))
    ]
    problems += _shared(questions)
    if problems:
        raise DataError(f"{shown(path)} is inconsistent", found="\n" + listed(problems))
    return questions


def _shared(questions: list[Question]) -> list[str]:
    """Columns, items and codes that would be read as two things at once."""
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
    return problems


def _twice(names: list[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


@cache
def asked_in(wave: str, path: Path = CODEBOOK) -> tuple[Asked, ...]:
    """Questions that a wave asked, in order; empty where the codebook does not know the wave."""
    return _asked(read_codebook(path), wave)


def _asked(questions: list[Question], wave: str) -> tuple[Asked, ...]:
    return tuple(
        _as_asked(question, question.waves[wave])
        for question in questions
        if wave in question.waves and question.waves[wave].change != "dropped"
    )


def _as_asked(question: Question, entry: InWave) -> Asked:
    options = entry.options or question.options
    options = {
        name: msgspec.structs.replace(option, code=entry.codes.get(name, option.code))
        for name, option in options.items()
    }
    return Asked(
        id=question.id,
        group=question.group,
        type=question.type,
        wording=entry.wording or question.wording,
        column=entry.column or "",
        options=options,
        filter=entry.filter if entry.filter is not None else question.filter,
        base=question.base,
        range=question.range,
        mandatory=question.mandatory,
        change=entry.change,
        comparable=entry.change == "identical" if entry.comparable is None else entry.comparable,
        reason=entry.reason or "",
    )
