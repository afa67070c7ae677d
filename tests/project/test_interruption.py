"""Ctrl-C before a command has begun, or while it runs: one line, one exit code, no traceback."""

import os
import subprocess
import sys

import pytest

from bilan.project.paths import ROOT

# Ctrl-C is pressed when a module is first imported.
CODE = """
import os, runpy, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in a shell's background
class Pressed:
    def find_spec(self, name, *_):
        if name == sys.argv[2]:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Pressed())
runpy.run_path("pipeline.py", run_name="__main__")
"""


@pytest.mark.parametrize(
    "module", ["bilan.project.paths", "bilan.running.cli", "msgspec", "doit", "bilan.assembly"]
)
def test_ctrl_c_is_one_line(module: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", CODE, "why", module], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert ended.stderr == "stopped; the next run goes on from what is whole\n"
    assert ended.returncode == 130
