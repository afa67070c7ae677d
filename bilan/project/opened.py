"""What a piece of work opened of the project: what it needs is what it read.

Python tells of each file that it opens and of each folder that it lists (PEP 578). A program that
is started is not seen: who starts one notes what it gives it to read (`note`). Modules of the
package are no matter of this: `bilan.project.code_dependencies` follows them.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bilan.project.file_stamps import Signature, listing, signature
from bilan.project.paths import NOT_SOURCES, PACKAGE, ROOT, UNSEEN

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_LISTS = ("os.listdir", "os.scandir")


@dataclass
class Opened:
    """What was opened of a project, each as it was when that happened first.

    `files` have their signature, None where one was looked for and not there; `folders` the hash of
    their names. `modules` are those of the package that were imported by a name made at run time.
    """

    files: dict[str, Signature | None] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    modules: list[str] = field(default_factory=list)
    project: Path = ROOT

    def add(self, other: "Opened") -> None:
        """Take what another piece of work opened."""
        self.files = other.files | self.files
        self.folders = other.folders | self.folders
        self.modules += other.modules

    def as_seen_here(self) -> "Opened":
        """The same files with the signatures that this machine gives them: inodes may differ."""
        files = {name: seen and signature(Path(name)) for name, seen in self.files.items()}
        return replace(self, files=files)

    def look_at(self, path: str) -> Signature | None:
        """The signature of a file, which counts as opened where it is the project's own."""
        now = signature(Path(path))
        if self._first(path) is not None and not is_code_of_package(path):
            self.files.setdefault(path, now)
        return now

    def look_into(self, folder: str) -> None:
        """Count a folder of sources as listed."""
        first = self._first(folder)
        if first is not None and first not in (*NOT_SOURCES, PACKAGE.name, os.curdir):
            self.folders.setdefault(folder, listing(Path(folder)))

    def _first(self, path: str) -> str | None:
        """First folder of a path within the project; None where the project is not its author."""
        inside = os.path.relpath(path, self.project)
        parts = Path(inside).parts or (os.curdir,)
        if path.startswith(sys.prefix + os.sep) or "__pycache__" in parts:
            return None
        hidden = any(part.startswith(".") for part in parts) and inside != os.curdir
        return None if hidden else parts[0]  # `..`, too, begins with a dot


_current: ContextVar[Opened | None] = ContextVar("opened", default=None)
_everywhere: list[Opened] = []  # in a process that does one thing only
_hooks: list[Any] = []


@contextmanager
def recording(project: Path = ROOT) -> Iterator[Opened]:
    """Record what is opened within, by this thread and by those that share its context."""
    _listen()
    opened = Opened(project=project)
    before = _current.set(opened)
    try:
        yield opened
    finally:
        _current.reset(before)


def record_from_now_on() -> Opened:
    """Record what this process opens until it ends."""
    _listen()
    _everywhere[:] = [Opened()]
    return _everywhere[0]


def note(path: Path) -> Signature | None:
    """The signature of a file that the work rests on: it counts as opened, be it there or not."""
    opened = _recorder()
    return signature(path) if opened is None else opened.look_at(str(path))


def note_opened(other: Opened) -> None:
    """Count as opened what another process opened for this work."""
    if (opened := _recorder()) is not None:
        opened.add(other)


def is_code_of_package(path: str) -> bool:
    """Whether a path is that of a module of the package."""
    return path.endswith(".py") and path.startswith(f"{PACKAGE}{os.sep}")


def _recorder() -> Opened | None:
    return _current.get() or (_everywhere[0] if _everywhere else None)


def _listen() -> None:
    if not _hooks:
        _hooks.append(_heard)
        sys.addaudithook(_heard)


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "open" and event not in _LISTS:
        return
    opened = _recorder()
    if opened is None or UNSEEN.get():
        return
    if sys._getframe(1).f_code.co_filename.startswith("<frozen importlib"):
        return  # modules are told by their names
    named = "." if arguments[0] is None else arguments[0]
    if isinstance(named, int) or (event == "open" and _is_no_reading(*arguments)):
        return
    before = UNSEEN.set(True)
    try:
        path = os.path.abspath(os.fsdecode(named))  # noqa: PTH100 - links stay as they are named
        if event == "open":
            opened.look_at(path)
        else:
            opened.look_into(path)
    except (OSError, TypeError, ValueError):
        return  # the work itself meets the same
    finally:
        UNSEEN.reset(before)


def _is_no_reading(path: Any, mode: Any, flags: Any) -> bool:
    """Whether a file is opened to be written, or in a folder that its name does not tell."""
    writes = bool((flags or 0) & _WRITES)
    return writes or (mode is None and not os.path.isabs(os.fsdecode(path)))  # noqa: PTH117
