"""What a piece of work opened of the project."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path

import pytest

from bilan.project.opened import note, recording
from bilan.project.paths import UNSEEN

Work = Callable[[Path], object]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    for name in ("data/a.csv", "b.yml", ".hidden"):
        (tmp_path / name).write_text("x")
    return tmp_path


def opened_by(work: Work, project: Path) -> dict[str, bool]:
    """What work opened, by its name in the project, and whether it was there."""
    with recording(project) as opened:
        work(project)
    found = {name: seen is not None for name, seen in opened.files.items()}
    found |= dict.fromkeys(opened.folders, True)
    return {os.path.relpath(name, project): there for name, there in found.items()}


def in_a_thread(project: Path) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(copy_context().run, (project / "b.yml").read_text).result()


def looked_for(project: Path) -> None:
    with pytest.raises(FileNotFoundError):
        (project / "absent").read_text()


@pytest.mark.parametrize(
    ("work", "found"),
    [
        (lambda at: (at / "b.yml").read_text(), {"b.yml": True}),
        (lambda at: os.close(os.open(at / "b.yml", os.O_RDONLY)), {"b.yml": True}),
        (in_a_thread, {"b.yml": True}),
        (looked_for, {"absent": False}),
        (lambda at: note(at / "optional.css"), {"optional.css": False}),
        (lambda at: sorted((at / "data").glob("*.csv")), {"data": True}),
        (lambda at: list((at / "data").iterdir()), {"data": True}),
        (lambda at: (at / "new").write_text("x"), {}),
        (lambda at: (at / "b.yml").open("a").close(), {}),
        (lambda at: (at / ".hidden").read_text(), {}),
        (lambda _: Path("/etc/passwd").read_text(), {}),
    ],
)
def test_what_is_read_of_the_project_is_recorded(
    work: Work, found: dict[str, bool], project: Path
) -> None:
    assert opened_by(work, project) == found


def test_what_is_unseen_counts_for_nothing(project: Path) -> None:
    def unseen(at: Path) -> None:
        before = UNSEEN.set(True)
        (at / "b.yml").read_text()
        UNSEEN.reset(before)

    assert opened_by(unseen, project) == {}


def test_the_signature_is_that_of_the_moment_of_opening(project: Path) -> None:
    path = project / "b.yml"
    with recording(project) as opened:
        path.read_text()
        seen = opened.files[str(path)]
        path.write_text("longer")
        path.read_text()
    assert opened.files[str(path)] == seen
    assert note(path) != seen
