"""Files written whole, and known by their hash."""

import hashlib
from pathlib import Path


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def replace_text(path: Path, text: str) -> None:
    """Write a text file whole: beside, then renamed."""
    replace_bytes(path, text.encode("utf-8"))


def replace_bytes(path: Path, content: bytes) -> None:
    """Write a file whole: beside, then renamed."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)
