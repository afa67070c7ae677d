"""Parser of `.lss`, LimeSurvey's file of a questionnaire's structure.

`application/helpers/export_helper.php`, `surveyGetXMLStructure`: the tables of the database, row
by row. Texts stand in tables of their own (`question_l10ns`…) since version 4, in the rows before.
"""

import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from bilan.exports.content import OTHER, OTHER_ITEM
from bilan.project.errors import UnreadableError

Row = dict[str, str]

LARGEST = 50_000_000  # bytes
TYPES = {"!": "L", "O": "L", "P": "M", "U": "T", "Q": "S"}  # others are named as the codebook does
RANGE = ("min_num_value_n", "max_num_value_n")
WHOLE = "num_value_int_only"
VALIDATION = "em_validation_q"
AT_MOST = re.compile(r"\(?self\.NAOK <= (\w+)\.NAOK\)?")
OTHER_LABEL = "other_replace_text"
NUMBER = re.compile(r"^\s*-?\d+(?:[.,]\d+)?\s*$")


@dataclass(frozen=True)
class Part:
    """An answer of a list, or a sub-question; `number` is LimeSurvey's, "" for an answer.

    `scale` is 1 for the columns of a table of texts or numbers, and for the second answers of a
    dual scale. `free` is true of "other" alone, beside which a text is written: other answers may
    have its code.
    """

    code: str
    label: str
    relevance: str = "1"
    number: str = ""
    scale: int = 0
    free: bool = False


@dataclass(frozen=True)
class Structured:
    """A question as the `.lss` states it.

    `column` is its code, `letter` LimeSurvey's own letter for its type, `type` the codebook's.
    `at_most` is the code of the question whose answer is the most that this one may be; "" for
    none.
    """

    column: str
    type: str
    group: str
    wording: str
    relevance: str
    mandatory: bool
    range: tuple[float | None, float | None] | None
    parts: tuple[Part, ...]
    number: str
    group_number: str
    letter: str
    whole: bool = False
    at_most: str = ""


@dataclass(frozen=True)
class Questionnaire:
    """Questions of a survey, in the order in which they are asked."""

    survey: str
    questions: tuple[Structured, ...]


def parse_lss(content: bytes) -> Questionnaire:
    """Questionnaire of the bytes of a `.lss` file.

    Raises
    ------
    UnreadableError
        They are not whole, hold a document type, or are no structure of a survey.
    """
    if len(content) > LARGEST:
        raise UnreadableError(f"more than {LARGEST // 1_000_000} MB")
    try:
        document = ET.fromstring(content, parser=ET.XMLParser(target=_WithoutEntities()))
        return _questionnaire(document)
    except ET.ParseError as error:
        raise UnreadableError(str(error)) from error
    except KeyError as error:
        raise UnreadableError(f"no element {error}") from error


class _WithoutEntities(ET.TreeBuilder):
    """A tree that ends where a document type begins, before any of its entities is read."""

    def doctype(self, *_: str | None) -> None:
        raise UnreadableError("a document type, which LimeSurvey never writes")


def _questionnaire(document: ET.Element) -> Questionnaire:
    kind = document.findtext("LimeSurveyDocType")
    if kind != "Survey":
        part = f", only of a {kind.lower()}" if kind in ("Group", "Question") else ""
        raise UnreadableError(f"not the structure of a survey{part}")
    language = document.findtext("languages/language") or "fr"
    if survey := _rows(document, "surveys"):
        language = survey[0].get("language", language)
    texts = _texts(document, language)
    groups = {row["gid"]: row for row in _in(language, _rows(document, "groups"))}
    questions = _in(language, _rows(document, "questions"))
    subquestions = _in(language, _rows(document, "subquestions"))
    answers = _in(language, _rows(document, "answers"))
    attributes: dict[str, Row] = defaultdict(dict)
    for row in _rows(document, "question_attributes"):
        if row.get("language", "") in ("", language):
            attributes[row["qid"]][row["attribute"]] = row.get("value", "")
    parts: dict[str, list[Part]] = defaultdict(list)
    for row in sorted(subquestions, key=_order("question_order")):
        label = texts["q", row["qid"]] or row.get("question", "")
        relevance = row.get("relevance") or "1"
        parts[row["parent_qid"]].append(
            Part(row["title"], label, relevance, row["qid"], int(row.get("scale_id") or 0))
        )
    for row in sorted(answers, key=_order("sortorder")):
        label = texts["a", row.get("aid", "")] or row.get("answer", "")
        parts[row["qid"]].append(Part(row["code"], label, scale=int(row.get("scale_id") or 0)))

    def place(row: Row) -> tuple[int, int]:
        group = groups.get(row["gid"], {})
        return int(group.get("group_order") or 0), int(row.get("question_order") or 0)

    read = []
    for row in sorted(questions, key=place):
        own, type = attributes[row["qid"]], TYPES.get(row["type"], row["type"])
        if row.get("other") == "Y":
            label = own.get(OTHER_LABEL) or "Autre"
            code = OTHER if type == "L" else OTHER_ITEM
            parts[row["qid"]].append(Part(code, label, free=True))
        limits = (_number(own.get(RANGE[0], "")), _number(own.get(RANGE[1], "")))
        most = AT_MOST.fullmatch(own.get(VALIDATION, "").strip())
        group = groups.get(row["gid"], {})
        read.append(
            Structured(
                column=row["title"],
                type=type,
                group=texts["g", row["gid"]] or group.get("group_name", ""),
                wording=texts["q", row["qid"]] or row.get("question", ""),
                relevance=row.get("relevance") or "1",
                mandatory=row.get("mandatory") in ("Y", "S"),
                range=None if limits == (None, None) else limits,
                parts=tuple(parts[row["qid"]]),
                number=row["qid"],
                group_number=row["gid"],
                letter=row["type"],
                whole=own.get(WHOLE) == "1",
                at_most=most[1] if most else "",
            )
        )
    if not read:
        raise UnreadableError("no question")
    return Questionnaire(survey[0].get("sid", "") if survey else "", tuple(read))


def _rows(document: ET.Element, table: str) -> list[Row]:
    return [
        {cell.tag: cell.text or "" for cell in row}
        for row in document.iterfind(f"{table}/rows/row")
    ]


def _in(language: str, rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.get("language", language) == language]


def _texts(document: ET.Element, language: str) -> dict[tuple[str, str], str]:
    """Texts of questions, answers and groups, by table and number; "" where there is none."""
    texts: dict[tuple[str, str], str] = defaultdict(str)
    for letter, table, number, column in (
        ("q", "question_l10ns", "qid", "question"),
        ("a", "answer_l10ns", "aid", "answer"),
        ("g", "group_l10ns", "gid", "group_name"),
    ):
        for row in _in(language, _rows(document, table)):
            texts[letter, row[number]] = row.get(column, "")
    return texts


def _order(column: str) -> Callable[[Row], int]:
    return lambda row: int(row.get(column) or 0)


def _number(text: str) -> float | None:
    """A limit; None where there is none, or where it is an expression on other answers."""
    return float(text.replace(",", ".")) if NUMBER.match(text) else None
