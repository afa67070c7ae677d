"""A bound text that no single estimate decides: dates, orders, links with the type of EPLE."""

from fractions import Fraction

from bilan.french.formats import chance, date, level, percent
from bilan.prose import proposals
from bilan.prose.bindings import Binding
from bilan.prose.claims import Amount
from bilan.prose.data import Figures
from bilan.prose.judge import MEANINGLESS, Judgement
from bilan.prose.verdict import Examined, wrong
from bilan.prose.wordings import Wordings
from bilan.survey.conditions import option_id
from bilan.survey.indicators import Statement
from bilan.survey.significance import is_significant

UNPUBLISHED = "secret"


def examine_date(binding: Binding, figures: Figures, wordings: Wordings) -> Examined:
    """A date of the wave."""
    true, claim = figures.days[binding.ind], wordings.day(binding.text)
    if claim is not None and claim.is_(true):
        return Examined(binding, None, claim, Judgement(True))
    said = "n’est pas une date lisible" if claim is None else "n’est pas la bonne date"
    message = f"« {binding.text} » {said} : data/{figures.wave}/vague.yml donne le {date(true)}"
    judgement = Judgement(False) if claim else None
    return wrong(binding, "date", message, date(true), claim=claim, judgement=judgement)


def examine_level(binding: Binding, figures: Figures, wordings: Wordings) -> Examined:
    """The wave's level of significance, in percent."""
    alpha = Fraction(str(figures.alpha))
    decimals = 0 if (alpha * 100).denominator == 1 else 1
    true, claim = percent(alpha, decimals), wordings.value(binding.text)
    if isinstance(claim, Amount) and claim.form == "percent" and claim.number == alpha:
        return Examined(binding, None, claim, Judgement(True))
    message = f"« {binding.text} » n’est pas le seuil : data/{figures.wave}/vague.yml donne {true}"
    return wrong(binding, "valeur", message, true, claim=claim, judgement=Judgement(False))


def examine_statement(binding: Binding, figures: Figures, wordings: Wordings) -> Examined:
    """A claim on several indicators, or on a test of association."""
    name, kind = binding.ind, figures.statements[binding.ind].kind
    if kind not in wordings.file.affirmations:
        return wrong(binding, "formulation", f"aucune tournure n’est connue pour `{name}`")
    known = wordings.file.affirmations[kind]
    claim = wordings.said(binding.text, kind)
    if claim is None:
        message = f"« {binding.text} » est une formulation inconnue du contrôle pour `{name}`"
        judgement = judge_statement(name, affirmed=True, figures=figures)
        proposal = (known.vrai if judgement.agrees else known.faux)[0]
        proposal = "" if judgement.reason == UNPUBLISHED else proposal
        return wrong(binding, "formulation", message, proposals.cased(proposal, like=binding.text))
    judgement = judge_statement(name, affirmed=claim.affirmed, figures=figures)
    if judgement.agrees:
        return Examined(binding, None, claim, judgement)
    reason = _statement_told(name, kind, judgement, figures)
    opposite = (known.faux if claim.affirmed else known.vrai)[0]
    other = judge_statement(name, affirmed=not claim.affirmed, figures=figures)
    return wrong(
        binding, "affirmation", f"« {binding.text} » n’est pas vrai : {reason}",
        proposals.cased(opposite, like=binding.text) if other.agrees else "",
        claim=claim, judgement=judgement,
    )  # fmt: skip


def _statement_told(name: str, kind: str, judgement: Judgement, figures: Figures) -> str:
    statement = figures.statements[name]
    if kind == "order":
        estimates = figures.estimates[figures.wave]
        shares = [
            f"{key} {percent(estimates[key].value, 1)}"
            for key in (*statement.indicators, *statement.below)
            if key in estimates
        ]
        return f"{', '.join(shares)}"
    if judgement.reason == UNPUBLISHED:
        return "le bilan ne publie pas de test de ce lien, car des valeurs par type sont secrètes"
    if judgement.reason == "ordre":
        return "les types d’EPLE ne se rangent pas comme le texte le dit (illustration de l’annexe)"
    tested = [p for p in _tested(statement, figures) if p is not None]
    least = chance(min(tested), figures.alpha)
    return f"la plus petite probabilité ajustée est {least}, le seuil {level(figures.alpha)}"


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
    tested = _tested(statement, figures)
    holds = any(p is not None and is_significant(p, figures.alpha) for p in tested)
    if not holds and (None in tested or not tested):
        return Judgement(False, reason=UNPUBLISHED)  # what is hidden may be significant, or not
    if not affirmed or not holds:
        return Judgement(holds == affirmed)
    for option, groups in statement.strongest.items():
        p = figures.links.get((statement.question or "", option))
        if p is None or not is_significant(p, figures.alpha):
            continue  # the wave does not tell it from chance, or hides it: no text says an order
        name = option_id(statement.question or "", option)
        shares = [figures.by_group.get((name, kind)) for kind in groups]
        known = [share for share in shares if share is not None]
        if known != sorted(known, reverse=True):
            return Judgement(False, reason="ordre")
    return Judgement(True)


def _tested(statement: Statement, figures: Figures) -> list[float | None]:
    """P-values of the options of a question; None where the wave publishes none."""
    return [p for (question, _), p in figures.links.items() if question == statement.question]
