"""The shape of `data/formulations.yml`: what each wording means."""

from fractions import Fraction

import msgspec

from bilan.prose.claims import Sense, Side
from bilan.schema import Strict


class Margin(Strict, frozen=True):
    """A tolerance: points of percentage, and part of the number."""

    points: float
    relatif: float

    @property
    def shares(self) -> tuple[Fraction, Fraction]:
        """As shares: points, part of the number."""
        return Fraction(str(self.points)) / 100, Fraction(str(self.relatif))


class ShadeEntry(Strict, frozen=True):
    """Words before a number, and how far the value may be below and above.

    `side`: on which side of a half the value lies, where the number is a half.
    """

    mots: list[str]
    sous: Margin | None = None
    sur: Margin | None = None
    stricte: bool = False
    ecart: float = 0
    side: Side | None = msgspec.field(name="côté", default=None)


class FractionsEntry(Strict, frozen=True):
    """Fractions in words."""

    points: float
    voisines: list[str]
    noms: dict[str, int]


class QuantityEntry(Strict, frozen=True):
    """Words that say a share without a number; `side`, on which side of a half it lies."""

    mots: list[str]
    de: float
    to: float = msgspec.field(name="à")
    sauf: list[float] = msgspec.field(default_factory=list)
    side: Side | None = msgspec.field(name="côté", default=None)


class RanksEntry(Strict, frozen=True):
    """Words that say a rank."""

    ordinaux: dict[int, list[str]]
    noms: list[str]
    tournures: dict[int, list[str]]
    adjectifs: list[str]


class TrendEntry(Strict, frozen=True):
    """Verbs of change that go one way; the first two forms are singular and plural."""

    sens: Sense
    formes: list[str]
    jugement: str = ""


class DegreeEntry(Strict, frozen=True):
    """Adverbs of a change, and how large it must be, or may be."""

    mots: list[str]
    ecart_min: float = 0
    relatif_min: float = 0
    ecart_max: float = 100
    relatif_max: float = 1000


class NotSurvey(Strict, frozen=True):
    """Words beside which a number is none of the survey."""

    avant: list[str]
    after: list[str] = msgspec.field(name="après")


class Statements(Strict, frozen=True):
    """Wordings that affirm a statement, and that deny it."""

    vrai: list[str]
    faux: list[str]


class WordingsFile(Strict, frozen=True):
    """The content of `data/formulations.yml`."""

    neutres: list[str]
    fractions: FractionsEntry
    nuances: list[ShadeEntry]
    quantites: list[QuantityEntry]
    populations: dict[str, list[str]]
    rangs: RanksEntry
    evolutions: list[TrendEntry]
    degres: list[DegreeEntry]
    ecarts: dict[str, list[str]]
    affirmations: dict[str, Statements]
    hors_enquete: NotSurvey
