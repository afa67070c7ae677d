"""What is still a draft in a wave that was made after the model of another."""

from pathlib import Path

from bilan.french.markdown_reader import read_rows
from bilan.project.opened import note
from bilan.project.paths import REPORT, shown, wave_file
from bilan.survey.wave import Wave

DRAFT = "Brouillon"
TO_WRITE = f"**{DRAFT}\u00a0: chapitre à écrire.**"
PIECES = "../../figures/"  # what the pipeline makes, and includes by itself


def drafts(wave: Wave) -> list[str]:
    """What is still a draft in a wave, one line each: a file, and what it lacks."""
    told = [f"{shown(wave_file(wave.name))}: `{key}` to confirm" for key in wave.stated.draft]
    for path in sorted((REPORT / wave.name).glob("*")):
        text = path.read_text(encoding="utf-8") if path.suffix in (".qmd", ".yml") else ""
        if TO_WRITE in text:
            told.append(f"{shown(path)}: chapter to write")
            told += [f"{shown(path)}: to include again: {what}" for what in _left_out(wave, path)]
        elif path.suffix == ".yml" and (number := text.count(f'"{DRAFT}')):
            told.append(f"{shown(path)}: {number} titles to write")
    return told


def _left_out(wave: Wave, path: Path) -> list[str]:
    """Texts that the chapter includes in the wave before, and that its draft does not."""
    before = REPORT / (wave.stated.previous or "") / path.name
    if note(before) is None:
        return []
    rows = read_rows(before.read_text(encoding="utf-8").splitlines(), front=True)
    included = [row for row in rows if row.kind == "include"]
    return [row.text for row in included if not row.mark.path.startswith(PIECES)]
