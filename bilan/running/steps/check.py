"""The step that checks the text of a wave before it is rendered."""

from bilan.project.files import replace_text
from bilan.project.paths import FINDINGS, built
from bilan.prose.check_chapters import require_sound
from bilan.prose.findings import findings_text, to_json
from bilan.survey.drafts import drafts
from bilan.survey.wave import read_wave


def check(wave: str) -> None:
    """Refuse a text that holds an error; say its warnings, what is a draft, and keep them."""
    found = require_sound(wave)
    for line in drafts(read_wave(wave)):
        print(f"draft: {line}")
    if found:
        print(findings_text(found))
    replace_text(built(wave, FINDINGS), to_json(found) + "\n")
