"""What changed while a step ran, and what a killed run left."""

import os
from pathlib import Path

import pytest
from running.small_dag import build, join_step, reasons, run, step  # noqa: F401 - a fixture

from bilan.project.errors import DataError, StorageError
from bilan.project.file_stamps import moved, signatures, sweep
from bilan.project.system_errors import refusal_behind
from bilan.running import doit_tasks
from bilan.running.dag import why
from bilan.running.step import Step


def read_and_alter(source: str, altered: str, target: str) -> None:
    """Make a product from a source; meanwhile, somebody writes a file."""
    text = Path(source).read_text()
    Path(altered).write_text(text + " and more")
    Path(target).write_text(text)


def altering(tmp_path: Path, altered: Path, *needs: Path) -> Step:
    target, source = tmp_path / "t", tmp_path / "source"
    names = {"source": str(source), "altered": str(altered), "target": str(target)}
    return Step("s", "project.test_file_stamps:read_and_alter", (source, *needs), (target,), names)


def test_a_need_that_changes_while_the_step_runs_is_an_error(tmp_path: Path) -> None:
    source = tmp_path / "source"
    stated = [altering(tmp_path, source), join_step("after", [tmp_path / "t"], tmp_path / "u")]
    done = run(stated, "after")
    assert isinstance(done.failure, DataError)
    assert str(done.failure) == (
        "source changed while the build ran\n"
        "  expected: the file that the step s began with\n"
        "  next:     run the same command again, once nothing writes there"
    )
    assert not (tmp_path / "u").exists()
    assert why(stated, "s") == "first run"


def test_a_need_that_changed_since_the_run_began_is_an_error(tmp_path: Path) -> None:
    """The first step alters what only the second one reads: both must rest on one state of it."""
    other = tmp_path / "other"
    other.write_text("before")
    first = altering(tmp_path, other)
    second = join_step("second", [tmp_path / "t", other], tmp_path / "u")
    done = run([first, second], "second")
    assert [name for name, _, _ in done.ran] == ["s"]
    assert isinstance(done.failure, DataError)
    assert str(done.failure).startswith("other changed while the build ran")
    assert reasons(run([first, second], "second")) == {"second": "first run"}


def test_code_that_changes_meanwhile_makes_the_step_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = tmp_path / "package" / "module.py"
    code.parent.mkdir()
    code.write_text("x")
    monkeypatch.setattr(doit_tasks, "PACKAGE", code.parent)
    stated = [altering(tmp_path, code, code)]
    assert reasons(run(stated, "s")) == {"s": "first run"}
    assert why(stated, "s") == "changed while it was made: module.py"


def test_a_file_written_anew_has_moved(tmp_path: Path) -> None:
    path, gone = tmp_path / "a", tmp_path / "b"
    path.write_text("x")
    before = signatures([path, gone])
    assert moved(before) == []
    beside = tmp_path / "c"
    beside.write_text("x")
    os.utime(beside, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    beside.replace(path)
    assert moved(before) == [path]


def test_what_a_killed_run_was_writing_is_swept(tmp_path: Path) -> None:
    made = tmp_path / "made"
    (made / ".bilan-x").mkdir(parents=True)
    (made / ".bilan-x" / "half").write_text("half")
    (made / ".a.csv.new").write_text("half")
    (made / "a.csv").write_text("whole")
    sweep(made, tmp_path / "absent")
    assert [path.name for path in made.rglob("*")] == ["a.csv"]


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            OSError(28, "No space left on device", "/elsewhere/a.csv"),
            "/elsewhere/a.csv cannot be written or read\n"
            "  found:    No space left on device\n"
            "  next:     make room on the disk, then run the same command again: what is whole is "
            "kept",
        ),
        (
            RuntimeError("cell 3 raises OSError: [Errno 27] File too large"),
            "a file of the project cannot be written or read\n"
            "  found:    File too large\n"
            "  next:     raise the limit on the size of a file (`ulimit -f`), then run it again",
        ),
    ],
)
def test_what_the_system_refuses_is_a_users_error(error: Exception, text: str) -> None:
    found = refusal_behind(error)
    assert isinstance(found, StorageError)
    assert (str(found), found.exit_code) == (text, 7)


NO_MEMORY = "_core.so: failed to map segment from shared object"


@pytest.mark.parametrize(
    "error", [MemoryError(), ImportError(NO_MEMORY), RuntimeError("can't start new thread")]
)
def test_a_want_of_memory_is_one_message(error: Exception) -> None:
    found = refusal_behind(error)
    assert found is not None
    assert (str(found).split("\n")[0], found.exit_code) == ("there is not enough memory", 7)


def test_a_notebook_that_takes_too_much_keeps_its_own_message() -> None:
    told = DataError("01_pilotage.ipynb, cell 3")
    told.__cause__ = MemoryError()
    assert refusal_behind(told) is None


def test_another_error_is_none_of_the_systems() -> None:
    assert refusal_behind(ImportError("no module named x")) is None
    assert refusal_behind(KeyError("x")) is None
    assert refusal_behind(DataError("a file is too large for a survey")) is None
