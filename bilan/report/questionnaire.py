"""The questionnaire as the report gives it: every question, its options, to whom it was shown."""

from collections.abc import Sequence
from typing import Annotated

from bilan.french.markdown_writer import escaped
from bilan.french.texts import Holds, texts_of
from bilan.french.typography_rules import typographic
from bilan.project.yaml_records import Strict
from bilan.survey.codebook import Asked
from bilan.survey.conditions import accepted
from bilan.survey.modalities import LABELS


class _Texts(Strict, frozen=True):
    groups: dict[str, str]
    types: dict[str, str]
    options: Annotated[str, Holds("options")]
    asked_if: Annotated[str, Holds("conditions")]
    condition: Annotated[str, Holds("question", "answers")]
    answer_to: Annotated[str, Holds("question")]
    attribute: Annotated[str, Holds("name")]
    answer: Annotated[str, Holds("answer")]
    both: str
    either: str
    given: dict[str, str]


texts = texts_of(__file__, _Texts)


def group_titles() -> dict[str, str]:
    """Title of each group of questions, in the order of the questionnaire."""
    return texts().groups


def questionnaire_piece(questions: Sequence[Asked]) -> str:
    """The questionnaire, group by group: wording, type, options, to whom it was shown."""
    said = texts()
    blocks: list[str] = []
    for group, heading in said.groups.items():
        blocks.append(f"### {escaped(heading)} {{.unnumbered}}\n")
        lines = []
        for question in questions:
            if question.group != group:
                continue
            line = f"- **{escaped(question.wording)}** ({said.types[question.type]})"
            if question.options:
                options = " ; ".join(option.label for option in question.options.values())
                line += said.options.format(options=escaped(typographic(options)))
            if question.filter:
                line += f". {escaped(asked_if(question, questions))}"
            lines.append(f"{line}.")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def type_in_words(question: Asked) -> str:
    """What a question takes for an answer."""
    return texts().types[question.type]


def asked_if(question: Asked, questions: Sequence[Asked]) -> str:
    """To whom a question with a filter was shown, in words; `questions` are those of its wave."""
    wordings = {asked.id: asked.wording for asked in questions}
    labels = {q.id: {name: o.label for name, o in q.options.items()} for q in questions}
    said, parts = texts(), []
    for key, options in accepted(question.filter).items():
        words = said.given | labels.get(key, {}) | LABELS.get(key, {})
        given = [said.answer.format(answer=words.get(option, option)) for option in options]
        if key in wordings:
            asked = said.answer_to.format(question=wordings[key])
        else:
            asked = said.attribute.format(name=key)
        parts.append(said.condition.format(question=asked, answers=said.either.join(given)))
    return said.asked_if.format(conditions=said.both.join(parts))
