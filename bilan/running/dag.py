"""Running steps: doit decides what is stale and in which order, this says why and how long."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from doit.control import TaskControl
from doit.task import Stream

from bilan.project.code_dependencies import keep, look_again, recall
from bilan.project.current_builds import as_a_run
from bilan.project.errors import UsageError
from bilan.project.file_stamps import signatures, sweep
from bilan.project.paths import BUILD, FIGURES, REMEMBERED
from bilan.running.build_lock import alone
from bilan.running.doit_tasks import Report, Runner, open_manager, reason_of, task_of
from bilan.running.leftovers import remove_leftovers
from bilan.running.step import (
    Perform,
    Step,
    require_sources,
    sources,
    upstream,
    waiting_for_none,
)

MEMORY = "code.json"


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
    perform: Perform = Step.run,
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
        report = Report(say)
        manager = open_manager()
        wanted = upstream(steps, selected)
        remove_leftovers(steps, manager.backend, say)
        if force:
            for name in wanted:
                manager.remove(name)
                shutil.rmtree(BUILD / name.partition(":")[0] / REMEMBERED, ignore_errors=True)
            manager.backend.dump()
            report.forced = True
        needs = {step.name: step.rests_on for step in steps}
        began = sources(steps, needs)
        makers = {str(p): step.name for step in steps if step.name in wanted for p in step.makes}
        tasks = [
            task_of(step, report, perform, needs=needs[step.name], began=began, makers=makers)
            for step in steps
        ]
        control = TaskControl(tasks)
        # What waits for nothing comes first: meanwhile the process that others fork from warms up.
        # Each name once: doit drops all that follows a name that it has seen already.
        control.process(list(dict.fromkeys([*waiting_for_none(steps, selected), *selected])))
        require_sources(steps, wanted)
        runner = Runner(manager, report, stream=Stream(0), num_process=jobs)
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
    manager = open_manager()
    asked = [step for step in steps if step.name in names]
    needs = {step.name: step.rests_on for step in asked}
    seen = signatures({path for paths in needs.values() for path in paths})
    tasks = {step.name: task_of(step, needs=needs[step.name], began=seen) for step in asked}
    reasons = {name: reason_of(manager, task, tasks) for name, task in tasks.items()}
    return {name: reason for name, reason in reasons.items() if reason}


def _read_code() -> None:
    look_again()
    recall(BUILD / MEMORY)
