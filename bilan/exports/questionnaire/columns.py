"""Variables that the export of a questionnaire will have, question by question.

`application/helpers/common_helper.php`, `createFieldMap`, and `viewHelper.php`, `getFieldCode`,
with an underscore between the parts of a name.
"""

import html
import re
from collections.abc import Iterator

from bilan.exports.content import OTHER_ITEM, Kind, Variable
from bilan.exports.questionnaire.structure import Part, Questionnaire, Structured

BY_ITEM = "MPQKABCEFH"  # a variable for each sub-question
BY_CELL = ":;"  # a variable for each cell of a table
DUAL, RANKING, UPLOAD, WITH_COMMENT = "1", "R", "|", "O"
CODED = "L!OFHR1"  # what has answers with codes
KINDS: dict[str, Kind] = {"N": "number", "K": "number", "D": "date", "M": "unknown", "P": "unknown"}
TAG = re.compile(r"<[^<>]*>")


def structure_variables(questionnaire: Questionnaire) -> tuple[Variable, ...]:
    """Variables in the order of the export, LimeSurvey's own left out.

    A label is the wording, after that of the sub-question in brackets, without its HTML.
    """
    return tuple(
        Variable(
            f"{question.column}_{code}" if code else question.column,
            f"[{plain(label)}] {plain(question.wording)}" if label else plain(question.wording),
            "text" if free else KINDS.get(question.letter, "text"),
            {} if free else answers,
        )
        for question in questionnaire.questions
        for code, label, answers, free in _items(question)
    )


def plain(text: str) -> str:
    """A text on one line, as the exports have it: without its HTML."""
    return " ".join(html.unescape(TAG.sub(" ", text)).split())


Item = tuple[str, str, dict[str, str], bool]


def _items(question: Structured) -> Iterator[Item]:
    """Code and label of each variable of a question, its answers, and whether it is a free text."""
    letter = question.letter
    others = [part for part in question.parts if part.free]
    items = [part for part in question.parts if part.number and not part.scale]
    across = [part for part in question.parts if part.number and part.scale]
    answers = [part for part in question.parts if not part.number]
    if letter in BY_CELL:
        for row in items:
            for cell in across:
                yield f"{row.code}_{cell.code}", f"{row.label}][{cell.label}", {}, False
    elif letter == DUAL:
        for row in items:
            for scale in (0, 1):
                known = _codes([part for part in answers if part.scale == scale])
                yield f"{row.code}_{scale}", f"{row.label}][{scale + 1}", known, False
    elif letter == RANKING:
        ranked = _codes(answers) or _codes(items)
        for rank in range(1, len(ranked) + 1):
            yield str(rank), str(rank), ranked, False
    elif letter in BY_ITEM:
        for row in items:
            yield row.code, row.label, _codes(answers) if letter in CODED else {}, False
            if letter == "P":
                yield f"{row.code}comment", f"{row.label}, comment", {}, True
    else:
        yield "", "", _codes(answers) if letter in CODED else {}, False
    for part in others:
        yield OTHER_ITEM, part.label, {}, True
        if letter == "P":
            yield f"{OTHER_ITEM}comment", f"{part.label}, comment", {}, True
    if letter == WITH_COMMENT:
        yield "comment", "comment", {}, True
    if letter == UPLOAD:
        yield "filecount", "filecount", {}, False


def _codes(parts: list[Part]) -> dict[str, str]:
    return {part.code: plain(part.label) for part in parts}
