"""Whether what a text claims is what the data say. Pure: claims and figures in, a judgement out."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from bilan.french import rounded
from bilan.prose.claims import (
    Amount,
    Between,
    Claim,
    Degree,
    OutOf,
    Quantity,
    Rank,
    Shade,
    Side,
    Trend,
)
from bilan.prose.figures_of import Change, Estimate, Figures
from bilan.prose.wordings import Wordings
from bilan.significance import is_significant

SIGNIFICANT = ("progresse", "recule")
HALF = Fraction(1, 2)

Matched = Literal["valeur", "effectif", "base", "reste", "rang", "évolution", "écart", "appariés"]


@dataclass(frozen=True)
class Judgement:
    """Whether a claim holds, what of the indicator it was compared with, and why it does not.

    `reason` is one of: "" (it holds, or the value differs), "sans objet" (such a wording says
    nothing of such an indicator), "égalité", "non comparable", "stable", "sens", "jugement",
    "degré", "établie" (a change is, that the text denies), "comparable", "bornes" (the missing
    answers may put the value on the other side of a half).
    """

    agrees: bool
    matched: Matched = "valeur"
    reason: str = ""


MEANINGLESS = Judgement(False, reason="sans objet")


def judge_value(
    claim: Claim, estimate: Estimate, *, wordings: Wordings, counted: str = ""
) -> Judgement:
    """A claim of a value. `counted` says which count is meant, "" for numerator or base."""
    if isinstance(claim, Amount):
        return _amount(claim, estimate, wordings, counted)
    if isinstance(claim, OutOf):
        counts = estimate.numerator == claim.numerator and estimate.base == claim.base
        whole = estimate.kind in ("share", "ratio")
        return Judgement(counts, "effectif") if whole else MEANINGLESS
    if isinstance(claim, Between):
        if estimate.lower is None or estimate.upper is None:
            return MEANINGLESS
        ends = ((claim.low, estimate.lower), (claim.high, estimate.upper))
        return Judgement(all(_same_share(end, value) for end, value in ends))
    if isinstance(claim, Quantity):
        share = estimate.share
        if share is None or estimate.kind == "mean":
            return MEANINGLESS
        inside = claim.low <= share <= claim.high and share not in claim.without
        return _on_side(claim.side, estimate) if inside else Judgement(False)
    return MEANINGLESS


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


def _amount(claim: Amount, estimate: Estimate, wordings: Wordings, counted: str) -> Judgement:
    share = estimate.share
    if claim.form == "percent":
        if share is None:
            return MEANINGLESS
        return _shaded(claim, estimate, holds=_same_share(claim, share))
    if claim.form == "fraction":
        fits = share is not None and (not claim.noun or _counts(claim.noun, estimate, wordings))
        if not fits or share is None:
            return MEANINGLESS
        if claim.shade is None:
            return Judgement(_near_fraction(claim.number, share, wordings))
        holds = within(share, claim.number, claim.shade, is_share=True)
        return _shaded(claim, estimate, holds=holds)
    if claim.form == "points":
        return MEANINGLESS
    return _number(claim, estimate, counted)


def _number(claim: Amount, estimate: Estimate, counted: str) -> Judgement:
    """A bare number or a count: of a share its numerator or base, of a mean its value."""
    means = estimate.kind in ("mean", "count_mean")
    if means and claim.family != "etablissements" and not counted:
        monthly = "mois" in claim.noun
        if estimate.unit == "percent" or (monthly and estimate.unit != "per_month"):
            return MEANINGLESS
        return Judgement(_same_number(claim, estimate.value))
    family = "enseignants" if estimate.kind == "ratio" else "etablissements"
    if claim.decimals or (claim.family and claim.family != family):
        return MEANINGLESS
    for name, count in counts_of(estimate, counted):
        if _same_number(claim, count):
            return Judgement(True, name)
    return Judgement(False, nearest_count(claim, estimate, counted)[0])


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


def _counts(noun: str, estimate: Estimate, wordings: Wordings) -> bool:
    family = wordings.families.get(noun)
    return family == ("enseignants" if estimate.kind == "ratio" else "etablissements")


def _same_share(claim: Amount, share: Fraction) -> bool:
    if claim.shade is not None:
        return within(share, claim.number, claim.shade, is_share=True)
    return rounded(share * 100, claim.decimals) == rounded(claim.number * 100, claim.decimals)


def _same_number(claim: Amount, value: Fraction) -> bool:
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
    """Within the points, and nearer to this fraction than to any other that people say."""
    if abs(share - number) > Fraction(str(wordings.file.fractions.points)) / 100:
        return False
    others = [other for other in wordings.fractions if other != number]
    return all(abs(share - number) < abs(share - other) for other in others)


def judge_rank(claim: Rank, estimate: Estimate, *, figures: Figures, wave: str) -> Judgement:
    """A claim of rank among the options of the same question; a tie has neither first nor last."""
    found = figures.siblings(estimate.id, wave)
    if found is None:
        return Judgement(False, "rang", "sans objet")
    own = figures.option_of(estimate.id)
    others = [sibling.value for sibling in found if sibling.id != own]
    if estimate.value in others:
        return Judgement(False, "rang", "égalité")
    above = sum(other > estimate.value for other in others)
    place = claim.position - 1 if claim.position > 0 else len(found) + claim.position
    return Judgement(above == place, "rang")


def judge_change(claim: Trend | Amount, change: Change, *, unit: str, kind: str) -> Judgement:
    """A claim of change, against the two values and the verdict of the test."""
    if isinstance(claim, Amount):
        return _difference(claim, change, unit, kind)
    untested = change.verdict == "non comparable" or change.before is None or change.after is None
    if claim.sense == "non comparable":
        return Judgement(untested, "évolution", "" if untested else "comparable")
    if untested or change.difference is None or change.before is None or change.after is None:
        return Judgement(False, "évolution", "non comparable")
    moved = change.verdict in SIGNIFICANT
    if claim.sense == "stable":
        return Judgement(not moved, "évolution", "établie" if moved else "")
    if not moved:
        return Judgement(False, "évolution", "stable")
    way = 1 if claim.sense == "hausse" else -1
    if change.difference * way <= 0 or (change.after - change.before) * way <= 0:
        return Judgement(False, "évolution", "sens")
    if claim.verdict and claim.verdict != change.verdict:
        return Judgement(False, "évolution", "jugement")
    enough = claim.degree is None or _degree_holds(claim.degree, change, unit, kind)
    return Judgement(enough, "évolution", "" if enough else "degré")


def _degree_holds(degree: Degree, change: Change, unit: str, kind: str) -> bool:
    """Whether a change that is established has the size that a degree says."""
    assert change.difference is not None
    assert change.before is not None
    index = 0 if kind in ("share", "ratio") or unit == "percent" else 1
    scale = 100 if kind == "mean" and unit == "percent" else 1
    size = abs(change.difference) / (scale if index == 0 else abs(float(change.before)) or 1)
    return degree.least[index] <= size <= degree.most[index]


def _difference(claim: Amount, change: Change, unit: str, kind: str) -> Judgement:
    """Points between the two published values, or the schools that the test rests on."""
    if claim.form == "number" and not claim.sign:
        return Judgement(change.paired == claim.number, "appariés")
    if (claim.form == "points") != (unit == "percent"):
        return Judgement(False, "écart", "sans objet")
    gap = gap_of(change, kind)
    if gap is None:
        return Judgement(False, "écart", "non comparable")
    written = claim.number * (claim.sign or (1 if gap >= 0 else -1))
    return Judgement(rounded(gap, claim.decimals) == rounded(written, claim.decimals), "écart")


def gap_of(change: Change, kind: str) -> Fraction | None:
    """After minus before: points for shares and ratios; None where it is not comparable."""
    if change.verdict == "non comparable" or change.before is None or change.after is None:
        return None
    return (change.after - change.before) * (100 if kind in ("share", "ratio") else 1)


def judge_statement(name: str, *, affirmed: bool, figures: Figures) -> Judgement:
    """A statement of several indicators (order), or of a test (significant)."""
    statement = figures.statements[name]
    if statement.kind == "order":
        estimates = figures.estimates[figures.wave]
        ranked = (statement.indicators, statement.below)
        low, high = ([estimates[key].value for key in keys if key in estimates] for keys in ranked)
        if not low or not high:
            return MEANINGLESS
        return Judgement((max(low) < min(high)) == affirmed)
    linked = [p for (question, _), p in figures.links.items() if question == statement.question]
    holds = any(is_significant(p, figures.alpha) for p in linked)
    if not affirmed or not holds:
        return Judgement(holds == affirmed)
    for option, groups in statement.strongest.items():
        shares = [figures.by_group.get((f"{statement.question}={option}", kind)) for kind in groups]
        known = [share for share in shares if share is not None]
        if known != sorted(known, reverse=True):
            return Judgement(False, reason="ordre")
    return Judgement(True)
