"""The project as a newcomer runs it: whole builds, in folders of their own."""

import filecmp
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import docx
import pyreadstat
import pytest
from builders import copied_project

from bilan.project.paths import known_waves
from bilan.survey.modalities import LABELS
from tests.adversarial.secrecy.shown import shown_cells

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


def pipeline(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What `python pipeline.py …` says in that folder, without Quarto."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(
        [sys.executable, "pipeline.py", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, built with two jobs."""
    folder = copied_project(tmp_path_factory.mktemp("projet") / "un dossier à accents")
    made = pipeline(folder, "--engine", "embedded", "--jobs", "2")
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("wave", known_waves())
def test_a_wave_is_published_whole(project: Path, wave: str) -> None:
    site = project / "_site" / wave
    assert files_in(site) >= PUBLISHED
    assert (project / "_site" / "index.html").is_file()
    manifest = json.loads((site / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["sorties"]) == files_in(site) - {"manifest.json"}
    assert manifest["moteur"] == "embedded"


def test_a_second_build_does_nothing(project: Path) -> None:
    again = pipeline(project, "--engine", "embedded")
    assert again.returncode == 0
    assert again.stdout.startswith("all is up to date\n")


def test_one_job_in_another_folder_makes_the_same_bytes(project: Path, tmp_path: Path) -> None:
    other = copied_project(tmp_path / "b")
    made = pipeline(other, "--engine", "embedded", "--jobs", "1")
    assert made.returncode == 0, made.stderr
    for folder in ("_site", "figures"):
        names = files_in(project / folder)
        assert files_in(other / folder) == names
        _, differing, failed = filecmp.cmpfiles(
            project / folder, other / folder, names, shallow=False
        )
        assert (differing, failed) == ([], [])


def test_a_changed_sentence_rebuilds_the_documents_alone(project: Path) -> None:
    chapter = project / "report" / "2014" / "01-contexte.qmd"
    before = chapter.read_text(encoding="utf-8")
    chapter.write_text(before + "\nUne phrase de plus.\n", encoding="utf-8")
    made = pipeline(project, "--engine", "embedded")
    ran = {line.split()[0] for line in made.stdout.splitlines() if " s   " in line}
    assert ran <= {
        "2014:acronyms",
        "2014:check",
        "2014:html",
        "2014:pdf",
        "2014:docx",
        "2014:site",
        "contents",
        "home",
    }
    assert "2014:html" in ran
    assert "Une phrase de plus." in (project / "_site/2014/bilan.html").read_text(encoding="utf-8")
    chapter.write_text(before, encoding="utf-8")
    assert pipeline(project, "--engine", "embedded").returncode == 0


def test_a_cell_that_raises_leaves_what_was_published(project: Path) -> None:
    site = project / "_site"
    before = {name: (site / name).read_bytes() for name in files_in(site)}
    path = project / "notebooks" / "03_assistance.ipynb"
    whole = path.read_bytes()
    notebook = json.loads(whole)
    cell = notebook["cells"][-1]
    cell["source"] = "1 / 0"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    made = pipeline(project, "--engine", "embedded", "--wave", "2014")
    path.write_bytes(whole)
    assert made.returncode == 4
    assert made.stderr.startswith("error: notebooks/03_assistance.ipynb: code cell ")
    assert "ZeroDivisionError: division by zero" in made.stderr
    assert "Traceback" not in made.stderr
    assert (project / "_build/2014/carnets/03_assistance.echec.ipynb").is_file()
    assert {name: (site / name).read_bytes() for name in files_in(site)} == before
    assert pipeline(project, "--engine", "embedded").returncode == 0


def test_no_secret_of_what_is_published_can_be_solved_for(project: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(project)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.adversarial", "attack"],
        cwd=project, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    attacked = re.findall(r"(\d+) cells under the threshold attacked", done.stdout)
    assert [int(number) > 10 for number in attacked] == [True] * len(known_waves())


@pytest.mark.parametrize("wave", known_waves())
def test_the_attacker_reads_every_format(project: Path, wave: str) -> None:
    """Each document that shows shares by group gives the attacker the cells of the page."""
    cells: dict[str, set[tuple[str, str]]] = {}
    for cell in shown_cells(project / "_site" / wave, list(LABELS["voie"].values())):
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
def test_no_published_file_says_nan_or_none(project: Path, wave: str) -> None:
    for path in (project / "_site" / wave).rglob("*"):
        for text in told(path):
            assert MISSING.findall(re.sub(r"<style.*?</style>", "", text, flags=re.S)) == [], path


@pytest.mark.parametrize("wave", known_waves())
def test_no_published_table_has_numbers_of_responses(project: Path, wave: str) -> None:
    site = project / "_site" / wave
    heads = {path: path.read_text("utf-8").splitlines()[0] for path in site.rglob("*.csv")}
    for path in site.rglob("*.ipynb"):
        heads[path] = " ".join(
            cell for text in told(path) for cell in re.findall(r"<th[^>]*>(.*?)</th>", text)
        )
    for path in site.glob("*.html"):
        page = path.read_text(encoding="utf-8")
        cells = re.findall(r"<thead>.*?</thead>", page, re.DOTALL)
        heads[path] = re.sub(r"<[^>]+>", " ", " ".join(cells))
    assert len(heads) > 10
    assert {
        path.name: NUMBERED.findall(head) for path, head in heads.items() if NUMBERED.search(head)
    } == {}


PERSONAL = ("ipaddr", "token", "refurl", "firstname", "lastname", "email", "commentaire")


@pytest.mark.parametrize("wave", known_waves())
def test_nothing_personal_gets_past_reading(project: Path, wave: str) -> None:
    """Every file that a build leaves, and its packed parts, against what the export holds."""
    rows, _ = pyreadstat.read_sav(str(project / "data" / wave / "enquete.sav"))
    columns = [name for name in rows.columns if name.startswith(PERSONAL)]
    values = {str(v).strip() for name in columns for v in rows[name] if len(str(v).strip()) > 5}
    assert {"ipaddr", "commentaire"} <= set(columns)
    assert len(values) > 50
    for folder in ("_site", "_build", "figures", "notebooks"):
        for path in (project / folder).rglob("*"):
            for content in parts(path) if path.is_file() else ():
                found = [value for value in values if value.encode() in content]
                assert found == [], path


def parts(path: Path) -> Iterator[bytes]:
    """The bytes of a file; those of its members where it is packed, the text of a PDF."""
    yield path.read_bytes()
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    elif path.suffix == ".pdf" and shutil.which("pdftotext"):
        command = ["pdftotext", "-raw", str(path), "-"]
        yield subprocess.run(command, capture_output=True, check=True).stdout


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
def test_the_page_is_whole_and_french(project: Path, wave: str) -> None:
    page = Page((project / "_site" / wave / "bilan.html").read_text(encoding="utf-8"))
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
def test_every_format_keeps_french_typography(project: Path, wave: str, name: str) -> None:
    path = project / "_site" / wave / name
    if name == "bilan.html":
        text = " ".join(Page(path.read_text(encoding="utf-8")).words)
    else:
        text = word_text(path) if name == "bilan.docx" else pdf_text(path)
    wrong = WRAPPED if name == "bilan.pdf" else UNTYPOGRAPHIC
    matches = re.finditer(wrong, text, re.MULTILINE)
    assert [text[max(0, m.start() - 30) : m.end() + 30] for m in matches] == []
    assert len(re.findall(r"«\s", text)) > 20
    assert len(re.findall(r"\d\s%", text)) > 100


def test_each_acronym_of_the_text_is_listed(project: Path) -> None:
    piece = (project / "figures/2014/sigles.qmd").read_text(encoding="utf-8")
    listed = re.findall(r"^- \*\*(\w+)\*\*\u00a0: \w", piece, re.MULTILINE)
    assert listed == sorted(listed)
    assert {"CPE", "DANE", "EPLE", "PFE"} <= set(listed)
    assert "DRANE" not in listed


def test_other_formats_can_be_left_out(project: Path) -> None:
    made = pipeline(project, "--engine", "embedded", "--wave", "2014", "--format", "html")
    assert made.returncode == 0
    assert not (project / "_site/2014/bilan.pdf").exists()
    assert (project / "_site/2014/bilan.html").exists()
