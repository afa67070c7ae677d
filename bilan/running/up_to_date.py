"""Making what a command reads of the build, where it is stale, before the command reads it."""

import os
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout

from bilan.project.errors import StorageError
from bilan.project.system_errors import AGAIN, NEXT_STEPS
from bilan.running.dag import run_steps, stale
from bilan.running.step import Perform, Step, upstream

PATIENCE = 120.0  # seconds that another build may take to end


def needed(
    steps: Sequence[Step], waves: Sequence[str], names: Sequence[str], *, there: Sequence[str] = ()
) -> list[str]:
    """Steps of these names ("fonts" is every wave's) of waves; a first wave has no `evolution`.

    What the steps `there` make need not be current, but has to be there: only those count of which
    something is missing.
    """
    found = []
    for step in steps:
        wave, _, name = step.name.rpartition(":")
        missing = name in there and not all(path.exists() for path in step.makes)
        if wave in ("", *waves) and (name in names or missing):
            found.append(step.name)
    return found


def bring_up_to_date(steps: Sequence[Step], selected: Sequence[str], *, perform: Perform) -> None:
    """Make what is stale of these steps and of all that they rest on; one line on stderr says so.

    Where nothing is, nothing is written and no lock is asked for: a checkout that cannot be
    written will do, and another build may be under way.

    Raises
    ------
    UsageError
        Another build does not end.
    StorageError
        Something is stale, and the checkout cannot be written.
    BaseException
        What the first step that failed raised.
    """
    reasons = stale(steps, upstream(steps, selected))
    if not reasons:
        return
    name, reason = next(iter(reasons.items()))
    more = f" +{len(reasons) - 1}" if len(reasons) > 1 else ""
    print(f"not up to date, made now: {name} ({reason}){more}", file=sys.stderr, flush=True)
    try:
        with redirect_stdout(sys.stderr):  # what the command itself prints may be a program's input
            run = run_steps(
                steps,
                selected=selected,
                jobs=os.cpu_count() or 1,
                say=lambda _: None,
                perform=perform,
                patience=PATIENCE,
            )
    except OSError as error:
        raise StorageError(
            f"{name} cannot be made anew",
            expected="a folder of the project that can be written",
            found=error.strerror or str(error),
            next_step=NEXT_STEPS.get(error.errno or 0, AGAIN),
        ) from error
    if run.failure is not None:
        raise run.failure
