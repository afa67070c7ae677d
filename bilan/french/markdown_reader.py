"""One reading of a chapter's Markdown: each line with its kind and the places of its parts.

Every room reads chapters through this module: the check of the texts, the subset, typography, the
engines' source, the preview, Word. What stands inside a line is in `bilan.french.markdown_inlines`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bilan.french.markdown_attributes import ATTRIBUTES, Attributes, read_attributes
from bilan.french.markdown_inlines import masked

Kind = Literal[
    "front", "fence", "code", "include", "blank", "div", "image", "table", "heading", "caption",
    "note", "definition", "item", "text",
]  # fmt: skip
UNREAD = ("front", "fence", "code")  # lines that are no text

QUOTED = r"\s*(?:>\s*)*"
FENCE = re.compile(rf"^{QUOTED}(?P<fence>`{{3,}}|~{{3,}})\s*(?P<info>.*)$")
INCLUDE = re.compile(r"^\s*\{\{<\s*include\s+(?P<path>\"[^\"]+\"|\S+)\s*>\}\}\s*$")
DIV = re.compile(r"^\s*:{3,}\s*(?P<rest>.*?)[\s:]*$")
IMAGE = re.compile(r"^\s*!\[.*\]\([^()]*\)(?:\{.*\})?\s*$")
END = r"\s*(?P<braces>\{[^{}]*\})?\s*#*\s*$"
HEADING = re.compile(rf"^\s{{0,3}}(?P<level>#{{1,6}})\s+(?P<text>.*?){END}")
CAPTION = re.compile(r"^\s*(?::|Table:)\s+(?P<text>\S.*?)\s*(?P<braces>\{[^{}]*\})\s*$")
NOTE = re.compile(r"^\[\^(?P<name>[^\]]+)\]:\s*")
DEFINITION = re.compile(r"^\s{0,3}:\s+(?=\S)")
QUOTE = re.compile(r"^(?:\s{0,3}>\s?)+")
ITEM = re.compile(r"^(?P<marker>\s*(?:[-*+]|\(?(?:\d+|[a-z])[.)])\s+)(?=\S)")
RULE = re.compile(r"^[ \t]*[|+:=-][ \t|+:=-]*$")  # of a table, or across the page
# What begins a block, whatever goes on above it; and what stands before the text of a line.
OPENING = re.compile(r"^\s*(?:#|[-*+]\s|\d+[.)]\s|\||:|\{\{<|\[\^|>|$)")
LEAD = re.compile(rf"^{QUOTED}(?:(?:[-*+]|\d+[.)]|\[\^[^\]\s]+\]:)\s+)*(?:\|\s*)?")
LISTED = re.compile(r"[ >]*(?:[-*+:~]|\(?(?:\d+|[a-zA-Z#@])[.)]|\[\^[^\]]+\]:)(?:\s|$)")
FRONT, FRONT_END = "---", ("---", "...")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a line is by itself: its kind, and where its text begins and ends.

    `braces` holds what a heading, a caption or a div has in braces, the bare name of a div, what
    follows a fence; `marker` is that of an item, or the fence; `path` the file of an include.
    """

    kind: Kind
    start: int
    end: int
    level: int = 0
    braces: str = ""
    marker: str = ""
    path: str = ""

    @property
    def attributes(self) -> Attributes:
        """The attributes of a heading, a caption or a div; those of `::: nom` are its class."""
        match = ATTRIBUTES.fullmatch(self.braces)
        bare = f".{self.braces}" if self.braces else ""
        return read_attributes(match["inside"] if match else bare)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a chapter: its number from 1, its text, what it is in its place."""

    number: int
    text: str
    kind: Kind
    mark: Mark


def read_rows(lines: Iterable[str], *, front: bool = False) -> Iterator[Row]:
    """The lines of a chapter, each with its kind; `front`: a YAML head may open it."""
    rows = list(lines)
    head = front_length(rows) if front else 0
    fence = ""
    for number, text in enumerate(rows, start=1):
        mark = mark_of(text)
        kind = mark.kind
        if number <= head:
            kind = "front"
        elif fence:
            kind = "code"
            if _closes(text, fence):
                kind, fence = "fence", ""
        elif kind == "fence":
            fence = mark.marker
        yield Row(number, text, kind, mark)


def front_length(rows: list[str]) -> int:
    """Lines of the YAML head that opens a chapter, its two rules included; 0 for none."""
    if rows and rows[0].rstrip() == FRONT:
        for number, text in enumerate(rows[1:], start=2):
            if text.rstrip() in FRONT_END:
                return number
    return 0


def _closes(text: str, fence: str) -> bool:
    """Whether a line closes the code that a fence opened."""
    said = text.lstrip(" \t>").rstrip()
    return said.startswith(fence) and not said.strip(fence[0])


@lru_cache(maxsize=8192)
def mark_of(text: str) -> Mark:
    """What a line is by itself."""
    indent, whole = len(text) - len(text.lstrip()), len(text.rstrip())
    if not text.strip():
        return Mark("blank", 0, 0)
    if match := FENCE.match(text):
        return Mark("fence", indent, whole, braces=match["info"], marker=match["fence"])
    if match := INCLUDE.match(text):
        return Mark("include", indent, whole, path=match["path"].strip('"'))
    seen = masked(text)
    if match := DIV.match(seen):
        start, end = match.span("rest")
        return Mark("div", start, end, braces=text[start:end])
    if IMAGE.match(text):
        return Mark("image", 0, whole)
    if seen.lstrip().startswith("|"):
        return Mark("table", 0, whole)
    for pattern, kind in ((HEADING, "heading"), (CAPTION, "caption")):
        if match := pattern.match(seen):
            start, end = match.span("text")
            first, last = match.span("braces")
            level = len(match["level"]) if kind == "heading" else 0
            return Mark(kind, start, end, level, text[first:last] if first >= 0 else "")  # type: ignore[arg-type]
    if match := NOTE.match(text):
        return Mark("note", match.end(), whole)
    if match := DEFINITION.match(text):
        return Mark("definition", match.end(), whole)
    quote = QUOTE.match(text)
    start = quote.end() if quote else 0
    if match := ITEM.match(text[start:]):
        return Mark("item", start + match.end(), whole, marker=match["marker"])
    start += len(text[start:]) - len(text[start:].lstrip())
    return Mark("text", start, whole)
