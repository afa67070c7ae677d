"""What a bound text can claim."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Sense = Literal["hausse", "baisse", "stable", "non comparable"]
Form = Literal["percent", "fraction", "number", "points"]
Side = Literal["au-dessus", "au-dessous"]
Counted = Literal["établissements", "enseignants", "valeur", "base", "réponses", "reste", "cas"]


@dataclass(frozen=True)
class Noun:
    """What a number counts, as `populations` of data/formulations.yml has it.

    `types` and `indicators` limit the indicators of which the noun is true; empty: all.
    """

    text: str
    counted: Counted
    types: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    singular: str = ""
    plural: str = ""


@dataclass(frozen=True)
class Shade:
    """How far a value may lie from the number that is written: « près de », « plus de »…

    `below` and `above` are (points as a share, part of the number); `gap` a share that the value
    keeps from the number at least; `strict`: the number itself is not meant; `side`: where the
    number is a half, on which side of it the value lies; `named` the points below, as a share,
    where the number is a fraction that has a name.
    """

    words: str
    below: tuple[Fraction, Fraction] | None
    above: tuple[Fraction, Fraction] | None
    strict: bool
    gap: Fraction = Fraction(0)
    side: Side | None = None
    named: Fraction = Fraction(0)


@dataclass(frozen=True)
class Amount:
    """A number: a percentage (`number` a share), a fraction, a count, a mean, points.

    `decimals` are those written; `noun` what is counted; `out_of` the ten of « six sur dix »;
    `spelled` whether the number is in words; `sign` -1, 1 or 0 for none; `few`: « seulement »;
    `averaged`: « en moyenne ».
    """

    number: Fraction
    form: Form
    decimals: int = 0
    shade: Shade | None = None
    noun: Noun | None = None
    out_of: int = 0
    spelled: bool = False
    sign: int = 0
    few: bool = False
    averaged: bool = False


@dataclass(frozen=True)
class OutOf:
    """« 75 établissements sur 122 »: numerator and base."""

    numerator: int
    base: int
    noun: Noun | None = None
    few: bool = False
    averaged: bool = False


@dataclass(frozen=True)
class Between:
    """« entre 57,7 % et 63,8 % », the two bounds of an estimate, or « entre 40 et 50 % »."""

    low: Amount
    high: Amount
    noun: Noun | None = None
    few: bool = False
    averaged: bool = False


@dataclass(frozen=True)
class Quantity:
    """« la plupart »: a share from `low` to `high`, ends included but those in `without`.

    `side`: on which side of a half it says that the share lies.
    """

    low: Fraction
    high: Fraction
    without: tuple[Fraction, ...] = ()
    side: Side | None = None
    noun: Noun | None = None
    few: bool = False
    averaged: bool = False


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
    plural: bool = False
    verdict: str = ""
    degree: Degree | None = None


@dataclass(frozen=True)
class Shift:
    """Points of difference, and the verb that says their way; `neutral`: « un écart de »."""

    amount: Amount
    trend: Trend | None = None
    neutral: bool = False


@dataclass(frozen=True)
class Passage:
    """« passe de 24,6 % à 40,0 % »: both ends, and the verb, None for a mere « de… à »."""

    before: Amount
    after: Amount
    trend: Trend | None = None


@dataclass(frozen=True)
class Multiple:
    """« a doublé »: ratio of the value to the one before, from `low` to `high`."""

    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class Comparison:
    """« plus souvent que »: difference between two shares, from `low` to `high`, as shares."""

    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class Tally:
    """« cinq des neuf recommandations de 2014 sont en progrès »; `many` None for all of them."""

    many: int | None
    of: int | None
    status: str
    years: tuple[str, ...] = ()


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


Value = Amount | OutOf | Between | Quantity
Changed = Trend | Shift | Passage | Multiple | Amount
Claim = Value | Rank | Changed | Comparison | Tally | Day | Said
