"""A French wording that would be right, as near as can be to the one that is wrong.

Candidates come in order of nearness to what the editor wrote; the caller keeps the first that the
judge accepts, so that nothing is proposed that would be refused.
"""

from collections.abc import Iterator
from fractions import Fraction

from bilan.french.formats import MINUS, NBSP, count, number, percent, rounded
from bilan.french.numerals import words
from bilan.prose.claims import (
    Amount,
    Between,
    Changed,
    Claim,
    Noun,
    OutOf,
    Passage,
    Quantity,
    Rank,
    Shift,
    Trend,
)
from bilan.prose.data import Change, Estimate, Figures
from bilan.prose.judge import counts_of, nearest_count
from bilan.prose.judge_change import SIGNIFICANT, gap_of
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
        yield from _amounts(claim, estimate, counted)
    elif isinstance(claim, OutOf):
        for noun in _nouns(claim.noun, int(estimate.numerator), estimate):
            said = f"{count(int(estimate.numerator))} {noun}".strip()
            yield f"{said} sur {count(int(estimate.base))}"
    elif isinstance(claim, Between) and estimate.lower is not None and estimate.upper is not None:
        low, high = (
            percent(value, end.decimals)
            for value, end in ((estimate.lower, claim.low), (estimate.upper, claim.high))
        )
        yield f"entre {low} et {high}"
    elif isinstance(claim, Quantity):
        if claim.noun:
            yield from (
                f"{entry.mots[0]} des {noun}"
                for noun in _nouns(claim.noun, 2, estimate)
                for entry in wordings.file.quantites
                if not entry.mots[0].endswith(("tous", "jamais", "rarement", "peu de", "de"))
            )
        yield from (entry.mots[0] for entry in wordings.file.quantites)
        yield from _named(share, (Fraction(1, 4), Fraction(1, 3), Fraction(1, 2)))
    if share is not None:
        yield percent(share, 1)
    else:
        yield number(estimate.value, 1)


def _amounts(claim: Amount, estimate: Estimate, counted: str) -> Iterator[str]:
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
            yield from _tenths(claim, estimate, share, shades)
        yield from _named(share, NAMED)
    if claim.form in ("number", "points"):
        yield from _numbers(claim, estimate, counted, shade)


def _tenths(
    claim: Amount, estimate: Estimate, share: Fraction, shades: dict[str, None]
) -> Iterator[str]:
    """« Près de huit établissements sur dix », with other numbers."""
    base = words(claim.out_of) if claim.spelled else count(claim.out_of)
    near = int(rounded(share * claim.out_of))
    for many in (near, near + 1, near - 1):
        for noun in _nouns(claim.noun, many, estimate):
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


def _numbers(claim: Amount, estimate: Estimate, counted: str, shade: str) -> Iterator[str]:
    schools = claim.noun is not None and claim.noun.counted != "valeur"
    if estimate.kind in ("mean", "count_mean") and not schools and not counted:
        if estimate.unit == "percent":
            return
        values = [estimate.value]
    else:
        nearest = nearest_count(claim, estimate, counted)[1]
        values = [
            nearest,
            *(value for _, value in counts_of(estimate, counted) if value != nearest),
        ]
    for value in values:
        decimals = 0 if value.denominator == 1 and not claim.decimals else claim.decimals
        whole = int(rounded(value))
        spelled = claim.spelled and 0 <= whole <= SPELLED_UP_TO
        said = words(whole) if spelled else number(value, decimals)
        for noun in _nouns(claim.noun, whole, estimate):
            yield shaded(shade, f"{said} {noun}".strip())
            if shade:
                yield f"{said} {noun}".strip()


def _nouns(noun: Noun | None, many: int, estimate: Estimate | None) -> list[str]:
    """The noun of a claim in the number that is meant, then what the estimate counts; "" for none.

    The form of the claim is kept where it agrees.
    """
    if noun is None:
        return [""]
    own = noun.singular if many < 2 else noun.plural
    if noun.text not in (noun.singular, noun.plural):
        own = noun.text
    other = "enseignant" if estimate and estimate.kind == "ratio" else "établissement"
    return [own, other if many < 2 else f"{other}s"]


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
    claim: Changed | None, change: Change, *, kind: str, unit: str, wordings: Wordings
) -> Iterator[str]:
    """Texts that say a change: in the number of the claim's verb, with its degree if it holds."""
    trend = claim.trend if isinstance(claim, Shift | Passage) else claim
    trend = trend if isinstance(trend, Trend) else None
    plural = trend is not None and trend.plural
    moved = change.verdict in SIGNIFICANT
    if isinstance(claim, Amount):
        if change.paired is not None:
            for noun in _nouns(claim.noun, change.paired, None):
                yield f"{count(change.paired)} {noun}".strip()
        return
    if isinstance(claim, Shift) and moved:
        yield from _shifts(claim, change, kind)
    if isinstance(claim, Passage) and moved:
        plural = claim.trend is not None and claim.trend.plural
        yield from passages(change, kind, unit, decimals=claim.after.decimals, plural=plural)
    sense = {"non comparable": "non comparable", "stable": "stable"}.get(change.verdict)
    if moved:
        sense = "hausse" if (change.difference or 0) > 0 else "baisse"
    degrees = [trend.degree.words] if trend and trend.degree else []
    for degree in (*degrees, "", *(entry.mots[0] for entry in wordings.file.degres)):
        for entry in wordings.file.evolutions:
            if entry.sens == sense:
                yield f"{entry.formes[plural]} {degree}".strip()


def _shifts(claim: Shift, change: Change, kind: str) -> Iterator[str]:
    """Points without sign, with it, then with their verb: the judge keeps what its place allows."""
    gap = gap_of(change, kind)
    if gap is None:
        return
    amount = claim.amount
    size = abs(rounded(gap, amount.decimals))
    unit = f"{NBSP}{'points' if size >= 2 else 'point'}" if amount.form == "points" else ""
    said = f"{number(size, amount.decimals)}{unit}"
    way = "hausse" if gap > 0 else "baisse"
    if claim.trend and claim.trend.sense == way:
        yield f"une {way} de {said}"
    if not amount.sign:
        yield said
    yield f"{'+' if gap > 0 else MINUS}{said}" if size else said
    yield f"une {way} de {said}"


def passages(
    change: Change, kind: str, unit: str, *, decimals: int = 1, plural: bool = False
) -> Iterator[str]:
    """« passe de 24,6 % à 40,0 % »; nothing where a wave has no value."""
    if change.before is None or change.after is None:
        return
    scale = 100 if kind == "mean" else 1
    ends = (change.before, change.after)
    if unit == "percent":
        low, high = (percent(Fraction(end) / scale, decimals) for end in ends)
    else:
        low, high = (number(end, decimals) for end in ends)
    yield f"{'passent' if plural else 'passe'} de {low} à {high}"
