"""What each wording of a change means: verbs, points, « passe de… à », « a doublé »."""

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, cached_property

from bilan.prose.claims import (
    Amount,
    Changed,
    Degree,
    Form,
    Multiple,
    Passage,
    Sense,
    Shift,
    Trend,
)
from bilan.prose.formulations import DegreeEntry
from bilan.prose.normalise import DIGITS, SPELLED, alternatives, decimals_in, number_in, plain
from bilan.prose.wordings import Wordings

SIGNS = {"+": 1, "-": -1, "−": -1}
PLURAL = re.compile(r"(?:ent|ont|sont|stables|comparables)\b")
WORDS_BEFORE = 6  # that may hold the verb of points: « a donc nettement progressé de »
LINKING = re.compile(r"(?: est| sont| atteint)?(?: de(?: la| l')?| d'| des)?$")


@dataclass(frozen=True, eq=False)
class ChangeWordings:
    """The wordings of a change, ready to read texts with."""

    wordings: Wordings

    @cached_property
    def _forms(self) -> dict[str, Trend]:
        return {
            plain(form): Trend(entry.sens, bool(PLURAL.search(plain(form))), entry.jugement)
            for entry in self.wordings.file.evolutions
            for form in entry.formes
        }

    @cached_property
    def _degrees(self) -> dict[str, Degree]:
        entries = self.wordings.file.degres
        return {plain(word): _degree(entry) for entry in entries for word in entry.mots}

    @cached_property
    def _gap_words(self) -> dict[str, Sense | None]:
        words = self.wordings.file.ecarts
        kinds: list[tuple[list[str], Sense | None]] = [
            (words.hausse, "hausse"), (words.baisse, "baisse"), (words.neutre, None),
        ]  # fmt: skip
        return {plain(text): sense for texts, sense in kinds for text in texts}

    @cached_property
    def _multiples(self) -> dict[str, Multiple]:
        return {
            plain(form): Multiple(Fraction(str(entry.de)), Fraction(str(entry.to)))
            for entry in self.wordings.file.multiples
            for form in entry.formes
        }

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        degrees = alternatives(list(self._degrees))
        number = rf"(?P<number>{DIGITS}|{SPELLED})"
        passing = alternatives(self.wordings.file.passages)
        ended, others, _ = self.wordings.shade_words
        return {
            "precise": re.compile(
                rf"(?<!\w)(?:{alternatives(self.wordings.file.précisions)})(?!\w)"
            ),
            "shade": re.compile(
                rf"(?<!\w)(?P<shade>(?:{ended}) de|{others}) (?=(?:{DIGITS}|{SPELLED}) points?\b)"
            ),
            "tens": re.compile(
                rf"(?<!\w)une (?P<tens>{alternatives(list(self.wordings.file.dizaines))}) de"
                r"(?= points)"
            ),
            "degree": re.compile(rf"(?<!\w)(?P<degree>{degrees})(?!\w)"),
            "shift": re.compile(
                rf"^(?:(?P<verb>\D*?[\w'])(?: (?:de |d')?|(?<=')))??(?P<sign>[+−-]?) ?{number}"
                r"(?P<unit> points?(?: de pourcentage)?)?(?P<tail> de plus| de moins| d'écart)?$"
            ),
            "passage": re.compile(
                rf"^(?:(?P<verb>{passing}|\D+?) )??(?:de |d'|du )(?P<low>.+?) à (?P<high>.+)$"
            ),
            "passing": re.compile(rf"^(?:{passing})$"),
        }

    def change(self, text: str, *, before: str = "", after: str = "") -> Changed | None:
        """What a text claims of a change; None where the wording is not known.

        `before` and `after` are what the sentence says around it, as compared: they may hold the
        verb of points without sign.
        """
        said = self.wordings.bare(text)
        return (
            self.trend(said)
            or self._multiples.get(said)
            or self._passage(said)
            or self._shift(said, before, after)
            or self._count(said)
        )

    def trend(self, said: str) -> Trend | None:
        """A verb with its degree."""
        if found := self._forms.get(said):
            return found
        precise = " ".join(self._patterns["precise"].sub(" ", said).split())
        if precise != said and (found := self._forms.get(precise)) and found.sense == "stable":
            return found
        match = self._patterns["degree"].search(said)
        if match is None:
            return None
        rest = " ".join(f"{said[: match.start()]} {said[match.end() :]}".split())
        found = self._forms.get(rest)
        if found is None or found.sense not in ("hausse", "baisse"):
            return None
        return replace(found, degree=self._degrees[match["degree"]])

    def _passage(self, said: str) -> Passage | None:
        match = self._patterns["passage"].match(said)
        if match is None:
            return None
        verb = match["verb"]
        trend = None
        if verb and not self._patterns["passing"].match(verb):
            _, trend = self._way(verb)
            if trend is None:
                return None
        low, high = (self._end(match[name]) for name in ("low", "high"))
        if low is None or high is None:
            return None
        if low.form == "number" and high.form != "number":  # « de 24,6 à 40,0 % »
            scale = 100 if high.form == "percent" else high.out_of
            if not scale or low.shade:
                return None
            low = replace(low, number=low.number / scale, form=high.form, out_of=high.out_of)
        return (
            Passage(low, high, trend) if (low.form == "number") == (high.form == "number") else None
        )

    def _end(self, text: str) -> Amount | None:
        """One end of a change: a share or a number, of schools where it names what it counts.

        « Plus de la moitié » places the value on one side of a half, which two values cannot prove.
        """
        found = self.wordings.amount(text)
        if found is None or (found.shade and found.shade.side and 2 * found.number == 1):
            return None
        noun, counted = found.noun, found.form == "number"
        if (counted and (noun or found.shade)) or (noun and (noun.types or noun.indicators)):
            return None
        return found if noun is None or noun.counted == "établissements" else None

    def _shift(self, said: str, before: str, after: str) -> Shift | None:
        shade = None
        if shaded := self._patterns["shade"].search(said):
            shade = self.wordings.shades[shaded["shade"]]
            said = said[: shaded.start()] + said[shaded.end() :]
        elif tens := self._patterns["tens"].search(said):  # « une vingtaine de points »
            shade = self.wordings.shades["environ"]
            many = self.wordings.file.dizaines[tens["tens"]]
            said = f"{said[: tens.start()]}{many}{said[tens.end() :]}"
        match = self._patterns["shift"].match(said)
        number = number_in(match["number"]) if match else None
        if match is None or number is None or not (match["unit"] or match["sign"] or match["verb"]):
            return None
        spelled = not match["number"][0].isdigit()
        form: Form = "points" if match["unit"] else "number"
        amount = Amount(
            number, form, decimals_in(match["number"]), shade, sign=SIGNS.get(match["sign"], 0),
            spelled=spelled,
        )  # fmt: skip
        told = [text for text in ((match["verb"] or "").strip(), (match["tail"] or "").strip())
                if text]  # fmt: skip
        if told:
            ways = [self._way(text) for text in told]
            if not all(known for known, _ in ways):
                return None
            trend = next((trend for _, trend in ways if trend), None)
            return Shift(amount, trend, neutral=trend is None)
        known, trend = self._around(before, after)
        return Shift(amount, trend, neutral=known and trend is None)

    def _way(self, text: str) -> tuple[bool, Trend | None]:
        """Whether words beside points are known, and the change that they claim."""
        if text == "d'écart":
            return True, None
        stripped = re.sub(r"^(?:une? |la |le |l'|d'une? )", "", text)
        for said in dict.fromkeys((text, stripped, f"une {stripped}", f"un {stripped}")):
            if found := self.trend(said):
                return found.sense in ("hausse", "baisse"), found
            if said in self._gap_words:
                sense = self._gap_words[said]
                return True, Trend(sense, False) if sense else None
        degree = self._patterns["degree"].search(text)
        if degree:
            known, trend = self._way(" ".join(self._patterns["degree"].sub(" ", text).split()))
            if trend:
                return known, replace(trend, degree=self._degrees[degree["degree"]])
        return False, None

    def _around(self, before: str, after: str) -> tuple[bool, Trend | None]:
        """The words that end `before`, or begin `after`, where they say the way of points."""
        for words in ("de plus", "de moins", "d'écart"):
            if after.lstrip().startswith(words):
                return self._way(words)
        last = LINKING.sub("", re.split(r"[.;:()\[\],]", before.rstrip())[-1].rstrip()).split()
        for start in range(max(0, len(last) - WORDS_BEFORE), len(last)):
            known, trend = self._way(" ".join(last[start:]))
            if known:
                return known, trend
        return False, None

    def _count(self, said: str) -> Amount | None:
        found = self.wordings.amount(said)
        whole = found is not None and found.form == "number" and found.number.denominator == 1
        return found if whole else None


def _degree(entry: DegreeEntry) -> Degree:
    return Degree(
        entry.mots[0],
        (entry.ecart_min / 100, entry.relatif_min),
        (entry.ecart_max / 100, entry.relatif_max),
    )


@cache
def change_wordings(wordings: Wordings) -> ChangeWordings:
    """The wordings of a change of the same file."""
    return ChangeWordings(wordings)
