"""The command line: what each command does, and what it says to whom."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from elsewhere import build_elsewhere

from bilan.project import paths
from bilan.project.errors import (
    AssemblyError,
    BilanError,
    DataError,
    NotebookError,
    TextError,
    UsageError,
)
from bilan.running import cli
from bilan.running.build_lock import alone
from bilan.running.step import Step

COMMANDS = ("build", "list", "check", "accept", "clean", "illustrations", "why")
RAISED: list[BaseException] = []


def make(target: str, wave: str) -> None:
    if RAISED and wave == "2014":
        raise RAISED[0]
    Path(target).write_text(wave)


class Project:
    """A project of two waves, each of one step, and what its steps were asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[dict[str, object]] = []

    def steps(self, waves: list[str], **asked: object) -> list[Step]:
        self.asked.append(asked)
        made = []
        for wave in waves:
            for name in ("pieces", "provenance", "register", "acronyms", "site"):
                page = self.folder / "_site" / wave / f"{name}.html"
                arguments = {"target": str(page), "wave": wave}
                made.append(Step(f"{wave}:{name}", "running.test_cli:make", (), (page,), arguments))
        for name in ("home", "fonts"):
            page = self.folder / "_site" / f"{name}.html"
            arguments = {"target": str(page), "wave": ""}
            made.append(Step(name, "running.test_cli:make", (), (page,), arguments))
        return made

    def run(self, *arguments: str) -> int:
        return cli.main(self.steps, arguments)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    RAISED.clear()
    build, site, figures = tmp_path / "_build", tmp_path / "_site", tmp_path / "figures"
    for module, names in (
        (cli, {"BUILD": build, "SITE": site, "FIGURES": figures}),
        (paths, {"DATA": tmp_path / "data", "ROOT": tmp_path}),
    ):
        for name, value in names.items():
            monkeypatch.setattr(module, name, value)
    build_elsewhere(monkeypatch, build, LOCK=tmp_path / "lock")
    (tmp_path / "lock").touch()
    for wave in ("2014", "2015"):
        (tmp_path / "data" / wave).mkdir(parents=True)
        (tmp_path / "data" / wave / "vague.yml").touch()
    monkeypatch.setattr("bilan.assembly.engines.find_quarto", lambda: None)
    return Project(tmp_path)


Output = pytest.CaptureFixture[str]


# Help


def test_help_names_every_command_option_and_exit_code(project: Project, capsys: Output) -> None:
    with pytest.raises(SystemExit) as exit_:
        project.run("--help")
    assert exit_.value.code == 0
    text = capsys.readouterr().out
    for command in COMMANDS:
        assert re.search(rf"^    {command}  +\w", text, re.MULTILINE), command
    for option in ("--wave", "--format", "--engine", "--jobs", "--force"):
        assert option in text
    families = (BilanError, UsageError, DataError, NotebookError, TextError, AssemblyError)
    for code in (0, *(family.exit_code for family in families), os.EX_SOFTWARE, 130):
        assert re.search(rf"^  {code} +\w", text, re.MULTILINE), code


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_its_help(project: Project, capsys: Output, command: str) -> None:
    with pytest.raises(SystemExit) as exit_:
        project.run(command, "--help")
    assert exit_.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: pipeline.py {command}")


@pytest.mark.parametrize(
    "arguments", [["biuld"], ["--format", "odt"], ["--engine", "word"], ["why"], ["--jobs", "two"]]
)
def test_what_the_command_line_does_not_know_is_code_2(
    project: Project, capsys: Output, arguments: list[str]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        project.run(*arguments)
    assert exit_.value.code == 2
    assert "usage: pipeline.py" in capsys.readouterr().err


# Building


def test_a_build_says_what_it_did_and_what_there_is(project: Project, capsys: Output) -> None:
    assert project.run() == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines[:3]} == {"2014:site", "2015:site", "home"}
    assert all(line.endswith(" s   first run") for line in lines[:3])
    pages = ["2014/site.html", "2015/site.html", "index.html"]
    assert lines[3:] == ["made:", *(f"  _site/{page}" for page in pages)]
    assert project.run("build") == 0
    assert capsys.readouterr().out.splitlines()[0] == "all is up to date"


@pytest.mark.parametrize(
    "arguments", [["--wave", "2015"], ["build", "--wave", "2015"], ["--wave", "2015", "build"]]
)
def test_one_wave_alone(project: Project, arguments: list[str]) -> None:
    assert project.run(*arguments) == 0
    assert project.asked[0]["publish"] == ["2015"]
    assert not (project.folder / "_site" / "2014").exists()


def test_a_wave_may_be_repeated(project: Project) -> None:
    project.run("--wave", "2015", "--wave", "2014", "--wave", "2015")
    assert project.asked[0]["publish"] == ["2015", "2014"]


@pytest.mark.parametrize(
    ("arguments", "formats", "engine"),
    [
        ([], ("html", "pdf", "docx"), "embedded"),
        (["--format", "docx", "--format", "html"], ("html", "docx"), "embedded"),
        (["--format", "pdf", "list"], ("pdf",), "embedded"),
        (["--engine", "embedded"], ("html", "pdf", "docx"), "embedded"),
    ],
)
def test_formats_and_engine(
    project: Project, arguments: list[str], formats: tuple[str, ...], engine: str
) -> None:
    assert project.run(*arguments) == 0
    assert (project.asked[0]["formats"], project.asked[0]["engine"]) == (formats, engine)


def test_quarto_is_taken_where_it_is(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bilan.assembly.engines.find_quarto", lambda: Path("/opt/quarto"))
    monkeypatch.setattr("bilan.assembly.engines.quarto_version", lambda _: "1.10.18")
    project.run()
    assert project.asked[0]["engine"] == "quarto 1.10.18"


def test_quarto_that_is_asked_for_and_not_there_is_an_error(
    project: Project, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bilan.assembly.engines.find_quarto", lambda: None)
    assert project.run("--engine", "quarto") == 6
    assert "Quarto 1.10 or later on the PATH" in capsys.readouterr().err
    assert project.asked == []


@pytest.mark.parametrize("arguments", [["--force"], ["--force", "build"], ["build", "--force"]])
def test_forced(project: Project, capsys: Output, arguments: list[str]) -> None:
    project.run()
    capsys.readouterr()
    assert project.run(*arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.rsplit("   ", 1)[-1] for line in lines[:3]] == ["forced"] * 3


@pytest.mark.parametrize("jobs", ["0", "-3", "8"])
def test_any_number_of_jobs(project: Project, jobs: str) -> None:
    assert project.run("--jobs", jobs) == 0


# Errors


@pytest.mark.parametrize("command", ["build", "list", "clean", "accept", "check", "illustrations"])
def test_an_unknown_wave(project: Project, capsys: Output, command: str) -> None:
    assert project.run(command, "--wave", "2016", "--wave", "2014") == 2
    assert capsys.readouterr() == (
        "",
        "error: unknown wave: 2016\n"
        "  expected: one of 2014, 2015\n"
        "  next:     add data/<wave>/vague.yml, or ask for another wave\n",
    )


@pytest.mark.parametrize(
    ("raised", "code"),
    [(DataError("x"), 3), (NotebookError("x"), 4), (TextError("x"), 5), (AssemblyError("x"), 6)],
)
def test_a_failed_step_gives_its_message_and_its_code(
    project: Project, capsys: Output, raised: BilanError, code: int
) -> None:
    RAISED.append(raised)
    assert project.run("--jobs", "1") == code
    output = capsys.readouterr()
    assert output.err == "error: x\n"
    assert re.search(r"^2014:site +failed$", output.out, re.MULTILINE)
    assert "made" not in output.out


def test_a_fault_has_its_traceback_and_code_70(project: Project, capsys: Output) -> None:
    RAISED.append(ZeroDivisionError("by zero"))
    assert project.run() == 70
    error = capsys.readouterr().err
    assert error.startswith("Traceback (most recent call last):")
    assert error.endswith("ZeroDivisionError: by zero\n")


def test_a_stop_is_code_130(
    project: Project, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "run_steps", stop)
    assert project.run() == 130
    assert capsys.readouterr().err == "stopped; the next run goes on from what is whole\n"


# The other commands


def test_list_and_why_say_what_would_run(project: Project, capsys: Output) -> None:
    project.run("--wave", "2014")
    (project.folder / "_site" / "home.html").unlink()
    capsys.readouterr()
    assert project.run("list") == 0
    said = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert said == {
        "2014:pieces": "first run",
        "2014:provenance": "first run",
        "2014:register": "first run",
        "2014:acronyms": "first run",
        "2014:site": "up to date",
        "2015:pieces": "first run",
        "2015:provenance": "first run",
        "2015:register": "first run",
        "2015:acronyms": "first run",
        "2015:site": "first run",
        "home": "missing: _site/home.html",
        "fonts": "first run",
    }
    for name, reason in said.items():
        assert project.run("why", name) == 0
        assert capsys.readouterr().out == f"{reason}\n"


def test_why_of_an_unknown_step(project: Project, capsys: Output) -> None:
    assert project.run("why", "2014:odt") == 2
    assert capsys.readouterr().err.startswith("error: unknown step: 2014:odt\n")


def fill(folder: Path) -> None:
    for path in (
        "_build/2014/a",
        "_build/2015/a",
        "figures/2014/a",
        "figures/2015/a",
        "_site/2015/a",
    ):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).touch()
    (folder / "_site" / "index.html").touch()


def test_clean_removes_all_that_was_made(project: Project, capsys: Output) -> None:
    fill(project.folder)
    assert project.run("clean") == 0
    assert sorted(path.name for path in project.folder.iterdir()) == ["data", "figures", "lock"]
    assert list((project.folder / "figures").iterdir()) == []
    waves = [f"{base}/{wave}" for base in ("_build", "figures") for wave in ("2014", "2015")]
    removed = [*waves, "_site/2015", "_build", "_site"]
    assert capsys.readouterr().out.splitlines() == [f"removed {name}" for name in removed]
    assert project.run("clean") == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("arguments", [["clean", "--wave", "2014"], ["--wave", "2014", "clean"]])
def test_clean_of_one_wave_leaves_the_others(project: Project, arguments: list[str]) -> None:
    fill(project.folder)
    assert project.run(*arguments) == 0
    files = {path.relative_to(project.folder).as_posix() for path in project.folder.rglob("a")}
    assert files == {"_build/2015/a", "figures/2015/a", "_site/2015/a"}
    assert (project.folder / "_site" / "index.html").exists()


def test_nothing_is_removed_under_a_build(project: Project, capsys: Output) -> None:
    fill(project.folder)
    with alone():
        assert project.run("clean") == 2
    assert capsys.readouterr().err.startswith("error: another build of this project is under way")
    assert (project.folder / "_build" / "2014" / "a").exists()


def test_accept_says_what_had_changed(
    project: Project, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = {"2014": ["data/2014/enquete.sav"], "2015": []}
    monkeypatch.setattr("bilan.survey.wave.read_wave", lambda name: name)
    monkeypatch.setattr("bilan.survey.wave.accept_inputs", changed.__getitem__)
    monkeypatch.setattr("bilan.responses.acceptance.accepted_before", lambda wave: f"before {wave}")
    monkeypatch.setattr("bilan.responses.acceptance.accepted_lines", lambda *given: [f"  {given}"])
    assert project.run("accept") == 0
    assert capsys.readouterr().out == (
        "2014: data/2014/enquete.sav\n  ('2014', 'before 2014')\n2015: nothing had changed\n"
    )


def test_illustrations_are_made_for_the_profile_that_quarto_renders(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUARTO_PROFILE", "vague-2015,draft")
    assert project.run("illustrations") == 0
    made = {path.name for path in (project.folder / "_site").rglob("*.html")}
    names = ("pieces", "provenance", "register", "acronyms", "fonts")
    assert made == {f"{name}.html" for name in names}
    assert not (project.folder / "_site" / "2014").exists()


def test_illustrations_does_nothing_when_the_pipeline_called_quarto(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BILAN_PIPELINE", "1")
    assert project.run("illustrations") == 0
    assert not (project.folder / "_site").exists()


def test_a_reader_of_the_output_may_leave_early() -> None:
    """As `pipeline.py list | head -1` does."""
    code = (
        "import sys\nfrom bilan.running import cli\n"
        "def talk(*_):\n    for n in range(20000): print(n)\n    return 0\n"
        "cli._list = talk\nsys.exit(cli.main(None, ['list']))"
    )
    command = f'"{sys.executable}" -c "$CODE" | head -1; echo "code ${{PIPESTATUS[0]}}"'
    done = subprocess.run(
        ["bash", "-c", command],
        env={**os.environ, "CODE": code},
        cwd=Path(cli.__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("0\ncode 0\n", "")
