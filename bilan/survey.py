"""From a wave's pinned export to the responses that count."""

import hashlib

import pandas as pd

from bilan.checked import Checked, Examined
from bilan.codebook import Asked, asked_in
from bilan.errors import DataError
from bilan.exports.answers import read_answers
from bilan.exports.raw import RawExport
from bilan.frame import read_frame
from bilan.paths import CODEBOOK, INDICATORS, wave_file
from bilan.validation import FREE_TEXT, SCHOOL, examine, validate
from bilan.waves import Wave, digest, inputs, verify_inputs


def take(wave: Wave) -> Checked:
    """Responses of a wave, from its export, checked against codebook and sampling frame.

    Raises
    ------
    DataError
        An input is missing, is not the one that was pinned, or holds what it should not.
    """
    return validate(*_opened(wave))


def look(wave: Wave) -> Examined:
    """All that the check of a wave's export finds, whether or not its answers can be used.

    Raises
    ------
    DataError
        An input is missing, is not the one that was pinned, or is not this survey's.
    """
    return examine(*_opened(wave))


def _opened(wave: Wave) -> tuple[RawExport, Wave, tuple[Asked, ...], pd.DataFrame]:
    questions = asked_in(wave.name)
    if not any(question.id == SCHOOL for question in questions):
        raise DataError(
            f"data/codebook.yml does not know wave {wave.name}",
            expected=f"at least the question `{SCHOOL}` with a column for this wave",
            next_step="add the wave to each of its questions",
        )
    verify_inputs(wave)
    frame = read_frame(wave.sampling_frame, wave.name)
    school = next(question.column for question in questions if question.id == SCHOOL)
    export = read_answers(wave, coded_questions(wave.name), school=school)
    return export, wave, questions, frame


def coded_questions(wave: str) -> tuple[Asked, ...]:
    """Questions whose answers go further than the export: all but free text."""
    return tuple(question for question in asked_in(wave) if question.type not in FREE_TEXT)


def fingerprint(wave: Wave) -> str:
    """Hash of all that the estimates of a wave are computed from."""
    files = (wave_file(wave.name), *inputs(wave), CODEBOOK, INDICATORS)
    return hashlib.sha256("".join(digest(path) for path in files).encode()).hexdigest()
