"""Running commands and counting what they cost: seconds, processor seconds, memory."""

import resource
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

INTERVAL = 0.05  # seconds between two looks at the memory


@dataclass(frozen=True)
class Cost:
    """What a way costs: seconds that pass, seconds of processor in all its processes."""

    seconds: float
    processor: float


def run(commands: Sequence[Sequence[str]], *, folder: Path, environ: dict[str, str]) -> Cost:
    """Cost of commands run one after the other.

    Raises
    ------
    RuntimeError
        One of them failed.
    """
    start, used = time.perf_counter(), _used()
    for command in commands:
        _wait(subprocess.Popen(command, cwd=folder, env=environ, **_QUIET), command)
    return Cost(time.perf_counter() - start, _used() - used)


def peak_memory(
    commands: Sequence[Sequence[str]], *, folder: Path, environ: dict[str, str]
) -> float:
    """Most memory in MB that a command and all that it started held at once.

    Proportional set size: what processes share counts once. Looking costs time, so that nothing
    else is measured meanwhile.
    """
    most = 0.0
    for command in commands:
        process = subprocess.Popen(command, cwd=folder, env=environ, **_QUIET)
        done = threading.Event()
        seen: list[float] = [0.0]

        def look(
            root: int = process.pid, seen: list[float] = seen, done: threading.Event = done
        ) -> None:
            while not done.wait(INTERVAL):
                seen.append(sum(_resident(number) for number in _family(root)))

        watcher = threading.Thread(target=look)
        watcher.start()
        try:
            _wait(process, command)
        finally:
            done.set()
            watcher.join()
        most = max(most, *seen)
    return most


_QUIET: dict[str, Any] = {
    "stdout": subprocess.DEVNULL,
    "stderr": subprocess.PIPE,
    "stdin": subprocess.DEVNULL,
}


def _wait(process: "subprocess.Popen[bytes]", command: Sequence[str]) -> None:
    _, told = process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)[:200]}\n{told.decode()[-2000:]}")


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _family(root: int) -> list[int]:
    """A process and its descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            above = int(stat.rpartition(")")[2].split()[1])
            children.setdefault(above, []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def _resident(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)
