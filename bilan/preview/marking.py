"""The assembled text cut into parts that pandoc reads apart, each line with a mark of its place.

A mark is an empty span, `[]{data-place="12"}`: it adds nothing to what is read, and tells in the
finished page where line 12 of its part has come to stand.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from bilan.assembly.sources import META, Line, next_fence

# What may stand before the text of a line: quotation, list, note, cell of a table.
LEAD = re.compile(r"^\s*(?:>\s*)*(?:(?:[-*+]|\d+[.)]|\[\^[^\]\s]+\]:)\s+)*(?:\|\s*)?")
# Lines that are none: headings, divs, captions, pictures, rules, rows of dashes, comments.
BARE = re.compile(r"^\s*(?:$|#|:|!\[|\{\{<|```|~~~|---|\.\.\.|\*\*\*\s*$|<|[|+][\s:|+=-]*$)")
HEADING = re.compile(r"^#{1,6} ")
DIV = re.compile(r"^\s*:{3,}\s*(?P<opens>[^\s:].*)?$")
NOTE = re.compile(r"\[\^(?P<name>[^\]\s]+)\](?P<defines>:?)")
TARGET = re.compile(r"^\s{0,3}\[[^\]^]+\]:\s")
PLACE = "data-place"
MARK = f'[]{{{{{PLACE}="{{}}"}}}}'


def parts(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Stretches of the lines, (start, end), that pandoc may read one by one.

    Each begins with a heading outside fences and divs. There is one stretch only where a note or a
    link has its definition in another part than its mention.
    """
    starts, fence, depth, blank = [0], "", 0, True
    for number, line in enumerate(lines):
        fence = next_fence(fence, line.text)
        if not fence and (div := DIV.match(line.text)):
            depth += 1 if div["opens"] else -1
        if number and blank and not fence and not depth and HEADING.match(line.text):
            starts.append(number)
        blank = not line.text.strip()
    cut = list(zip(starts, [*starts[1:], len(lines)], strict=True))
    return cut if all(_stands_alone(lines[a:b]) for a, b in cut) else [(0, len(lines))]


def _stands_alone(lines: Sequence[Line]) -> bool:
    notes = [match for line in lines for match in NOTE.finditer(line.text)]
    named = {match["name"] for match in notes if not match["defines"]}
    defined = {match["name"] for match in notes if match["defines"]}
    return named == defined and not any(TARGET.match(line.text) for line in lines)


def marked(lines: Sequence[Line], *, editable: Path) -> str:
    """The Markdown of lines, those of texts marked by their number, the first line being 0.

    Texts are the files below `editable`; what is generated needs no mark: nothing is found there.
    """
    return "\n".join(_marked(lines, editable)) + "\n"


def _marked(lines: Sequence[Line], editable: Path) -> Iterator[str]:
    fence = ""
    for number, line in enumerate(lines):
        text = META.sub(lambda match: f'[]{{meta-key="{match["key"]}"}}', line.text)
        fence = next_fence(fence, line.text)
        if fence or BARE.match(line.text) or not line.file.is_relative_to(editable):
            yield text
            continue
        lead = LEAD.match(text)
        at = lead.end() if lead else 0
        yield text[:at] + MARK.format(number) + text[at:]
