"""What a build keeps for the next one, with a seal: altered by anything else, it is nothing."""

import hashlib
import os
from pathlib import Path
from threading import get_ident


def write_sealed(path: Path, content: bytes) -> None:
    """Write a file whole, also where others do, with the hash of its content as its first line."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.{get_ident()}.new")
    beside.write_bytes(b"\n".join([_seal(content), content]))
    beside.replace(path)


def read_sealed(path: Path) -> bytes | None:
    """Content of a file that `write_sealed` wrote; None where it is not, or not as it was."""
    try:
        seal, _, content = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return content if seal == _seal(content) else None


def _seal(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode("ascii")
