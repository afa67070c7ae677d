"""A part of the assembled text, each line with a mark of its place.

A mark is an empty span, `[]{data-place="12"}`: it adds nothing to what is read, and tells in the
finished page where line 12 of its part has come to stand.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from bilan.assembly.sources import SourceLine
from bilan.french.markdown_inlines import META
from bilan.french.markdown_reader import FRONT_END, LEAD, RULE, UNREAD, read_rows

# Lines that hold no text to mark, besides rules, comments and pictures.
BARE = (*UNREAD, "include", "blank", "div", "heading", "caption", "definition", "image")
SIGNS = ("![", "{{<", "<", ":", "#", *FRONT_END)
STARS = "***"
PLACE = "data-place"
MARK = f'[]{{{{{PLACE}="{{}}"}}}}'


def marked(lines: Sequence[SourceLine], *, editable: Path) -> str:
    """The Markdown of lines, those of texts marked by their number, the first line being 0.

    Texts are the files below `editable`; what is generated needs no mark: nothing is found there.
    """
    return "\n".join(_marked(lines, editable)) + "\n"


def _marked(lines: Sequence[SourceLine], editable: Path) -> Iterator[str]:
    rows = read_rows(line.text for line in lines)
    for number, (line, row) in enumerate(zip(lines, rows, strict=True)):
        text = META.sub(lambda match: f'[]{{meta-key="{match["key"]}"}}', line.text)
        signed = row.text.lstrip().startswith(SIGNS) or row.text.strip() == STARS
        bare = signed or row.kind in BARE or RULE.match(row.text)
        if bare or not line.file.is_relative_to(editable):
            yield text
            continue
        lead = LEAD.match(text)
        at = lead.end() if lead else 0
        yield text[:at] + MARK.format(number) + text[at:]
