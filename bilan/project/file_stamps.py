"""What a file was at some moment, so that a change of it is seen."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bilan.project.code_dependencies import is_code, meaning

Stamp = list[Any]  # time of its last change in nanoseconds, size, SHA-256 of what it says
Signature = tuple[int, int, int]  # time, size, number of the inode


def stamp(
    path: Path, known: Sequence[Any] | None = None, began: Signature | None = None
) -> Stamp | None:
    """Time, size and hash of a file; hashed anew only where time or size moved.

    `began` is the file's signature, where it was taken already.
    """
    if known is not None and began is not None and list(known[:2]) == [began[0], began[1]]:
        return list(known)
    try:
        status = os.stat(path)  # noqa: PTH116 - thousands of times in a run that makes nothing
        if known is not None and list(known[:2]) == [status.st_mtime_ns, status.st_size]:
            return list(known)
        content = _content(path)
    except OSError:
        return None
    if known is not None and known[2] == content:
        return list(known)
    return [status.st_mtime_ns, status.st_size, content]


def _content(path: Path) -> str:
    if not path.is_file():
        return ""
    return meaning(path) if is_code(path) else hashlib.sha256(path.read_bytes()).hexdigest()


def signature(path: Path) -> Signature | None:
    """What moves when a file is written or replaced, without reading it; None where it is not."""
    try:
        status = os.stat(path)  # noqa: PTH116 - as above
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def signatures(paths: Iterable[Path]) -> dict[Path, Signature | None]:
    """Signatures by path."""
    return {path: signature(path) for path in paths}


def moved(before: dict[Path, Signature | None]) -> list[Path]:
    """Files that are no longer what these signatures tell."""
    return [path for path, known in before.items() if signature(path) != known]


class AsKept:
    """Whether files are still what a step found, or left; doit asks it before it runs a step.

    `began` are signatures that were taken when the run began, of files that it does not make.
    """

    def __init__(
        self,
        kind: str,
        paths: Sequence[Path],
        began: Mapping[Path, Signature | None] | None = None,
    ) -> None:
        self.kind, self.paths, self.began = kind, paths, began or {}

    def __call__(self, task: object, values: dict[str, Any]) -> bool:  # noqa: ARG002 - doit's
        """Whether no file was altered."""
        return not self.altered(values)

    def altered(self, values: Mapping[str, Any]) -> list[Path]:
        """Files that are not as they were kept."""
        kept = values.get(self.kind, {})
        known = {path: kept.get(str(path)) for path in self.paths}
        return [
            path
            for path in self.paths
            if stamp(path, known[path], self.began.get(path)) != known[path]
        ]


def sweep(*folders: Path) -> None:
    """Remove what a killed run was writing: all that is not yet renamed has a dot before it."""
    left = [path for folder in folders for path in folder.rglob(".*")]
    for path in left:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
