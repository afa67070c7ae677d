"""The export of a wave as `vague.yml` states it, read and written in one way."""

from bilan.codebook import Asked
from bilan.exports.codes import as_native, other_texts
from bilan.exports.lss import inner_names, read_lss
from bilan.exports.raw import TECHNICAL, RawExport
from bilan.exports.reading import Source, read_export
from bilan.waves import Wave


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


def read_answers(wave: Wave, questions: tuple[Asked, ...], *, school: str) -> RawExport:
    """Answers to the questions of a wave, and the column that says which school answered.

    Raises
    ------
    DataError
        The export is not a whole file of its format.
    """
    variables = {name for question in questions for name in question.items}
    presence = other_texts(questions)
    wanted = {*variables, school, *TECHNICAL} - presence
    return as_native(read_export(source_of(wave), wanted, presence=presence), questions)
