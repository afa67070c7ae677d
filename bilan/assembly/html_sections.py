"""Sections of a page: each heading with the text under it, as pandoc's `--section-divs` gives.

The page's scripts look for them: a link beside each heading, the section of what a search finds.
Where the page has its sections already, nothing changes.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

MAIN = re.compile(r"<main\b[^>]*>(?P<inside>.*)</main>", re.DOTALL)
HEADING = re.compile(r"h([2-6])")
IDENTIFIER = re.compile(r"\s+id=\"([^\"]*)\"")
CLASSES = re.compile(r"\s+class=\"([^\"]*)\"")
NUMBER = re.compile(r"\s+data-number=\"[^\"]*\"")
VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})


@dataclass(frozen=True)
class Mark:
    """Where an outermost element begins: a heading of that level, or 0 for a section."""

    start: int
    level: int
    tag: str


@dataclass
class _Outermost(HTMLParser):
    """Finds the headings and sections that stand in no other element."""

    text: str
    found: list[Mark] = field(default_factory=list)
    depth: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        heading = HEADING.fullmatch(tag)
        if self.depth == 0 and (heading or tag == "section"):
            line, column = self.getpos()
            start = self.starts[line - 1] + column
            level = int(heading[1]) if heading else 0
            self.found.append(Mark(start, level, self.get_starttag_text() or ""))
        self.depth += tag not in VOID

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        """An element without content leaves the depth as it is."""

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag not in VOID


def with_sections(page: str) -> str:
    """The page whose headings of the main part open sections; idempotent."""
    main = MAIN.search(page)
    if main is None:
        return page
    inside = main["inside"]
    pieces: list[str] = []
    levels: list[int] = []
    at = 0
    for mark in _Outermost(inside).found:
        pieces.append(inside[at : mark.start])
        while levels and levels[-1] >= mark.level:
            pieces.append("</section>\n")
            levels.pop()
        if mark.level:
            levels.append(mark.level)
            pieces.append(_opening(mark))
            pieces.append(IDENTIFIER.sub("", mark.tag))
        else:
            pieces.append(mark.tag)
        at = mark.start + len(mark.tag)
    pieces += [inside[at:], "</section>\n" * len(levels)]
    return page[: main.start("inside")] + "".join(pieces) + page[main.end("inside") :]


def _opening(mark: Mark) -> str:
    """The tag that opens the section of a heading, whose identifier it takes over."""
    identifier, number = IDENTIFIER.search(mark.tag), NUMBER.search(mark.tag)
    own = CLASSES.search(mark.tag)
    classes = " ".join([f"level{mark.level}", *(own[1].split() if own else [])])
    parts = [
        identifier[0] if identifier else "",
        f' class="{classes}"',
        number[0] if number else "",
    ]
    return f"<section{''.join(parts)}>\n"
