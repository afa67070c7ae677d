"""What this project publishes, as a reader finds it; `test_project.py` builds in other folders."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest

from bilan.estimation.study import open_study
from bilan.project.paths import known_waves
from bilan.survey.modalities import LABELS
from tests.adversarial.secrecy.shown import shown_cells
from tests.adversarial.secrecy.site import attack_site

pytestmark = pytest.mark.slow

PUBLISHED = {
    "bilan.html",
    "bilan.pdf",
    "bilan.docx",
    "tableau-de-bord.html",
    "rapport-validation.html",
    "donnees/indicateurs.csv",
    "donnees/instance.csv",
    "carnets/01_pilotage.ipynb",
    "manifest.json",
}


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("wave", known_waves())
def test_a_wave_is_published_whole(site: Path, wave: str) -> None:
    folder = site / wave
    assert files_in(folder) >= PUBLISHED
    assert (site / "index.html").is_file()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["sorties"]) == files_in(folder) - {"manifest.json"}
    assert manifest["moteur"] == "embedded"


def test_no_secret_of_the_latest_wave_can_be_solved_for(site: Path) -> None:
    """All waves, with the sheets of all schools: `test_project.py`, among the long tests."""
    wave = known_waves()[-1]
    attacked = attack_site(open_study(wave), site / wave)
    assert attacked.found == []
    assert len(attacked.cells) > 10


@pytest.mark.parametrize("wave", known_waves())
def test_the_attacker_reads_every_format(site: Path, wave: str) -> None:
    """Each document that shows shares by group gives the attacker the cells of the page."""
    cells: dict[str, set[tuple[str, str]]] = {}
    for cell in shown_cells(site / wave, list(LABELS["voie"].values())):
        if cell.label:
            cells.setdefault(cell.place, set()).add((cell.label, cell.group))
    documents = ["bilan.html", "bilan.docx", "donnees/association.svg"]
    documents += ["bilan.pdf"] if shutil.which("pdftotext") else []
    assert [cells[name] >= cells["bilan.html"] for name in documents] == [True] * len(documents)
    assert len(cells["bilan.html"]) > 30
    assert "tableau-de-bord.html" in cells


MISSING = re.compile(r"(?<![\w.])(?:nan|NaN|NaT|None|<NA>|[-+]?inf(?:inity)?|null)(?![\w.])")
NUMBERED = re.compile(r"\b(?:identifiant|id|uai|token|seed|ipaddr|submitdate|lastpage)\b", re.I)


def told(path: Path) -> Iterator[str]:
    """Texts of a published file that a reader sees: cells of tables, outputs of notebooks."""
    if path.suffix == ".csv":
        yield path.read_text(encoding="utf-8")
    elif path.suffix == ".ipynb":
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                yield from ("".join(t) for kind, t in data.items() if kind.startswith("text/"))
                yield "".join(output.get("text", ""))
    elif path.suffix == ".html":
        yield " ".join(Page(path.read_text(encoding="utf-8")).words)


@pytest.mark.parametrize("wave", known_waves())
def test_no_published_file_says_nan_or_none(site: Path, wave: str) -> None:
    for path in (site / wave).rglob("*"):
        for text in told(path):
            assert MISSING.findall(re.sub(r"<style.*?</style>", "", text, flags=re.S)) == [], path


@pytest.mark.parametrize("wave", known_waves())
def test_no_published_table_has_numbers_of_responses(site: Path, wave: str) -> None:
    folder = site / wave
    heads = {path: path.read_text("utf-8").splitlines()[0] for path in folder.rglob("*.csv")}
    for path in folder.rglob("*.ipynb"):
        heads[path] = " ".join(
            cell for text in told(path) for cell in re.findall(r"<th[^>]*>(.*?)</th>", text)
        )
    for path in folder.glob("*.html"):
        page = path.read_text(encoding="utf-8")
        cells = re.findall(r"<thead>.*?</thead>", page, re.DOTALL)
        heads[path] = re.sub(r"<[^>]+>", " ", " ".join(cells))
    assert len(heads) > 10
    assert {
        path.name: NUMBERED.findall(head) for path, head in heads.items() if NUMBERED.search(head)
    } == {}


class Page(HTMLParser):
    """Text of a page, ids, and links inside it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.words: list[str] = []
        self.skipped = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.skipped += tag in ("script", "style")
        self.ids.add(known.get("id") or "")
        if tag == "a" and (known.get("href") or "").startswith("#"):
            self.links.append((known["href"] or "")[1:])

    def handle_endtag(self, tag: str) -> None:
        self.skipped -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.words.append(data)


ENGLISH = r"\b(the|and|of|with|figure|table of contents|chapter|appendix|warning|source:)\b"


@pytest.mark.parametrize("wave", known_waves())
def test_the_page_is_whole_and_french(site: Path, wave: str) -> None:
    page = Page((site / wave / "bilan.html").read_text(encoding="utf-8"))
    text = " ".join(page.words)
    assert [link for link in page.links if link not in page.ids] == []
    assert re.findall(r"\?@|@(?:fig|tbl|sec)-|\{\{<|Illustration \?", text) == []
    assert re.findall(ENGLISH, text, re.IGNORECASE) == []
    assert "simulées" in text


def word_text(path: Path) -> str:
    """Text of the paragraphs of a Word file, those in tables too."""
    document = docx.Document(str(path))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    paragraphs = [*document.paragraphs, *(p for cell in cells for p in cell.paragraphs)]
    return "\n".join(paragraph.text for paragraph in paragraphs)


def pdf_text(path: Path) -> str:
    """Text of a PDF in reading order."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not there")
    command = ["pdftotext", "-raw", str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


# A sign of French typography without its no-break space.
UNTYPOGRAPHIC = r"«(?![\u00a0\u202f])|(?<![\u00a0\u202f«])»|[\w)](?= ?[;?!](?:\s|$))|\d ?%"

# A PDF has spaces only; where it wrapped before a sign, the space could break.
WRAPPED = r"«(?!\s)|(?<!\s)»|^[»;:?!%]|«$"


@pytest.mark.parametrize("name", ["bilan.html", "bilan.pdf", "bilan.docx"])
@pytest.mark.parametrize("wave", known_waves())
def test_every_format_keeps_french_typography(site: Path, wave: str, name: str) -> None:
    path = site / wave / name
    if name == "bilan.html":
        text = " ".join(Page(path.read_text(encoding="utf-8")).words)
    else:
        text = word_text(path) if name == "bilan.docx" else pdf_text(path)
    wrong = WRAPPED if name == "bilan.pdf" else UNTYPOGRAPHIC
    matches = re.finditer(wrong, text, re.MULTILINE)
    assert [text[max(0, m.start() - 30) : m.end() + 30] for m in matches] == []
    assert len(re.findall(r"«\s", text)) > 20
    assert len(re.findall(r"\d\s%", text)) > 100


def test_each_acronym_of_the_text_is_listed(site: Path) -> None:
    piece = (site.parent / "figures/2014/sigles.qmd").read_text(encoding="utf-8")
    listed = re.findall(r"^- \*\*(\w+)\*\*\u00a0: \w", piece, re.MULTILINE)
    assert listed == sorted(listed)
    assert {"CPE", "DANE", "EPLE", "PFE"} <= set(listed)
    assert "DRANE" not in listed
