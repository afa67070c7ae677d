"""Edits of `data/codebook.yml` as text: its comments and its layout stay."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml


def with_columns(text: str, wave: str, columns: Mapping[str, str]) -> str:
    """The codebook in which the questions of `columns` have these columns from a wave on.

    A question that states nothing of the wave gets an entry, `change: identical`, after its last.
    """
    edits = []
    for question, waves in _questions(text):
        if question not in columns:
            continue
        entries = {key.value: (key, value) for key, value in waves.value}
        if wave not in entries:
            edits.append(_added(text, wave, columns[question], entries))
            continue
        _, entry = entries[wave]
        column = _scalar(entry, "column")
        if column is not None:
            edits.append((column.start_mark.index, column.end_mark.index, columns[question]))
            continue
        start = entry.start_mark.index + (1 if entry.flow_style else 0)
        after = ", " if entry.flow_style else "\n" + " " * entry.start_mark.column
        edits.append((start, start, f"column: {columns[question]}{after}"))
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _added(text: str, wave: str, column: str, entries: Mapping[str, Any]) -> tuple[int, int, str]:
    """A line for a wave, below the last entry of a question."""
    key, value = list(entries.values())[-1]
    line_end = text.find("\n", _end(text, key, value))
    place = len(text) if line_end < 0 else line_end
    indent = " " * key.start_mark.column
    return place, place, f'\n{indent}"{wave}": {{column: {column}, change: identical}}'


def _questions(text: str) -> Iterator[tuple[str, Any]]:
    """Each question's id and the node of its waves."""
    root: Any = yaml.compose(text)
    for question in _scalar(root, "questions").value:
        yield _scalar(question, "id").value, _scalar(question, "waves")


def _scalar(node: Any, key: str) -> Any:
    return next((value for name, value in node.value if name.value == key), None)


def _end(text: str, key: Any, value: Any) -> int:
    """Where the last line of an entry begins or goes on: a block also counts what follows it."""
    if value.flow_style:
        return int(value.end_mark.index)
    end = text.find("\n", key.start_mark.index)
    if end < 0:
        return len(text)
    for line in text[end + 1 : value.end_mark.index].splitlines(keepends=True):
        if not line.strip() or len(line) - len(line.lstrip(" ")) <= key.start_mark.column:
            break
        end += len(line)
    return int(end)
