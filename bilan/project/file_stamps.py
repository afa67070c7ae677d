"""What a file was at some moment, so that a change of it is seen."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bilan.project.code_dependencies import is_code, meaning
from bilan.project.paths import NOT_SOURCES

# Time of its last change in nanoseconds, size, time of the inode's last change, its number.
Signature = tuple[int, int, int, int]
Stamp = list[Any]  # the same four, and SHA-256 of what it says; of a folder, of the names in it


def stamp(
    path: Path,
    known: Sequence[Any] | None = None,
    began: Signature | None = None,
    *,
    verbatim: bool = False,
) -> Stamp | None:
    """Signature and hash of a file; hashed anew only where the signature moved.

    `began` is the signature, where it was taken already. Of code, comments and layout do not count
    but where `verbatim` asks for it. `copy -p` and `rsync -t` give another content the same time
    and size: the time of the inode and its number move with them.
    """
    now = began or signature(path)
    if now is None:
        return None
    if known is not None and list(known[:4]) == list(now):
        return list(known)
    try:
        return [*now, _content(path, verbatim=verbatim)]
    except OSError:
        return None


def _content(path: Path, *, verbatim: bool) -> str:
    if path.is_dir():
        return listing(path)
    if is_code(path) and not verbatim:
        return meaning(path)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def listing(folder: Path) -> str:
    """SHA-256 of the names in a folder, without those that are hidden or made."""
    with os.scandir(folder) as entries:
        made = (*NOT_SOURCES, "__pycache__")
        names = sorted(e.name for e in entries if e.name[0] != "." and e.name not in made)
    return hashlib.sha256("\0".join(names).encode("utf-8", "surrogateescape")).hexdigest()


def signature(path: Path) -> Signature | None:
    """What moves when a file is written or replaced, without reading it; None where it is not."""
    try:
        status = os.stat(path)  # noqa: PTH116 - thousands of times in a run that makes nothing
    except (OSError, ValueError):  # a name that no file can have
        return None
    return status.st_mtime_ns, status.st_size, status.st_ctime_ns, status.st_ino


def signatures(paths: Iterable[Path]) -> dict[Path, Signature | None]:
    """Signatures by path."""
    return {path: signature(path) for path in paths}


def moved(before: dict[Path, Signature | None]) -> list[Path]:
    """Files that are no longer what these signatures tell."""
    return [path for path, known in before.items() if signature(path) != known]


class AsKept:
    """Whether files are still what a step found, or left; doit asks it before it runs a step.

    Besides `paths`, they are all that was kept of that kind, and all that lies below a folder of
    which the step makes everything. `began` are signatures that were taken when the run began, of
    files that it does not make. `verbatim` is that of `stamp`.
    """

    def __init__(
        self,
        kind: str,
        paths: Sequence[Path] = (),
        began: Mapping[Path, Signature | None] | None = None,
        *,
        below: Path | None = None,
        verbatim: bool = False,
    ) -> None:
        self.kind, self.paths, self.began = kind, paths, began or {}
        self.below, self.verbatim = below, verbatim

    def __call__(self, task: object, values: dict[str, Any]) -> bool:  # noqa: ARG002 - doit's
        """Whether no file was altered."""
        return not self.altered(values)

    def altered(self, values: Mapping[str, Any]) -> list[Path]:
        """Files that are not as they were kept.

        Where one was written anew with the same content, its new signature is kept in `values`, so
        that it is read once only.
        """
        kept = values.get(self.kind, {})
        there = files_below(self.below) if self.below is not None else []
        paths = {str(path): path for path in (*self.paths, *there)}
        paths |= {name: Path(name) for name in kept if name not in paths}
        return [path for name, path in paths.items() if not self._same(name, path, kept)]

    def _same(self, name: str, path: Path, kept: dict[str, Any]) -> bool:
        known = kept.get(name)
        now = stamp(path, known, self.began.get(path), verbatim=self.verbatim)
        if now is None or known is None:
            return now is known
        if now[-1] != known[-1]:
            return False
        kept[name] = now
        return True


def files_below(folder: Path) -> list[Path]:
    """All files below a folder, and its links; none where it is not there."""
    found = [Path(at, name) for at, _, names in os.walk(folder) for name in names]
    return sorted(found)


def sweep(*folders: Path) -> None:
    """Remove what a killed run was writing: all that is not yet renamed has a dot before it."""
    left = [path for folder in folders for path in folder.rglob(".*")]
    for path in left:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
