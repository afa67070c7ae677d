"""The answers of a wave, read from its export and written in one way."""

from typing import Any

from bilan.exports.asked import coded_questions, content_of
from bilan.exports.load import as_raw
from bilan.exports.raw import RawExport
from bilan.exports.recode import as_native
from bilan.survey.wave import Wave


def read_answers(wave: Wave, content: Any = None) -> RawExport:
    """Answers to the questions of a wave, and the column that says which school answered.

    `content` is what `content_of` says of the export, where that is known already.

    Raises
    ------
    DataError
        The export is not a whole file of its format, or the codebook does not know the wave.
    """
    content = content_of(wave) if content is None else content
    return as_native(as_raw(content), coded_questions(wave.name))
