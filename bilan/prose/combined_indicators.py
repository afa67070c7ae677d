"""Two indicators in one binding: `ind=a+b`, a sum of answers that exclude each other; `ind=a-b`."""

import re
from fractions import Fraction

from bilan.prose.data import Estimate, Figures
from bilan.survey.codebook import asked_in

COMBINED = re.compile(r"^(?P<first>[\w=]+)(?P<sign>[+-])(?P<second>[\w=]+)$")


def parts_of(name: str) -> tuple[str, str, str] | None:
    """First indicator, sign and second of a combination; None where it is one indicator."""
    match = COMBINED.match(name)
    return (match["first"], match["sign"], match["second"]) if match else None


def total(first: str, second: str, *, figures: Figures, wave: str) -> Estimate | str:
    """The sum of two estimates, or why they have none, in French.

    Shares add up where they are answers to one question that takes one answer, on one base; parts
    of a ratio where they count the same people, with different questions.
    """
    known = figures.estimates[wave]
    one, other = known[first], known[second]
    if {one.kind, other.kind} not in ({"share"}, {"ratio"}) or one.kind != other.kind:
        return "seules des parts s’ajoutent"
    if one.base != other.base or not _same_base(first, second, figures, wave):
        return "leurs champs ne sont pas les mêmes"
    if _overlap(first, second, figures, wave):
        return "un établissement peut être compté deux fois : leurs réponses ne s’excluent pas"
    numerator = one.numerator + other.numerator
    value = numerator / one.base if one.base else Fraction(0)
    return Estimate(f"{first}+{second}", one.kind, one.unit, value, numerator, one.base)


def _same_base(first: str, second: str, figures: Figures, wave: str) -> bool:
    stated = figures.indicators[wave]
    return first not in stated or second not in stated or stated[first].base == stated[second].base


def _overlap(first: str, second: str, figures: Figures, wave: str) -> bool:
    if figures.estimates[wave][first].kind == "ratio":
        stated = figures.indicators[wave]
        return bool(set(stated[first].numerator) & set(stated[second].numerator))
    one, other = figures.option_of(first), figures.option_of(second)
    if not one[1] or not other[1] or one == other:
        return True
    questions = {one[0], other[0]}
    single = {question.id for question in asked_in(wave) if question.type in ("L", "Y")}
    return len(questions) != 1 or not questions <= single


def difference(first: str, second: str, *, figures: Figures, wave: str) -> Fraction | str:
    """First share minus second, or why they have no difference, in French."""
    shares = [figures.estimates[wave][name].share for name in (first, second)]
    if shares[0] is None or shares[1] is None:
        return "seules des parts se comparent"
    if not _same_base(first, second, figures, wave):
        return "leurs champs ne sont pas les mêmes"
    return shares[0] - shares[1]
