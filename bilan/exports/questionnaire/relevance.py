"""Conditions of the codebook as LimeSurvey's relevance equations, and back.

An answer is `column.NAOK == "code"`, a tick `column_code.NAOK == "Y"`. A column of the sampling
frame is an attribute of the participant, in the order of `FRAME_COLUMNS`:
`TOKEN:ATTRIBUTE_1 == "LGT"`.
"""

import re
from collections.abc import Iterable

from bilan.survey.codebook import FRAME_COLUMNS, Asked, Condition

ALWAYS = "1"
TEST = re.compile(r'^(?:(\w+)\.NAOK|TOKEN:ATTRIBUTE_(\d+)) == "([^"]*)"$')


def equation(condition: Condition | None, questions: Iterable[Asked]) -> str:
    """Relevance equation of a condition; "1" for none."""
    if not condition:
        return ALWAYS
    known = {question.id: question for question in questions}
    parts = []
    for key, wanted in condition.items():
        options = [wanted] if isinstance(wanted, str) else wanted
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


def condition_of(text: str, questions: Iterable[Asked]) -> Condition | None:
    """Condition of a relevance equation that `equation` may have written; None for "always".

    Raises
    ------
    ValueError
        The equation says something else.
    """
    if text.strip() in ("", ALWAYS):
        return None
    asked = list(questions)
    condition: Condition = {}
    for part in re.split(r"\) and \(", text.removeprefix("((").removesuffix("))")):
        named = [_read_test(test, asked) for test in part.split(" or ")]
        if len({key for key, _ in named}) > 1 or named[0][0] in condition:
            raise ValueError(text)
        options = [option for _, option in named]
        condition[named[0][0]] = options[0] if len(options) == 1 else options
    return condition


def _read_test(test: str, questions: list[Asked]) -> tuple[str, str]:
    match = TEST.match(test)
    if match is None:
        raise ValueError(test)
    name, attribute, code = match.groups()
    if attribute is not None:
        if not 1 <= int(attribute) <= len(FRAME_COLUMNS):
            raise ValueError(test)
        return FRAME_COLUMNS[int(attribute) - 1], code
    for question in questions:
        if question.type == "M" and code == "Y":
            for option, spec in question.options.items():
                if name == f"{question.column}_{spec.code}":
                    return question.id, option
        elif name == question.column:
            codes = {spec.code: option for option, spec in question.options.items()}
            return question.id, code if question.type == "Y" else codes[code]
    raise ValueError(test)
