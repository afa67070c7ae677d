"""Steps on a Dask cluster: workers are processes of their own, and one of them is killed."""

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders import copied_project

from bilan.project.errors import ClusterError, UsageError
from bilan.project.opened import Opened
from bilan.project.paths import ROOT
from bilan.running.dask_scheduler import cluster, code_version, outcome
from bilan.running.step import Step

SELECTED = ["2014:downloads", "2014:links", "2014:register"]
BUILD = f"""
import sys
from contextlib import nullcontext
import pipeline
from bilan.running.dask_scheduler import cluster
from bilan.running.step import Step
from bilan.running.dag import run_steps
steps = pipeline.steps(["2014"], publish=["2014"], formats=("html",), engine="embedded")
with cluster(sys.argv[1]) if sys.argv[1:] else nullcontext() as at:
    perform = at.run if at else Step.run
    done = run_steps(steps, selected={SELECTED}, jobs=at.cores if at else 2, perform=perform)
if done.failure:
    raise done.failure
"""


@dataclass
class Machines:
    """A scheduler and its workers."""

    address: str
    workers: list["subprocess.Popen[bytes]"]

    def at_work(self) -> dict[int, int]:
        """Processes that run a step, and the worker that started each."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                command = (entry / "cmdline").read_bytes()
                above = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            workers = [worker.pid for worker in self.workers]
            if b"bilan.running.dask_scheduler" in command and above in workers:
                found[int(entry.name)] = above
        return found


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    """A scheduler and two workers on the loopback, each a process of its own."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    stated = tmp_path / "scheduler.json"
    dask = [sys.executable, "-m"]
    scheduler = subprocess.Popen(
        [*dask, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0",
         "--no-dashboard", "--scheduler-file", str(stated)], **quiet,
    )  # fmt: skip
    started = [scheduler]
    try:
        workers = []
        for _ in range(2):
            workers.append(
                subprocess.Popen(
                    [*dask, "distributed.cli.dask_worker", "--scheduler-file", str(stated),
                     "--host", "127.0.0.1", "--no-nanny", "--nthreads", "1", "--no-dashboard",
                     "--death-timeout", "60"], **quiet,
                )
            )  # fmt: skip
            started.append(workers[-1])
        yield Machines(address_in(stated), workers)
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def address_in(stated: Path) -> str:
    for _ in range(600):
        if stated.exists() and stated.read_text():
            return str(json.loads(stated.read_text())["address"])
        time.sleep(0.1)
    raise TimeoutError("the scheduler did not start")


def runs(process: int) -> bool:
    """Whether a process is there, and not only its remains."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def build(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def made_in(folder: Path) -> dict[str, bytes]:
    kinds = (".csv", ".txt", ".qmd", ".json")
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for base in ("_build/2014", "figures/2014")
        for path in sorted((folder / base).rglob("*"))
        if path.suffix in kinds
    }


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_changes_nothing_of_what_is_made(
    machines: Machines, site: Path, tmp_path: Path
) -> None:
    here, there = site.parent, copied_project(tmp_path / "là")
    building = build(there, machines.address)
    killed = 0
    for _ in range(1200):
        begun = list((there / "_build" / "verrous").glob("*"))
        if begun and (at_work := machines.at_work()):
            child, killed = next(iter(at_work.items()))
            assert runs(child)
            os.kill(killed, signal.SIGKILL)
            time.sleep(0.4)
            assert not runs(child), "it outlives its worker"
            break
        time.sleep(0.05)
    told = building.communicate(timeout=240)[0]
    assert building.returncode == 0, told
    assert killed, "no worker was killed"
    assert [worker.pid for worker in machines.workers if worker.poll() is not None] == [killed]
    made, local = made_in(there), made_in(here)
    assert len(made) >= 6
    assert made == {name: local[name] for name in made}
    names = {line.split()[0] for line in told.splitlines()}
    assert {"2014:responses", "2014:estimates", *SELECTED} <= names


@pytest.mark.slow
def test_what_a_step_raises_comes_back(machines: Machines) -> None:
    step = Step("x", "bilan.survey.wave:read_wave", (), (), {"name": "1999"})
    with cluster(machines.address) as at:
        with pytest.raises(UsageError) as error:
            at.run(step)
        assert at.cores == 2
    with pytest.raises(UsageError) as expected:
        step.run()
    assert str(error.value) == str(expected.value)


def test_a_scheduler_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bilan.running.dask_scheduler.SECONDS_TO_ANSWER", 1)
    with pytest.raises(UsageError) as error, cluster("tcp://127.0.0.1:1"):
        pass
    assert str(error.value).startswith("no Dask scheduler answers at tcp://127.0.0.1:1\n")
    assert "start the scheduler" in str(error.value)


def test_an_address_that_is_none() -> None:
    with pytest.raises(UsageError), cluster("nothing at all"):
        pass


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError) as error, cluster("tcp://127.0.0.1:1"):
        pass
    assert "the package `distributed`" in str(error.value)


def test_a_process_that_ends_without_a_word() -> None:
    step = Step("2014:html", "bilan.survey.wave:read_wave", (), ())
    done = subprocess.CompletedProcess(["x"], -9, stdout=b"")
    _, error = outcome(step, done)
    assert isinstance(error, ClusterError)
    assert "signal 9" in str(error)


def test_a_process_whose_worker_is_gone_does_nothing(tmp_path: Path) -> None:
    made = tmp_path / "made"
    code = f"open({str(made)!r}, 'w').close()"
    step = Step("x", "timeit:timeit", (), (), {"stmt": code, "number": 1})
    with subprocess.Popen(
        [sys.executable, "-m", "bilan.running.dask_scheduler"], cwd=ROOT, stdin=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        process.stdout.close()
        process.communicate(pickle.dumps((step, code_version())))
    assert process.returncode == os.EX_OSERR
    assert not made.exists()


def test_a_step_in_a_process_of_its_own() -> None:
    step = Step("x", "bilan.survey.wave:read_wave", (), (), {"name": "2014"})
    done = subprocess.run(
        [sys.executable, "-m", "bilan.running.dask_scheduler"], cwd=ROOT,
        input=pickle.dumps((step, code_version())),
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, check=False,
    )  # fmt: skip
    said, opened = outcome(step, done)
    assert said == ""
    assert isinstance(opened, Opened)
    assert [Path(name).name for name in opened.files] == ["vague.yml"]


def test_another_version_of_the_code_is_refused(tmp_path: Path) -> None:
    made = tmp_path / "made"
    code = f"open({str(made)!r}, 'w').close()"
    step = Step("2014:html", "timeit:timeit", (), (), {"stmt": code, "number": 1})
    elsewhere = copied_project(tmp_path / "là")
    (elsewhere / "bilan" / "french" / "textes" / "verdicts.yml").write_text("")
    done = subprocess.run(
        [sys.executable, "-m", "bilan.running.dask_scheduler"], cwd=elsewhere, check=False,
        env={**os.environ, "PYTHONPATH": str(elsewhere)}, stdout=subprocess.PIPE,
        input=pickle.dumps((step, code_version())),
    )  # fmt: skip
    _, error = outcome(step, done)
    assert isinstance(error, ClusterError)
    assert "has another version of the code" in str(error)
    assert "2014:html" in str(error)
    assert not made.exists()


def test_no_scheduler_is_one_message_and_no_traceback() -> None:
    ended = subprocess.run(
        [sys.executable, "pipeline.py", "--scheduler", "tcp://127.0.0.1:1"], cwd=ROOT, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
    )  # fmt: skip
    assert ended.returncode == UsageError.exit_code
    assert ended.stderr.startswith("error: no Dask scheduler answers at tcp://127.0.0.1:1\n")
    assert ended.stderr.count("\n") == 4
