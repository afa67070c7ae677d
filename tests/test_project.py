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
from pathlib import Path

import pyreadstat
import pytest
from builders import copied_project

from bilan.project.paths import known_waves

pytestmark = pytest.mark.slow


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
    """A copy of the project, built with one job."""
    folder = copied_project(tmp_path_factory.mktemp("projet") / "un dossier à accents")
    made = pipeline(folder, "--engine", "embedded", "--jobs", "1")
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_second_build_does_nothing(project: Path) -> None:
    again = pipeline(project, "--engine", "embedded")
    assert again.returncode == 0
    assert again.stdout.startswith("all is up to date\n")


def test_one_job_in_another_folder_makes_the_same_bytes(project: Path, site: Path) -> None:
    """The project itself is built with a job for each core."""
    here = site.parent
    changed = sorted(name for name in sources_in(here) if not same(here, project, name))
    assert changed == [], "the sources changed while the tests ran: run them again"
    for folder in ("_site", "figures"):
        names = files_in(here / folder) - {"README.md"}  # of figures/, not made
        assert files_in(project / folder) == names
        _, differing, failed = filecmp.cmpfiles(
            here / folder, project / folder, names, shallow=False
        )
        assert (differing, failed) == ([], [])


def sources_in(folder: Path) -> set[str]:
    """Files of a project that its report rests on."""
    parts = ("bilan", "data", "notebooks", "report")
    return {
        f"{part}/{name}"
        for part in parts
        for name in files_in(folder / part)
        if "__pycache__" not in name and ".ipynb_checkpoints" not in name
    }


def same(here: Path, there: Path, name: str) -> bool:
    """Whether a file is in both folders with the same bytes."""
    other = there / name
    return other.is_file() and other.read_bytes() == (here / name).read_bytes()


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


@pytest.mark.long
def test_no_secret_of_what_is_published_can_be_solved_for(project: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(project)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.adversarial", "attack"],
        cwd=project, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    attacked = re.findall(r"(\d+) cells under the threshold attacked", done.stdout)
    assert [int(number) > 10 for number in attacked] == [True] * len(known_waves())


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


def test_other_formats_can_be_left_out(project: Path) -> None:
    made = pipeline(project, "--engine", "embedded", "--wave", "2014", "--format", "html")
    assert made.returncode == 0
    assert not (project / "_site/2014/bilan.pdf").exists()
    assert (project / "_site/2014/bilan.html").exists()
