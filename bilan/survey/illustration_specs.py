"""What each illustration shows (`data/illustrations.yml`), read without drawing anything."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from bilan.project.errors import DataError, UsageError
from bilan.project.paths import ILLUSTRATIONS, shown
from bilan.project.yaml_records import Strict, as_of, load
from bilan.survey.codebook import asked_in
from bilan.survey.modalities import GROUPINGS
from bilan.survey.wave import Wave

Kind = Literal["shares", "association", "table", "evolution"]
NO_WAVE_BEFORE = "Cette illustration compare deux enquêtes, et aucune n’a précédé celle-ci."
CROSSED = ("association", "table")


class InWave(Strict, frozen=True):
    """What changes in an illustration from one wave on; what is not said is as before."""

    answer: tuple[str, str] | UnsetType = UNSET
    respondents: str | UnsetType = UNSET
    field: str | UnsetType = UNSET
    unit: str | UnsetType = UNSET


class Illustration(Strict, frozen=True):
    """An illustration: the notebook that draws it, and the words that its texts are made with.

    `by` is the domain that `question` is crossed with; "" where it is not.
    """

    id: str
    notebook: str
    kind: Kind
    answer: tuple[str, str]
    respondents: str
    field: str
    unit: str
    question: str = ""
    by: str = ""
    waves: dict[str, InWave] = msgspec.field(default_factory=dict)

    @property
    def files(self) -> tuple[str, ...]:
        """Kinds of file that readers get of it: a table has no picture."""
        return ("csv",) if self.kind == "table" else ("svg", "png", "csv")


class IllustrationsFile(Strict, frozen=True):
    """The content of `data/illustrations.yml`."""

    illustrations: list[Illustration]


class Illustrations(dict[str, Illustration]):
    """Illustrations of a wave, by name."""

    def __missing__(self, name: str) -> Illustration:
        raise UsageError(
            f"no illustration `{name}`",
            expected=f"one of {', '.join(self)}",
            next_step=f"mend the name, or add it to {shown(ILLUSTRATIONS)}",
        )


def illustrations_of(wave: Wave, path: Path = ILLUSTRATIONS) -> Illustrations:
    """Illustrations that a wave has, each as it has them.

    An evolution needs a wave before it; the others need that the wave asks their question.

    Raises
    ------
    DataError
        The file is wrong.
    """
    stated = load(path, IllustrationsFile).illustrations
    names = [i.id for i in stated]
    problems = [f"`{name}` twice" for name in dict.fromkeys(names) if names.count(name) > 1]
    for i in stated:
        problems += [f"`{i.id}`: {what}" for what in _wrong(i)]
    if problems:
        raise DataError(f"{shown(path)} is inconsistent", found="; ".join(problems))
    asked = {question.id for question in asked_in(wave.name)}
    return Illustrations(
        (i.id, as_of(i, i.waves, wave.name))
        for i in stated
        if (wave.stated.previous is not None if i.kind == "evolution" else i.question in asked)
    )


def _wrong(stated: Illustration) -> Iterator[str]:
    """What an illustration lacks, or has though its kind does not."""
    if stated.kind == "evolution" and (stated.question or stated.by):
        yield "an evolution has no `question` and no `by`"
    if stated.kind != "evolution" and not stated.question:
        yield f"its kind, {stated.kind}, wants a `question`"
    if stated.kind in CROSSED and not stated.by:
        yield f"its kind, {stated.kind}, wants a `by`"
    if stated.by and stated.by not in GROUPINGS:
        yield f"by `{stated.by}`; a question is crossed with {', '.join(GROUPINGS)}"


def absent(wave: Wave, path: Path = ILLUSTRATIONS) -> dict[str, str]:
    """Illustrations that a wave does not have: name → why, in French."""
    stated, known = load(path, IllustrationsFile).illustrations, illustrations_of(wave, path)
    return {
        i.id: NO_WAVE_BEFORE
        if i.kind == "evolution"
        else f"La question que montre cette illustration n’est pas posée en {wave.name}."
        for i in stated
        if i.id not in known
    }


def not_asked(wave: Wave, path: Path = ILLUSTRATIONS) -> dict[str, str]:
    """Those of them whose question the wave does not ask."""
    return {name: why for name, why in absent(wave, path).items() if why != NO_WAVE_BEFORE}
