"""A bound text that claims a value, against the estimates."""

from dataclasses import replace

from bilan.french import count, number, percent
from bilan.prose import proposals
from bilan.prose.bindings import Binding
from bilan.prose.claims import Amount, Claim, Rank
from bilan.prose.examined import Examined, is_plain, wrong
from bilan.prose.figures_of import Estimate, Figures
from bilan.prose.judge import Judgement, judge_rank, judge_value, nearest_count
from bilan.prose.wordings import Wordings


def facts(estimate: Estimate, label: str) -> str:
    """A value in French with what it rests on: « 64,0 % (80 sur 125, ensemble des EPLE) »."""
    base = count(int(estimate.base))
    among = f", {label}" if label else ""
    if estimate.kind in ("share", "ratio"):
        counted = f"{count(int(estimate.numerator))} sur {base}"
        return f"{percent(estimate.value, 1)} ({counted}{among})"
    value = percent(estimate.value / 100, 1) if estimate.unit == "percent" else None
    return f"{value or number(estimate.value, 1)} (moyenne sur {base}{among})"


def examine_value(binding: Binding, figures: Figures, wordings: Wordings) -> Examined:
    """A claim of a value, in this wave or another, or of one of its bounds."""
    name, wave = binding.ind, binding.keys.get("vague", figures.wave)
    estimate = figures.estimates[wave][name]
    told = facts(estimate, figures.base_label(name, wave))
    where = f"`{name}` ({figures.label(name)}) en {wave}"
    if borne := binding.keys.get("borne"):
        end = estimate.lower if borne == "basse" else estimate.upper
        if end is None:
            return wrong(binding, "formulation", f"{where} n’a pas de borne {borne}")
        estimate = replace(estimate, value=end, lower=end, upper=end)
        where = f"la borne {borne} de {where}"
        told = facts(estimate, "").partition(" (")[0]
    counted = binding.keys.get("compte", "")
    claim = wordings.value(binding.text)
    said = f"« {binding.text} »"

    def judged(text: str) -> tuple[Claim | None, Judgement]:
        claim = wordings.value(text)
        if isinstance(claim, Rank):
            return claim, judge_rank(claim, estimate, figures=figures, wave=wave)
        if claim is None:
            return None, Judgement(False)
        return claim, judge_value(claim, estimate, wordings=wordings, counted=counted)

    claim, judgement = judged(binding.text)
    if claim is not None and judgement.agrees:
        return Examined(binding, None, claim, judgement)
    if isinstance(claim, Rank) and judgement.reason != "sans objet":
        candidates = proposals.ranks(claim, estimate, figures=figures, wave=wave)
    else:
        candidates = proposals.values(claim, estimate, wordings=wordings, counted=counted)
    right = (proposals.cased(text, like=binding.text) for text in candidates)
    proposal = next((text for text in right if judged(text)[1].agrees), "")
    if claim is None:
        message = (
            f"{said} est une formulation inconnue du contrôle ; {where} vaut {told}. "
            "N’entourez que l’affirmation, ou ajoutez la tournure à data/formulations.yml"
        )
        return wrong(binding, "formulation", message, proposal)
    if judgement.reason == "sans objet":
        message = f"{said} ne peut rien dire de {where}, qui vaut {told}"
        return wrong(binding, "formulation", message, proposal, claim=claim, judgement=judgement)
    if isinstance(claim, Rank):
        tie = ", à égalité avec une autre réponse" if judgement.reason == "égalité" else ""
        message = f"{said} n’est plus vrai : {where} vaut {told}{tie}"
        return wrong(binding, "rang", message, proposal, claim=claim, judgement=judgement)
    kind = "effectif" if judgement.matched in ("effectif", "base", "reste") else "valeur"
    if kind == "effectif" and isinstance(claim, Amount):
        told = f"{told} ; comparé à : {judgement.matched}"
    message = f"{said} n’est plus vrai : {where} vaut {told}"
    if judgement.reason == "bornes":
        message = f"{said} n’est pas assuré : {where} vaut {told}, {_missing(estimate)}"
    fixed = proposal if is_plain(claim) and _is_sure(claim, estimate, counted) else None
    return wrong(
        binding, kind, message, proposal, replacement=fixed, claim=claim, judgement=judgement
    )


def _missing(estimate: Estimate) -> str:
    """What the missing answers leave possible."""
    if estimate.share_bounds is None:
        return "et rien ne limite ce que seraient les réponses manquantes"
    low, high = (percent(end, 1) for end in estimate.share_bounds)
    return f"mais les réponses manquantes laissent possible de {low} à {high}"


def _is_sure(claim: Claim, estimate: Estimate, counted: str) -> bool:
    """Whether it is clear which count a wrong number meant."""
    if not isinstance(claim, Amount) or claim.form != "number":
        return True
    means = estimate.kind in ("mean", "count_mean") and claim.family != "etablissements"
    return means or nearest_count(claim, estimate, counted)[2]
