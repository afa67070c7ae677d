"""The step that checks the text of a wave before it is rendered."""

from bilan.checks import require_sound
from bilan.drafts import drafts
from bilan.files import replace_text
from bilan.paths import built
from bilan.prose.findings import to_json, told
from bilan.waves import read_wave

FINDINGS = "verification.json"


def check(wave: str) -> None:
    """Refuse a text that holds an error; say its warnings, what is a draft, and keep them."""
    found = require_sound(wave)
    for line in drafts(read_wave(wave)):
        print(f"draft: {line}")
    if found:
        print(told(found))
    replace_text(built(wave, FINDINGS), to_json(found) + "\n")
