"""From a wave's pinned export to the responses that count."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd

from bilan.exports.answers import read_answers
from bilan.exports.asked import coded_questions, content_of
from bilan.exports.content import Variable
from bilan.exports.declared import Difference, differences
from bilan.exports.raw import RawExport
from bilan.responses.records import Checked, Examined
from bilan.responses.validate import examine, validate
from bilan.survey.codebook import Asked, asked_in
from bilan.survey.sampling_frame import read_frame
from bilan.survey.wave import Wave, verify_inputs

__all__ = ["coded_questions", "declared", "look", "take", "undecided"]

NOT_DECIDED = "et le dictionnaire des questions ne dit pas encore si la série continue"
WAITS = {
    "reworded": f"le libellé de la question a changé dans l’export, {NOT_DECIDED}",
    "option reworded": f"le libellé d’une réponse a changé dans l’export, {NOT_DECIDED}",
    "option added": f"l’export a une réponse de plus, {NOT_DECIDED}",
    "option gone": f"l’export a une réponse de moins, {NOT_DECIDED}",
}


def take(wave: Wave, content: Any = None) -> Checked:
    """Responses of a wave, from its export, checked against codebook and sampling frame.

    `content` is what was read of the export (`bilan.exports.asked.content_of`); None to read it.

    Raises
    ------
    DataError
        An input is missing, is not the one that was pinned, or holds what it should not.
    """
    content = _read(wave, content)
    checked = validate(*_opened(wave, content))
    return _declared(checked, wave, content)


def look(wave: Wave, content: Any = None) -> Examined:
    """All that the check of a wave's export finds, whether or not its answers can be used.

    `content` is as for `take`.

    Raises
    ------
    DataError
        An input is missing, is not the one that was pinned, or is not this survey's.
    """
    content = _read(wave, content)
    found = examine(*_opened(wave, content))
    return replace(found, checked=_declared(found.checked, wave, content))


def declared(wave: Wave, content: Any) -> tuple[Difference, ...]:
    """What the export of a wave declares otherwise than the codebook."""
    variables = [Variable(**variable) for variable in content["variables"]]
    return differences(variables, asked_in(wave.name))


def undecided(found: Iterable[Difference]) -> dict[str, str]:
    """Questions whose series waits for a decision in the codebook, each with why, in French."""
    return {one.question: WAITS[one.kind] for one in found if one.kind in WAITS}


def _declared(checked: Checked, wave: Wave, content: Any) -> Checked:
    found = declared(wave, content)
    responses = replace(checked.responses, undecided=undecided(found))
    return replace(checked, responses=responses, differences=found)


def _read(wave: Wave, content: Any) -> Any:
    verify_inputs(wave)
    return content_of(wave) if content is None else content


def _opened(wave: Wave, content: Any) -> tuple[RawExport, Wave, tuple[Asked, ...], pd.DataFrame]:
    frame = read_frame(wave.sampling_frame, wave.name)
    return read_answers(wave, content), wave, asked_in(wave.name), frame
