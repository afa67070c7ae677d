"""The step that checks the text of a wave before it is rendered."""

import msgspec

from bilan.project.files import replace_bytes, replace_text
from bilan.project.paths import FINDINGS, USES, built
from bilan.prose.chapter_lines import read_lines
from bilan.prose.check_chapters import require_sound
from bilan.prose.findings import findings_text, to_json
from bilan.prose.uses import uses_in
from bilan.survey.drafts import drafts
from bilan.survey.indicators import indicators_in, read_statements
from bilan.survey.wave import read_wave


def check(wave: str) -> None:
    """Refuse a text that holds an error; say its warnings, what is a draft, and keep them.

    What the text uses is kept beside them, for the dictionary of the questions.
    """
    found = require_sound(wave)
    for line in drafts(read_wave(wave)):
        print(f"draft: {line}")
    if found:
        print(findings_text(found))
    replace_text(built(wave, FINDINGS), to_json(found) + "\n")
    used = uses_in(read_lines(wave), indicators_in(wave), read_statements())
    replace_bytes(built(wave, USES), msgspec.json.encode(used))
