"""The pipeline's side of the warm process: started on first use, one for all threads."""

import atexit
import contextlib
import json
import os
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from types import TracebackType

from bilan.engine import Preparation
from bilan.engine.frames import Sender

# Read when they start by the libraries that the warm process has loaded.
READ_AT_START = (
    "PYTHON",
    "MPL",
    "OMP_",
    "OPENBLAS_",
    "MKL_",
    "LC_",
    "LANG",
    "TZ",
    "HOME",
    "IPYTHON",
)
# A thread of a numeric library does not survive a fork; and two notebooks share two cores.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
SECONDS_TO_END = 5.0
BOOT = """
import os, sys
sys.path.remove("")
try:
    from bilan.engine.server import main
    main(int(sys.argv[1]), sys.argv[2])
except MemoryError:  # who started it says that it died
    os._exit(os.EX_OSERR)
"""

preparation = Preparation()  # said by `prepare_with`
_lock = Lock()
_current: "WarmProcess | None" = None


def can_fork() -> bool:
    """Whether notebooks can be forked here: on Linux. Libraries of macOS do not bear a fork."""
    return sys.platform == "linux" and hasattr(os, "fork") and hasattr(socket, "send_fds")


def is_warm() -> bool:
    """Whether this program has a warm process already."""
    return _current is not None and _current.alive()


def warm_process() -> "WarmProcess":
    """The warm process of this program; a new one where its code or its surroundings changed."""
    global _current
    with _lock:
        state = _fingerprint()
        if _current is None or not _current.alive() or _current.state != state:
            if _current is None:
                atexit.register(end_warm_process)
            else:
                _current.retire()
            _current = WarmProcess(state)
        return _current


def end_warm_process() -> None:
    """End the warm process and what it runs, if there is one."""
    global _current
    with _lock:
        if _current is not None:
            _current.end()
        _current = None


def _environ_at_start() -> dict[str, str]:
    """The environment, in which what was prepared for comes first, be another copy installed."""
    environ = dict(os.environ) | ONE_THREAD
    if preparation.path is not None:
        own = str(preparation.path)
        known = os.environ.get("PYTHONPATH", "").split(os.pathsep)
        environ["PYTHONPATH"] = os.pathsep.join([own, *(p for p in known if p not in ("", own))])
    return environ


def _fingerprint() -> tuple[object, ...]:
    environ = sorted(i for i in _environ_at_start().items() if i[0].startswith(READ_AT_START))
    code = sorted(_modules(str(preparation.code))) if preparation.code is not None else []
    return os.getpid(), preparation, tuple(environ), tuple(code)


def _modules(folder: str) -> Iterator[tuple[str, int, int, int, int]]:
    """Path and signature of modules and texts below a folder: asked at each notebook, so quick."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _modules(entry.path)
            elif entry.name.endswith((".py", ".yml")):
                told = entry.stat()
                yield entry.path, told.st_mtime_ns, told.st_size, told.st_ctime_ns, told.st_ino


class WarmProcess:
    """A warm process, and the socket that asks it to fork."""

    def __init__(self, state: tuple[object, ...]) -> None:
        self.state = state
        self._users = 0
        self._retired = False
        self._lock = Lock()
        # Packets, so that each request keeps its descriptors.
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", BOOT, str(theirs.fileno()), preparation.prepare],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                # Not in the terminal's foreground: Ctrl-C is the pipeline's to answer.
                start_new_session=True,
                env=_environ_at_start(),
            )

    @property
    def pid(self) -> int:
        """Identifier of the process."""
        return self._process.pid

    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def fork(self, *, cwd: str, memory: int | None = None, first: str = "") -> "NotebookProcess":
        """A notebook's process, which starts now in that folder.

        `memory` is the most private memory that it may have, in bytes, that of the libraries
        included; what asks for more raises MemoryError. `first` is code that it runs before all
        cells.

        Raises
        ------
        OSError
            The warm process is gone.
        """
        channel, theirs = socket.socketpair()
        life, end = os.pipe()
        try:
            with self._lock:
                packet = json.dumps({"kind": "fork"}).encode()
                socket.send_fds(self._control, [packet], [theirs.fileno(), end])
                self._users += 1
        except OSError:
            os.close(life)
            channel.close()
            raise
        finally:
            theirs.close()
            os.close(end)
        notebook = NotebookProcess(self, channel, life)
        notebook.sender.send(
            {
                "cwd": cwd,
                "environ": dict(os.environ),
                "memory": memory,
                "first": first,
                "umask": _umask(),
            }
        )
        return notebook

    def signal(self, process: int, number: int) -> None:
        """Send a signal to a notebook's process, if it still runs."""
        packet = json.dumps({"kind": "signal", "pid": process, "signal": number}).encode()
        with contextlib.suppress(OSError), self._lock:
            self._control.send(packet)

    def leave(self) -> None:
        """A notebook has ended; a retired process ends with its last one."""
        with self._lock:
            self._users -= 1
            last = self._retired and not self._users
        if last:
            self.end()

    def retire(self) -> None:
        """Take no more notebooks: end now, or with the last that runs."""
        with self._lock:
            self._retired = True
            last = not self._users
        if last:
            self.end()

    def end(self) -> None:
        """End it, and what it runs, and wait until it has."""
        self._control.close()
        try:
            self._process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@dataclass
class NotebookProcess:
    """A notebook's process: the socket that speaks with it, and the pipe that ends when it does."""

    warm: WarmProcess
    channel: socket.socket
    life: int
    pid: int = 0

    def __post_init__(self) -> None:
        self.sender = Sender(self.channel)

    def __enter__(self) -> "NotebookProcess":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Have it end, by itself where all went well, and wait until it has."""
        if kind is None:
            with contextlib.suppress(OSError):
                self.sender.send({"kind": "end"})
            self.ended(SECONDS_TO_END)
        self.channel.close()  # its own watch ends it
        if not self.ended(1.0 if not self.pid else 0.1):
            self.warm.signal(self.pid, 9)
            self.ended(SECONDS_TO_END)
        os.close(self.life)
        self.warm.leave()

    def ended(self, seconds: float) -> bool:
        """Whether it has ended and is reaped, within some seconds."""
        poll = select.poll()
        poll.register(self.life, 0)
        return bool(poll.poll(seconds * 1000))


def _umask() -> int:
    """File mode mask of this program, which only its own report tells without changing it."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("Umask:"):
            return int(line.split()[1], 8)
    return 0o022
