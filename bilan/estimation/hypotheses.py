"""Which indicators state one hypothesis: a test of one is the test of the other.

"Has a mission letter" and "has none" change together: the schools that move are the same, and so
is the p-value. Holm's adjustment counts such a hypothesis once.
"""

from collections.abc import Hashable, Sequence

from bilan.survey.codebook import Asked
from bilan.survey.conditions import Condition, accepted, each
from bilan.survey.indicators import Indicator


def hypothesis_of(indicator: Indicator, questions: Sequence[Asked]) -> Hashable:
    """The hypothesis that an indicator states: equal for an indicator and its complement.

    Two shares are complements when they count options of the same question, in the same base, and
    each school of the base gave an option of one or of the other: the options are disjoint and
    together all that the question offers, the question takes one answer (L, Y) and was shown to
    the whole base. Any other indicator is a hypothesis of its own.

    Parameters
    ----------
    questions
        Those of the wave, as it asked them.
    """
    numerator = indicator.numerator
    if indicator.kind != "share" or not isinstance(numerator, dict) or len(numerator) != 1:
        return indicator.id
    name, wanted = next(iter(numerator.items()))
    question = next((question for question in questions if question.id == name), None)
    if question is None or question.type not in "LY" or not _shown_to_all(indicator.base, question):
        return indicator.id
    offered = frozenset(question.options if question.type == "L" else "YN")
    counted = frozenset(each(wanted))
    return name, frozenset([counted, offered - counted]), _as_key(indicator.base)


def _shown_to_all(base: Condition | str, question: Asked) -> bool:
    """Whether everyone in the base was shown the question: the base holds its filter."""
    if not question.filter:
        return True
    if isinstance(base, str):
        return False
    inside = accepted(base)
    return all(
        key in inside and set(inside[key]) <= set(options)
        for key, options in accepted(question.filter).items()
    )


def _as_key(base: Condition | str) -> Hashable:
    if isinstance(base, str):
        return base
    return frozenset((key, frozenset(wanted)) for key, wanted in accepted(base).items())
