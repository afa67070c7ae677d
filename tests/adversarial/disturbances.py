"""Builds disturbed otherwise than by a kill: a full disk, a limit on files, a need that goes, two
at once. Each ends in one clear message, and the run after it finishes the work.
"""

import contextlib
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bilan.project.errors import DataError, StorageError, UsageError
from tests.adversarial.copies import Copy, copy_sources

BUILD = ("--engine", "embedded", "--wave", "2014", "--format", "html")


def limited_file_size(copy: Copy, size: int) -> list[str]:
    """Faults of a build in which no file may be larger than `size` bytes."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    code, output = copy.run(*BUILD, preexec_fn=limit)
    return _refused(code, output, "a limit on the size of files")


def few_descriptors(copy: Copy, most: int) -> list[str]:
    """Faults of a build that may have so many files open."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    return _told_or_done(copy, limit, f"{most} descriptors")


def little_memory(copy: Copy, most: int) -> list[str]:
    """Faults of a build whose processes may have so many bytes of memory each."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (most, most))

    return _told_or_done(copy, limit, f"{most} bytes of memory")


def _told_or_done(copy: Copy, limit: Callable[[], None], what: str) -> list[str]:
    """Faults of a build of all under a limit: it ends well, or with one message."""
    (copy.folder / "_build" / "etat.json").unlink(missing_ok=True)
    published = copy.hashes("_site")
    code, output = copy.run(*BUILD, preexec_fn=limit)
    faults = []
    if code not in range(8) or "Traceback" in output:
        faults.append(f"{what}: exit code {code}: {output[-700:]}")
    if copy.hashes("_site") != published:
        faults.append(f"{what}: something else was published")
    if left := copy.left_running():
        faults.append(f"{what}: left running: {left[0]}")
    return faults


def full_disk(room: int) -> list[str] | None:
    """Faults of a build on a disk that has `room` bytes for what is made; None where not root."""
    with _small_disk(room) as folder:
        if folder is None:
            return None
        copy = Copy(folder)
        code, output = copy.run(*BUILD)
        faults = _refused(code, output, "a full disk")
        site = folder / "_site"
        if site.exists() and any(path.name == "bilan.html" for path in site.rglob("*")):
            faults.append("a full disk: something was published")
        if left := copy.left_running():
            faults.append(f"a full disk: left running: {left[0]}")
        return faults


@contextlib.contextmanager
def _small_disk(room: int) -> Iterator[Path | None]:
    with tempfile.TemporaryDirectory(prefix="bilan-") as name:
        there = Path(name).resolve()
        plain, disk = there / "sources", there / "disque"
        plain.mkdir()
        disk.mkdir()
        copy_sources(plain, ("2014",))
        used = sum(p.stat().st_size // 4096 + 1 for p in plain.rglob("*") if p.is_file()) * 4096
        size = f"size={used + room}"
        mount = ["mount", "-t", "tmpfs", "-o", size, "bilan", str(disk)]
        try:
            mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
        except OSError:
            mounted = False
        if not mounted:
            yield None
            return
        try:
            folder = disk / "projet"
            shutil.copytree(plain, folder)
            yield folder
        finally:
            subprocess.run(["umount", "-l", str(disk)], check=False)


def need_removed(copy: Copy, name: str) -> list[str]:
    """Faults of a build from which a source is taken away once its first step has ended."""
    path = copy.folder / name
    kept = path.read_bytes()
    process = _started(copy)
    path.unlink()
    output, _ = process.communicate(timeout=600)
    path.write_bytes(kept)
    codes = (DataError.exit_code, StorageError.exit_code)
    if process.returncode not in codes or "Traceback" in output or name not in output:
        return [f"{name} removed: exit code {process.returncode}: {output[-500:]}"]
    return []


def need_changed(copy: Copy, name: str) -> list[str]:
    """Faults of a build after whose first step a source is changed."""
    path = copy.folder / name
    kept, published = path.read_bytes(), copy.hashes("_site")
    process = _started(copy)
    path.write_bytes(kept + b"\n")
    output, _ = process.communicate(timeout=600)
    faults = []
    if process.returncode != DataError.exit_code or "changed while the build ran" not in output:
        faults.append(f"{name} changed: exit code {process.returncode}: {output[-500:]}")
    if copy.hashes("_site") != published:
        faults.append(f"{name} changed: something was published from it")
    path.write_bytes(kept)
    return faults


def two_at_once(copy: Copy) -> list[str]:
    """Faults where a second build starts while one runs."""
    first = _started(copy)
    code, output = copy.run(*BUILD)
    said, _ = first.communicate(timeout=600)
    faults = []
    if code != UsageError.exit_code or "another build of this project is under way" not in output:
        faults.append(f"two at once: the second ends with {code}: {output[-300:]}")
    if first.returncode != 0:
        faults.append(f"two at once: the first ends with {first.returncode}: {said[-300:]}")
    return faults


def _started(copy: Copy) -> "subprocess.Popen[str]":
    """A build that makes all anew, once its first step has ended.

    A source that changes before the build has looked at its sources disturbs nothing: on a busy
    machine, a wait of some seconds from the start says nothing of where the build is.
    """
    state = copy.folder / "_build" / "etat.json"
    state.unlink(missing_ok=True)
    process = copy.start(*BUILD)
    while process.poll() is None and not state.exists():
        time.sleep(0.01)
    return process


def _refused(code: int, output: str, what: str) -> list[str]:
    told = output.count("error: ") == 1 and "Traceback" not in output
    if code != StorageError.exit_code or not told or "next:" not in output:
        return [f"{what}: exit code {code}: {output[-700:]}"]
    return []
