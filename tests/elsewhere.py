"""Steps that run with their files in a folder of a test's own."""

from pathlib import Path
from typing import Any

import pytest

from bilan.running import build_lock, dag, doit_tasks, step


def build_elsewhere(monkeypatch: pytest.MonkeyPatch, build: Path, **values: Any) -> None:
    """Run steps with their lock, memory and stamps in a folder of the test's own.

    `values` replace further names of the modules that run steps, such as `LOCK` or `shown`.
    """
    values = {"BUILD": build, "STATE": build / "etat.json", **values}
    for name, value in values.items():
        users = [module for module in (build_lock, dag, doit_tasks, step) if hasattr(module, name)]
        assert users, f"no module that runs steps has {name}"
        for module in users:
            monkeypatch.setattr(module, name, value)
