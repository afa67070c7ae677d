"""Whether what a text claims is what the data say. Pure: claims and figures in, a judgement out."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from bilan.prose.claims import Amount, Between, Noun, OutOf, Side, Value
from bilan.prose.data import Estimate
from bilan.prose.tolerance import fits_share, same_number, same_share
from bilan.prose.wordings import Wordings
from bilan.survey.conditions import accepted
from bilan.survey.indicators import Indicator

HALF = Fraction(1, 2)

Matched = Literal[
    "valeur", "effectif", "base", "reste", "rang", "évolution", "écart", "appariés", "registre"
]


@dataclass(frozen=True)
class Judgement:
    """Whether a claim holds, what of the indicator it was compared with, and why it does not.

    `reason` is one of: "" (it holds, or the value differs), "sans objet" (such a wording says
    nothing of such an indicator), "égalité", "non comparable", "stable", "sens", "jugement",
    "degré", "établie" (a change is, that the text denies), "comparable", "bornes" (the missing
    answers may put the value on the other side of a half), "champ" (the noun is not what the
    indicator counts), "base" (the number is the base, and the text does not say so), "appariés" (it
    is the schools compared, and the text does not say so), "peu" (« seulement » of what is much),
    "moyenne" (« en moyenne » of what is none), "sans sens" (points, and no verb or sign).
    """

    agrees: bool
    matched: Matched = "valeur"
    reason: str = ""


MEANINGLESS = Judgement(False, reason="sans objet")


def judge_value(
    claim: Value,
    estimate: Estimate,
    *,
    wordings: Wordings,
    counted: str = "",
    indicator: Indicator | None = None,
    says_base: bool = False,
    says_field: bool = False,
) -> Judgement:
    """A claim of a value.

    Parameters
    ----------
    counted
        Which count is meant; "" for the numerator, or the base where the text says that it is.
    indicator
        What the estimate counts, and on whom: the noun of the claim is compared with it.
    says_base
        Whether the words around the claim say that it is the base.
    says_field
        Whether they say of which schools the share is one.
    """
    if claim.noun and not noun_fits(claim.noun, claim, estimate, indicator, says_field=says_field):
        return Judgement(False, reason="champ")
    if claim.averaged and estimate.kind == "share":
        return Judgement(False, reason="moyenne")
    found = _value(claim, estimate, wordings, counted, indicator)
    if not found.agrees:
        return found
    if claim.few and not _is_small(estimate, found, wordings):
        return Judgement(False, found.matched, "peu")
    told = says_base or counted or isinstance(claim, OutOf)
    if (
        found.matched == "base"
        and not told
        and (not claim.noun or claim.noun.counted == "établissements")
    ):
        return Judgement(False, "base", "base")
    return found


def _value(
    claim: Value,
    estimate: Estimate,
    wordings: Wordings,
    counted: str,
    indicator: Indicator | None,
) -> Judgement:
    if isinstance(claim, Amount):
        return _amount(claim, estimate, wordings, counted, indicator)
    if isinstance(claim, OutOf):
        counts = estimate.numerator == claim.numerator and estimate.base == claim.base
        whole = estimate.kind in ("share", "ratio")
        return Judgement(counts, "effectif") if whole else MEANINGLESS
    if isinstance(claim, Between):
        return _between(claim, estimate, wordings)
    share = estimate.share
    if share is None or estimate.kind == "mean":
        return MEANINGLESS
    inside = claim.low <= share <= claim.high and share not in claim.without
    return _on_side(claim.side, estimate) if inside else Judgement(False)


def noun_fits(
    noun: Noun,
    claim: Value,
    estimate: Estimate,
    indicator: Indicator | None,
    *,
    says_field: bool = False,
) -> bool:
    """Whether what a claim says that it counts is what the indicator counts, on its base.

    A share of schools is one of all of them, unless the sentence says of which (`says_field`).
    """
    if noun.indicators and estimate.id not in noun.indicators:
        return False
    base = indicator.base if indicator else ""
    filters = accepted(base if isinstance(base, dict) else None)
    own = set(filters.get("type", ()))
    if noun.types and (not own or not own <= set(noun.types)):
        return False
    counts = isinstance(claim, OutOf) or (isinstance(claim, Amount) and claim.form == "number")
    if noun.counted == "valeur":
        return estimate.kind in ("mean", "count_mean") and counts
    if noun.counted == "enseignants":
        return estimate.kind == "ratio"
    if noun.counted == "reste":  # those who did not answer are none of an answer
        return counts and indicator is not None and indicator.numerator == {}
    if counts:
        return estimate.kind != "ratio"
    if noun.counted == "cas":  # « 83 % des cas »: whatever the sentence speaks of
        return estimate.kind == "share"
    if estimate.kind != "share":  # a share of schools is none of a mean or of teachers
        return False
    of_all = not filters.keys() - {"type"} and (not own or bool(noun.types or noun.indicators))
    return of_all or says_field


def _is_small(estimate: Estimate, found: Judgement, wordings: Wordings) -> bool:
    share = estimate.share
    if found.matched == "reste" and share is not None:
        share = 1 - share
    if share is None or found.matched == "base":
        return False
    return share <= Fraction(str(wordings.file.restrictions.part_max))


def _between(claim: Between, estimate: Estimate, wordings: Wordings) -> Judgement:
    """The two bounds; or, of round numbers not too far apart, what the value lies between."""
    share = estimate.share
    if share is None or claim.low.form == "number":
        return MEANINGLESS
    if bounds := estimate.share_bounds:
        ends = zip((claim.low, claim.high), bounds, strict=True)
        if all(same_share(end, value) for end, value in ends):
            return Judgement(True)
    elif claim.low.decimals:
        return MEANINGLESS
    wide = Fraction(str(wordings.file.intervalle.ecart_max)) / 100
    inside = claim.low.number <= share <= claim.high.number
    near = claim.high.number - claim.low.number <= wide
    return Judgement(inside and near and not claim.low.decimals and not claim.high.decimals)


def _on_side(side: Side | None, estimate: Estimate, *, strict: bool = True) -> Judgement:
    """A claim that holds, but on which side of a half: it does whatever the missing answers are.

    Its lower bound, or its upper one, lies beyond a half; strictly, unless the half itself is
    meant. Without bounds nothing says so.
    """
    if side is None:
        return Judgement(True)
    ends = estimate.share_bounds
    if ends is None:
        return Judgement(False, reason="bornes")
    beyond = ends[0] - HALF if side == "au-dessus" else HALF - ends[1]
    sure = beyond > 0 or (beyond == 0 and not strict)
    return Judgement(sure, reason="" if sure else "bornes")


def _shaded(claim: Amount, estimate: Estimate, *, holds: bool) -> Judgement:
    """A number with its shade, and on which side of a half it says that the value lies."""
    if not holds or claim.shade is None or claim.number != HALF:
        return Judgement(holds)
    return _on_side(claim.shade.side, estimate, strict=claim.shade.strict)


def _amount(
    claim: Amount,
    estimate: Estimate,
    wordings: Wordings,
    counted: str,
    indicator: Indicator | None,
) -> Judgement:
    share = estimate.share
    if claim.form == "number":
        return _number(claim, estimate, counted, indicator)
    if share is None or claim.form == "points":
        return MEANINGLESS
    return _shaded(claim, estimate, holds=fits_share(claim, share, wordings))


def _number(
    claim: Amount, estimate: Estimate, counted: str, indicator: Indicator | None
) -> Judgement:
    """A bare number or a count: of a share its numerator or base, of a mean its value."""
    noun = claim.noun.counted if claim.noun else ""
    if estimate.kind in ("mean", "count_mean") and noun in ("", "valeur") and not counted:
        if estimate.unit == "percent":
            return MEANINGLESS
        return Judgement(same_number(claim, estimate.value))
    if claim.decimals:
        return MEANINGLESS
    for name, count in counts_of(estimate, counted or _count_of(noun, indicator)):
        if same_number(claim, count):
            return Judgement(True, name)
    return Judgement(False, nearest_count(claim, estimate, counted)[0])


def _count_of(noun: str, indicator: Indicator | None) -> str:
    """Count that a noun names: those who answered are the base, or all that a rate counts."""
    if noun in ("base", "réponses"):
        rate = indicator is not None and indicator.numerator == {}
        return "effectif" if rate else "base"
    return "reste" if noun == "reste" else ""


def counts_of(estimate: Estimate, counted: str = "") -> list[tuple[Matched, Fraction]]:
    """Counts that a number may be: numerator, base; the rest only where it is asked for."""
    found: list[tuple[Matched, Fraction]] = []
    if estimate.kind in ("share", "ratio") and counted in ("", "effectif"):
        found.append(("effectif", estimate.numerator))
    if counted in ("", "base"):
        found.append(("base", estimate.base))
    if counted == "reste":
        found.append(("reste", estimate.base - estimate.numerator))
    return found


def nearest_count(
    claim: Amount, estimate: Estimate, counted: str = ""
) -> tuple[Matched, Fraction, bool]:
    """Count that a wrong number most likely meant, and whether no other comes close."""
    counts = sorted(counts_of(estimate, counted), key=lambda item: abs(item[1] - claim.number))
    if not counts:
        return "base", estimate.base, False
    far = [abs(count - claim.number) for _, count in counts]
    return *counts[0], len(counts) == 1 or 2 * far[0] < far[1]
