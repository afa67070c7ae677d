"""What a `.lss` asks, under the codebook's names: the way back from what the project writes."""

from dataclasses import replace

from bilan.exports.questionnaire.relevance import condition_of
from bilan.exports.questionnaire.structure import Questionnaire, Structured
from bilan.survey.codebook import Asked, Option


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
