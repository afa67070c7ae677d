"""The words of `data/formulations.yml`, each with what it means."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from bilan.prose.claims import Noun, Quantity, Shade
from bilan.prose.formulations import WordingsFile
from bilan.prose.normalise import alternatives, plain


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Shades, nouns, fractions and quantities by their form as compared."""

    file: WordingsFile

    @cached_property
    def shades(self) -> dict[str, Shade]:
        """Shades by their words, as compared."""
        found = {}
        for entry in self.file.nuances:
            below = entry.sous.shares if entry.sous else None
            above = entry.sur.shares if entry.sur else None
            gap, named = (Fraction(str(points)) / 100 for points in (entry.ecart, entry.named))
            for text in entry.mots:
                found[plain(text)] = Shade(
                    text, below, above, entry.stricte, gap=gap, side=entry.side, named=named
                )
        return found

    @cached_property
    def nouns(self) -> dict[str, Noun]:
        """Nouns by their form as compared."""
        return {
            plain(text): Noun(
                text,
                entry.compte,
                tuple(entry.types),
                tuple(entry.indicateurs),
                entry.noms[0],
                entry.noms[1] if len(entry.noms) > 1 else entry.noms[0],
            )
            for entry in self.file.populations
            for text in entry.noms
        }

    @cached_property
    def fractions(self) -> list[Fraction]:
        """Fractions that people say, in order."""
        return sorted(Fraction(text) for text in self.file.fractions.voisines)

    @cached_property
    def quantities(self) -> dict[str, Quantity]:
        """Words that say a share without a number."""
        return {
            plain(text): Quantity(
                Fraction(str(entry.de)),
                Fraction(str(entry.to)),
                tuple(Fraction(str(share)) for share in entry.sauf),
                entry.side,
            )
            for entry in self.file.quantites
            for text in entry.mots
        }

    @cached_property
    def shade_words(self) -> tuple[str, str, str]:
        """Patterns of shades: those that « de » ends, without it; the others; adjectives."""
        adjectives = [word for entry in self.file.nuances if entry.adjectif for word in entry.mots]
        known = [text for text in self.shades if text not in map(plain, adjectives)]
        ended = [text.removesuffix(" de") for text in known if text.endswith(" de")]
        others = [text for text in known if not text.endswith(" de")]
        return alternatives(ended), alternatives(others), alternatives(adjectives)
