"""What an export declares otherwise than the codebook: wordings, options, columns.

Only labels are compared here, never answers, and reading an export never rests on them. Formats
cut labels: a `.sav` at 256 bytes and value labels at 120, LimeSurvey's syntax at 231 or 255.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bilan.exports.content import OTHER, OTHER_ITEM, Variable
from bilan.exports.guess import own_variables
from bilan.exports.questionnaire.columns import plain
from bilan.exports.recode import OTHER_NUMBER
from bilan.survey.codebook import Asked, Option

Kind = Literal[
    "reworded", "option reworded", "option added", "option gone", "column added", "column gone"
]

WAITING = ("reworded", "option reworded", "option added", "option gone")  # what a series rests on

CUT_BYTES = {"label": 228, "value": 116}  # from which on a label may have been cut
CUT_AT = {"label": 100, "value": 40}  # characters at which older versions cut
SHORTENED = re.compile(r"(?:\.\.|…)\s*$")  # LimeSurvey's abbreviated headings
ALIKE = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
     "–": "-", "—": "-", "‑": "-", "−": "-", "œ": "oe", "Œ": "OE", "æ": "ae",
     "\u00ad": None, "\u200b": None, "\u2060": None, "\ufeff": None, "\ufffd": None}
)  # fmt: skip
SPACED = re.compile(r"\s*([^\w\s])\s*")
BEFORE = re.compile(r"^\[(.*?)\]\s*(.*)$", re.DOTALL)  # `[sub-question] question`
AFTER = re.compile(r"^(.*\S)\s*\[([^\[\]]*)\]$", re.DOTALL)  # `question [sub-question]`


@dataclass(frozen=True)
class Difference:
    """One thing that the export says and the codebook does not, or the other way round.

    `question` is the codebook's, "" for a column of no question; `name` is the column, or the code
    of an option; `stated` and `found` are the texts of the codebook and of the export.
    """

    kind: Kind
    question: str
    name: str
    stated: str = ""
    found: str = ""


def differences(
    variables: Iterable[Variable], questions: Sequence[Asked]
) -> tuple[Difference, ...]:
    """What an export declares otherwise than a wave of the codebook, each thing once.

    Questions first, in the order of the survey, then the columns of no question.
    """
    by_name = {variable.name: variable for variable in variables}
    known = {name for question in questions for name in question.items}
    own = own_variables(list(by_name.values()))
    added = [v for name, v in by_name.items() if name not in known | own]
    found: list[Difference] = []
    for question in questions:
        found += _of_question(question, by_name, added)
    lists = {question.column for question in questions if question.type in "LM"}
    found += [
        Difference("column added", "", variable.name, found=variable.label)
        for variable in added
        if variable.name.rpartition("_")[0] not in lists
    ]
    return tuple(dict.fromkeys(found))


def same_text(found: str, stated: str, *, of: Literal["label", "value"] = "label") -> bool:
    """Whether two texts say the same: HTML, typography, case and a cut by the format apart."""
    one, other = _bare(found), _bare(stated)
    return one == other or (_may_be_cut(found, of) and bool(one) and other.startswith(one))


def _may_be_cut(text: str, of: Literal["label", "value"]) -> bool:
    long = len(text.encode()) >= CUT_BYTES[of] or len(text) == CUT_AT[of]
    return long or SHORTENED.search(text) is not None


def _bare(text: str) -> str:
    """A text without what typography, HTML and a keyboard without accented capitals change."""
    text = unicodedata.normalize("NFKC", plain(text).translate(ALIKE))
    letters = (unicodedata.normalize("NFD", c)[0] if c.isupper() else c for c in text)
    return SPACED.sub(r"\1", "".join(letters).casefold()).strip(" :.*")


def _of_question(
    question: Asked, by_name: dict[str, Variable], added: Sequence[Variable]
) -> Iterator[Difference]:
    options = list(question.options.values())
    if question.type == "M":
        there = [name for name in question.items if name in by_name]
        for name, option in zip(question.items, options, strict=True):
            if name in by_name:
                yield from _of_box(by_name[name].label, question, option)
            elif there:
                yield Difference("option gone", question.id, option.code, stated=option.label)
        if not there:
            yield Difference("column gone", question.id, question.column)
    elif question.column not in by_name:
        yield Difference("column gone", question.id, question.column)
    else:
        variable = by_name[question.column]
        if variable.label and not _same_wording(variable.label, question):
            yield Difference(
                "reworded", question.id, question.column, question.wording, variable.label
            )
        if question.type == "L" and variable.value_labels:
            yield from _of_list(variable, question)
    for variable in added if question.type in "LM" else ():
        column, _, code = variable.name.rpartition("_")
        comment = code == OTHER_ITEM or code.endswith("comment")
        if column == question.column and not comment:
            label = BEFORE.match(variable.label) or AFTER.match(variable.label)
            text = variable.label if label is None else _boxed(variable.label)[0]
            yield Difference("option added", question.id, code, found=text)


def _boxed(label: str) -> tuple[str, str]:
    """Sub-question and question of a label, "" where it has only one text."""
    if match := BEFORE.match(label):
        return match[1], match[2]
    if match := AFTER.match(label):
        return match[2], match[1]
    return label, ""


def _of_box(label: str, question: Asked, option: Option) -> Iterator[Difference]:
    """What the label of a box says against its option and its question."""
    wordings = _wordings(question)
    whole = [f"[{option.label}] {wording}" for wording in wordings]
    if not label or any(same_text(label, text) for text in (*whole, *wordings, option.label)):
        return
    box, asked = _boxed(label)
    if not same_text(box, option.label):
        yield Difference("option reworded", question.id, option.code, option.label, box)
    bare, cut = _bare(asked), _may_be_cut(label, "label")
    known = [_bare(wording) for wording in wordings]
    if asked and not any(bare == text or (cut and text.startswith(bare)) for text in known):
        yield Difference("reworded", question.id, question.column, question.wording, asked)


def _of_list(variable: Variable, question: Asked) -> Iterator[Difference]:
    """What the labels of a list's answers say against its options."""
    stated = {_number(option.code): option for option in question.options.values()}
    found = {_number(code): label for code, label in variable.value_labels.items()}
    for code, option in stated.items():
        if code not in found:
            if code != OTHER:
                yield Difference("option gone", question.id, option.code, stated=option.label)
        elif not same_text(found[code], option.label, of="value") and code != OTHER:
            yield Difference("option reworded", question.id, option.code, option.label, found[code])
    for code, label in found.items():
        if code not in stated and code not in (OTHER, OTHER_NUMBER):
            yield Difference("option added", question.id, code, found=label)


def _number(code: str) -> str:
    """A code as a format that holds numbers has it: `01` is 1."""
    return str(int(code)) if code.isdecimal() else code


def _wordings(question: Asked) -> list[str]:
    return [text for text in (question.wording, question.label) if text]


def _same_wording(label: str, question: Asked) -> bool:
    return any(same_text(label, wording) for wording in _wordings(question))
