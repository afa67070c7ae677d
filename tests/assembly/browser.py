"""Runs the scripts of tests/browser in a headless Chromium."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bilan.project.paths import ROOT

SCRIPTS = ROOT / "tests" / "browser"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")


def modules() -> Path:
    """The folder of node's modules; skips the test where it is not, and says how to have it."""
    folders = [SCRIPTS / "node_modules", *map(Path, os.environ.get("NODE_PATH", "").split(":"))]
    found = next((f for f in folders if (f / "axe-core").is_dir()), None)
    if shutil.which("node") is None or found is None:
        pytest.skip("no node, or no modules: npm ci --prefix tests/browser")
    return found


def chromium() -> str:
    """The browser; skips the test where there is none."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium on the path")
    return found


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """What node says when it runs a script of tests/browser."""
    environment = {**os.environ, "NODE_PATH": str(modules())}
    return subprocess.run(
        ["node", *command],
        env=environment,
        cwd=SCRIPTS,
        capture_output=True,
        text=True,
        timeout=300,
    )


def run_json(script: str, *arguments: str) -> Any:
    """What a script writes."""
    done = run(script, chromium(), *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
