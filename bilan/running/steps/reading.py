"""The step that reads a wave's export, once for all that look at it."""

import json
from typing import Any

from bilan.exports.asked import content_of
from bilan.project.files import replace_text
from bilan.project.paths import EXPORT, built
from bilan.responses.unknown_texts import without_unknown_texts
from bilan.survey.wave import read_wave, verify_inputs


def read(wave: str) -> None:
    """Read the export, in a process of its own, and keep what the work needs of it.

    A text that is no answer is not kept: it may be a name, typed in the wrong field.
    """
    stated = read_wave(wave)
    verify_inputs(stated)
    content = without_unknown_texts(content_of(stated), stated)
    content["sha256"] = stated.stated.export.sha256
    replace_text(built(wave, EXPORT), json.dumps(content, ensure_ascii=False))


def kept(wave: str) -> Any:
    """What `read` kept."""
    return json.loads(built(wave, EXPORT).read_text(encoding="utf-8"))
