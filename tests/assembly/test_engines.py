"""Which engine makes the report, after what Quarto says of its version."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bilan.assembly.engines import chosen_engine, is_new_enough
from bilan.assembly.render import render
from bilan.project.errors import AssemblyError

Install = Callable[[str], None]
ENOUGH, TOO_OLD = ["1.10.0", "1.10.18", "1.11", "2.0.1", "99.9.9"], ["1.9.38", "1.7.34", "0.99", ""]


@pytest.fixture
def quarto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts on the path, alone, a `quarto` of which the shell lines are given."""

    def install(lines: str) -> None:
        program = tmp_path / "quarto"
        program.write_text(f"#!/bin/sh\n{lines}\n")
        program.chmod(0o755)

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "venv" / "python"))
    return install


@pytest.mark.parametrize("version", ENOUGH)
def test_new_enough(quarto: Install, version: str) -> None:
    quarto(f"echo {version}")
    assert is_new_enough(version)
    assert chosen_engine("auto") == chosen_engine("quarto") == f"quarto {version}"
    assert chosen_engine("embedded") == "embedded"


@pytest.mark.parametrize("version", TOO_OLD)
def test_too_old(quarto: Install, version: str, capsys: pytest.CaptureFixture[str]) -> None:
    quarto(f"echo {version}")
    assert not is_new_enough(version)
    assert chosen_engine("auto") == "embedded"
    told = capsys.readouterr().err.splitlines()
    name = f"Quarto {version or 'of unknown version'}"
    assert told == [f"{name} is too old (Quarto 1.10 or later): the embedded engine is used"]
    with pytest.raises(AssemblyError) as error:
        chosen_engine("quarto")
    assert str(error.value) == (
        "quarto\n"
        "  expected: Quarto 1.10 or later on the PATH\n"
        f"  found:    {name}\n"
        "  next:     install Quarto 1.10 or later, or ask for the other engine: --engine embedded"
    )


@pytest.mark.parametrize("lines", ["exit 1", "echo 1.10.18; exit 1", "kill -9 $$", "echo caf\xe9"])
def test_a_quarto_that_cannot_say_its_version_is_not_used(quarto: Install, lines: str) -> None:
    quarto(lines)
    assert chosen_engine("auto") == "embedded"


@pytest.mark.usefixtures("quarto")
def test_no_quarto(capsys: pytest.CaptureFixture[str]) -> None:
    assert chosen_engine("auto") == "embedded"
    assert capsys.readouterr().err == ""
    with pytest.raises(AssemblyError, match=r"found: +nothing"):
        chosen_engine("quarto")


def test_the_one_of_the_environment_is_found(quarto: Install, tmp_path: Path) -> None:
    quarto("echo 1.10.18")
    (tmp_path / "venv").mkdir()
    (tmp_path / "quarto").rename(tmp_path / "venv" / "quarto")
    assert chosen_engine("auto") == "quarto 1.10.18"


@pytest.mark.usefixtures("quarto")
def test_the_report_is_made_without_quarto(project: Path, tmp_path: Path) -> None:
    with pytest.raises(AssemblyError, match=r"Quarto 1\.10 or later on the PATH"):
        render("2014", ["html"], output=tmp_path / "s", engine="quarto", project=project)
    report = render("2014", ["html"], output=tmp_path / "s", project=project)
    assert report.engine == "embedded"
