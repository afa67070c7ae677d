"""Stretches of a Markdown chapter that its reader does not see as prose."""

import re
from collections.abc import Iterator

from bilan.french.markdown_inlines import KEPT
from bilan.french.markdown_reader import LISTED, NOTE, RULE, UNREAD, read_rows
from bilan.french.typography_rules import KEPT as KEPT_WORDS

_INLINES = re.compile("|".join(f"(?:{pattern})" for pattern in KEPT), re.DOTALL)
_TARGET = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]+\]:")
_CAPTION = "Table:"


def kept_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of front matter, code, mathematics, HTML, attributes, targets, citations.

    They may overlap. A line indented by four spaces is code unless a list holds it.
    """
    spans = [match.span() for match in _INLINES.finditer(text)]
    spans += [match.span() for match in KEPT_WORDS.finditer(text)]
    return [*spans, *_of_lines(text)]


def _of_lines(text: str) -> Iterator[tuple[int, int]]:
    position, blank, code, in_list = 0, True, False, False
    for row in read_rows(text.split("\n"), front=True):
        line, start, end = row.text, position, position + len(row.text)
        position = end + 1
        if row.kind in (*UNREAD, "div") or _TARGET.match(line) or RULE.match(line):
            yield start, end
        elif note := NOTE.match(line.lstrip(" ")):
            indent = len(line) - len(line.lstrip(" "))
            yield start + indent, start + indent + note.end()
        elif line.startswith(_CAPTION):
            yield start, start + len(_CAPTION)
        indented = line.startswith(("    ", "\t"))
        if line.strip():
            if not indented:
                in_list = bool(LISTED.match(line)) or (in_list and not blank)
            code = indented and not in_list and (code or blank)
            if code:
                yield start, end
        blank = not line.strip()
