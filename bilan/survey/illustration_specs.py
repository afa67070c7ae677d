"""What each illustration shows (`data/illustrations.yml`), read without drawing anything."""

from pathlib import Path
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from bilan.project.errors import DataError, UsageError
from bilan.project.paths import ILLUSTRATIONS, shown
from bilan.project.yaml_records import Strict, as_of, load
from bilan.survey.codebook import asked_in
from bilan.survey.wave import Wave


class InWave(Strict, frozen=True):
    """What changes in an illustration from one wave on; what is not said is as before."""

    answer: tuple[str, str] | UnsetType = UNSET
    respondents: str | UnsetType = UNSET
    field: str | UnsetType = UNSET
    unit: str | UnsetType = UNSET
    last: list[str] | UnsetType = UNSET
    indicators: list[str] | UnsetType = UNSET


class Illustration(Strict, frozen=True):
    """An illustration: what it shows, and the words that its texts are made with."""

    id: str
    notebook: str
    kind: Literal["shares", "association", "evolution"]
    answer: tuple[str, str]
    respondents: str
    field: str
    unit: str
    question: str = ""
    last: list[str] = msgspec.field(default_factory=list)
    indicators: list[str] = msgspec.field(default_factory=list)
    waves: dict[str, InWave] = msgspec.field(default_factory=dict)


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
        wanted, other = ("indicators", "question")[:: 1 if i.kind == "evolution" else -1]
        if not getattr(i, wanted) or getattr(i, other):
            problems.append(f"`{i.id}`: its kind wants `{wanted}`, and no `{other}`")
    if problems:
        raise DataError(f"{shown(path)} is inconsistent", found="; ".join(problems))
    asked = {question.id for question in asked_in(wave.name)}
    return Illustrations(
        (i.id, as_of(i, i.waves, wave.name))
        for i in stated
        if (wave.stated.previous is not None if i.kind == "evolution" else i.question in asked)
    )


def not_asked(wave: Wave, path: Path = ILLUSTRATIONS) -> dict[str, str]:
    """Illustrations that a wave does not have, since it does not ask their question: name → why."""
    stated, known = load(path, IllustrationsFile).illustrations, illustrations_of(wave, path)
    return {
        i.id: f"La question que montre cette illustration n’est pas posée en {wave.name}."
        for i in stated
        if i.kind != "evolution" and i.id not in known
    }
