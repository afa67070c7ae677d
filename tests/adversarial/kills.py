"""Builds killed at random moments: what is published stays whole and right, nothing is left behind,
and the next run finishes the work with the same bytes as an undisturbed one.
"""

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bilan.project.sealed import read_sealed, write_sealed
from tests.adversarial.copies import Copy

SETTLED = 5  # after so many kills in a row, a run goes to its end


@dataclass
class Kills:
    """What a campaign found."""

    killed: int = 0
    too_late: int = 0
    finished: int = 0
    faults: list[str] = field(default_factory=list)


def kill_builds(
    copy: Copy,
    *,
    times: int,
    seed: int,
    arguments: tuple[str, ...] = (),
    say: Callable[[str], None] = print,
) -> Kills:
    """Kill builds of a copy that is built, `times` times, each at a random moment.

    Before each, some steps are forgotten and some products removed, so that there is work. The
    signal goes to the build alone (its children have to end by themselves), or to one of its
    children, or to all at once.
    """
    chance, found = random.Random(seed), Kills()
    reference, seconds = copy.hashes(), 6.0
    while found.killed < times:
        _unmake(copy, chance)
        started = time.monotonic()
        process = copy.start(*arguments)
        try:
            process.wait(chance.uniform(0.1, seconds))
        except subprocess.TimeoutExpired:
            how = _kill(process, chance)
            process.wait()
            found.killed += 1
            # Looked for before the output ends: what is left running would hold it open.
            if left := copy.left_running():
                found.faults.append(f"kill {found.killed} ({how}): left running: {left[0]}")
            output, _ = process.communicate(timeout=120)
        else:
            output, _ = process.communicate()
            found.too_late += 1
            seconds = max(1.0, 0.5 * seconds + 0.5 * (time.monotonic() - started))
        if "Traceback" in output:
            found.faults.append(f"kill {found.killed}: a traceback: {output[-300:]}")
        _compare(copy, reference, found, folders=("_site",))
        if (found.killed + found.too_late) % SETTLED == 0 or found.killed == times:
            code, output = copy.run(*arguments)
            found.finished += 1
            if code:
                found.faults.append(f"after kill {found.killed}: exit code {code}: {output[-300:]}")
            _compare(copy, reference, found, folders=())
            told = f"{found.killed} kills, {found.finished} runs to the end"
            say(f"{told}, {len(found.faults)} faults")
    return found


def _compare(
    copy: Copy, reference: dict[str, str], found: Kills, *, folders: tuple[str, ...]
) -> None:
    now = copy.hashes(*folders)
    wanted = {n: h for n, h in reference.items() if not folders or n.startswith(folders)}
    differing = sorted(n for n in now.keys() | wanted.keys() if now.get(n) != wanted.get(n))
    if differing:
        found.faults.append(f"after kill {found.killed}: not as undisturbed: {differing[:3]}")


def _unmake(copy: Copy, chance: random.Random) -> None:
    """Forget that some steps ran, and remove some of what they made."""
    state = copy.folder / "_build" / "etat.json"
    with suppress(OSError, ValueError):
        known = json.loads(read_sealed(state) or b"{}")
        for name in chance.sample(sorted(known), min(4, len(known))):
            del known[name]
        write_sealed(state, json.dumps(known).encode())
    made = [
        p for p in (copy.folder / "_build").rglob("*") if p.is_file() and p.parent.name != "_build"
    ]
    for path in chance.sample(made, min(2, len(made))):
        path.unlink(missing_ok=True)


def _kill(process: "subprocess.Popen[str]", chance: random.Random) -> str:
    """Kill the build alone, one of its children, or all; what was killed."""
    children = _children(process.pid)
    how = chance.choice(("the build", "a child", "all"))
    targets = {"the build": [process.pid], "all": [process.pid, *children]}.get(how)
    if targets is None:
        targets = [chance.choice(children)] if children else [process.pid]
    for target in targets:
        with suppress(ProcessLookupError):
            os.kill(target, signal.SIGKILL)
    return how


def _children(parent: int) -> list[int]:
    """Identifiers of the descendants of a process."""
    with suppress(OSError):
        tasks = Path(f"/proc/{parent}/task").iterdir()
        direct = [int(n) for task in tasks for n in (task / "children").read_text().split()]
        return [*direct, *(below for child in direct for below in _children(child))]
    return []
