"""What a build keeps for the next one."""

from pathlib import Path

import pytest

from bilan.project.sealed import read_sealed, write_sealed


@pytest.mark.parametrize("content", [b"", b"{}", b"two\nlines\n"])
def test_what_was_written_is_read(tmp_path: Path, content: bytes) -> None:
    write_sealed(tmp_path / "kept", content)
    assert read_sealed(tmp_path / "kept") == content


@pytest.mark.parametrize(("old", "new"), [(b"61", b"99"), (b"e", b""), (b"\n", b" ")])
def test_what_was_altered_is_nothing(tmp_path: Path, old: bytes, new: bytes) -> None:
    kept = tmp_path / "kept"
    write_sealed(kept, b"61 pages")
    kept.write_bytes(kept.read_bytes().replace(old, new, 1))
    assert read_sealed(kept) is None


def test_what_is_not_there_is_nothing(tmp_path: Path) -> None:
    assert read_sealed(tmp_path / "absent") is None
