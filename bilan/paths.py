"""Every path of the project, in one place."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

DATA = ROOT / "data"
NOTEBOOKS = ROOT / "notebooks"
FIGURES = ROOT / "figures"
REPORT = ROOT / "report"
SITE = ROOT / "_site"
BUILD = ROOT / "_build"
PACKAGE = ROOT / "bilan"

QUARTO_PROJECT = ROOT / "_quarto.yml"
LOCK = ROOT / "requirements.txt"
SAMPLING_FRAME = DATA / "base_eple.csv"
CODEBOOK = DATA / "codebook.yml"
INDICATORS = DATA / "indicateurs.yml"
ILLUSTRATIONS = DATA / "illustrations.yml"


def wave_file(wave: str) -> Path:
    """Path of the file that states a wave."""
    return DATA / wave / "vague.yml"


def known_waves() -> list[str]:
    """Names of the waves that have a `vague.yml`, oldest first."""
    return sorted(path.parent.name for path in DATA.glob("*/vague.yml"))


def shown(path: Path) -> str:
    """Path as a message gives it: relative to the project where it lies inside."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
