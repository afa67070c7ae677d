"""The codebook as a `.lss` that LimeSurvey imports: the questionnaire of a wave.

Tables and columns as `application/helpers/export_helper.php`, `surveyGetXMLData`, writes them
since LimeSurvey 4. Filters on the sampling frame are equations on the participants' attributes
(`bilan.exports.questionnaire.relevance`): the list of participants needs type, secteur and bassin,
in this order.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape

from bilan.exports.content import OTHER, OTHER_ITEM
from bilan.exports.questionnaire.relevance import equation
from bilan.exports.questionnaire.structure import OTHER_LABEL, RANGE, VALIDATION, WHOLE
from bilan.project.errors import DataError
from bilan.survey.codebook import Asked, asked_in
from bilan.survey.wave import Wave

LANGUAGE = "fr"
DATABASE = "475"  # the version of LimeSurvey's database that these columns are of
COMMA, DAY_FIRST = "1", "5"  # decimal comma, dd/mm/yyyy

Row = Mapping[str, Any]


def questionnaire_lss(wave: Wave, *, groups: Mapping[str, str]) -> bytes:
    """The questionnaire of a wave as a `.lss` file; `groups` are the titles of its groups.

    Raises
    ------
    DataError
        The codebook has no question for that wave, or a group has no title.
    """
    questions = asked_in(wave.name)
    if not questions:
        raise DataError(
            f"data/codebook.yml does not know wave {wave.name}",
            expected="at least one question with a column for this wave",
            next_step="add the wave to its questions",
        )
    order = list(dict.fromkeys(question.group for question in questions))
    if untitled := [group for group in order if group not in groups]:
        raise DataError(f"no title for the group `{untitled[0]}`", expected=", ".join(groups))
    survey = f"99{wave.name}" if wave.name.isdecimal() else "999999"
    tables = _tables(questions, {group: groups[group] for group in order}, survey=survey)
    stated = wave.stated
    tables["surveys"] = [_survey(survey, stated.fieldwork.start, stated.fieldwork.end)]
    tables["surveys_languagesettings"] = [
        {
            "surveyls_survey_id": survey,
            "surveyls_language": LANGUAGE,
            "surveyls_title": stated.title,
            "surveyls_description": "",
            "surveyls_welcometext": "",
            "surveyls_endtext": "",
            "surveyls_dateformat": DAY_FIRST,
            "surveyls_numberformat": COMMA,
        }
    ]
    return _document(tables).encode("utf-8")


def _survey(survey: str, start: object, end: object) -> Row:
    """One answer a participant, complete ones dated, no address kept."""
    return {
        "sid": survey,
        "language": LANGUAGE,
        "additional_languages": "",
        "startdate": f"{start} 00:00:00",
        "expires": f"{end} 23:59:59",
        "format": "G",
        "anonymized": "N",
        "datestamp": "Y",
        "ipaddr": "N",
        "refurl": "N",
        "allowsave": "Y",
        "allowprev": "Y",
        "tokenanswerspersistence": "Y",
        "alloweditaftercompletion": "N",
    }


def _tables(
    questions: tuple[Asked, ...], groups: Mapping[str, str], *, survey: str
) -> dict[str, list[Row]]:
    """Rows of each table; numbers are given in the order of the questionnaire, questions first."""
    tables: dict[str, list[Row]] = {
        name: []
        for name in (
            "answers", "answer_l10ns", "groups", "group_l10ns", "questions", "subquestions",
            "question_l10ns", "question_attributes",
        )
    }  # fmt: skip
    for number, title in enumerate(groups.values(), start=1):
        common = {"gid": number, "sid": survey, "group_order": number, "grelevance": "1"}
        tables["groups"].append({**common, "randomization_group": ""})
        text = {"id": number, "gid": number, "group_name": title, "description": ""}
        tables["group_l10ns"].append({**text, "language": LANGUAGE})
    last = len(questions)
    columns = {question.id: question.column for question in questions}
    for number, question in enumerate(questions, start=1):
        row = {
            "sid": survey,
            "gid": list(groups).index(question.group) + 1,
            "type": question.type,
            "encrypted": "N",
            "scale_id": 0,
            "same_default": 0,
            "same_script": 0,
        }
        codes = {option.code for option in question.options.values()}
        own = {
            "title": question.column,
            "other": "Y" if codes & {OTHER, OTHER_ITEM} else "N",
            "mandatory": "Y" if question.mandatory else "N",
            "question_order": number,
            "relevance": equation(question.filter, questions),
        }
        tables["questions"].append({"qid": number, "parent_qid": 0, **row, **own})
        tables["question_l10ns"].append(_text(number, question.wording))
        tables["question_attributes"] += _attributes(number, question, columns)
        for rank, option in enumerate(question.options.values(), start=1):
            if option.code in (OTHER, OTHER_ITEM):
                continue
            if question.type == "L":
                _add_answer(tables, number, rank=rank, code=option.code, label=option.label)
                continue
            last += 1
            own = {
                "title": option.code,
                "other": "N",
                "mandatory": "N",
                "question_order": rank,
                "relevance": equation(option.only, questions),
            }
            tables["subquestions"].append(
                {"qid": last, "parent_qid": number, **row, "type": "T", **own}
            )
            tables["question_l10ns"].append(_text(last, option.label))
    return tables


def _add_answer(
    tables: dict[str, list[Row]], question: int, *, rank: int, code: str, label: str
) -> None:
    number = len(tables["answers"]) + 1
    tables["answers"].append(
        {
            "aid": number,
            "qid": question,
            "code": code,
            "sortorder": rank,
            "assessment_value": 0,
            "scale_id": 0,
        }
    )
    tables["answer_l10ns"].append(
        {"id": number, "aid": number, "answer": label, "language": LANGUAGE}
    )


def _text(number: int, text: str) -> Row:
    return {"id": number, "qid": number, "question": text, "help": "", "language": LANGUAGE}


def _attributes(number: int, question: Asked, columns: Mapping[str, str]) -> Iterable[Row]:
    """What LimeSurvey itself checks of an answer, and how it names an "other" option.

    `columns` gives the code of each question of the wave, by its name in the codebook.
    """
    if question.whole:
        yield {"qid": number, "attribute": WHOLE, "value": "1", "language": ""}
    if question.at_most is not None:
        most = f"self.NAOK <= {columns[question.at_most]}.NAOK"
        yield {"qid": number, "attribute": VALIDATION, "value": most, "language": ""}
    for name, limit in zip(RANGE, question.range or (None, None), strict=True):
        if limit is not None:
            yield {"qid": number, "attribute": name, "value": f"{limit:g}", "language": ""}
    for option in question.options.values():
        if option.code in (OTHER, OTHER_ITEM):
            label = {"attribute": OTHER_LABEL, "value": option.label, "language": LANGUAGE}
            yield {"qid": number, **label}


def _document(tables: Mapping[str, list[Row]]) -> str:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<document>",
        " <LimeSurveyDocType>Survey</LimeSurveyDocType>",
        f" <DBVersion>{DATABASE}</DBVersion>",
        " <languages>",
        f"  <language>{LANGUAGE}</language>",
        " </languages>",
    ]
    for table, rows in tables.items():
        if rows:
            lines += [f" <{table}>", "  <fields>"]
            lines += [f"   <fieldname>{name}</fieldname>" for name in rows[0]]
            lines += ["  </fields>", "  <rows>"]
            for row in rows:
                cells = (_cell(name, value) for name, value in row.items())
                lines += ["   <row>", *cells, "   </row>"]
            lines += ["  </rows>", f" </{table}>"]
    return "\n".join([*lines, "</document>", ""])


def _cell(name: str, value: object) -> str:
    text = str(value)
    if not text:
        return f"    <{name}/>"
    if "]]>" in text:
        return f"    <{name}>{escape(text)}</{name}>"
    return f"    <{name}><![CDATA[{text}]]></{name}>"
