"""The shape of `data/formulations.yml`: what each wording means."""

from fractions import Fraction

import msgspec

from bilan.project.yaml_records import Strict
from bilan.prose.claims import Counted, Sense, Side


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
    named: float = msgspec.field(name="nommées", default=0)
    adjectif: bool = False


class Restrictions(Strict, frozen=True):
    """Words that say that a share is small, and the share from which they are refused."""

    part_max: float
    devant: list[str]
    after: list[str] = msgspec.field(name="derrière")


class Population(Strict, frozen=True):
    """Nouns that a number may count: what they count, and of which indicators they are true."""

    noms: list[str]
    compte: Counted
    types: list[str] = msgspec.field(default_factory=list)
    indicateurs: list[str] = msgspec.field(default_factory=list)


class Beside(Strict, frozen=True):
    """Words before and after a count."""

    devant: list[str]
    after: list[str] = msgspec.field(name="derrière")


class Interval(Strict, frozen=True):
    """How wide « entre 40 et 50 % » may be, in points."""

    ecart_max: float


class GapWords(Strict, frozen=True):
    """Words around points of difference."""

    hausse: list[str]
    baisse: list[str]
    neutre: list[str]
    reserve: list[str]


class MultipleEntry(Strict, frozen=True):
    """Verbs that say the ratio of a value to the one before."""

    formes: list[str]
    de: float
    to: float = msgspec.field(name="à")


class ComparisonEntry(Strict, frozen=True):
    """Words that compare two indicators, and the difference in points that they allow."""

    mots: list[str]
    de: float
    to: float = msgspec.field(name="à")


class SetPhrase(Strict, frozen=True):
    """A phrase that says how many have a status: « à une exception près »."""

    formes: list[str]
    statut: str
    compte: int


class CountWords(Strict, frozen=True):
    """What is counted by status: its parts, the nouns of what they hold, the wordings."""

    parties: dict[str, str]
    noms: list[str]
    statuts: dict[str, list[str]]
    tournures: list[SetPhrase] = msgspec.field(default_factory=list)


class FractionsEntry(Strict, frozen=True):
    """Fractions in words."""

    points: float
    relatif: float
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


class FreeWords(Strict, frozen=True):
    """Words that claim something without a binding."""

    universels: list[str]
    pronoms: list[str]
    protocole: list[str]
    multiples: list[str]
    groupes: list[str]
    sujets: list[str]
    verbes: list[str]
    participes: list[str]
    comptes: list[str]
    répartis: list[str]
    bilans: list[str]
    rangs: list[str]


class Around(Strict, frozen=True):
    """Words around a bound text that change what a reader understands."""

    refus: list[str]
    absence: list[str]
    parmi: list[str]
    restreint: list[str]
    borne: list[str]
    passé: list[str]
    futur: list[str]
    base: list[str]


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
    de_moyenne: list[str]
    restrictions: Restrictions
    fractions: FractionsEntry
    dizaines: dict[str, int]
    nuances: list[ShadeEntry]
    intervalle: Interval
    quantites: list[QuantityEntry]
    populations: list[Population]
    suites: list[str]
    restrictifs: list[str]
    compléments: list[str]
    compléments_de_moyenne: list[str]
    dit_base: Beside
    dit_champ: Beside
    dit_appariés: list[str]
    rangs: RanksEntry
    evolutions: list[TrendEntry]
    degres: list[DegreeEntry]
    précisions: list[str]
    ecarts: GapWords
    passages: list[str]
    multiples: list[MultipleEntry]
    comparaisons: list[ComparisonEntry]
    registre: CountWords
    verdicts: CountWords
    affirmations: dict[str, Statements]
    sans_lien: FreeWords
    alentours: Around
    hors_enquete: NotSurvey
