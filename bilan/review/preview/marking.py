"""A part of the assembled text, each line with a mark of its place.

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
PLACE = "data-place"
MARK = f'[]{{{{{PLACE}="{{}}"}}}}'


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
