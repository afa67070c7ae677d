"""The step that puts the faces of the report where both engines find them."""

from bilan.assembly.fonts import make_fonts
from bilan.project.paths import FONTS


def fonts() -> None:
    """Copy the faces from their wheel, and make the stylesheet that carries them."""
    make_fonts(FONTS)
