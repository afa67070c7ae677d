"""Running steps: doit decides what is stale and in which order, this says why and how long."""

import fcntl
import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import msgspec
from doit.control import TaskControl
from doit.dependency import Dependency, FileChangedChecker, JsonDB
from doit.runner import MThreadRunner
from doit.task import Stream, Task
from doit.tools import config_changed

from bilan.project.code_dependencies import code_of, code_of_file, keep, look_again, recall
from bilan.project.current_builds import (
    OTHER_PACKAGES,
    SITE_PACKAGES,
    STATE,
    as_a_run,
    installed,
    read_records,
)
from bilan.project.errors import BilanError, DataError, UsageError, printable
from bilan.project.file_stamps import AsKept, Signature, moved, signatures, stamp, sweep
from bilan.project.paths import BUILD, FIGURES, LOCK, NOTEBOOKS, PACKAGE, shown
from bilan.project.system_errors import refusal_behind

MEMORY = "code.json"
PERIOD = 0.1  # seconds between two looks at a lock that another build holds


@dataclass(frozen=True)
class Step:
    """One step of the pipeline: what it needs, what it makes, and the function between.

    `does` is "module:function"; the module is imported when the step runs. The files of the
    package that it rests on, or that a notebook among its needs imports, and the lock of the
    environment, count among its needs.
    """

    name: str
    does: str
    needs: tuple[Path, ...]
    makes: tuple[Path, ...]
    arguments: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rests_on(self) -> tuple[Path, ...]:
        """All that a change of which makes the step stale."""
        notebooks = [path for path in self.needs if path.parent == NOTEBOOKS and path.is_file()]
        imported = [file for path in notebooks for file in code_of_file(path)]
        module, _, function = self.does.partition(":")
        return tuple(dict.fromkeys((*self.needs, *code_of(module, function), *imported, LOCK)))

    def run(self) -> None:
        """Do the step's work, in this process."""
        module, _, function = self.does.partition(":")
        for path in self.makes:
            path.parent.mkdir(parents=True, exist_ok=True)
        getattr(importlib.import_module(module), function)(**self.arguments)
        if missing := [shown(path) for path in self.makes if not path.exists()]:
            raise RuntimeError(f"{self.name} did not make {', '.join(missing)}")


@dataclass(frozen=True)
class Run:
    """What a run did: the steps that ran with their reason and seconds, and the first failure.

    `starts` says when each of them began, in seconds of a clock of its own.
    """

    ran: tuple[tuple[str, str, float], ...]
    failure: BaseException | None
    starts: Mapping[str, float] = field(default_factory=dict)


def run_steps(
    steps: Sequence[Step],
    *,
    selected: Sequence[str],
    jobs: int,
    force: bool = False,
    say: Callable[[str], None] = print,
    perform: Callable[[Step], None] = Step.run,
    patience: float = 0.0,
) -> Run:
    """Run what is stale of the selected steps and of all that they rest on.

    `perform` runs one step, here or elsewhere; it returns when the step's files are there.
    `patience` is for how many seconds another run may end first.

    Raises
    ------
    UsageError
        Another run is under way.
    DataError
        A file that no step makes is missing.
    """
    with alone(patience), as_a_run():
        sweep(BUILD, FIGURES)
        _read_code()
        report = _Report(say)
        manager = _manager()
        if force:
            for name in upstream(steps, selected):
                manager.remove(name)
            manager.backend.dump()
            report.forced = True
        needs = {step.name: step.rests_on for step in steps}
        began = _sources(steps, needs)
        tasks = [
            _task(step, report, perform, needs=needs[step.name], began=began) for step in steps
        ]
        control = TaskControl(tasks)
        # What waits for nothing comes first: meanwhile the process that others fork from warms up.
        # Each name once: doit drops all that follows a name that it has seen already.
        control.process(list(dict.fromkeys([*_at_once(steps, selected), *selected])))
        _require_sources(steps, upstream(steps, selected))
        runner = _Runner(manager, report, stream=Stream(0), num_process=jobs)
        runner.run_all(control.task_dispatcher())
        keep(BUILD / MEMORY)
        # Of two steps that fail at once, the one that stands first: each time the same message.
        names = [*(step.name for step in steps), ""]
        failures = [report.failures[name] for name in names if name in report.failures]
        return Run(tuple(report.ran), failures[0] if failures else None, report.started)


def why(steps: Sequence[Step], name: str) -> str:
    """Reason why a step would run now; "" where it is up to date."""
    if name not in [step.name for step in steps]:
        raise UsageError(f"unknown step: {name}", next_step="`python pipeline.py list` names them")
    return stale(steps, [name]).get(name, "")


def stale(steps: Sequence[Step], names: Sequence[str]) -> dict[str, str]:
    """Reason why each of these steps would run now, without those that are up to date."""
    _read_code()
    manager = _manager()
    asked = [step for step in steps if step.name in names]
    needs = {step.name: step.rests_on for step in asked}
    seen = signatures({path for paths in needs.values() for path in paths})
    tasks = {step.name: _task(step, needs=needs[step.name], began=seen) for step in asked}
    reasons = {name: _reason(manager, task, tasks) for name, task in tasks.items()}
    return {name: reason for name, reason in reasons.items() if reason}


class _State(JsonDB):  # type: ignore[misc]
    """doit's memory of what was made from what: written whole, and begun anew when damaged."""

    def _load(self) -> Any:
        try:
            content = Path(self.name).read_bytes()
            read_records(content)
        except (OSError, msgspec.DecodeError):
            return {}
        return msgspec.json.decode(content)

    def dump(self) -> None:
        """Write all that is known, where it is not written yet."""
        content = msgspec.json.encode(self._db)
        if content != self._written:
            beside = Path(f"{self.name}.new")
            beside.write_bytes(content)
            beside.replace(self.name)
            self._written = content

    _written = b""


class _AsKept(FileChangedChecker):  # type: ignore[misc]
    """doit's own look at a step's needs: none, since the stamps that the step found are better.

    doit keeps the state of a step's needs after the step ran, so that a file changed meanwhile
    would pass for the one that was read.
    """

    def info(self, *_: object) -> None:
        return None

    def check_modified(self, *_: object) -> bool:
        return False

    def get_state(self, *_: object) -> int:
        return 0


class _Report:
    """doit's reporter: one line for each step that ran."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.forced = False
        self.ran: list[tuple[str, str, float]] = []
        self.failures: dict[str, BaseException] = {}
        self.reasons: dict[str, str] = {}
        self.started: dict[str, float] = {}
        self.raised: dict[str, BaseException] = {}

    def execute_task(self, task: Task) -> None:
        self.started[task.name] = time.monotonic()

    def add_success(self, task: Task) -> None:
        seconds = time.monotonic() - self.started[task.name]
        reason = "forced" if self.forced else self.reasons[task.name]
        self.ran.append((task.name, reason, seconds))
        self.say(f"{task.name:<32} {seconds:>6.2f} s   {reason}")

    def add_failure(self, task: Task, fail: Any) -> None:
        error = self.raised.get(task.name) or RuntimeError(fail.get_msg())
        self.failures[task.name] = error
        self.say(f"{task.name:<32} failed")

    def runtime_error(self, message: str) -> None:
        self.failures[""] = RuntimeError(message)

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_: None


class _Runner(MThreadRunner):  # type: ignore[misc]
    """doit's threaded runner, which also keeps why a step runs, and saves after each step."""

    def select_task(self, node: Any, tasks: dict[str, Task]) -> bool:
        """Whether the step runs; its reason is kept before it does."""
        selected: bool = super().select_task(node, tasks)
        if selected:
            self.reporter.reasons[node.task.name] = _reason(self.dep_manager, node.task, tasks)
        return selected

    def process_task_result(self, node: Any, base_fail: Any) -> None:
        """Save what a step made, so that a stop afterwards loses nothing."""
        super().process_task_result(node, base_fail)
        self.dep_manager.backend.dump()


def _task(
    step: Step,
    report: _Report | None = None,
    perform: Callable[[Step], None] = Step.run,
    *,
    needs: tuple[Path, ...],
    began: Mapping[Path, Signature | None],
) -> Task:

    def act() -> dict[str, Any]:
        try:
            known = signatures(needs) | {path: began[path] for path in needs if path in began}
            perform(step)
            found = {str(path): stamp(path) for path in needs}
            changed = moved(known)
            _require_still(step, changed)
        except Exception as error:
            if report is not None:
                report.raised[step.name] = error
            raise
        found |= {str(path): None for path in changed}
        made = {str(path): stamp(path) for path in step.makes}
        return {"found": found, "made": made, "packages": installed(LOCK, SITE_PACKAGES)}

    arguments = json.dumps(dict(step.arguments), sort_keys=True, default=str)
    return Task(
        step.name,
        actions=[act],
        file_dep=[str(path) for path in needs],
        targets=[str(path) for path in step.makes],
        uptodate=[
            config_changed(arguments),
            AsKept("found", needs, began),
            AsKept("made", step.makes),
            _same_packages,
        ],
        io={"capture": False},
    )


def _same_packages(task: object, values: dict[str, Any]) -> bool:  # noqa: ARG001 - doit's
    return bool(values.get("packages") == installed(LOCK, SITE_PACKAGES))


def _sources(
    steps: Sequence[Step], needs: Mapping[str, Sequence[Path]]
) -> dict[Path, Signature | None]:
    """Signatures of all that steps need and none makes: a run rests on one state of them."""
    made = {path for step in steps for path in step.makes}
    return signatures({path for paths in needs.values() for path in paths} - made)


def _require_still(step: Step, changed: Sequence[Path]) -> None:
    """Refuse what a step made of a file that changed since the run began.

    The code is in memory by then: where a file of the package changed, the next run makes again
    what rests on it.
    """
    if read := [path for path in changed if not path.is_relative_to(PACKAGE)]:
        raise DataError(
            f"{shown(read[0])} changed while the build ran",
            expected=f"the file that the step {step.name} began with",
            next_step="run the same command again, once nothing writes there",
        )


def _reason(manager: Dependency, task: Task, tasks: dict[str, Task]) -> str:
    """Why doit would run a task, in words; "" where it would not."""
    status = manager.get_status(task, tasks, get_log=True)
    if status.status == "up-to-date":
        return ""
    if not manager.get_values(task.name):
        return "first run"
    failed = [check for check, *_ in status.reasons.get("uptodate_false", ())]
    found: list[Path] = []
    meanwhile: list[Path] = []
    gone: list[Path] = []
    for check in failed:
        if isinstance(check, AsKept) and check.kind == "found":
            values = manager.get_values(task.name)
            kept = values.get("found", {})
            known = [path for path in check.altered(values) if str(path) in kept]
            gone = [path for path in known if not path.exists()]
            found = [path for path in known if kept[str(path)] is not None and path not in gone]
            meanwhile = [path for path in known if kept[str(path)] is None]
    named = {
        "missing": status.reasons.get("missing_target"),
        "new need": status.reasons.get("added_file_dep"),
        "changed": found,
        "no longer needed": status.reasons.get("removed_file_dep"),
        "not yet made": gone,
        "changed while it was made": meanwhile,
    }
    for word, files in named.items():
        if files:
            paths = sorted(shown(Path(file)) for file in files)
            rest = f" +{len(paths) - 1}" if len(paths) > 1 else ""
            return f"{word}: {paths[0]}{rest}"
    if any(isinstance(check, config_changed) for check in failed):
        return "arguments changed"
    return OTHER_PACKAGES if _same_packages in failed else "its product was altered"


def _read_code() -> None:
    look_again()
    recall(BUILD / MEMORY)


def _manager() -> Dependency:
    return Dependency(_State, str(STATE), checker_cls=_AsKept)


def _at_once(steps: Sequence[Step], selected: Sequence[str]) -> list[str]:
    """Names of the steps on which the selected ones rest, and which rest on no other."""
    wanted = set(upstream(steps, selected))
    made = {path for step in steps for path in step.makes}
    return [step.name for step in steps if step.name in wanted and made.isdisjoint(step.needs)]


def upstream(steps: Iterable[Step], selected: Sequence[str]) -> list[str]:
    """Names of the selected steps and of all steps that make something they need."""
    by_name = {step.name: step for step in steps}
    maker = {path: step.name for step in by_name.values() for path in step.makes}
    found: list[str] = []
    waiting = list(selected)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.append(name)
            waiting += [maker[path] for path in by_name[name].needs if path in maker]
    return found


def _require_sources(steps: Sequence[Step], names: Sequence[str]) -> None:
    made = {path for step in steps for path in step.makes}
    for step in steps:
        for path in step.needs if step.name in names else ():
            if path not in made and not path.exists():
                raise DataError(
                    f"{shown(path)} is missing",
                    expected=f"the file that the step {step.name} reads",
                    next_step="put it back, or mend what names it",
                )


@contextmanager
def alone(patience: float = 0.0) -> Iterator[None]:
    """Hold the build's lock, so that two runs never write the same files.

    `patience` is for how many seconds the one that holds it may end first.

    Raises
    ------
    UsageError
        Another run holds it still.
    """
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "verrou").open("w") as lock:
        until, told = time.monotonic() + patience, False
        while not _held(lock):
            if time.monotonic() >= until:
                raise UsageError(
                    "another build of this project is under way",
                    next_step="wait for its end, then run the same command again",
                )
            if not told:
                print(
                    "another build is under way: waiting for its end", file=sys.stderr, flush=True
                )
                told = True
            time.sleep(PERIOD)
        yield


def _held(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def explain(error: BaseException) -> int:
    """Print an error as its reader needs it; the exit code that goes with it."""
    error = refusal_behind(error) or error
    if isinstance(error, BilanError):
        print(printable(f"error: {error}"), file=sys.stderr)
        return error.exit_code
    if isinstance(error, KeyboardInterrupt):
        print("stopped; the next run goes on from what is whole", file=sys.stderr)
        return 130
    traceback.print_exception(error, file=sys.stderr)
    return os.EX_SOFTWARE
