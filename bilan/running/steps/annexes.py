"""The step that makes the documents that go with the report."""

from bilan.project.paths import LETTER_FILE, built
from bilan.report.letter import letter_docx
from bilan.survey.wave import read_wave


def letter(wave: str) -> None:
    """Write the template of the letter of mission, dated as the wave is."""
    target = built(wave, LETTER_FILE)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.new")
    beside.write_bytes(letter_docx(epoch=read_wave(wave).epoch))
    beside.replace(target)
