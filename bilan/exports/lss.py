"""Reader of `.lss`, LimeSurvey's file of a questionnaire's structure.

`application/helpers/export_helper.php`, `surveyGetXMLStructure`: the tables of the database, row
by row. Texts stand in tables of their own (`question_l10ns`…) since version 4, in the rows before.
"""

import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bilan.codebook import Asked, Option
from bilan.errors import DataError
from bilan.exports.codes import OTHER, OTHER_ITEM
from bilan.exports.relevance import condition_of
from bilan.paths import shown

Row = dict[str, str]

LARGEST = 50_000_000  # bytes
TYPES = {"!": "L", "O": "L", "P": "M", "U": "T", "Q": "S"}  # others are named as the codebook does
RANGE = ("min_num_value_n", "max_num_value_n")
OTHER_LABEL = "other_replace_text"


@dataclass(frozen=True)
class Part:
    """An answer of a list, or a sub-question; `number` is LimeSurvey's, "" for an answer."""

    code: str
    label: str
    relevance: str = "1"
    number: str = ""


@dataclass(frozen=True)
class Structured:
    """A question as the `.lss` states it; `column` is its code, `type` the codebook's letter."""

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


@dataclass(frozen=True)
class Questionnaire:
    """Questions of a survey, in the order in which they are asked."""

    survey: str
    questions: tuple[Structured, ...]


def read_lss(path: Path) -> Questionnaire:
    """Questionnaire of a `.lss` file.

    Raises
    ------
    DataError
        The file is missing, is not whole, or is no structure of a survey.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(f"more than {LARGEST // 1_000_000} MB")
        return parse_lss(path.read_bytes())
    except (OSError, ET.ParseError, ValueError, KeyError) as error:
        found = f"no element {error}" if isinstance(error, KeyError) else str(error)
        raise DataError(
            f"{shown(path)} cannot be read whole",
            expected="a .lss file as LimeSurvey exports it",
            found=found[:200],
            next_step="export the survey's structure again from LimeSurvey",
        ) from error


def parse_lss(content: bytes) -> Questionnaire:
    """Questionnaire of the bytes of a `.lss` file; ValueError or KeyError where it is none."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ValueError("a document type, which LimeSurvey never writes")
    document = ET.fromstring(content)
    if document.findtext("LimeSurveyDocType") != "Survey":
        raise ValueError("not the structure of a survey")
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
        parts[row["parent_qid"]].append(Part(row["title"], label, relevance, row["qid"]))
    for row in sorted(answers, key=_order("sortorder")):
        label = texts["a", row.get("aid", "")] or row.get("answer", "")
        parts[row["qid"]].append(Part(row["code"], label))

    def place(row: Row) -> tuple[int, int]:
        group = groups.get(row["gid"], {})
        return int(group.get("group_order", 0)), int(row.get("question_order", 0))

    read = []
    for row in sorted(questions, key=place):
        own, type = attributes[row["qid"]], TYPES.get(row["type"], row["type"])
        if row.get("other") == "Y":
            label = own.get(OTHER_LABEL) or "Autre"
            parts[row["qid"]].append(Part(OTHER if type == "L" else OTHER_ITEM, label))
        limits = (_number(own.get(RANGE[0], "")), _number(own.get(RANGE[1], "")))
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
            )
        )
    if not read:
        raise ValueError("no question")
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
    return float(text.replace(",", ".")) if text.strip() else None


def inner_names(questionnaire: Questionnaire) -> dict[str, str]:
    """LimeSurvey's inner name of each variable → its name by codes.

    A question is `<survey>X<group>X<number>` and a sub-question that with its code; since version
    7 `Q<number>` and `Q<number>_S<number of the sub-question>`.
    """
    names: dict[str, str] = {}
    for question in questionnaire.questions:
        old = f"{questionnaire.survey}X{question.group_number}X{question.number}"
        if question.type != "M":
            names |= {old: question.column, f"Q{question.number}": question.column}
        for part in question.parts:
            if part.code in (OTHER, OTHER_ITEM):
                beside = f"{question.column}_{OTHER_ITEM}"
                names |= {f"{old}{OTHER_ITEM}": beside, f"Q{question.number}_C{OTHER_ITEM}": beside}
            elif part.number:
                name = f"{question.column}_{part.code}"
                for column in (f"Q{question.number}", question.column):
                    names[f"{column}_S{part.number}"] = name
                names[f"{old}{part.code}"] = name
    return names


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
    found = []
    for structured, asked in zip(questionnaire.questions, bare, strict=True):
        only = {part.code: condition_of(part.relevance, bare) for part in structured.parts}
        options = {
            name: Option(label=option.label, code=option.code, only=only[option.code])
            for name, option in asked.options.items()
        }
        shown_if = condition_of(structured.relevance, bare)
        found.append(replace(asked, options=options, filter=shown_if))
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
        change="new" if known is None else known.change,
        comparable=known is not None and known.comparable,
        reason="" if known is None else known.reason,
    )
