"""The files of the chapters once edits of the assembled text have been made."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bilan.assembly.sources import Source, SourceLine
from bilan.project.errors import TextError
from bilan.review.word_import.setting import WordChange

Lines = list[str | None]


def edited_lines(source: Source, changes: Sequence[WordChange]) -> Lines:
    """Each line of the assembled text after the changes; None where it is no more.

    Edits at one place follow each other in the order in which they are given.
    """
    edits = [edit for change in changes for edit in change.edits]
    removed = {rank for change in changes for rank in change.removed}
    lines: Lines = [line.text for line in source.lines]
    ordered = sorted(enumerate(edits), key=lambda item: (item[1].start, item[1].end, item[0]))
    for _, edit in reversed(ordered):
        (first, column), (last, end) = edit.start, edit.end
        head, tail = lines[first] or "", lines[last] or ""
        lines[first] = head[:column] + edit.new + tail[end:]
        for rank in range(first + 1, last + 1):
            lines[rank] = None
    for rank in removed:
        lines[rank] = None
    return lines


def edited_source(source: Source, lines: Lines) -> Source:
    """The document with these lines."""
    kept = [
        SourceLine(line.file, line.number, row)
        for line, text in zip(source.lines, lines, strict=True)
        if text is not None
        for row in text.split("\n")
    ]
    return replace(source, lines=tuple(kept))


def edited_files(source: Source, lines: Lines) -> dict[Path, tuple[bytes, bytes]]:
    """Content before and after of each file that the edits change.

    Raises
    ------
    TextError
        A file is no longer what was read, or has its lines twice in the text.
    """
    changed: dict[Path, dict[int, str | None]] = {}
    for line, text in zip(source.lines, lines, strict=True):
        if text != line.text:
            own = changed.setdefault(line.file, {})
            if line.number in own:
                raise _stale(line.file)
            own[line.number] = text
    known = {(line.file, line.number): line.text for line in source.lines}
    return {path: _rewritten(path, own, known) for path, own in changed.items()}


def _rewritten(
    path: Path, own: Mapping[int, str | None], known: Mapping[tuple[Path, int], str]
) -> tuple[bytes, bytes]:
    before = path.read_bytes()
    rows = before.decode("utf-8").split("\n")
    kept = []
    for number, row in enumerate(rows, start=1):
        if number not in own:
            kept.append(row)
            continue
        end = "\r" if row.endswith("\r") else ""
        if row.removesuffix("\r") != known[path, number]:
            raise _stale(path)
        text = own[number]
        if text is not None:
            kept.append(text.replace("\n", f"{end}\n") + end)
    return before, "\n".join(kept).encode("utf-8")


def _stale(path: Path) -> TextError:
    return TextError(
        f"{path.name} a changé pendant l’import",
        next_step="relancez l’import",
    )


def write_all(files: Mapping[Path, tuple[bytes | None, bytes]]) -> None:
    """Write every file, or none: each beside first, then renamed; a failure puts back the rest.

    The content before is None where there was no file.

    Raises
    ------
    TextError
        A file is not what it was when the import was worked out.
    """
    beside = {path: path.with_name(f".{path.name}.new") for path in files}
    done: list[Path] = []
    try:
        for path, (before, after) in files.items():
            if (path.read_bytes() if path.is_file() else None) != before:
                raise _stale(path)
            beside[path].write_bytes(after)
            if before is not None:
                beside[path].chmod(path.stat().st_mode)
        for path in files:
            os.replace(beside[path], path)  # noqa: PTH105 — atomic where both are on one disk
            done.append(path)
    except BaseException:
        for path in done:
            _put_back(path, files[path][0])
        raise
    finally:
        for path in beside.values():
            path.unlink(missing_ok=True)


def _put_back(path: Path, before: bytes | None) -> None:
    if before is None:
        path.unlink()
    else:
        path.write_bytes(before)
