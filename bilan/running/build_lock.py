"""The lock of the build: two runs never write the same files."""

import fcntl
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from bilan.project.errors import UsageError
from bilan.project.paths import BUILD

PERIOD = 0.1  # seconds between two looks at a lock that another build holds


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
