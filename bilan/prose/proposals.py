"""A French wording that would be right, as near as can be to the one that is wrong.

Candidates come in order of nearness to what the editor wrote; the caller keeps the first that the
judge accepts, so that nothing is proposed that would be refused.
"""

from collections.abc import Iterator
from fractions import Fraction

from bilan.french import MINUS, NBSP, count, number, percent, rounded
from bilan.prose.claims import Amount, Between, Claim, OutOf, Quantity, Rank, Trend
from bilan.prose.figures_of import Change, Estimate, Figures
from bilan.prose.judge import SIGNIFICANT, gap_of, nearest_count
from bilan.prose.numerals import words
from bilan.prose.wordings import Wordings

SHADES = ("", "près de", "un peu plus de", "un peu moins de", "environ")
NAMED = {
    Fraction(1, 2): "la moitié", Fraction(1, 3): "un tiers", Fraction(2, 3): "deux tiers",
    Fraction(1, 4): "un quart", Fraction(3, 4): "trois quarts", Fraction(1, 5): "un cinquième",
    Fraction(1, 6): "un sixième", Fraction(1, 7): "un septième", Fraction(1, 10): "un dixième",
}  # fmt: skip
SPELLED_UP_TO = 16


def shaded(shade: str, text: str) -> str:
    """A shade before a number or fraction, with its elision."""
    if shade.endswith(" de") and text.startswith(("un ", "une ")):
        return f"{shade[:-1]}’{text}"
    return f"{shade} {text}" if shade else text


def cased(text: str, *, like: str) -> str:
    """The text with the capital that the one it replaces begins with."""
    return text[:1].upper() + text[1:] if like[:1].isupper() else text


def values(
    claim: Claim | None, estimate: Estimate, *, wordings: Wordings, counted: str = ""
) -> Iterator[str]:
    """Texts that may say the value of an estimate, the nearest to the claim first."""
    share = estimate.share
    if isinstance(claim, Amount):
        yield from _amounts(claim, estimate, wordings, counted)
    elif isinstance(claim, OutOf):
        noun = f" {wordings.nouns.get(claim.noun, claim.noun)}" if claim.noun else ""
        yield f"{count(int(estimate.numerator))}{noun} sur {count(int(estimate.base))}"
    elif isinstance(claim, Between) and estimate.lower is not None and estimate.upper is not None:
        low, high = (
            percent(value, end.decimals)
            for value, end in ((estimate.lower, claim.low), (estimate.upper, claim.high))
        )
        yield f"entre {low} et {high}"
    elif isinstance(claim, Quantity):
        yield from (entry.mots[0] for entry in wordings.file.quantites)
        yield from _named(share, (Fraction(1, 4), Fraction(1, 3), Fraction(1, 2)))
    if share is not None:
        yield percent(share, 1)
    else:
        yield number(estimate.value, 1)


def _amounts(claim: Amount, estimate: Estimate, wordings: Wordings, counted: str) -> Iterator[str]:
    share, shade = estimate.share, claim.shade.words if claim.shade else ""
    shades = dict.fromkeys([shade, *SHADES])
    if claim.form == "percent" and share is not None:
        if not shade:
            yield percent(share, claim.decimals)
        for step in (5, 1):
            near = rounded(share * 100 / step) * step
            for way in (0, 1, -1):
                said = percent(Fraction(near + way * step) / 100, 0)
                yield from (shaded(other, said) for other in shades)
    if claim.form == "fraction" and share is not None:
        if claim.out_of:
            yield from _tenths(claim, share, wordings, shades)
        yield from _named(share, NAMED)
    if claim.form in ("number", "points"):
        yield from _numbers(claim, estimate, wordings, counted, shade)


def _tenths(
    claim: Amount, share: Fraction, wordings: Wordings, shades: dict[str, None]
) -> Iterator[str]:
    """« Près de huit établissements sur dix », with other numbers."""
    noun = wordings.nouns.get(claim.noun, claim.noun)
    base = words(claim.out_of) if claim.spelled else count(claim.out_of)
    near = int(rounded(share * claim.out_of))
    for many in (near, near + 1, near - 1):
        if 0 < many < claim.out_of:
            said = words(many) if claim.spelled else count(many)
            text = " ".join(filter(None, [said, noun, "sur", base]))
            yield from (shaded(shade, text) for shade in shades)


def _named(
    share: Fraction | None, known: "dict[Fraction, str] | tuple[Fraction, ...]"
) -> Iterator[str]:
    if share is None:
        return
    near = sorted(known, key=lambda fraction: abs(fraction - share))[:2]
    for shade in SHADES:
        yield from (shaded(shade, NAMED[fraction]) for fraction in near)


def _numbers(
    claim: Amount, estimate: Estimate, wordings: Wordings, counted: str, shade: str
) -> Iterator[str]:
    if estimate.kind in ("mean", "count_mean") and claim.family != "etablissements" and not counted:
        if estimate.unit == "percent":
            return
        value = estimate.value
    else:
        value = nearest_count(claim, estimate, counted)[1]
    decimals = 0 if value.denominator == 1 and not claim.decimals else claim.decimals
    whole = int(rounded(value))
    spelled = claim.spelled and 0 <= whole <= SPELLED_UP_TO
    said = words(whole) if spelled else number(value, decimals)
    noun = wordings.nouns.get(claim.noun, claim.noun)
    yield shaded(shade, f"{said} {noun}".strip())
    if shade:
        yield f"{said} {noun}".strip()


def ranks(claim: Rank, estimate: Estimate, *, figures: Figures, wave: str) -> Iterator[str]:
    """Texts that say the rank of an estimate: in the claim's words, then as a position."""
    found = figures.siblings(estimate.id, wave) or []
    place = 1 + sum(sibling.value > estimate.value for sibling in found)
    ordinals = {1: "premier", 2: "deuxième", 3: "troisième", 4: "quatrième", 5: "cinquième"}
    feminine = ("position", "place", "fonctionnalité", "réponse", "forme")
    if place in ordinals:
        template = claim.template or "en {} position"
        ordinal = ordinals[place]
        if place == 1 and any(noun in template for noun in feminine):
            ordinal = "première"
        yield template.format(ordinal)
    if place == len(found):
        yield "en dernière position"


def changes(
    claim: Trend | Amount, change: Change, *, kind: str, wordings: Wordings
) -> Iterator[str]:
    """Texts that say a change: in the number of the claim's verb, with its degree if it holds."""
    if isinstance(claim, Amount):
        yield from _differences(claim, change, kind, wordings)
        return
    sense = {"non comparable": "non comparable", "stable": "stable"}.get(change.verdict)
    if change.verdict in SIGNIFICANT:
        sense = "hausse" if (change.difference or 0) > 0 else "baisse"
    degrees = [claim.degree.words] if claim.degree else []
    for degree in (*degrees, "", *(entry.mots[0] for entry in wordings.file.degres)):
        for entry in wordings.file.evolutions:
            if entry.sens == sense:
                yield f"{entry.formes[claim.plural]} {degree}".strip()


def _differences(claim: Amount, change: Change, kind: str, wordings: Wordings) -> Iterator[str]:
    if claim.form == "number" and not claim.sign:
        noun = wordings.nouns.get(claim.noun, claim.noun)
        if change.paired is not None:
            yield f"{count(change.paired)} {noun}".strip()
        return
    gap = gap_of(change, kind)
    if gap is None:
        yield "n’est pas comparable"
        return
    size = abs(rounded(gap, claim.decimals))
    unit = f"{NBSP}{'points' if size >= 2 else 'point'}" if claim.form == "points" else ""
    sign = "" if not claim.sign or not size else "+" if gap > 0 else MINUS
    yield f"{sign}{number(size, claim.decimals)}{unit}"
