"""Whether what a text claims of a change is what the data say."""

from fractions import Fraction

from bilan.french.formats import rounded
from bilan.prose.claims import Amount, Changed, Degree, Multiple, Passage, Shift, Trend
from bilan.prose.data import Change
from bilan.prose.judge import Judgement
from bilan.prose.tolerance import fits_share, within
from bilan.prose.wordings import Wordings

WAYS = {"hausse": 1, "baisse": -1}
SIGNIFICANT = ("progresse", "recule")


def judge_change(
    claim: Changed,
    change: Change,
    *,
    unit: str,
    kind: str,
    wordings: Wordings,
    says_paired: bool = False,
    reserved: bool = False,
) -> Judgement:
    """A claim of change, against the two values and the verdict of the test.

    Parameters
    ----------
    says_paired
        Whether the words around a count say that it is the schools that answered both times.
    reserved
        Whether the sentence says of points that they are not established.
    """
    if isinstance(claim, Amount):
        noun = claim.noun
        whole = noun is None or not (noun.types or noun.indicators)
        right = change.paired == claim.number and claim.shade is None and whole
        told = says_paired or not right
        return Judgement(right and told, "appariés", "" if told else "appariés")
    if isinstance(claim, Shift):
        return _shift(claim, change, unit, kind, reserved=reserved)
    if isinstance(claim, Multiple):
        rising = Trend("hausse" if claim.low > 1 else "baisse")
        found = _trend(rising, change, unit, kind)
        if not found.agrees or not change.before or change.after is None:
            return found
        return Judgement(claim.low <= change.after / change.before <= claim.high, "évolution")
    if isinstance(claim, Passage):
        return _passage(claim, change, unit, kind, wordings)
    return _trend(claim, change, unit, kind)


def _trend(claim: Trend, change: Change, unit: str, kind: str) -> Judgement:
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


def _shift(claim: Shift, change: Change, unit: str, kind: str, *, reserved: bool) -> Judgement:
    """Points between the two published values: their size, their way, and whether it is sure."""
    amount = claim.amount
    if (amount.form == "points") != (unit == "percent"):
        return Judgement(False, "écart", "sans objet")
    gap = gap_of(change, kind)
    if gap is None:
        return Judgement(False, "écart", "non comparable")
    if not (amount.sign or claim.trend or claim.neutral):
        return Judgement(False, "écart", "sans sens")
    way = WAYS.get(claim.trend.sense) if claim.trend else None
    if way and amount.sign and way != amount.sign:
        return Judgement(False, "écart", "sens")
    said = gap * (amount.sign or way or (1 if gap >= 0 else -1))  # above 0: it goes as is said
    if amount.shade is not None:
        near = said >= 0 and within(said, amount.number, amount.shade, is_share=False)
    else:
        near = rounded(said, amount.decimals) == rounded(amount.number, amount.decimals)
    if not near:
        return Judgement(False, "écart")
    if claim.trend:
        return _trend(claim.trend, change, unit, kind)
    unsure = change.verdict not in SIGNIFICANT and not claim.neutral and not reserved
    return Judgement(not unsure, "écart", "stable" if unsure else "")


def _passage(claim: Passage, change: Change, unit: str, kind: str, wordings: Wordings) -> Judgement:
    """Both ends at their written rounding or with their shade, and a change that is established."""
    if change.before is None or change.after is None or change.verdict == "non comparable":
        return Judgement(False, "évolution", "non comparable")
    scale = 100 if kind == "mean" and unit == "percent" else 1
    if any((end.form == "number") == (unit == "percent") for end in (claim.before, claim.after)):
        return Judgement(False, "évolution", "sans objet")
    ends = ((claim.before, change.before / scale), (claim.after, change.after / scale))
    for end, value in ends:
        if end.form == "number":
            fits = rounded(value, end.decimals) == rounded(end.number, end.decimals)
        else:
            fits = fits_share(end, value, wordings)
        if not fits:
            return Judgement(False, "évolution")
    rises = change.after > change.before
    return _trend(claim.trend or Trend("hausse" if rises else "baisse"), change, unit, kind)


def gap_of(change: Change, kind: str) -> Fraction | None:
    """After minus before: points for shares and ratios; None where it is not comparable."""
    if change.verdict == "non comparable" or change.before is None or change.after is None:
        return None
    return (change.after - change.before) * (100 if kind in ("share", "ratio") else 1)
