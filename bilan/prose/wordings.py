"""What each wording of a value means, read in a bound text."""

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from bilan.french.formats import MONTHS
from bilan.project.paths import DATA
from bilan.project.yaml_records import load, remembered
from bilan.prose.claims import (
    Amount,
    Between,
    Comparison,
    Day,
    OutOf,
    Quantity,
    Rank,
    Said,
    Value,
)
from bilan.prose.formulations import WordingsFile
from bilan.prose.normalise import DIGITS, SPELLED, alternatives, decimals_in, number_in, plain
from bilan.prose.vocabulary import Vocabulary

WORDINGS = DATA / "formulations.yml"
OUT_OF = (*range(2, 21), 100)
OF = r"(?:de la |de l'|du |des |d'|de )"


@dataclass(frozen=True, eq=False)
class Wordings(Vocabulary):
    """The wordings, ready to read texts with."""

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        file = self.file
        number = rf"(?P<number>{DIGITS}|{SPELLED})"
        nouns = alternatives(list(self.nouns))
        noun = rf"(?: (?P<noun>{nouns}))?"
        ended, others, adjectives = self.shade_words
        few = alternatives(file.restrictions.devant)
        patterns = {
            "neutral": rf"(?<!\w)(?:{alternatives(file.neutres)})(?!\w)",
            "averaged": rf"(?<!\w)(?:{alternatives(file.de_moyenne)})(?!\w)",
            "few": rf"^(?:{few}) (?P<first>.+)$|^(?P<last>.+) "
            rf"(?:{alternatives(file.restrictions.after)})$",
            "of": rf"^(?P<rest>.+?) (?:(?:des|de ces|de leurs|de) |d'|)(?P<noun>{nouns})$",
            "percent": rf"^(?:les )?{number} ?(?:%|pour cent)$",
            "out_of": rf"^{number}{noun} (?:sur|des|de ces|sur les|sur ces) "
            rf"(?P<base>{DIGITS}|{SPELLED})(?: (?P<whole>{nouns}))?$",
            "fraction": rf"^(?:les? |la )?(?:(?P<number>\d+|{SPELLED}) )?"
            rf"(?P<name>{alternatives(list(file.fractions.noms))})$",
            "tens": rf"^une (?P<name>{alternatives(list(file.dizaines))})$",
            "number": rf"^(?:les? |ces |la )?{number}{noun}$",
            "between": r"^(?:est )?entre (?P<low>.+) et (?P<high>.+)$",
            "shade_de": rf"^(?P<shade>{ended}) {OF}(?P<rest>.+)$",
            "shade_before": rf"^(?P<shade>{others}) (?P<rest>.+)$",
            "shade_after": rf"^(?P<rest>.+) (?P<shade>{others})$",
            "adjective": rf"^(?P<start>une?) (?P<shade>{adjectives}) (?P<rest>.+)$",
            "day": rf"^(?:le )?(?P<day>\d+)(?:er)? (?P<month>{'|'.join(MONTHS)})"
            r"(?: (?P<year>\d{4}))?$",
        }
        return {name: re.compile(pattern) for name, pattern in patterns.items()}

    def value(self, text: str) -> Value | Rank | None:
        """What a text claims of a value; None where the wording is not known."""
        said = self.bare(text).removeprefix("dans ")
        patterns = self._patterns
        averaged = patterns["averaged"].search(said) is not None
        if averaged:
            said = " ".join(patterns["averaged"].sub(" ", said).split())
        few = patterns["few"].match(said)
        rest = (few["first"] or few["last"]) if few else said
        found = self.measure(said) or (self.measure(rest) if few else None)
        if found is None:
            return None if averaged or few else self.rank(said)
        return replace(found, few=few is not None, averaged=averaged)

    def bare(self, text: str) -> str:
        """A text as wordings are compared, without the words that claim nothing."""
        return " ".join(self._patterns["neutral"].sub(" ", plain(text)).split())

    def measure(self, said: str) -> Value | None:
        """A quantity, an interval, so many of so many, a number with its shade; with its noun."""
        found = self._measure(said)
        if found is not None or (match := self._patterns["of"].match(said)) is None:
            return found
        rest, noun = match["rest"], self.nouns[match["noun"]]
        if found := self._quantity(f"{rest} de") or self._measure(rest):
            return replace(found, noun=noun)
        return None

    def _measure(self, said: str) -> Value | None:
        if between := self._patterns["between"].match(said):
            return self._between(between["low"], between["high"])
        quantity = None if said.endswith((" de", " les")) else self._quantity(said)
        return quantity or self._out_of(said) or self.amount(said)

    def _quantity(self, said: str) -> Quantity | None:
        return self.quantities.get(said) or (
            self.quantities.get(said.removesuffix(" de")) if said.endswith(" de") else None
        )

    def _between(self, first: str, second: str) -> Between | None:
        low, high = self.amount(first), self.amount(second)
        if low is None or high is None or low.shade or high.shade:
            return None
        if low.form == "number" and high.form != "number":
            scale = 100 if high.form == "percent" else high.out_of
            if not scale:
                return None
            low = replace(low, number=low.number / scale, form=high.form, out_of=high.out_of)
        return Between(low, high, high.noun) if low.form == high.form else None

    def _out_of(self, said: str) -> OutOf | None:
        """« 75 établissements sur 122 », where the base is no ten."""
        match = self._patterns["out_of"].match(said)
        if match is None:
            return None
        counted, base = number_in(match["number"]), number_in(match["base"])
        if counted is None or base is None or base.denominator != 1 or base in OUT_OF:
            return None
        if counted.denominator != 1:
            return None
        return OutOf(int(counted), int(base), self.nouns.get(match["noun"] or match["whole"] or ""))

    def amount(self, said: str) -> Amount | None:
        """A number with its shade: « près de huit établissements sur dix », « environ 20 % »."""
        if found := self._number_alone(said):
            return found
        patterns = self._patterns
        if match := patterns["adjective"].match(said):
            inner = self._number_alone(f"{match['start']} {match['rest']}") or self._number_alone(
                match["rest"]
            )
            return replace(inner, shade=self.shades[match["shade"]]) if inner else None
        for name in ("shade_de", "shade_before", "shade_after"):
            if match := patterns[name].match(said):
                words = match["shade"] + (" de" if name == "shade_de" else "")
                if inner := self._number_alone(match["rest"]):
                    return replace(inner, shade=self.shades[words])
        return None

    def _number_alone(self, said: str) -> Amount | None:
        patterns = self._patterns
        if match := patterns["percent"].match(said):
            number = number_in(match["number"])
            if number is None:
                return None
            spelled = not match["number"][0].isdigit()
            return Amount(number / 100, "percent", decimals_in(match["number"]), spelled=spelled)
        if match := patterns["out_of"].match(said):
            counted, base = number_in(match["number"]), number_in(match["base"])
            if counted is None or base is None or base not in OUT_OF or counted > base:
                return None
            noun = self.nouns.get(match["noun"] or match["whole"] or "")
            spelled = not match["number"][0].isdigit()
            share = counted / base
            return Amount(share, "fraction", noun=noun, out_of=int(base), spelled=spelled)
        if match := patterns["fraction"].match(said):
            many = number_in(match["number"]) if match["number"] else Fraction(1)
            below = self.file.fractions.noms[match["name"]]
            return Amount(many / below, "fraction", spelled=True) if many else None
        if match := patterns["tens"].match(said):
            about = self.shades["environ"]
            tens = Fraction(self.file.dizaines[match["name"]])
            return Amount(tens, "number", shade=about, spelled=True)
        match = patterns["number"].match(said)
        number = number_in(match["number"]) if match else None
        if match is None or number is None:
            return None
        noun, spelled = self.nouns.get(match["noun"] or ""), not match["number"][0].isdigit()
        return Amount(number, "number", decimals_in(match["number"]), noun=noun, spelled=spelled)

    @cached_property
    def _ranks(self) -> list[tuple[int, re.Pattern[str]]]:
        ranks = self.file.rangs
        nouns = "|".join(ranks.noms)
        start = r"(?P<start>(?:arriven?t? |viennent |vient )?(?:en |au |à la |le |la |les )?)"
        return [
            (place, re.compile(rf"^{start}(?:{'|'.join(names)})(?P<end>(?: (?:{nouns}))?s?)$"))
            for place, names in ranks.ordinaux.items()
        ]

    @cached_property
    def _most(self) -> re.Pattern[str]:
        """« le plus cité », « la deuxième réponse la plus citée »."""
        ranks = self.file.rangs
        ordinals = alternatives([name for names in ranks.ordinaux.values() for name in names])
        return re.compile(
            rf"^(?:de loin )?(?:(?:le |la |les )?(?:(?P<ordinal>{ordinals}) )?"
            rf"(?:{alternatives(ranks.noms)})s? )?"
            r"(?:le|la|les) (?P<way>plus|moins) (?:souvent )?"
            rf"(?:{alternatives(ranks.adjectifs)})$"
        )

    def rank(self, said: str) -> Rank | None:
        """« premier sujet », « en seconde position », « le plus cité »."""
        ranks = self.file.rangs
        for position, phrases in ranks.tournures.items():
            if said in map(plain, phrases):
                return Rank(position)
        if match := self._most.match(said):
            place = 1 if match["way"] == "plus" else -1
            if ordinal := match["ordinal"]:
                place *= next(n for n, names in ranks.ordinaux.items() if ordinal in names)
                return Rank(place) if place > 0 else None
            return Rank(place)
        for position, pattern in self._ranks:
            if match := pattern.match(said):
                return Rank(position, f"{match['start']}{{}}{match['end']}")
        return None

    def comparison(self, text: str) -> Comparison | None:
        """« plus souvent que », between two indicators."""
        said = re.sub(r" qu(?:e|')$", "", self.bare(text))
        for entry in self.file.comparaisons:
            if said in map(plain, entry.mots):
                low, high = (Fraction(str(end)) / 100 for end in (entry.de, entry.to))
                return Comparison(low, high)
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
        known, spoken = self.file.affirmations[kind], self.bare(text)
        if spoken in map(self.bare, known.vrai):
            return Said(True)
        return Said(False) if spoken in map(self.bare, known.faux) else None


@remembered
def read_wordings(path: Path = WORDINGS) -> Wordings:
    """Wordings of a file.

    Raises
    ------
    DataError
        The file does not have the expected shape.
    """
    return Wordings(load(path, WordingsFile))
