"""Texts as wordings are compared, and the numbers in them."""

import re
from fractions import Fraction
from functools import lru_cache

from bilan.french.formats import NARROW, NBSP
from bilan.french.numerals import SMALL, TENS, from_words
from bilan.project.files import composed

DIGITS = r"\d{1,3}(?: \d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_NUMERALS = "|".join(
    sorted({*SMALL, *TENS.values(), "une", "vingts", "cents?", "mille"}, key=len)[::-1]
)
SPELLED = rf"(?:{_NUMERALS})(?:(?:[ -]| et |-et-)(?:{_NUMERALS}))*"

_SPACES, _MARKUP = re.compile(rf"[\s{NBSP}{NARROW}]+"), str.maketrans("", "", "*_")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The text as wordings are compared: lower case, simple spaces and apostrophes, no markup."""
    text = _SPACES.sub(" ", composed(text).translate(_MARKUP))
    return text.replace("’", "'").strip(" .").lower()


def alternatives(texts: list[str]) -> str:
    """Pattern of any of the texts, the longest first."""
    return "|".join(re.escape(plain(text)) for text in sorted(texts, key=len, reverse=True))


def number_in(text: str) -> Fraction | None:
    """The number that digits or words say; None where they say none."""
    if text[:1].isdigit():
        return Fraction(text.replace(" ", "").replace(",", "."))
    whole = from_words("cent" if text.strip() == "cent" else text)
    return None if whole is None else Fraction(whole)


def decimals_in(text: str) -> int:
    """Decimals that are written; 0 for words."""
    return len(text.partition(",")[2]) if text[:1].isdigit() else 0
