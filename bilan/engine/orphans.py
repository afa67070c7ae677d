"""Ending all that a notebook's process started: in a session of its own, or as a daemon, too.

A process that adopts (`adopt`) becomes the parent of all that its descendants leave behind, instead
of the system's first process.
"""

import contextlib
import ctypes
import os
import signal
from collections.abc import Collection
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36


def adopt() -> None:
    """Become the parent of what descendants leave behind, where the system can do so."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_orphans(own: Collection[int] = ()) -> None:
    """Kill and reap each child of this process but its own, and what these leave in turn."""
    while left := [child for child in _children() if child not in own]:
        for child in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(child, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(child, 0)


def _children() -> list[int]:
    """Children of this process, which has one thread."""
    process = os.getpid()
    try:
        listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(child) for child in listed.split()]
