"""Texts as wordings are compared, and the numbers in them."""

import re
from fractions import Fraction
from functools import lru_cache

from bilan.french import NARROW, NBSP
from bilan.prose.numerals import from_words

DIGITS = r"\d{1,3}(?: \d{3})+(?:,\d+)?|\d+(?:,\d+)?"


_SPACES, _MARKUP = re.compile(rf"[\s{NBSP}{NARROW}]+"), str.maketrans("", "", "*_")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The text as wordings are compared: lower case, simple spaces and apostrophes, no markup."""
    text = _SPACES.sub(" ", text.translate(_MARKUP))
    return text.replace("’", "'").strip(" .").lower()


def alternatives(texts: list[str]) -> str:
    """Pattern of any of the texts, the longest first."""
    return "|".join(re.escape(plain(text)) for text in sorted(texts, key=len, reverse=True))


def after_shade(said: str, shade: str) -> str:
    """What follows a shade: « près de la moitié », « plus du tiers », « plus d’un quart »."""
    if not shade.endswith(" de"):
        return said[len(shade) + 1 :] if said.startswith(f"{shade} ") else ""
    match = re.match(rf"{shade[:-3]} (?:de la |de l'|du |des |d'|de )(.+)", said)
    return match[1] if match else ""


def before_shade(said: str, shade: str) -> str:
    """What a shade follows: « 20 % environ »."""
    return said.removesuffix(f" {shade}") if said.endswith(f" {shade}") else ""


def number_in(text: str) -> Fraction | None:
    """The number that digits or words say; None where they say none."""
    if text[:1].isdigit():
        return Fraction(text.replace(" ", "").replace(",", "."))
    whole = from_words("cent" if text.strip() == "cent" else text)
    return None if whole is None else Fraction(whole)


def decimals_in(text: str) -> int:
    """Decimals that are written; 0 for words."""
    return len(text.partition(",")[2]) if text[:1].isdigit() else 0
