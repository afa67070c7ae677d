"""Answers school by school, as rows of tables, and what everyone knows of the questions."""

from collections.abc import Mapping, Sequence

import numpy as np

from bilan.disclosure.answer_patterns import NO_ANSWER, NOT_ASKED, Atom, Questions, answer_of
from bilan.disclosure.row_table import Row
from bilan.responses.responses import Responses, holds
from bilan.survey.codebook import FRAME_COLUMNS, Asked
from bilan.survey.conditions import Condition, accepted
from bilan.survey.indicators import Indicator
from bilan.survey.modalities import VOIES

Groups = Mapping[str, Sequence[str]]


def row_of(
    condition: Condition, within: Condition | str, responses: Responses, *, groups: Groups
) -> Row:
    """Who gave an answer, of a base; who did not answer what decides on it is in none."""
    met = holds(condition, responses)
    inside = np.isfinite(met)
    if not isinstance(within, str):
        inside &= holds(within, responses) == 1.0
    return Row(answer_of(condition, within), inside & (met == 1.0), inside, groups)


def indicator_rows(
    indicators: Sequence[Indicator], responses: Responses, *, groups: Groups
) -> dict[str, Row]:
    """The indicators that are shares of those who answered, by id."""
    return {
        indicator.id: row_of(indicator.numerator, indicator.base, responses, groups=groups)
        for indicator in indicators
        if isinstance(indicator.numerator, dict) and indicator.base != "asked"
    }


def base_of(question: Asked) -> Condition | str:
    """The base of a question's shares: all schools, or those to whom it was shown."""
    return question.filter if question.base == "shown" and question.filter else "all"


def option_rows(
    question: Asked, responses: Responses, *, groups: Mapping[str, Groups] | None = None
) -> dict[str, Row]:
    """The options of a question, by name: "Y" and "N", or those of a list; groups by option."""
    within = base_of(question)
    return {
        name: row_of({question.id: name}, within, responses, groups=(groups or {}).get(name, {}))
        for name in options_of(question)
    }


def options_of(question: Asked) -> list[str]:
    """Names of the answers to a question; none to one that asks for a number or a text."""
    if question.type in "LM":
        return list(question.options)
    return ["Y", "N"] if question.type == "Y" else []


def groups_with(question: Asked, option: str) -> list[str]:
    """Groups of types in which an option exists."""
    known = question.options.get(option)
    kinds = accepted(known.only if known else None).get("type") or VOIES
    return list(dict.fromkeys(VOIES[kind] for kind in kinds))


def questions_of(responses: Responses) -> Questions:
    """What everyone knows of a wave's questions.

    A question is untied where some school was asked, or gave an option, against what the codebook
    says: who is asked what is then not known from the answers that lead there.
    """
    asked = {question.id: question for question in responses.questions}
    values = {question.id: values_of(question, responses) for question in responses.questions}
    complete = {
        q for q, items in values.items() if not any((v == NO_ANSWER).any() for v in items.values())
    }
    untied = {question.id for question in responses.questions if _is_odd(question, responses)}
    return Questions(asked, frozenset(complete), frozenset(untied))


def values_of(question: Asked, responses: Responses) -> dict[Atom, "np.ndarray"]:
    """What each school answered: an option, "Y" or "N", that it was not asked, or nothing."""
    shown = responses.shown[question.id].to_numpy(dtype=bool)
    found = {}
    for item in question.items.values() if question.type in "LMY" else ():
        given = responses.answers[item]
        if question.type == "M":
            said = np.where(given == 1.0, "Y", "N").astype(object)
        else:
            said = given.to_numpy(dtype=object)
        said = np.where(given.isna(), NO_ANSWER, said)
        option = item.removeprefix(f"{question.id}_") if question.type == "M" else ""
        found[question.id, option] = np.where(shown, said, NOT_ASKED)
    return found


def _is_odd(question: Asked, responses: Responses) -> bool:
    shown = responses.shown[question.id].to_numpy(dtype=bool)
    led = holds(question.filter or {}, responses) == 1.0
    odd = bool((shown != led).any())
    for (_, name), said in values_of(question, responses).items() if question.type == "M" else ():
        only = question.options[name].only
        if only:
            odd = odd or bool(((said == "Y") & (holds(only, responses) != 1.0)).any())
    return odd


def frame_columns(domains: Sequence[str]) -> list[str]:
    """Columns of the schools that are known: the domains, then the sampling frame's others."""
    return [*domains, *(column for column in FRAME_COLUMNS if column not in domains)]
