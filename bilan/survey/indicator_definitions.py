"""How an indicator is computed, in a French sentence that names the codebook's questions."""

from bilan.survey.conditions import Condition, accepted, each
from bilan.survey.indicators import Indicator


def definition(indicator: Indicator) -> str:
    """How to recompute an indicator from the answers, in the codebook's names."""
    above, below = indicator.numerator, indicator.base
    told = _condition(above) if isinstance(above, dict) else " + ".join(each(above))
    words = {
        "share": "EPLE où {} / EPLE {}",
        "mean": "moyenne de {} / EPLE {}",
        "count_mean": "nombre moyen d’options cochées de {} / EPLE {}",
        "ratio": "somme de {} / somme de {}",
    }
    named = {"all": "répondants", "asked": "interrogés"}
    base = f"où {_condition(below)}" if isinstance(below, dict) else named.get(below, below)
    return words[indicator.kind].format(told or "il y a une réponse", base)


def _condition(condition: Condition) -> str:
    parts = (f"{key} = {' ou '.join(options)}" for key, options in accepted(condition).items())
    return " et ".join(parts)
