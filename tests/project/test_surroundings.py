"""Nothing of the user's own settings reaches what is made; a closed output stops nothing."""

import os
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import nbformat
import pytest

from bilan.illustrations.style import house_style
from bilan.project import surroundings
from bilan.project.paths import ROOT
from bilan.running.notebook_run import run_notebook

pytestmark = pytest.mark.slow

CLI = f"'{sys.executable}' '{ROOT / 'pipeline.py'}'"


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        capture_output=True, text=True, timeout=120, env=os.environ | environment,
    )  # fmt: skip


@pytest.mark.parametrize(
    "closed", [">&-", "2>&-", "<&- >&- 2>&-", "| true", "| head -1", "2>&1 | true"]
)
def test_an_output_that_nobody_reads_is_no_error(closed: str) -> None:
    done = shell(f"{CLI} list {closed}")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("closed", [">&-", "| true"])
def test_the_exit_code_stays_that_of_the_command(closed: str) -> None:
    done = shell(f"{CLI} why nothing {closed}")
    assert done.returncode == 2
    assert done.stderr.startswith("error: unknown step: nothing")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_is_said_once() -> None:
    done = shell(f"{CLI} list > /dev/full")
    assert done.returncode == 7
    assert done.stderr.count("No space left on device") == 1


def test_a_file_never_takes_the_place_of_a_closed_stream(tmp_path: Path) -> None:
    code = (
        "from bilan.project.surroundings import settle_standard_streams as settle; settle(); "
        f"f = open({str(tmp_path / 'f')!r}, 'w'); print('lost'); assert f.fileno() > 2"
    )
    done = shell(f"'{sys.executable}' -c \"$CODE\" <&- >&-", CODE=code, PYTHONPATH=str(ROOT))
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "f").read_text() == ""


def test_the_house_style_starts_from_the_defaults_of_matplotlib() -> None:
    with house_style():
        known = dict(mpl.rcParams)
    with mpl.rc_context({"savefig.bbox": "tight", "font.size": 22, "path.sketch": (1, 100, 2)}):
        with house_style():
            assert {k: v for k, v in mpl.rcParams.items() if v != known[k]} == {}
        assert mpl.rcParams["savefig.bbox"] == "tight"


@pytest.mark.parametrize("kernel", [False, True], ids=["forked", "kernel"])
def test_a_notebook_sees_no_settings_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kernel: bool
) -> None:
    startup = tmp_path / "home/.ipython/profile_default/startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("import pandas; pandas.set_option('display.precision', 1)\n")
    (tmp_path / "start.py").write_text("user = 1\n")
    (tmp_path / "matplotlibrc").write_text("font.size: 22\n")
    for name, value in {
        "HOME": tmp_path / "home",
        "MATPLOTLIBRC": tmp_path / "matplotlibrc",
        "PYTHONSTARTUP": tmp_path / "start.py",
        "IPYTHONDIR": tmp_path / "home/.ipython",
    }.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setitem(surroundings.SET, "IPYTHONDIR", str(tmp_path / "own"))
    for name in (*surroundings.LEFT_OUT, *surroundings.SET):  # to be put back afterwards
        monkeypatch.setenv(name, os.environ.get(name, ""))
    surroundings.leave_out_the_user()
    book = nbformat.v4.new_notebook()
    tagged = {"tags": ["parameters"]}
    book.cells = [
        nbformat.v4.new_code_cell("x = 1", metadata=tagged),
        nbformat.v4.new_code_cell(
            "import matplotlib, pandas\n"
            "print(pandas.get_option('display.precision'), matplotlib.rcParams['font.size'],"
            " 'user' in globals())"
        ),
    ]
    folder = tmp_path / "a{b} x%20y #$'\"é"
    folder.mkdir()
    nbformat.write(book, folder / "n.ipynb")
    run_notebook(folder / "n.ipynb", {}, folder / "out.ipynb", kernel=kernel)
    made = nbformat.read(folder / "out.ipynb", as_version=4)
    assert made.cells[-1].outputs[0].text == "6 10.0 False\n"
