"""A bound text that compares two indicators of one wave, or two groups of types of EPLE.

`ind=a-b` compares shares of the same base; `ind=a groupes=PRO-LGT` the shares of two groups, where
the test says that the answer depends on the type.
"""

from dataclasses import replace
from fractions import Fraction

from bilan.french.formats import percent, points, rounded
from bilan.prose import proposals
from bilan.prose.bindings import Binding
from bilan.prose.change_wordings import change_wordings
from bilan.prose.claims import Comparison, Shift
from bilan.prose.combined_indicators import difference, parts_of
from bilan.prose.data import Figures
from bilan.prose.judge import Judgement
from bilan.prose.paragraphs import sentence
from bilan.prose.verdict import Examined, wrong
from bilan.prose.wordings import Wordings
from bilan.survey.modalities import GROUPED_BY, MODALITIES
from bilan.survey.significance import is_significant


def examine_comparison(binding: Binding, figures: Figures, wordings: Wordings) -> Examined:
    """« plus souvent que », or the points between two shares."""
    parts = parts_of(binding.ind)
    assert parts is not None
    wave = binding.keys.get("vague", figures.wave)
    gap = difference(parts[0], parts[2], figures=figures, wave=wave)
    if isinstance(gap, str):
        return wrong(binding, "formulation", f"`{binding.ind}` ne se compare pas : {gap}")
    before, after = sentence(binding.before, binding.after)

    def judged(text: str) -> tuple[Comparison | Shift | None, Judgement]:
        claim = wordings.comparison(text)
        if claim is not None:
            return claim, judge_comparison(claim, gap)
        found = change_wordings(wordings).change(text, before=before, after=after)
        if isinstance(found, Shift) and found.amount.form == "points":
            return found, _points(found, gap)
        return None, Judgement(False)

    claim, judgement = judged(binding.text)
    if judgement.agrees:
        return Examined(binding, None, claim, judgement)
    shares = [
        f"{figures.label(name)} {percent(figures.estimates[wave][name].share or 0, 1)}"
        for name in parts[::2]
    ]
    told = f"{' ; '.join(shares)} ; écart {points(gap)}"
    known = [entry.mots[0] for entry in wordings.file.comparaisons]
    right = (proposals.cased(text, like=binding.text) for text in [*known, points(gap)])
    proposal = next((text for text in right if judged(text)[1].agrees), "")
    if claim is None:
        message = f"« {binding.text} » est une comparaison inconnue du contrôle : {told}"
        return wrong(binding, "formulation", message, proposal)
    message = f"« {binding.text} » n’est pas vrai : {told}"
    return wrong(binding, "comparaison", message, proposal, claim=claim, judgement=judgement)


def examine_groups(binding: Binding, figures: Figures, wordings: Wordings) -> Examined:
    """« plus souvent que » between two groups of types, true of each indicator of `a+b+c`."""
    results = [_examine_group(binding, name, figures, wordings) for name in binding.ind.split("+")]
    wrong_one = next((result for result in results if result.finding), None)
    if wrong_one is None or wrong_one.finding is None:
        return results[0]
    proposed = {result.finding.proposal for result in results if result.finding}
    shared = len(proposed) == 1 and all(result.finding for result in results)
    if shared or len(results) == 1:
        return wrong_one
    return replace(wrong_one, finding=replace(wrong_one.finding, proposal=""))


def _examine_group(binding: Binding, name: str, figures: Figures, wordings: Wordings) -> Examined:
    """The shares of two groups, and the test of the link."""
    groups = binding.keys["groupes"].split("-")
    shares = [figures.by_group.get((name, group)) for group in groups]
    option = figures.option_of(name)
    tested = figures.links.get(option)
    if option in figures.links and tested is None:
        message = (
            f"`{name}` ne se compare pas entre « {binding.keys['groupes']} » : des valeurs "
            "par type d’EPLE y sont tenues secrètes, et le test du lien avec elles"
        )
        return wrong(binding, "liaison", message)
    if len(shares) != 2 or shares[0] is None or shares[1] is None or tested is None:
        message = (
            f"`{name}` ne se compare pas entre « {binding.keys['groupes']} » ; les groupes "
            f"sont {' et '.join(MODALITIES[GROUPED_BY])}, deux par lien (groupes=PRO-LGT)"
        )
        return wrong(binding, "liaison", message)
    told = f"{figures.label(name)}, selon le type d’EPLE"
    if not is_significant(tested, figures.alpha):
        message = (
            f"« {binding.text} » n’est pas établi : {told}, les écarts peuvent être dus au hasard"
        )
        return wrong(binding, "comparaison", message)
    gap = shares[0] - shares[1]
    claim = wordings.comparison(binding.text)
    if claim is not None and judge_comparison(claim, gap).agrees:
        return Examined(binding, None, claim, judge_comparison(claim, gap))
    known = (entry.mots[0] for entry in wordings.file.comparaisons)
    right = (text for text in known if judge_comparison(wordings.comparison(text), gap).agrees)  # type: ignore[arg-type]
    proposal = proposals.cased(next(right, ""), like=binding.text)
    kind = "formulation" if claim is None else "comparaison"
    message = f"« {binding.text} » n’est pas vrai : {told}"
    return wrong(binding, kind, message, proposal, claim=claim, judgement=Judgement(False, "écart"))


def _points(claim: Shift, gap: Fraction) -> Judgement:
    """Points between two shares: their size, and their way where it is said."""
    way = {"hausse": 1, "baisse": -1}.get(claim.trend.sense if claim.trend else "", 0)
    way = claim.amount.sign or way
    written = claim.amount.number * (way or (1 if gap >= 0 else -1))
    same = rounded(gap * 100, claim.amount.decimals) == rounded(written, claim.amount.decimals)
    verb = claim.trend is not None and claim.trend.verdict != ""
    return Judgement(same and not verb, "écart")


def judge_comparison(claim: Comparison, difference: Fraction) -> Judgement:
    """A claim that one share is larger than another, less, or as large."""
    return Judgement(claim.low <= difference <= claim.high, "écart")
