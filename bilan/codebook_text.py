"""Edits of `data/codebook.yml` as text: its comments and its layout stay."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

CHANGE = re.compile(r"\bchange:[ ]*[^,}\n]+")
# Comparability is with the wave before: it does not carry over.
DROPPED_LINE = re.compile(r"^[ ]*(?:comparable|reason):.*\n?", re.MULTILINE)
DROPPED_ITEM = re.compile(r',\s*(?:comparable:\s*\w+|reason:\s*"(?:[^"\\]|\\.)*")')


def with_wave(text: str, wave: str, *, source: str) -> str:
    """The codebook with a new wave, in which each question is as it was in `source`.

    Every question that `source` asked gets an entry, `change: identical`, after that of `source`.
    """
    edits = []
    for _, waves in _questions(text):
        entries = {key.value: (key, value) for key, value in waves.value}
        if source not in entries or wave in entries:
            continue
        key, value = entries[source]
        if _scalar(value, "change").value == "dropped":
            continue
        start, end = key.start_mark.index, _end(text, key, value)
        entry = text[key.end_mark.index : end]
        if value.flow_style:
            entry = DROPPED_ITEM.sub("", entry)
        else:
            entry = DROPPED_LINE.sub("", entry).rstrip("\n")
        entry = CHANGE.sub("change: identical", entry, count=1)
        line_end = text.find("\n", end)
        place = len(text) if line_end < 0 else line_end
        indent = " " * (start - text.rfind("\n", 0, start) - 1)
        edits.append((place, place, f'\n{indent}"{wave}"{entry}'))
    return _edited(text, edits)


def with_columns(text: str, wave: str, columns: Mapping[str, str]) -> str:
    """The codebook in which the questions of `columns` have other columns in a wave."""
    edits = []
    for question, waves in _questions(text):
        entry = next((value for key, value in waves.value if key.value == wave), None)
        column = None if entry is None else _scalar(entry, "column")
        if column is None or columns.get(question, column.value) == column.value:
            continue
        edits.append((column.start_mark.index, column.end_mark.index, columns[question]))
    return _edited(text, edits)


def _questions(text: str) -> Iterator[tuple[str, Any]]:
    """Each question's id and the node of its waves."""
    root: Any = yaml.compose(text)
    for question in _scalar(root, "questions").value:
        yield _scalar(question, "id").value, _scalar(question, "waves")


def _scalar(node: Any, key: str) -> Any:
    return next((value for name, value in node.value if name.value == key), None)


def _end(text: str, key: Any, value: Any) -> int:
    """Where an entry ends: a block also counts the blank lines and comments that follow it."""
    if value.flow_style:
        return int(value.end_mark.index)
    end = text.find("\n", key.start_mark.index)
    for line in text[end + 1 : value.end_mark.index].splitlines(keepends=True):
        if not line.strip() or len(line) - len(line.lstrip(" ")) <= key.start_mark.column:
            break
        end += len(line)
    return int(end)


def _edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text
