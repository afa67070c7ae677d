"""Each command in each state of a project: its exit code, and what it says."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyreadstat
import pytest

from bilan.project.paths import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.long]

COPIED = ("bilan", "data", "notebooks", "report")
FILES = ("pipeline.py", "requirements.txt", "_quarto.yml", "_quarto-vague-2014.yml")
STEPS = ("2014:links", "2014:register", "2014:pieces", "2014:acronyms", "fonts")
MADE = r"not up to date, made now: \S+ \(.*\)( \+\d+)?\n"
MAKE = """
import sys, pipeline
from bilan.running.forked_steps import run_here
from bilan.running.up_to_date import bring_up_to_date
known = pipeline.steps(["2014"], publish=["2014"], formats=("html",), engine="embedded")
bring_up_to_date(known, sys.argv[1:], perform=run_here)
"""


class Project:
    """A project of the wave 2014 alone, at one place: states differ by what lies there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.kept = folder, folder.with_name("gardé")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )

    def again(self) -> None:
        """The project as it was built, its dates too."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.kept, self.folder, symlinks=True)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = Project(tmp_path_factory.mktemp("etats") / "projet")
    made.folder.mkdir()
    for name in COPIED:
        ignored = shutil.ignore_patterns("2015", "__pycache__")
        shutil.copytree(ROOT / name, made.folder / name, ignore=ignored)
    for name in FILES:
        shutil.copy2(ROOT / name, made.folder)
    done = made.run("-c", MAKE, *STEPS)
    assert done.returncode == 0, done.stderr
    shutil.copytree(made.folder, made.kept)
    return made


@pytest.fixture
def project(built: Project) -> Project:
    built.again()
    return built


def clone(project: Project) -> None:
    shutil.rmtree(project.folder / "_build")
    shutil.rmtree(project.folder / "figures")


def as_built(_: Project) -> None:
    return


def other_answers(project: Project) -> None:
    """Five complete rows change their answer: 61,5 % of dedicated bodies become 57,4 %."""
    path = project.folder / "data" / "2014" / "enquete.sav"
    rows, meta = pyreadstat.read_sav(str(path), user_missing=True)
    moved = rows.index[(rows["instance"] == "A1") & (rows["submitdate"].astype(str) > "")][:5]
    rows.loc[moved, "instance"] = "A2"
    pyreadstat.write_sav(
        rows,
        str(path),
        column_labels=meta.column_names_to_labels,
        variable_value_labels=meta.variable_value_labels,
    )


def stale_data(project: Project) -> None:
    other_answers(project)
    assert project.run("pipeline.py", "accept").returncode == 0


def stale_code(project: Project) -> None:
    path = project.folder / "bilan" / "estimates.py"
    before = 'row["value"] = row["numerator"] / row["base"]'
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, 'row["value"] = 0.123'), encoding="utf-8")


def damaged(project: Project) -> None:
    state = project.folder / "_build" / "etat.json"
    state.write_bytes(state.read_bytes()[:1000])


def half_built(project: Project) -> None:
    (project.folder / "_build" / "2014" / "estimations.csv").unlink()
    (project.folder / "figures" / "2014" / "instance.qmd").unlink()


def unwritable(project: Project) -> None:
    """Stale, and no lock can be taken: a folder stands in its place, for root too."""
    stale_data(project)
    (project.folder / "_build" / "verrou").unlink()
    (project.folder / "_build" / "verrou").mkdir()


Change = Callable[[Project], None]
TABLE = "print(open_study('2014').table('instance_comite').iloc[0]['Valeur'])"
STUDY = ("-c", f"from bilan.estimation.study import open_study; {TABLE}")
CHECK, FIX = ("pipeline.py", "check"), ("pipeline.py", "check", "--fix")
VISA, VALIDATE = ("pipeline.py", "visa"), ("pipeline.py", "validate")
COMPARE = ("pipeline.py", "compare", "2014", "2014")
LIST = ("pipeline.py", "list")
UNPINNED = "error: data/2014/enquete.sav is not the file that was pinned"

# State, command, exit code, what stdout and stderr hold (regular expressions).
CASES: list[tuple[Change, tuple[str, ...], int, str, str]] = [
    (clone, CHECK, 0, "", rf"^{MADE}$"),
    (clone, VALIDATE, 0, "130", r"^$"),
    (clone, STUDY, 0, "^61,5\u00a0%$", r"^$"),
    (clone, LIST, 0, r"2014:estimates +first run", r"^$"),
    (clone, COMPARE, 2, "", "ni un dossier, ni une vague"),
    (as_built, CHECK, 0, "", r"^$"),
    (as_built, VISA, 0, "sans visa", r"^$"),
    (as_built, STUDY, 0, "^61,5\u00a0%$", r"^$"),
    (as_built, LIST, 0, r"2014:estimates +up to date", r"^$"),
    (other_answers, CHECK, 3, r"^$", rf"^{MADE}{UNPINNED}"),
    (other_answers, FIX, 3, r"^$", rf"^{MADE}{UNPINNED}"),
    (other_answers, VALIDATE, 3, r"^$", f"^{UNPINNED}"),
    (other_answers, STUDY, 1, r"^$", UNPINNED.removeprefix("error: ")),
    (stale_data, CHECK, 5, "vaut 57,4\u00a0%", rf"^{MADE}$"),
    (stale_data, FIX, 0, "61,5\u00a0% → 57,4\u00a0%", rf"^{MADE}$"),
    (stale_data, STUDY, 0, "^57,4\u00a0%$", r"^$"),
    (stale_data, LIST, 0, r"2014:estimates +\S", r"^$"),
    (stale_code, CHECK, 5, "12,3\u00a0%", rf"^{MADE}$"),
    (stale_code, STUDY, 0, "^12,3\u00a0%$", r"^$"),
    (damaged, CHECK, 0, "", rf"^{MADE}$"),
    (damaged, STUDY, 0, "^61,5\u00a0%$", r"^$"),
    (damaged, LIST, 0, r"2014:estimates +first run", r"^$"),
    (half_built, CHECK, 0, "", rf"^{MADE}$"),
    (half_built, VISA, 0, "sans visa", rf"^{MADE}$"),
    (half_built, STUDY, 0, "^61,5\u00a0%$", r"^$"),
    (unwritable, CHECK, 7, r"^$", r"error: 2014:\S+ cannot be made anew\n"),
    (unwritable, FIX, 7, r"^$", r"error: 2014:\S+ cannot be made anew\n"),
    (unwritable, STUDY, 0, "^57,4\u00a0%$", r"^$"),
]


def written(project: Project) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in (project.folder / "report").rglob("*.qmd")}


@pytest.mark.parametrize(
    ("state", "command", "code", "said", "told"),
    CASES,
    ids=[f"{case[0].__name__}-{'study' if case[1] is STUDY else case[1][-1]}" for case in CASES],
)
def test_a_command_in_a_state(
    project: Project, state: Change, command: tuple[str, ...], code: int, said: str, told: str
) -> None:
    state(project)
    before = written(project)
    done = project.run(*command)
    assert done.returncode == code, done.stdout + done.stderr
    assert re.search(said, done.stdout, re.MULTILINE), done.stdout
    assert re.search(told, done.stderr), done.stderr
    if code or command is not FIX:
        assert written(project) == before


def test_a_mended_text_is_right_at_once(project: Project) -> None:
    stale_data(project)
    assert project.run(*FIX).returncode == 0
    again = project.run(*CHECK)
    assert (again.returncode, again.stderr) == (0, "")


def test_a_kernel_that_holds_older_code_asks_for_a_new_start(project: Project) -> None:
    change = (
        "from pathlib import Path; from bilan.estimation.study import open_study\n"
        "path = Path('bilan/estimation/estimates.py'); text = path.read_text()\n"
        "path.write_text(text + '\\nMORE = 1\\n')\n"
        "open_study('2014')"
    )
    done = project.run("-c", change)
    assert done.returncode == 1
    assert "bilan/estimation/estimates.py changed after this kernel had loaded it" in done.stderr
