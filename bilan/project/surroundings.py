"""The surroundings of a build: what the user's own settings would change is left out."""

import io
import os
import sys
import time
from pathlib import Path
from typing import Any

from bilan.project.paths import BUILD

# Read by libraries when they start: startup files, other kernels, warnings as errors, a width.
LEFT_OUT = (
    "COLUMNS",
    "IPYTHON_DIR",
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_CONFIG_PATH",
    "JUPYTER_PATH",
    "LINES",
    "MPLBACKEND",
    "PYTHONSTARTUP",
    "PYTHONWARNINGS",
)
SET = {
    "IPYTHONDIR": str(BUILD / "ipython"),  # neither the user's profile nor what it starts with
    "JUPYTER_PREFER_ENV_PATH": "1",  # this environment's kernel before one of the user's
    "LC_ALL": "C.UTF-8",
    "MATPLOTLIBRC": os.devnull,  # matplotlib's own defaults
    "TZ": "UTC",
}


def leave_out_the_user() -> None:
    """Have this process, and all that it starts, see no settings of the user's own.

    To be called before the first of these libraries is imported.
    """
    for name in LEFT_OUT:
        os.environ.pop(name, None)
    os.environ.update(SET)
    time.tzset()


def settle_standard_streams() -> None:
    """Have each standard stream take what is written, whoever reads it, and to its end.

    One that was closed is the null device: the next file that is opened would take its number,
    and receive what is printed. Where the reader of a pipe has read enough, the rest goes nowhere,
    and the work goes on.
    """
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("r+", encoding="utf-8"))  # noqa: SIM115
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is getattr(sys, f"__{name}__") and isinstance(stream, io.TextIOWrapper):
            setattr(sys, name, _patient(stream))


def _patient(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    raw = _Written(stream.fileno(), "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=stream.encoding,
        errors="backslashreplace",  # a terminal that lacks a sign gets its code
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


class _Written(io.FileIO):
    """A descriptor whose reader may leave, or whose disk may be full."""

    refused = False

    def write(self, data: Any) -> int:
        """Write, or drop what nobody reads any more; how many bytes.

        Raises
        ------
        OSError
            The system refuses, for the first time: Python writes the rest again when it ends.
        """
        try:
            return memoryview(data).nbytes if self.refused else super().write(data)
        except OSError as error:
            self.refused = True
            if not isinstance(error, BrokenPipeError):
                raise
            return memoryview(data).nbytes
