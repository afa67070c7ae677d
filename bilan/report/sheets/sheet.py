"""What a sheet says of one school, as plain values: the PDF and the page both show these."""

from dataclasses import dataclass
from typing import Literal

Met = Literal["oui", "non", ""]


@dataclass(frozen=True)
class SheetLine:
    """An indicator of the roadmap: the school's, its group's, the target; shares on 0-1.

    `met` says whether the school is where the target wants it; "" where that cannot be said.
    """

    label: str
    own: str
    met: Met
    group: str
    target: str
    share: float | None
    goal: float | None
    mine: float | None


@dataclass(frozen=True)
class Said:
    """An answer, and how often, or how much, the school's group gave it."""

    label: str
    group: str


@dataclass(frozen=True)
class Answer:
    """A question with what the school answered, and the answers that it did not give."""

    question: str
    own: tuple[Said, ...] = ()
    others: tuple[Said, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Section:
    """Questions of one part of the questionnaire."""

    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Advice:
    """A recommendation of the bilan, and the indicators by which the school does not follow it."""

    short: str
    text: str
    unmet: tuple[str, ...]


@dataclass(frozen=True)
class Fiche:
    """All that a sheet says.

    A school that did not answer has `answered` false: no advice, no sections, and in its lines its
    group's values alone.
    """

    uai: str
    name: str
    kind: str
    secteur: str
    bassin: str
    group: str
    wave: str
    title: str
    simulated: bool
    threshold: int
    lines: tuple[SheetLine, ...]
    advice: tuple[Advice, ...]
    sections: tuple[Section, ...]
    answered: bool = True
