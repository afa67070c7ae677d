"""A file from outside is read in a process of its own, with limits on memory and time.

A reader that crashes, hangs or asks for too much memory then ends in one message. The reader's
module calls `answer_request`; who wants the file read calls `ask_reader`.
"""

import contextlib
import ctypes
import json
import re
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bilan.project.errors import UnreadableError
from bilan.project.paths import ROOT

MEMORY = 2 * 2**30
SECONDS = 60
PR_SET_PDEATHSIG = 1
LONGEST = 300  # of what a reader says of a file

Reader = Callable[[list[str], Any], bytes]


def ask_reader(module: str, arguments: Sequence[str], request: object = None) -> bytes:
    """What the reader in `module` answers.

    Raises
    ------
    UnreadableError
        The reader refuses the file, ends with a fault, or goes beyond 2 GB or 60 s.
    """
    try:
        ended = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=SECONDS,
            cwd=ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        found = f"reading did not end within {SECONDS} s"
        raise UnreadableError(found, beyond="time") from error
    if ended.returncode < 0:
        found = f"the reader was ended by signal {-ended.returncode}"
        raise UnreadableError(found, beyond="crash")
    if ended.returncode > 0:
        last = ended.stderr.decode("utf-8", "replace").strip("\n").splitlines()[-1:]
        found, beyond, next_step = [*(last or ["no message"])[0].split("\t"), "", ""][:3]
        raise UnreadableError(found[:LONGEST], beyond=beyond, next_step=next_step)
    return ended.stdout


def answer_request(read: Reader) -> int:
    """Exit code of a reader: its answer is written whole, or one line says what went wrong."""
    _end_with_parent()
    _limit_memory()
    request = json.load(sys.stdin)
    try:
        answer = read(sys.argv[1:], request)
    except UnreadableError as error:
        return _said(str(error), next_step=error.next_step)
    except OSError as error:
        return _said(error.strerror or type(error).__name__)
    except MemoryError:
        return _said("MemoryError: more memory than a survey needs", beyond="memory")
    except Exception as error:  # its message may hold an answer: only its place is told
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}, line {place.lineno}"
        return _said(f"{type(error).__name__} in the reader ({where})", beyond="fault")
    sys.stdout.buffer.write(answer)
    return 0


def _said(found: str, *, beyond: str = "", next_step: str = "") -> int:
    row = "\t".join(re.sub(r"[\t\r\n]+", " ", part) for part in (found, beyond, next_step))
    sys.stderr.buffer.write(f"{row}\n".encode("utf-8", "replace"))
    return 1


def _end_with_parent() -> None:
    """Have the system end this process with the one that started it, where it can."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # POSIX only

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
