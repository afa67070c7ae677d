"""A build of two steps, and what it tells of its run."""

from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path

import pytest
from elsewhere import build_elsewhere

from bilan.running.dag import Run, run_steps
from bilan.running.step import Step


@pytest.fixture(autouse=True)
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of intermediates of the test's own."""
    folder = tmp_path / "_build"
    lock, shown = tmp_path / "lock.txt", attrgetter("name")
    build_elsewhere(monkeypatch, folder, LOCK=lock, shown=shown)
    (tmp_path / "lock.txt").write_text("locked")
    (tmp_path / "source").write_text("abc")
    return folder


def step(name: str, does: str, needs: Sequence[Path], makes: Path, **arguments: object) -> Step:
    return Step(name, f"running.test_dag:{does}", tuple(needs), (makes,), arguments)


def join_step(name: str, needs: Sequence[Path], makes: Path) -> Step:
    return step(
        name, "join", needs, makes, sources=[str(path) for path in needs], target=str(makes)
    )


def run(steps: Sequence[Step], *selected: str, jobs: int = 1, force: bool = False) -> Run:
    lines: list[str] = []
    return run_steps(steps, selected=selected, jobs=jobs, force=force, say=lines.append)


def reasons(done: Run) -> dict[str, str]:
    assert done.failure is None
    return {name: reason for name, reason, _ in done.ran}
