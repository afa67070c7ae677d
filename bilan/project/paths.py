"""Every path of the project, in one place."""

from contextvars import ContextVar
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

DATA = ROOT / "data"
NOTEBOOKS = ROOT / "notebooks"
FIGURES = ROOT / "figures"
REPORT = ROOT / "report"
SITE = ROOT / "_site"
BUILD = ROOT / "_build"
SHEETS = ROOT / "_fiches"
NOT_SOURCES = frozenset(folder.name for folder in (BUILD, FIGURES, SHEETS, SITE))
FONTS = BUILD / "polices"
FONT_FACES = FONTS / "polices.css"
PACKAGE = ROOT / "bilan"

ASSETS = PACKAGE / "assembly" / "assets"
WORD_TEMPLATE = REPORT / "modele.docx"
QUARTO_PROJECT = ROOT / "_quarto.yml"
LOCK = ROOT / "requirements.txt"
SAMPLING_FRAME = DATA / "base_eple.csv"
CODEBOOK = DATA / "codebook.yml"
INDICATORS = DATA / "indicateurs.yml"
WORDINGS = DATA / "formulations.yml"
ILLUSTRATIONS = DATA / "illustrations.yml"
RECOMMENDATIONS = DATA / "preconisations.yml"
ANNEXES = REPORT / "annexes"
HOME_TEXT = BUILD / "accueil.json"

# Whether what is opened now counts for nothing (see `bilan.project.opened`).
UNSEEN: ContextVar[bool] = ContextVar("unseen", default=False)

# Names of files of a wave, intermediate or published.
EXPORT, RESPONSES, SET_ASIDE = "export.json", "reponses.csv", "ecartes.csv"
UNDECIDED, HIDDEN = "a-trancher.json", "secret.json"
ESTIMATES, EVOLUTION, LINKS = "estimations.csv", "evolution.csv", "liens.csv"
INDICATORS_FILE = "indicateurs.csv"
EVOLUTION_FILE = "comparaison.csv"  # not the plotted values of the illustration `evolution`
GROUPS_FILE = "indicateurs-par-groupe.csv"
DATA_PACKAGE = "datapackage.json"
SET_ASIDE_FILE = "reponses-ecartees.csv"  # published as ecartes.csv: reasons, no number
LETTER_FILE = "trame-lettre-de-mission.docx"
REGISTER, FINDINGS = "registre.json", "verification.json"
USES = "emplois.json"  # which section uses which question
DICTIONARY = "dictionnaire.html"
DASHBOARD, VALIDATION = "tableau-de-bord.html", "rapport-validation.html"
EXECUTED, DOCUMENTS, REMEMBERED = "carnets", "document", "memoire"  # folders
# Documents of a wave: report/<wave>/<name>.qmd.
REPORT_NAME, SYNTHESIS = "bilan", "synthese"
MANIFEST, CARDS, BAR = "manifest.json", "provenance.html", "barre.html"


def wave_file(wave: str) -> Path:
    """Path of the file that states a wave."""
    return DATA / wave / "vague.yml"


def visa_file(wave: str, *, project: Path = ROOT) -> Path:
    """Path of the file that records who approved which section of a wave."""
    return project / "report" / wave / "visas.yml"


def documents_of(wave: str, *, report: Path = REPORT) -> list[str]:
    """Documents of a wave: the report and, where it is written, its synthesis."""
    written = (report / wave / f"{SYNTHESIS}.qmd").is_file()
    return [REPORT_NAME, SYNTHESIS] if written else [REPORT_NAME]


def texts_file(module: Path) -> Path:
    """Path of the French texts of a module, beside it."""
    return module.parent / "textes" / f"{module.stem}.yml"


def profile_file(wave: str, document: str = REPORT_NAME, *, project: Path = ROOT) -> Path:
    """Path of Quarto's profile of a document of a wave."""
    return project / f"_quarto-{profile_name(wave, document)}.yml"


def profile_name(wave: str, document: str = REPORT_NAME) -> str:
    """What Quarto calls the profile of a document of a wave: vague-2015, synthese-2015."""
    return f"{'vague' if document == REPORT_NAME else document}-{wave}"


def workbook_name(wave: str) -> str:
    """Name of the workbook of a wave, in `donnees/`."""
    return f"{REPORT_NAME}-{wave}.xlsx"


def environment_file(wave: str) -> Path:
    """Path of the variables that Quarto sets where it renders a wave by hand."""
    return ROOT / f"_environment-vague-{wave}"


def built(wave: str, name: str) -> Path:
    """Path of an intermediate file of a wave."""
    return BUILD / wave / name


def known_waves() -> list[str]:
    """Names of the waves that have a `vague.yml`, oldest first.

    What lists `data/` here needs no new wave: the files of earlier ones are stated as needs.
    """
    before = UNSEEN.set(True)
    try:
        return sorted(path.parent.name for path in DATA.glob("*/vague.yml"))
    finally:
        UNSEEN.reset(before)


def shown(path: Path) -> str:
    """Path as a message gives it: relative to the project where it lies inside."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
