"""A tiny package whose mutants are tried: what a test sees, what none sees, what has no test."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TRIALS = Path(__file__).with_name("trials.py")
FILES = {
    "tiny/__init__.py": "",
    "tiny/sums.py": (
        "def above(one: int) -> bool:\n    return one > 3\n\n\n"
        "def seen(one: int) -> int:\n    return one + 1\n\n\n"
        "def unseen(one: int) -> int:\n    return one + 1\n\n\n"
        "def turns(one: int) -> int:\n    while one > 0:\n        one = one - 1\n    return one\n"
    ),
    "tests/test_sums.py": (
        "from tiny.sums import above, seen, turns\n\n\n"
        "def test_above() -> None:\n    assert above(9) and not above(0)\n\n\n"
        "def test_seen() -> None:\n    assert seen(1) == 2\n\n\n"
        "def test_turns() -> None:\n    assert turns(2) == 0\n"
    ),
    "pyproject.toml": (
        '[tool.mutmut]\nsource_paths = ["tiny"]\nalso_copy = ["tests"]\n'
        'pytest_add_cli_args_test_selection = ["tests"]\nprocess_isolation = "forkserver"\n'
        'type_check_command = ["mypy", "--output", "json", "tiny"]\n'
    ),
}


@pytest.mark.long
def test_each_mutant_has_its_verdict(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path}
    run = [sys.executable, str(TRIALS)]
    made = subprocess.run(run, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert made.returncode == 0, made.stdout + made.stderr
    known = json.loads((tmp_path / "mutants/tiny/sums.py.meta").read_text())["exit_code_by_key"]
    verdicts = {
        name: {code for key, code in known.items() if f"x_{name}__" in key}
        for name in ("above", "seen", "unseen", "turns")
    }
    assert verdicts["above"] == {0}  # neither > 4 nor >= 3
    assert verdicts["seen"] == {1}
    assert verdicts["unseen"] == {33}
    assert 1 in verdicts["turns"]
    assert None not in set().union(*verdicts.values())
