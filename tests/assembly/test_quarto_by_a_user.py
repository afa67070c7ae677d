"""The project with Quarto as users have it: on the path, beside a Python without the packages."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from builders import copied_project

pytestmark = pytest.mark.slow

RAW = Path(__file__).parent / "quarto"
# It starts what `_quarto.yml` names before and after a render, as the real one does, and gives
# what the real one wrote; its PDF is a few bytes.
STAND_IN = """#!/usr/bin/python3
import os, pathlib, re, shutil, subprocess, sys
if sys.argv[1:] == ["--version"]:
    sys.exit(print("1.10.18"))
with open({log!r}, "a") as log:
    log.write(" ".join(sys.argv[1:]) + "\\n")
scripts = dict(re.findall(r"^  (pre-render|post-render): (.*)$", open("_quarto.yml").read(), re.M))
environment = dict(os.environ, QUARTO_PROFILE=sys.argv[sys.argv.index("--profile") + 1])
subprocess.run(scripts["pre-render"].split(), env=environment, check=True)
document = pathlib.Path(sys.argv[2])
folder = pathlib.Path("_build/quarto") / document.parent
folder.mkdir(parents=True, exist_ok=True)
for kind in ("html", "docx"):
    shutil.copy(f"{raw}/bilan-2015-raw.{{kind}}", folder / f"bilan.{{kind}}")
(folder / "bilan.pdf").write_text("%PDF")
made = "\\n".join(str(path.resolve()) for path in folder.iterdir())
environment["QUARTO_PROJECT_OUTPUT_FILES"] = made
subprocess.run(scripts["post-render"].split(), env=environment, check=True)
"""


@pytest.fixture(scope="module")
def user(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the project's copy, never activated, and with Quarto on the path in `bin`."""
    folder = tmp_path_factory.mktemp("poste")
    project = copied_project(folder / "projet")
    borrow_environment(project / ".venv")
    (folder / "bin").mkdir()
    for name, text in {
        "quarto": STAND_IN.format(log=str(folder / "appels.txt"), raw=str(RAW)),
        # Quarto takes `python` from the path; this one has no package at all.
        "python": '#!/bin/sh\nexec /usr/bin/env -u PYTHONPATH /usr/bin/python3 -S "$@"\n',
    }.items():
        program = folder / "bin" / name
        program.write_text(text)
        program.chmod(0o755)
    return folder


def borrow_environment(folder: Path) -> None:
    """An environment whose contents are this one's, and which `make` may clear without harm."""
    folder.mkdir()
    for path in Path(sys.prefix).iterdir():
        if path.name != "ready":
            (folder / path.name).symlink_to(path)
    (folder / "ready").touch()  # newer than what it is made from: nothing is to be installed


def called(user: Path, *command: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(user / "bin"), os.environ["PATH"]])
    # `make test` tells a make that it starts to say which folder it enters.
    unset = ("PYTHONPATH", "VIRTUAL_ENV", "QUARTO_PROFILE", "MAKEFLAGS", "MAKELEVEL")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    return subprocess.run(
        command,
        cwd=user / "projet",
        env=kept | {"PATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.long
@pytest.mark.skipif(sys.prefix == sys.base_prefix, reason="no virtual environment to borrow")
def test_make_bilan_works_in_a_clone_that_is_not_activated(user: Path) -> None:
    done = called(user, "make", "bilan")
    assert done.returncode == 0, done.stdout + done.stderr
    calls = (user / "appels.txt").read_text().splitlines()
    assert sorted(calls) == [
        f"render report/{wave}/bilan.qmd --profile vague-{wave} --to html,typst,docx"
        " --metadata moteur:Quarto 1.10.18"
        for wave in ("2014", "2015")
    ]
    manifest = json.loads((user / "projet/_site/2015/manifest.json").read_text())
    assert manifest["moteur"] == "quarto"
    assert manifest["rendu"]["docx"]["versions"] == {"quarto": "1.10.18"}
    assert called(user, "make", "bilan").stdout.startswith("all is up to date\n")


@pytest.mark.skipif(sys.prefix == sys.base_prefix, reason="no virtual environment to borrow")
def test_a_bare_render_works_outside_the_environment(user: Path) -> None:
    done = called(user, "quarto", "render", "report/2014/bilan.qmd", "--profile", "vague-2014")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (user / "projet/figures/2014/instance.qmd").is_file()


def test_without_an_environment_one_message_says_what_to_do(user: Path, tmp_path: Path) -> None:
    other = copied_project(tmp_path / "autre")
    done = subprocess.run(
        [str(user / "bin/python"), "pipeline.py", "check"],
        cwd=other,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    first, *rest = done.stderr.splitlines()
    assert first.startswith("error: this Python lacks the project's packages: doit, msgspec")
    assert rest[-1] == "  next:     make setup, then the same command again"
