"""What a bound text can claim."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Sense = Literal["hausse", "baisse", "stable", "non comparable"]
Side = Literal["au-dessus", "au-dessous"]


@dataclass(frozen=True)
class Shade:
    """How far a value may lie from the number that is written: « près de », « plus de »…

    `below` and `above` are (points as a share, part of the number); `gap` a share that the value
    keeps from the number at least; `strict`: the number itself is not meant; `side`: where the
    number is a half, on which side of it the value lies.
    """

    words: str
    below: tuple[Fraction, Fraction] | None
    above: tuple[Fraction, Fraction] | None
    strict: bool
    gap: Fraction = Fraction(0)
    side: Side | None = None


@dataclass(frozen=True)
class Amount:
    """A number: a percentage (`number` a share), a fraction, a count, a mean, points.

    `decimals` are those written; `noun` and `family` what is counted; `out_of` the ten of
    « six sur dix »; `spelled` whether the number is in words; `sign` -1, 1 or 0 for none.
    """

    number: Fraction
    form: Literal["percent", "fraction", "number", "points"]
    decimals: int = 0
    shade: Shade | None = None
    noun: str = ""
    family: str = ""
    out_of: int = 0
    spelled: bool = False
    sign: int = 0


@dataclass(frozen=True)
class OutOf:
    """« 75 établissements sur 122 »: numerator and base."""

    numerator: int
    base: int
    noun: str = ""


@dataclass(frozen=True)
class Between:
    """« entre 57,7 % et 63,8 % »: the two bounds of an estimate."""

    low: Amount
    high: Amount


@dataclass(frozen=True)
class Quantity:
    """« la plupart »: a share from `low` to `high`, ends included but those in `without`.

    `side`: on which side of a half it says that the share lies.
    """

    low: Fraction
    high: Fraction
    without: tuple[Fraction, ...] = ()
    side: Side | None = None


@dataclass(frozen=True)
class Rank:
    """Place among the options of the question, 1 for the first, -1 for the last.

    `template` is the text with `{}` in place of its ordinal, "" for a set phrase.
    """

    position: int
    template: str = ""


@dataclass(frozen=True)
class Degree:
    """What « nettement » asks of a change; gaps in shares, or relative to the mean before."""

    words: str
    least: tuple[float, float]
    most: tuple[float, float]


@dataclass(frozen=True)
class Trend:
    """A claim of change: the way the value goes, the verdict that the verb carries, its degree."""

    sense: Sense
    plural: bool
    verdict: str = ""
    degree: Degree | None = None


@dataclass(frozen=True)
class Day:
    """A date; the year may be left out."""

    day: int
    month: int
    year: int | None

    def is_(self, other: dt.date) -> bool:
        """Whether it is that date."""
        same = (self.day, self.month) == (other.day, other.month)
        return same and self.year in (None, other.year)


@dataclass(frozen=True)
class Said:
    """A wording of a statement, affirmed or denied."""

    affirmed: bool


Claim = Amount | OutOf | Between | Quantity | Rank | Trend | Day | Said
