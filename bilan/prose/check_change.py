"""A bound text that claims a change, against the comparison of two waves."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import chain

from bilan.french.formats import count, number, percent, points, side_in_words
from bilan.prose import proposals
from bilan.prose.bindings import Binding
from bilan.prose.change_wordings import change_wordings
from bilan.prose.claims import Amount, Changed
from bilan.prose.data import Change, Estimate, Figures
from bilan.prose.judge import Judgement
from bilan.prose.judge_change import gap_of, judge_change
from bilan.prose.normalise import alternatives, plain
from bilan.prose.paragraphs import sentence
from bilan.prose.touching_words import beside
from bilan.prose.verdict import Examined, wrong
from bilan.prose.wordings import Wordings

REASONS = {
    "stable": "l’écart n’est pas établi\u00a0: le hasard suffit à l’expliquer",
    "non comparable": "les deux vagues ne se comparent pas",
    "comparable": "les deux vagues se comparent",
    "établie": "le changement est établi",
    "sens": "le chiffre va dans l’autre sens",
    "jugement": "ce verbe juge le changement à rebours du verdict\u00a0; parlez du chiffre",
    "degré": "le changement est établi, mais n’a pas cette ampleur",
    "sans sens": "rien ne dit s’il s’agit d’une hausse ou d’une baisse\u00a0; écrivez le signe, ou "
    "mettez le verbe dans les crochets",
    "sans objet": "l’unité n’est pas celle de l’indicateur",
    "appariés": "rien ne dit que ce sont les établissements qui ont répondu aux deux enquêtes",
}


def examine_change(binding: Binding, figures: Figures, wordings: Wordings) -> Examined:
    """A claim of change, against the two values and the test; of each of `a+b+c`."""
    names = names_in(binding, figures)
    results = [_examine(binding, name, figures, wordings) for name in names]
    wrong_one = next((result for result in results if result.finding), None)
    if wrong_one is None or wrong_one.finding is None:
        return results[0]
    finding = wrong_one.finding
    said = replace(binding, text=finding.proposal)
    if not all(_examine(said, name, figures, wordings).finding is None for name in names):
        finding = replace(finding, proposal="")  # no wording is true of all of them
    return replace(wrong_one, finding=finding)


def names_in(binding: Binding, figures: Figures) -> list[str]:
    """Indicators whose change a binding claims."""
    known = figures.estimates[figures.wave]
    return [binding.ind] if binding.ind in known else binding.ind.split("+")


def _examine(binding: Binding, name: str, figures: Figures, wordings: Wordings) -> Examined:
    estimate = figures.estimates[figures.wave][name]
    change = figures.changes.get(name)
    if change is None:
        message = f"`{name}` n’est pas suivi d’une vague à l’autre : aucune évolution à affirmer"
        return wrong(binding, "évolution", message)
    before, after = sentence(binding.before, binding.after)
    reserve = alternatives(wordings.file.ecarts.reserve)
    reserved = re.search(rf"(?<!\w)(?:{reserve})(?!\w)", f"{before} {after}") is not None

    def judged(text: str) -> tuple[Changed | None, Judgement]:
        claim = change_wordings(wordings).change(text, before=before, after=after)
        if claim is None:
            return None, Judgement(False)
        touching = beside(text, binding.before, binding.after, wordings, shaded=True)
        if isinstance(claim, Amount) and (touching.unknown or touching.touches):
            return None, Judgement(False)
        return claim, judge_change(
            claim, change, unit=estimate.unit, kind=estimate.kind, wordings=wordings,
            says_paired=touching.paired, reserved=reserved,
        )  # fmt: skip

    claim, judgement = judged(binding.text)
    if claim is not None and judgement.agrees:
        return Examined(binding, None, claim, judgement)
    told = _movement(change, estimate, figures)
    said = f"« {binding.text} »"
    candidates: Iterator[str] = proposals.changes(
        claim, change, kind=estimate.kind, unit=estimate.unit, wordings=wordings
    )
    if claim is None and " %" in plain(binding.text):  # « 46,4 %, contre 25,4 % »
        candidates = chain(proposals.passages(change, estimate.kind, estimate.unit), candidates)
    right = (proposals.cased(text, like=binding.text) for text in candidates)
    proposal = next((text for text in right if judged(text)[1].agrees), "")
    if claim is None:
        message = f"{said} est une évolution inconnue du contrôle : {told}"
        return wrong(binding, "formulation", message, proposal)
    reason = REASONS.get(judgement.reason, "")
    message = f"{said} n’est pas vrai{f' : {reason}' if reason else ''} ({told})"
    return wrong(binding, "évolution", message, proposal, claim=claim, judgement=judgement)


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
        by_chance = side_in_words(change.p_adjusted, figures.alpha)
        tested += f", sur les {count(change.paired)} EPLE qui ont répondu aux deux enquêtes, où le "
        tested += f"hasard seul en ferait autant {by_chance}"
    return f"`{change.id}` ({figures.label(change.id)}) : {', '.join(parts)} ; {tested}"
