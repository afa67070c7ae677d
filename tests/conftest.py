"""A copy of the project, small, for what a test may break."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COPIED = ("bilan", "data", "notebooks", "report")
FILES = ("pipeline.py", "requirements.txt", "_quarto.yml", "_quarto-vague-2014.yml")

Run = Callable[..., subprocess.CompletedProcess[str]]


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
