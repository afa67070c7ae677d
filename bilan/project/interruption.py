"""Ctrl-C before a command has begun, or after it has ended: one line, no traceback.

Only the standard library is imported here, and the syntax is that of any Python 3.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

STOPPED = "stopped; the next run goes on from what is whole"
EXIT_CODE = 130


def leave_at_once(*_: object) -> None:
    """End this process as a stopped command ends; nothing is under way that could be lost."""
    os.write(2, (STOPPED + "\n").encode("ascii"))
    os._exit(EXIT_CODE)


def leave_when_interrupted() -> None:
    """Have Ctrl-C end this process at once, where it would raise: under nohup it does nothing."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, leave_at_once)


@contextmanager
def interruptible() -> "Iterator[None]":
    """Have Ctrl-C raise KeyboardInterrupt meanwhile, where it would end the process at once."""
    if signal.getsignal(signal.SIGINT) is not leave_at_once:
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, leave_at_once)
