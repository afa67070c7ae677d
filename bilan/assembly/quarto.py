"""Quarto as the engine, where it is on the path."""

import fcntl
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bilan.assembly.fonts import prepare_fonts
from bilan.assembly.policy import with_policy
from bilan.assembly.sources import Source
from bilan.errors import AssemblyError

TO = {"html": "html", "pdf": "typst", "docx": "docx"}
TIMEOUT = 600
TAIL = 15
WARNING = re.compile(r"^\s*(?:\x1b\[[\d;]*m)*\[?(?:WARN(?:ING)?\b|warning:)", re.IGNORECASE)
COLOUR = re.compile(r"\x1b\[[\d;]*m")


def find_quarto() -> Path | None:
    """Quarto's program, when it is on the path."""
    found = shutil.which("quarto")
    return Path(found) if found else None


def quarto_program() -> Path:
    """Quarto's program.

    Raises
    ------
    AssemblyError
        It is not on the path.
    """
    program = find_quarto()
    if program is None:
        raise AssemblyError(
            "quarto",
            expected="quarto on the PATH",
            found="nothing",
            next_step="install Quarto 1.7 or later, or use the embedded engine",
        )
    return program


def versions() -> dict[str, str]:
    """Quarto's version."""
    done = subprocess.run(
        [str(quarto_program()), "--version"],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    return {"quarto": done.stdout.strip() or "unknown"}


def render_quarto(
    source: Source, formats: Sequence[str], *, wave: str, output: Path, epoch: int
) -> list[str]:
    """Warnings of the runs that wrote `bilan.<format>` for each format into `output`.

    Raises
    ------
    AssemblyError
        Quarto is missing, stops with an error, or leaves no file.
    """
    program = quarto_program()
    prepare_fonts(source.project / "_build" / "polices")
    warnings: list[str] = []
    for kind in formats:
        with one_at_a_time(source.project / "_build" / "quarto.lock"):
            content, log = _rendered(program, source, kind=kind, wave=wave, epoch=epoch)
        warnings += [line for line in log if WARNING.match(line)]
        if kind == "html":
            content = with_policy(content)
        if kind == "docx":
            mention = str(source.metadata.get("mention-simulation") or "")
            from bilan.assembly.finish import finished_docx

            content = finished_docx(content, mention=mention, epoch=epoch)
        (output / f"bilan.{kind}").write_bytes(content)
    return warnings


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Keeps two renders apart: Quarto leaves its intermediate files beside the document."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _rendered(
    program: Path, source: Source, *, kind: str, wave: str, epoch: int
) -> tuple[bytes, list[str]]:
    made = _made(source, kind)
    # A file left by an earlier run must not pass for this one's.
    made.unlink(missing_ok=True)
    log = _run(program, source, kind=kind, wave=wave, epoch=epoch)
    if not made.is_file():
        raise AssemblyError(
            f"quarto render --to {TO[kind]}",
            expected=f"{made.relative_to(source.project)}",
            found="no file\n" + "\n".join(log[-TAIL:]),
        )
    return made.read_bytes(), log


def _made(source: Source, kind: str) -> Path:
    project = source.metadata.get("project") or {}
    folder = source.project / str(project.get("output-dir") or "")
    relative = source.document.relative_to(source.project)
    return folder / relative.with_suffix(f".{kind}")


def _run(program: Path, source: Source, *, kind: str, wave: str, epoch: int) -> list[str]:
    document = str(source.document.relative_to(source.project))
    command = [
        str(program), "render", document, "--profile", f"vague-{wave}", "--to", TO[kind],
        "--metadata", f"moteur:{source.metadata.get('moteur', 'Quarto')}",
    ]  # fmt: skip
    environment = {
        **os.environ,
        "BILAN_PIPELINE": "1",
        "SOURCE_DATE_EPOCH": str(epoch),
        "NO_COLOR": "1",
    }
    where = f"quarto render {document} --profile vague-{wave} --to {TO[kind]}"
    try:
        done = subprocess.run(
            command,
            cwd=source.project,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise AssemblyError(where, expected=f"an end within {TIMEOUT} s", found="none") from None
    log = COLOUR.sub("", done.stdout.decode("utf-8", "replace")).splitlines()
    if done.returncode != 0:
        raise AssemblyError(
            where,
            expected="a rendered document",
            found=f"Quarto stopped with code {done.returncode}\n" + "\n".join(log[-TAIL:]),
            next_step="mend what the log names, or use the embedded engine",
        )
    return log
