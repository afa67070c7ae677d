"""The project as it is built, to be read; and a small copy of it, for what a test may break."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bilan.project.paths import ROOT, SITE

COPIED = ("bilan", "data", "notebooks", "report")
FILES = ("pipeline.py", "requirements.txt", "_quarto.yml", "_quarto-vague-2014.yml")

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What this project publishes, built once for all tests and workers; not to be changed."""
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    with (shared / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "site.built").exists():
            command = [sys.executable, "pipeline.py", "--engine", "embedded"]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
            (shared / "site.built").touch()
    return SITE


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project with the wave 2014 alone, and nothing made."""
    copy = tmp_path / "projet"
    copy.mkdir()
    ignored = shutil.ignore_patterns("2015")  # compiled modules stay valid: dates are kept
    for name in COPIED:
        shutil.copytree(ROOT / name, copy / name, ignore=ignored)
    for name in FILES:
        shutil.copy(ROOT / name, copy / name)
    return copy


@pytest.fixture
def run(project: Path) -> Run:
    """Run Python in the copy: its output, its errors, its exit code."""

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=120)

    return call


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that build come first, so that short ones fill all cores to the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
