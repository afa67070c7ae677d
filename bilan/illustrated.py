"""What each illustration shows (`data/illustrations.yml`), read without drawing anything."""

from pathlib import Path
from typing import Literal

import msgspec

from bilan.errors import DataError, UsageError
from bilan.paths import ILLUSTRATIONS, shown
from bilan.schema import Strict, load
from bilan.waves import Wave


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
    """Illustrations that a wave has; an evolution needs a wave before it.

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
    return Illustrations(
        (i.id, i) for i in stated if i.kind != "evolution" or wave.stated.previous is not None
    )
