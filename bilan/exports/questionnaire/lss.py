"""The questionnaire of a `.lss` file, and its inner names."""

from pathlib import Path

import msgspec

from bilan.exports.content import OTHER_ITEM
from bilan.exports.questionnaire.structure import Questionnaire
from bilan.exports.reader_client import Source, read_content


def read_lss(path: Path) -> Questionnaire:
    """Questionnaire of a `.lss` file, read in a process of its own.

    Raises
    ------
    DataError
        The file is missing, is not whole, or is no structure of a survey.
    """
    return msgspec.convert(read_content(Source(path, "lss")), Questionnaire)


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
            if part.free:
                beside = f"{question.column}_{OTHER_ITEM}"
                names |= {f"{old}{OTHER_ITEM}": beside, f"Q{question.number}_C{OTHER_ITEM}": beside}
            elif part.number:
                name = f"{question.column}_{part.code}"
                for column in (f"Q{question.number}", question.column):
                    names[f"{column}_S{part.number}"] = name
                names[f"{old}{part.code}"] = name
    return names
