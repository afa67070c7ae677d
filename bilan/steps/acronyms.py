"""The step that lists the acronyms of a wave's text."""

from bilan.markdown import escaped
from bilan.paths import FIGURES
from bilan.prose.check import acronyms_of
from bilan.waves import replace_text


def acronyms(wave: str) -> None:
    """Write the acronyms that the chapters use, with their expansions, in alphabetical order."""
    known = sorted(acronyms_of(wave).items())
    lines = [f"- **{escaped(name)}**\u00a0: {escaped(meaning)}" for name, meaning in known]
    replace_text(FIGURES / wave / "sigles.qmd", "\n".join(lines) + "\n")
