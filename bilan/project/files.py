"""Files written whole and known by their hash, and text in one form of Unicode."""

import hashlib
import unicodedata
from pathlib import Path


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def composed(text: str) -> str:
    """The text in Unicode's composed form (NFC): « é » is one character, from whatever system."""
    return unicodedata.normalize("NFC", text)


def replace_text(path: Path, text: str) -> None:
    """Write a text file whole: beside, then renamed."""
    replace_bytes(path, text.encode("utf-8"))


def replace_bytes(path: Path, content: bytes) -> None:
    """Write a file whole: beside, then renamed."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)
