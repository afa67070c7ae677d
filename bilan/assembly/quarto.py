"""Quarto as the engine: one call for all formats of a wave.

`docs/quarto.md` lists what the report uses of Quarto, and since which version each part is there.
"""

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bilan.assembly.engines import find_quarto
from bilan.assembly.fonts import prepare_fonts
from bilan.assembly.origins import origin_of
from bilan.assembly.sources import Source
from bilan.project.errors import AssemblyError

TO = {"html": "html", "pdf": "typst", "docx": "docx"}
TIMEOUT = 900
TAIL = 15
WARNING = re.compile(r"^\s*\[?(?:WARN(?:ING)?\b|warning:)", re.IGNORECASE)
# Quarto would have the PDF validated by another program; the report does not need it.
KNOWN = re.compile(r"verapdf is not installed")
COLOUR = re.compile(r"\x1b\[[\d;]*m")


def render_quarto(
    source: Source, formats: Sequence[str], *, wave: str, output: Path, epoch: int
) -> list[str]:
    """Warnings of the run that wrote `<document>.<format>` for each format into `output`.

    Raises
    ------
    AssemblyError
        Quarto stops with an error, or leaves a format out.
    """
    prepare_fonts(source.project / "_build" / "polices")
    with one_at_a_time(source.project / "_build" / "quarto.lock", wave):
        contents, log = _rendered(source, formats, epoch=epoch)
    for kind, content in contents.items():
        (output / f"{source.document.stem}.{kind}").write_bytes(
            _finished(kind, content, source, epoch)
        )
    return [line for line in log if WARNING.match(line) and not KNOWN.search(line)]


def _finished(kind: str, content: bytes, source: Source, epoch: int) -> bytes:
    from bilan.assembly.finish import finished_docx, finished_html  # and lxml, 40 ms

    if kind == "html":
        return finished_html(content)
    if kind == "docx":
        mention = str(source.metadata.get("mention-simulation") or "")
        origin = origin_of(source)
        return finished_docx(content, mention=mention, epoch=epoch, origin=origin)
    return content


@contextmanager
def one_at_a_time(lock: Path, wave: str) -> Iterator[None]:
    """Keeps two renders apart, and says so of the one that waits.

    Quarto keeps its intermediate files beside the document and in one folder of the project.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"{wave}:documents waits: Quarto renders another wave", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _rendered(
    source: Source, formats: Sequence[str], *, epoch: int
) -> tuple[dict[str, bytes], list[str]]:
    """The files that Quarto made, by format, and its log."""
    made = {kind: _made(source, kind) for kind in formats}
    for path in made.values():
        path.unlink(missing_ok=True)  # one left by an earlier run must not pass for this one's
    with no_leftovers(source.document):
        log = _run(source, formats, epoch=epoch)
    for kind, path in made.items():
        if not path.is_file():
            raise AssemblyError(
                f"quarto render --to {TO[kind]}",
                expected=f"{path.relative_to(source.project)}",
                found="no file\n" + "\n".join(log[-TAIL:]),
            )
    return {kind: path.read_bytes() for kind, path in made.items()}, log


def _made(source: Source, kind: str) -> Path:
    project = source.metadata.get("project") or {}
    folder = source.project / str(project.get("output-dir") or "")
    relative = source.document.relative_to(source.project)
    return folder / relative.with_suffix(f".{kind}")


@contextmanager
def no_leftovers(document: Path) -> Iterator[None]:
    """Removes what Quarto leaves beside a document where a render stops halfway.

    Its typst source is always its own; of the rest, only what was not there before.
    """
    beside = f"{document.stem}[._]*"
    before = set(document.parent.glob(beside))
    try:
        yield
    finally:
        document.with_suffix(".typ").unlink(missing_ok=True)
        for path in set(document.parent.glob(beside)) - before:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _run(source: Source, formats: Sequence[str], *, epoch: int) -> list[str]:
    document = str(source.document.relative_to(source.project))
    command = [
        str(find_quarto() or "quarto"), "render", document, "--profile", source.profile,
        "--to", ",".join(TO[kind] for kind in formats),
        "--metadata", f"moteur:{source.metadata.get('moteur', 'Quarto')}",
    ]  # fmt: skip
    where = " ".join(["quarto", *command[1:-2]])
    try:
        done = subprocess.run(
            command,
            cwd=source.project,
            env=environment(epoch),
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
            next_step="mend what the log names, or use the embedded engine: --engine embedded",
        )
    return log


def environment(epoch: int) -> dict[str, str]:
    """What Quarto and the scripts that it starts find in their environment.

    Quarto takes `python` from the path: it finds the one that runs this.
    """
    own = str(Path(sys.executable).parent)  # as it is called: a resolved link would leave .venv
    return {
        **os.environ,
        "PATH": os.pathsep.join([own, os.environ.get("PATH", os.defpath)]),
        "BILAN_PIPELINE": "1",
        "SOURCE_DATE_EPOCH": str(epoch),
        "NO_COLOR": "1",
    }
