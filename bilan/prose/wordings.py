"""What each wording means: `data/formulations.yml`, read and applied to a bound text."""

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from bilan.french import MONTHS
from bilan.paths import DATA
from bilan.prose.claims import (
    Amount,
    Between,
    Claim,
    Day,
    Degree,
    OutOf,
    Quantity,
    Rank,
    Said,
    Shade,
    Trend,
)
from bilan.prose.formulations import DegreeEntry, WordingsFile
from bilan.prose.texts import (
    DIGITS,
    after_shade,
    alternatives,
    before_shade,
    decimals_in,
    number_in,
    plain,
)
from bilan.schema import load, remembered

WORDINGS = DATA / "formulations.yml"
SIGNS = {"+": 1, "-": -1, "−": -1}
OUT_OF = (2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 100)


@dataclass(frozen=True, eq=False)
class Wordings:
    """The wordings, ready to read texts with."""

    file: WordingsFile

    @cached_property
    def shades(self) -> dict[str, Shade]:
        """Shades by their words, as compared."""
        found = {}
        for entry in self.file.nuances:
            for text in entry.mots:
                below = entry.sous.shares if entry.sous else None
                above = entry.sur.shares if entry.sur else None
                gap = Fraction(str(entry.ecart)) / 100
                found[plain(text)] = Shade(
                    text, below, above, entry.stricte, gap=gap, side=entry.side
                )
        return found

    @cached_property
    def families(self) -> dict[str, str]:
        """Family of each noun."""
        lists = self.file.populations.items()
        return {plain(noun): family for family, nouns in lists for noun in nouns}

    @cached_property
    def nouns(self) -> dict[str, str]:
        """Nouns as readers see them, by their form as compared."""
        return {plain(noun): noun for nouns in self.file.populations.values() for noun in nouns}

    @cached_property
    def fractions(self) -> list[Fraction]:
        """Fractions that people say, in order."""
        return sorted(Fraction(text) for text in self.file.fractions.voisines)

    @cached_property
    def _nouns(self) -> str:
        return alternatives(list(self.families))

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        number = rf"(?P<number>{DIGITS}|[a-zéû' -]+?)"
        noun = rf"(?: (?P<noun>{self._nouns}))?"
        names = alternatives(list(self.file.fractions.noms))
        return {
            "neutral": re.compile(rf"(?<!\w)(?:{alternatives(self.file.neutres)})(?!\w)"),
            "among": re.compile(rf" (?:(?:des|de ces|de leurs|de) |d')?(?:{self._nouns})$"),
            "percent": re.compile(rf"^(?P<number>{DIGITS}) ?(?:%|pour cent)$"),
            "points": re.compile(rf"^(?P<sign>[+−-]?) ?{number} points?(?: de pourcentage)?$"),
            "signed": re.compile(rf"^(?P<sign>[+−-]) ?(?P<number>{DIGITS})$"),
            "out_of": re.compile(rf"^{number}{noun} sur (?P<base>{DIGITS}|[a-zéû' -]+)$"),
            "fraction": re.compile(
                rf"^(?:les? |la )?(?:(?P<number>\d+|[a-zéû-]+) )?(?P<name>{names})$"
            ),
            "number": re.compile(rf"^(?:les? |ces |la )?{number}{noun}$"),
            "between": re.compile(r"^(?:est )?entre (?P<low>.+) et (?P<high>.+)$"),
            "day": re.compile(
                rf"^(?:le )?(?P<day>\d+)(?:er)? (?P<month>{'|'.join(MONTHS)})"
                r"(?: (?P<year>\d{4}))?$"
            ),
        }

    def value(self, text: str) -> Claim | None:
        """What a text claims of a value; None where the wording is not known."""
        said = self._bare(text)
        between = self._patterns["between"].match(said)
        if between:
            low, high = self.amount(between["low"]), self.amount(between["high"])
            return Between(low, high) if low and high else None
        return (
            self.quantity(said)
            or self.out_of(said)
            or self.amount(said)
            or self.rank(said)
            or self._without_population(said)
        )

    def _bare(self, text: str) -> str:
        return " ".join(self._patterns["neutral"].sub(" ", plain(text)).split())

    def _without_population(self, said: str) -> Claim | None:
        shorter = self._patterns["among"].sub("", said)
        if shorter == said:
            return None
        return self.quantity(shorter) or self.amount(shorter)

    def quantity(self, said: str) -> Quantity | None:
        """« la plupart »."""
        for entry in self.file.quantites:
            if said in map(plain, entry.mots):
                low, high = Fraction(str(entry.de)), Fraction(str(entry.to))
                without = tuple(Fraction(str(s)) for s in entry.sauf)
                return Quantity(low, high, without, entry.side)
        return None

    def out_of(self, said: str) -> OutOf | None:
        """« 75 établissements sur 122 », where the base is no ten."""
        match = self._patterns["out_of"].match(said)
        if match is None:
            return None
        counted, base = number_in(match["number"]), number_in(match["base"])
        if counted is None or base is None or base.denominator != 1 or base in OUT_OF:
            return None
        whole = counted.denominator == 1
        return OutOf(int(counted), int(base), match["noun"] or "") if whole else None

    def amount(self, said: str) -> Amount | None:
        """A number with its shade: « près de huit établissements sur dix », « environ 20 % »."""
        found = self._number_alone(said)
        if found is not None:
            return found
        for shade_words, shade in sorted(self.shades.items(), key=lambda item: -len(item[0])):
            rest = after_shade(said, shade_words) or before_shade(said, shade_words)
            if rest and (inner := self._number_alone(rest)):
                return replace(inner, shade=shade)
        return None

    def _number_alone(self, said: str) -> Amount | None:
        patterns = self._patterns
        if match := patterns["percent"].match(said):
            number = number_in(match["number"])
            assert number is not None
            return Amount(number / 100, "percent", decimals_in(match["number"]))
        if match := patterns["out_of"].match(said):
            counted, base = number_in(match["number"]), number_in(match["base"])
            if counted is None or base not in OUT_OF or counted > base:
                return None
            noun = match["noun"] or ""
            spelled = not match["number"][0].isdigit()
            share = counted / base
            return Amount(share, "fraction", noun=noun, out_of=int(base), spelled=spelled)
        if match := patterns["fraction"].match(said):
            many = number_in(match["number"]) if match["number"] else Fraction(1)
            below = self.file.fractions.noms[match["name"]]
            return Amount(many / below, "fraction", spelled=True) if many else None
        if match := patterns["number"].match(said):
            number = number_in(match["number"])
            if number is None:
                return None
            noun = match["noun"] or ""
            spelled = not match["number"][0].isdigit()
            return Amount(
                number,
                "number",
                decimals_in(match["number"]),
                noun=noun,
                family=self.families.get(noun, ""),
                spelled=spelled,
            )
        return None

    def rank(self, said: str) -> Rank | None:
        """« premier sujet », « en seconde position », « le plus cité »."""
        ranks = self.file.rangs
        for position, phrases in ranks.tournures.items():
            if said in map(plain, phrases):
                return Rank(position)
        if match := re.match(
            r"^(?:le|la|les) (?P<way>plus|moins) (?:souvent )?(?P<what>\w+)$", said
        ):
            return (
                Rank(1 if match["way"] == "plus" else -1)
                if match["what"] in ranks.adjectifs
                else None
            )
        nouns = "|".join(ranks.noms)
        for position, names in ranks.ordinaux.items():
            match = re.match(
                r"^(?P<start>(?:arriven?t? |viennent |vient )?(?:en |au |à la |le |la |les )?)"
                rf"(?:{'|'.join(names)})(?P<end>(?: (?:{nouns}))?s?)$",
                said,
            )
            if match:
                return Rank(position, f"{match['start']}{{}}{match['end']}")
        return None

    def change(self, text: str) -> Trend | Amount | None:
        """What a text claims of a change: a verb, points, the schools that the test rests on."""
        said = self._bare(text)
        for sense, sign in (("hausse", 1), ("baisse", -1)):
            for phrase in map(plain, self.file.ecarts[sense]):
                before, after = said.startswith(f"{phrase} "), said.endswith(f" {phrase}")
                rest = said.removeprefix(phrase) if before else said.removesuffix(phrase)
                if (before or after) and (found := self._points(rest.strip())):
                    return replace(found, sign=sign)
        return self._points(said) or self._trend(said) or self._count(said)

    def _points(self, said: str) -> Amount | None:
        match = self._patterns["points"].match(said) or self._patterns["signed"].match(said)
        number = number_in(match["number"]) if match else None
        if match is None or number is None:
            return None
        sign, decimals = SIGNS.get(match["sign"], 0), decimals_in(match["number"])
        spelled = not match["number"][0].isdigit()
        form: Amount = Amount(number, "points", decimals, sign=sign, spelled=spelled)
        return form if "point" in said else replace(form, form="number")

    def _count(self, said: str) -> Amount | None:
        found = self._number_alone(said)
        return found if found and found.form == "number" and found.number.denominator == 1 else None

    def _trend(self, said: str) -> Trend | None:
        for entry in (None, *self.file.degres):
            for word in entry.mots if entry else [""]:
                spaced = f" {said} "
                if word and f" {plain(word)} " not in spaced:
                    continue
                rest = (
                    " ".join(spaced.replace(f" {plain(word)} ", " ", 1).split()) if word else said
                )
                if found := self._verb(rest):
                    if entry is None:
                        return found
                    if found.sense in ("hausse", "baisse"):
                        return replace(found, degree=_degree(entry))
        return None

    def _verb(self, said: str) -> Trend | None:
        for entry in self.file.evolutions:
            forms = [plain(form) for form in entry.formes]
            if said in forms:
                plural = said in forms and re.search(
                    r"(?:ent|ont|sont|stables|comparables)\b", said
                )
                return Trend(entry.sens, bool(plural), entry.jugement)
        return None

    def day(self, text: str) -> Day | None:
        """A date."""
        match = self._patterns["day"].match(plain(text))
        if match is None:
            return None
        year = int(match["year"]) if match["year"] else None
        return Day(int(match["day"]), MONTHS.index(match["month"]) + 1, year)

    def said(self, text: str, kind: str) -> Said | None:
        """A wording of a statement of that kind."""
        known, spoken = self.file.affirmations[kind], self._bare(text)
        if spoken in map(self._bare, known.vrai):
            return Said(True)
        return Said(False) if spoken in map(self._bare, known.faux) else None


def _degree(entry: DegreeEntry) -> Degree:
    return Degree(
        entry.mots[0],
        (entry.ecart_min / 100, entry.relatif_min),
        (entry.ecart_max / 100, entry.relatif_max),
    )


@remembered
def read_wordings(path: Path = WORDINGS) -> Wordings:
    """Wordings of a file.

    Raises
    ------
    DataError
        The file does not have the expected shape.
    """
    return Wordings(load(path, WordingsFile))
