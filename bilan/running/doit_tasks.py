"""Steps as doit's tasks: when one is stale, why, what is kept of it, and what is said of a run."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec
from doit.dependency import Dependency, FileChangedChecker, JsonDB
from doit.runner import MThreadRunner
from doit.task import Task
from doit.tools import config_changed

from bilan.project.current_builds import (
    OTHER_PACKAGES,
    SITE_PACKAGES,
    STATE,
    installed,
    read_records,
)
from bilan.project.errors import DataError
from bilan.project.file_stamps import AsKept, Signature, files_below, moved, signatures, stamp
from bilan.project.paths import LOCK, PACKAGE, shown
from bilan.project.sealed import read_sealed, write_sealed
from bilan.running.also_read import also_read
from bilan.running.step import Perform, Step


class _State(JsonDB):  # type: ignore[misc]
    """doit's memory of what was made from what: written whole, and begun anew when damaged."""

    def _load(self) -> Any:
        content = read_sealed(Path(self.name)) or b""
        try:
            read_records(content)
        except msgspec.DecodeError:
            return {}
        return msgspec.json.decode(content)

    def dump(self) -> None:
        """Write all that is known, where it is not written yet."""
        content = msgspec.json.encode(self._db)
        if content != self._written:
            write_sealed(Path(self.name), content)
            self._written = content

    _written = b""

    def products(self) -> dict[str, list[str]]:
        """Paths of what each step made."""
        return {
            name: list(kept.get("_values_:", {}).get("made", {})) for name, kept in self._db.items()
        }


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


class Report:
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


class Runner(MThreadRunner):  # type: ignore[misc]
    """doit's threaded runner, which also keeps why a step runs, and saves after each step."""

    def select_task(self, node: Any, tasks: dict[str, Task]) -> bool:
        """Whether the step runs; its reason is kept before it does."""
        selected: bool = super().select_task(node, tasks)
        if selected:
            self.reporter.reasons[node.task.name] = reason_of(self.dep_manager, node.task, tasks)
        return selected

    def process_task_result(self, node: Any, base_fail: Any) -> None:
        """Save what a step made, so that a stop afterwards loses nothing."""
        super().process_task_result(node, base_fail)
        self.dep_manager.backend.dump()


def task_of(
    step: Step,
    report: Report | None = None,
    perform: Perform = Step.run,
    *,
    needs: tuple[Path, ...],
    began: Mapping[Path, Signature | None],
    makers: Mapping[str, str] = MappingProxyType({}),
) -> Task:
    """A step as doit's task; `makers` names the step of this run that makes a file."""

    def act() -> dict[str, Any]:
        try:
            known = signatures(needs) | {path: began[path] for path in needs if path in began}
            more = also_read(step, perform(step), needs=needs, makers=makers)
            found = {str(path): stamp(path) for path in needs}
            changed = moved(known | more.files)
            _require_still(step, changed)
        except Exception as error:
            if report is not None:
                report.raised[step.name] = error
            raise
        found |= {str(path): None for path in changed if path in known}
        made = [*step.makes, *(files_below(step.fills) if step.fills else ())]
        return {
            "found": found,
            "read": more.stamps(),
            "made": {str(path): stamp(path) for path in made},
            "stated": {str(path): stamp(path, verbatim=True) for path in step.states},
            "fills": str(step.fills or ""),
            "packages": installed(LOCK, SITE_PACKAGES),
        }

    arguments = json.dumps(dict(step.arguments), sort_keys=True, default=str)
    return Task(
        step.name,
        actions=[act],
        file_dep=[str(path) for path in needs],
        targets=[str(path) for path in step.makes],
        uptodate=[
            config_changed(arguments),
            AsKept("found", needs, began),
            AsKept("read"),
            AsKept("stated", step.states, verbatim=True),
            AsKept("made", step.makes, below=step.fills),
            _same_packages,
        ],
        io={"capture": False},
    )


def _same_packages(task: object, values: dict[str, Any]) -> bool:  # noqa: ARG001 - doit's
    return bool(values.get("packages") == installed(LOCK, SITE_PACKAGES))


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


def reason_of(manager: Dependency, task: Task, tasks: dict[str, Task]) -> str:
    """Why doit would run a task, in words; "" where it would not."""
    status = manager.get_status(task, tasks, get_log=True)
    if status.status == "up-to-date":
        return ""
    if not manager.get_values(task.name):
        return "first run"
    failed = [check for check, *_ in status.reasons.get("uptodate_false", ())]
    values = manager.get_values(task.name)
    kept = values.get("found", {})
    altered = {check.kind: check.altered(values) for check in failed if isinstance(check, AsKept)}
    known = [path for path in altered.get("found", ()) if str(path) in kept]
    gone = [path for path in known if not path.exists()]
    found = [path for path in known if kept[str(path)] is not None and path not in gone]
    named = {
        "missing": status.reasons.get("missing_target"),
        "new need": status.reasons.get("added_file_dep"),
        "changed": [*found, *altered.get("read", ()), *altered.get("stated", ())],
        "no longer needed": status.reasons.get("removed_file_dep"),
        "not yet made": gone,
        "changed while it was made": [path for path in known if kept[str(path)] is None],
        "its product was altered": altered.get("made"),
    }
    for word, files in named.items():
        if files:
            paths = sorted(shown(Path(file)) for file in files)
            rest = f" +{len(paths) - 1}" if len(paths) > 1 else ""
            return f"{word}: {paths[0]}{rest}"
    if any(isinstance(check, config_changed) for check in failed):
        return "arguments changed"
    return OTHER_PACKAGES if _same_packages in failed else "first run"


def open_manager() -> Dependency:
    return Dependency(_State, str(STATE), checker_cls=_AsKept)
