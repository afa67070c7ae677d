"""What is asked of the export of a wave: where it lies, and which of its variables are read."""

from collections.abc import Iterable
from typing import Any

from bilan.exports.content import OTHER, OTHER_ITEM, TECHNICAL
from bilan.exports.questionnaire.lss import inner_names, read_lss
from bilan.exports.reader_client import Source, read_content
from bilan.project.errors import DataError
from bilan.survey.codebook import Asked, asked_in
from bilan.survey.wave import Wave

SCHOOL = "uai"  # the question that says which school answers
FREE_TEXT = ("S", "T")  # never goes further than the export


def source_of(wave: Wave) -> Source:
    """Where the export of a wave lies, and how it is written.

    Raises
    ------
    DataError
        The `.lss` that gives the names of the variables cannot be read.
    """
    stated = wave.stated.export
    structure = wave.beside_export("structure")
    return Source(
        wave.export,
        stated.format,
        data=wave.beside_export("data"),
        names={} if structure is None else inner_names(read_lss(structure)),
        missing=tuple(stated.missing),
    )


def coded_questions(wave: str) -> tuple[Asked, ...]:
    """Questions whose answers go further than the export: all but free text."""
    return tuple(question for question in asked_in(wave) if question.type not in FREE_TEXT)


def variables_of(wave: Wave) -> tuple[set[str], set[str]]:
    """Variables of the export that are read, and free texts of which only the presence is.

    Raises
    ------
    DataError
        The codebook does not know the wave.
    """
    schools = [q.column for q in asked_in(wave.name) if q.id == SCHOOL]
    if not schools:
        raise DataError(
            f"data/codebook.yml does not know wave {wave.name}",
            expected=f"at least the question `{SCHOOL}` with a column for this wave",
            next_step="add the wave to each of its questions",
        )
    questions = coded_questions(wave.name)
    presence = other_texts(questions)
    variables = {name for question in questions for name in question.items}
    return {*variables, *schools, *TECHNICAL} - presence, presence


def content_of(wave: Wave) -> Any:
    """What the process that reads says of the export of a wave (`read_content`).

    Raises
    ------
    DataError
        The export is not a whole file of its format, or the codebook does not know the wave.
    """
    variables, presence = variables_of(wave)
    return read_content(source_of(wave), variables=variables, presence=presence)


def other_texts(questions: Iterable[Asked]) -> set[str]:
    """Variables that hold what respondents wrote beside "other"."""
    return {
        f"{question.column}_{OTHER_ITEM}"
        for question in questions
        if question.type in "LM"
        and {option.code for option in question.options.values()} & {OTHER, OTHER_ITEM}
    }
