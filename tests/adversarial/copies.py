"""A copy of the project to be broken: made, run, looked at, and the processes it left."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bilan.project.paths import ROOT

SOURCES = ("bilan", "data", "notebooks", "report")
MADE = ("_site", "figures")
SECONDS = 900


@dataclass(frozen=True)
class Copy:
    """A project in a folder of its own."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which the copy's own package is imported."""
        return {**os.environ, "PYTHONPATH": str(self.folder)}

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        """The pipeline as a process in a session of its own, its two outputs together."""
        return subprocess.Popen(
            [sys.executable, "pipeline.py", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            **options,
        )

    def run(self, *arguments: str, **options: Any) -> tuple[int, str]:
        """Exit code and output of the pipeline, to its end."""
        process = self.start(*arguments, **options)
        output, _ = process.communicate(timeout=SECONDS)
        return process.returncode, output

    def hashes(self, *folders: str) -> dict[str, str]:
        """SHA-256 of every file made, by its name in the project."""
        return {
            path.relative_to(self.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for name in folders or MADE
            for path in sorted((self.folder / name).rglob("*"))
            if path.is_file()
        }

    def processes(self) -> list[str]:
        """Command lines of the processes that run in this folder or name it."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal() and entry.name != str(os.getpid()):
                try:
                    command = (
                        (entry / "cmdline")
                        .read_bytes()
                        .replace(b"\0", b" ")
                        .decode("utf-8", "replace")
                    )
                    within = (entry / "cwd").resolve().is_relative_to(self.folder)
                except OSError:
                    continue
                if command and (within or str(self.folder) in command):
                    found.append(command[:120])
        return found

    def left_running(self, seconds: float = 5.0) -> list[str]:
        """Processes that have not ended by themselves within some seconds."""
        end = time.monotonic() + seconds
        while (found := self.processes()) and time.monotonic() < end:
            time.sleep(0.05)
        return found


@contextmanager
def copied(waves: Sequence[str] = (), *, within: Path | None = None) -> Iterator[Copy]:
    """A copy of the project's sources, with these waves alone where some are named."""
    with tempfile.TemporaryDirectory(prefix="bilan-", dir=within) as name:
        folder = Path(name).resolve() / "projet"
        copy_sources(folder, waves)
        yield Copy(folder)


def copy_sources(folder: Path, waves: Sequence[str] = (), *, of: Path = ROOT) -> None:
    """Put a project's sources into a folder; compiled modules stay valid, dates are kept."""
    folder.mkdir(exist_ok=True)
    for path in of.iterdir():
        if path.is_file() and not path.name.startswith("."):
            shutil.copy2(path, folder)
        elif path.name in SOURCES:
            shutil.copytree(path, folder / path.name)
    for base in (folder / "data", folder / "report"):
        for path in base.iterdir():
            if waves and path.is_dir() and path.name.isdecimal() and path.name not in waves:
                shutil.rmtree(path)
