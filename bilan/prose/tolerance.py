"""Whether a value is the number that is written, at its rounding or within its shade."""

from dataclasses import replace
from fractions import Fraction

from bilan.french.formats import rounded
from bilan.prose.claims import Amount, Shade
from bilan.prose.wordings import Wordings

NAMED = 4  # « deux sur trois » is as round as « deux tiers »; « six sur dix » has nearer neighbours


def fits_share(claim: Amount, share: Fraction, wordings: Wordings) -> bool:
    """Whether a percentage or a fraction, with its shade, is a share."""
    if claim.form == "percent":
        return same_share(claim, share)
    if claim.shade is None:
        return _near_fraction(claim.number, share, wordings)
    shade = claim.shade
    if claim.out_of <= NAMED and shade.named and shade.below:
        above = (shade.named, shade.above[1]) if shade.above else None
        shade = replace(shade, below=(shade.named, shade.below[1]), above=above)
    return within(share, claim.number, shade, is_share=True)


def same_share(claim: Amount, share: Fraction) -> bool:
    same = rounded(share * 100, claim.decimals) == rounded(claim.number * 100, claim.decimals)
    if claim.shade is None or (same and claim.decimals and not claim.shade.strict):
        return same
    if claim.decimals and not claim.shade.strict and claim.shade.side is None:
        return False  # « environ 46,4 % »: who writes a tenth means it
    return within(share, claim.number, claim.shade, is_share=True)


def same_number(claim: Amount, value: Fraction) -> bool:
    if claim.shade is not None:
        return within(value, claim.number, claim.shade, is_share=False)
    return rounded(value, claim.decimals) == rounded(claim.number, claim.decimals)


def within(value: Fraction, number: Fraction, shade: Shade, *, is_share: bool) -> bool:
    """Whether a value lies as near to a number as its shade asks; only shares have points."""

    def reach(margin: tuple[Fraction, Fraction] | None) -> Fraction:
        if margin is None:
            return Fraction(0)
        points, part = margin
        return min(points, part * number) if is_share else part * number

    if not number - reach(shade.below) <= value <= number + reach(shade.above):
        return False
    gap = shade.gap if is_share else shade.gap * number
    return not (shade.strict and abs(value - number) <= gap)


def _near_fraction(number: Fraction, share: Fraction, wordings: Wordings) -> bool:
    """Within the margin, and nearer to this fraction than to any other that people say."""
    stated = wordings.file.fractions
    if number not in wordings.fractions:  # « un sur dix-huit »: who says so means it
        return abs(share - number) <= number / 20
    margin = min(Fraction(str(stated.points)) / 100, Fraction(str(stated.relatif)) * number)
    if abs(share - number) > margin:
        return False
    others = [other for other in wordings.fractions if other != number]
    return all(abs(share - number) < abs(share - other) for other in others)
