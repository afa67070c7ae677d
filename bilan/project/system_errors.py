"""What the system refuses to write or read, told as an error that a user can mend."""

import errno
import os
import re
from pathlib import Path

from bilan.project.errors import BilanError, StorageError
from bilan.project.paths import shown

NO_ROOM = "make room on the disk, then run the same command again: what is whole is kept"
NO_RIGHT = "give yourself the right to write there, then run the same command again"
NEXT_STEPS = {
    errno.ENOSPC: NO_ROOM,
    errno.EDQUOT: NO_ROOM,
    errno.EFBIG: "raise the limit on the size of a file (`ulimit -f`), then run it again",
    errno.EROFS: "work on a copy of the project that can be written",
    errno.EACCES: NO_RIGHT,
    errno.EPERM: NO_RIGHT,
    errno.EMFILE: "raise the limit on open files (`ulimit -n`), or use `--jobs 1`",
    errno.ENFILE: "close other programs, then run the same command again",
    errno.ENOENT: "put the file back, then run the same command again",
}
AGAIN = "look at the disk, then run the same command again: what is whole is kept"
# How Python writes an error of the system; a notebook's cell gives no more than this.
_NUMBERED = re.compile(r"\[Errno (\d+)\]")
# How Python and the loader of shared objects tell that there is no memory left.
_NO_MEMORY = re.compile(
    r"failed to map segment|cannot allocate memory|can't start new thread",
    re.IGNORECASE,
)
REFUSALS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)


def refused(error: OSError) -> StorageError:
    """The error of the system as a user's own: which file, what, and what to do."""
    number = error.errno or 0
    where = shown(Path(os.fsdecode(error.filename))) if error.filename else "a file of the project"
    return StorageError(
        f"{where} cannot be written or read",
        found=error.strerror or os.strerror(number),
        next_step=NEXT_STEPS.get(number, AGAIN),
    )


def out_of_memory() -> StorageError:
    """What a process says that got no more memory."""
    return StorageError(
        "there is not enough memory",
        expected="about 2 GB for a build",
        next_step="raise the limit (`ulimit -v`), close other programs or use `--jobs 1`; then run "
        "the same command again: what is whole is kept",
    )


def _is_out_of_memory(error: BaseException) -> bool:
    loading = isinstance(error, ImportError | RuntimeError) and _NO_MEMORY.search(str(error))
    return isinstance(error, MemoryError) or bool(loading)


def refused_in(text: str) -> StorageError | None:
    """What a message of another program tells of a full disk or of a limit; None for all else."""
    match = _NUMBERED.search(text)
    number = int(match[1]) if match else 0
    if number not in REFUSALS:
        for known in REFUSALS:
            if os.strerror(known).lower() in text.lower():
                number = known
    return refused(OSError(number, os.strerror(number))) if number in REFUSALS else None


def refusal_behind(error: BaseException) -> StorageError | None:
    """The system's refusal that an error comes from; None where it comes from something else.

    An error of the system is a user's own; of what led to another error, only a full disk, a
    limit and the like are.
    """
    if isinstance(error, OSError) and error.errno is not None:
        return refused(error)
    seen: BaseException | None = error
    while seen is not None:
        if not isinstance(error, BilanError) and _is_out_of_memory(seen):
            return out_of_memory()
        if isinstance(seen, OSError) and seen.errno in REFUSALS:
            return refused(seen)
        if (found := refused_in(str(seen))) is not None:
            return found
        seen = seen.__cause__ or seen.__context__
    return None
