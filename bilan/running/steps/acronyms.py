"""The step that lists the acronyms of a wave's text."""

from bilan.project.files import replace_text
from bilan.project.paths import FIGURES
from bilan.prose.check import acronyms_piece


def acronyms(wave: str) -> None:
    """Write the acronyms that the chapters use, with their expansions, in alphabetical order."""
    replace_text(FIGURES / wave / "sigles.qmd", acronyms_piece(wave))
