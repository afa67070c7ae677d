"""Conditions of the codebook as LimeSurvey's relevance equations.

An answer is `column.NAOK == "code"`, a tick `column_code.NAOK == "Y"`. A column of the sampling
frame is an attribute of the participant, in the order of `FRAME_COLUMNS`:
`TOKEN:ATTRIBUTE_1 == "LGT"`.
"""

from collections.abc import Iterable

from bilan.survey.codebook import FRAME_COLUMNS, Asked
from bilan.survey.conditions import Condition, accepted

ALWAYS = "1"


def equation(condition: Condition | None, questions: Iterable[Asked]) -> str:
    """Relevance equation of a condition; "1" for none."""
    if not condition:
        return ALWAYS
    known = {question.id: question for question in questions}
    parts = []
    for key, options in accepted(condition).items():
        tests = " or ".join(_test(key, option, known.get(key)) for option in options)
        parts.append(f"({tests})")
    return f"({' and '.join(parts)})"


def _test(key: str, option: str, question: Asked | None) -> str:
    if question is None:
        return f'TOKEN:ATTRIBUTE_{FRAME_COLUMNS.index(key) + 1} == "{option}"'
    if question.type == "M":
        return f'{question.column}_{question.options[option].code}.NAOK == "Y"'
    code = option if question.type == "Y" else question.options[option].code
    return f'{question.column}.NAOK == "{code}"'
