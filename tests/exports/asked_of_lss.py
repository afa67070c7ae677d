"""What a `.lss` asks, under the codebook's names: the way back from what the project writes."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bilan.exports.questionnaire.relevance import ALWAYS
from bilan.exports.questionnaire.structure import Questionnaire, Structured
from bilan.survey.codebook import FRAME_COLUMNS, Asked, Option
from bilan.survey.conditions import Condition

TEST = re.compile(r'^(?:(\w+)\.NAOK|TOKEN:ATTRIBUTE_(\d+)) == "([^"]*)"$')


def asked_of(
    questionnaire: Questionnaire, known: tuple[Asked, ...], *, groups: dict[str, str]
) -> tuple[Asked, ...]:
    """Questions of a `.lss`, under the names that the codebook gives to their columns and codes.

    `groups` maps a group of the codebook to its title. What LimeSurvey does not know, the base and
    the comparison with the wave before, comes from the codebook. A question or an option that the
    codebook does not know is named by its column or its code.

    Raises
    ------
    ValueError
        A relevance equation is not one that states a filter of the codebook.
    """
    by_column = {question.column: question for question in known}
    titles = {title: group for group, title in groups.items()}
    bare = tuple(_bare(q, by_column.get(q.column), titles) for q in questionnaire.questions)
    names = {asked.column: asked.id for asked in bare}
    found = []
    for structured, asked in zip(questionnaire.questions, bare, strict=True):
        only = {part.code: condition_of(part.relevance, bare) for part in structured.parts}
        options = {
            name: Option(label=option.label, code=option.code, only=only[option.code])
            for name, option in asked.options.items()
        }
        shown_if = condition_of(structured.relevance, bare)
        at_most = names.get(structured.at_most) if structured.at_most else None
        found.append(replace(asked, options=options, filter=shown_if, at_most=at_most))
    return tuple(found)


def _bare(structured: Structured, known: Asked | None, titles: dict[str, str]) -> Asked:
    names = {} if known is None else {spec.code: name for name, spec in known.options.items()}
    return Asked(
        id=structured.column if known is None else known.id,
        group=titles.get(structured.group, structured.group),  # type: ignore[arg-type]
        type=structured.type,  # type: ignore[arg-type]
        wording=structured.wording,
        column=structured.column,
        options={
            names.get(part.code, part.code): Option(label=part.label, code=part.code)
            for part in structured.parts
        },
        filter=None,
        base="all" if known is None else known.base,
        range=structured.range,
        mandatory=structured.mandatory,
        whole=structured.whole,
        change="new" if known is None else known.change,
        comparable=known is not None and known.comparable,
        reason="" if known is None else known.reason,
    )


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
