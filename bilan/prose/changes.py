"""A bound text that claims a change, against the comparison of two waves."""

from fractions import Fraction

from bilan.french import count, number, percent, points
from bilan.prose import proposals
from bilan.prose.bindings import Binding
from bilan.prose.claims import Amount, Trend
from bilan.prose.examined import Examined, is_plain, wrong
from bilan.prose.figures_of import Change, Estimate, Figures
from bilan.prose.judge import Judgement, gap_of, judge_change
from bilan.prose.wordings import Wordings

REASONS = {
    "stable": "l’écart n’est pas établi\u00a0: le hasard suffit à l’expliquer",
    "non comparable": "les deux vagues ne se comparent pas",
    "comparable": "les deux vagues se comparent",
    "établie": "le changement est établi",
    "sens": "le chiffre va dans l’autre sens",
    "jugement": "ce verbe juge le changement à rebours du verdict\u00a0; parlez du chiffre",
    "degré": "le changement est établi, mais n’a pas cette ampleur",
}


def examine_change(binding: Binding, figures: Figures, wordings: Wordings) -> Examined:
    """A claim of change, against the two values and the test."""
    name = binding.ind
    estimate = figures.estimates[figures.wave][name]
    change = figures.changes.get(name)
    if change is None:
        message = f"`{name}` n’est pas suivi d’une vague à l’autre : aucune évolution à affirmer"
        return wrong(binding, "évolution", message)

    def judged(text: str) -> tuple[Trend | Amount | None, Judgement]:
        claim = wordings.change(text)
        if claim is None:
            return None, Judgement(False)
        return claim, judge_change(claim, change, unit=estimate.unit, kind=estimate.kind)

    claim, judgement = judged(binding.text)
    if claim is not None and judgement.agrees:
        return Examined(binding, None, claim, judgement)
    told = _movement(change, estimate, figures)
    said = f"« {binding.text} »"
    if claim is None:
        message = f"{said} est une évolution inconnue du contrôle : {told}"
        return wrong(binding, "formulation", message)
    candidates = proposals.changes(claim, change, kind=estimate.kind, wordings=wordings)
    right = (proposals.cased(text, like=binding.text) for text in candidates)
    proposal = next((text for text in right if judged(text)[1].agrees), "")
    reason = REASONS.get(judgement.reason, "")
    message = f"{said} n’est pas vrai{f' : {reason}' if reason else ''} ({told})"
    fixed = proposal if is_plain(claim) and not reason else None
    return wrong(
        binding, "évolution", message, proposal,
        claim=claim, judgement=judgement, replacement=fixed,
    )  # fmt: skip


def _movement(change: Change, estimate: Estimate, figures: Figures) -> str:
    """« `x` (…) : 25,4 % en 2014, 46,4 % en 2015, +21,0 points, verdict progresse (118 EPLE…) »."""
    shares = estimate.kind in ("share", "ratio")

    def written(value: Fraction | None) -> str:
        if value is None:
            return "sans valeur"
        if estimate.unit == "percent":
            return percent(value if shares else value / 100, 1)
        return number(value, 1)

    parts = [f"{written(change.before)} en {figures.previous}"]
    parts.append(f"{written(change.after)} en {figures.wave}")
    gap = gap_of(change, estimate.kind)
    if gap is not None:
        parts.append(points(gap / 100) if estimate.unit == "percent" else f"écart {number(gap, 1)}")
    tested = f"verdict : {change.verdict}"
    if change.paired is not None and change.p_adjusted is not None:
        p = "< 0,001" if change.p_adjusted < 0.001 else f"= {number(change.p_adjusted, 3)}"
        tested += f", p {p} sur les {count(change.paired)} EPLE qui ont répondu aux deux enquêtes"
    return f"`{change.id}` ({figures.label(change.id)}) : {', '.join(parts)} ; {tested}"
