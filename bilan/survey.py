"""From a wave's pinned export to the responses that count."""

from typing import Any

import pandas as pd

from bilan.checked import Checked, Examined
from bilan.codebook import Asked, asked_in
from bilan.exports.answers import read_answers
from bilan.exports.asked import coded_questions
from bilan.exports.raw import RawExport
from bilan.frame import read_frame
from bilan.validation import examine, validate
from bilan.waves import Wave, verify_inputs

__all__ = ["coded_questions", "look", "take"]


def take(wave: Wave, content: Any = None) -> Checked:
    """Responses of a wave, from its export, checked against codebook and sampling frame.

    `content` is what was read of the export (`bilan.exports.asked.content_of`); None to read it.

    Raises
    ------
    DataError
        An input is missing, is not the one that was pinned, or holds what it should not.
    """
    return validate(*_opened(wave, content))


def look(wave: Wave, content: Any = None) -> Examined:
    """All that the check of a wave's export finds, whether or not its answers can be used.

    `content` is as for `take`.

    Raises
    ------
    DataError
        An input is missing, is not the one that was pinned, or is not this survey's.
    """
    return examine(*_opened(wave, content))


def _opened(wave: Wave, content: Any) -> tuple[RawExport, Wave, tuple[Asked, ...], pd.DataFrame]:
    verify_inputs(wave)
    frame = read_frame(wave.sampling_frame, wave.name)
    return read_answers(wave, content), wave, asked_in(wave.name), frame
