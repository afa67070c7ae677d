"""The assembled text cut into parts that pandoc may read one by one, and put together again."""

import re
from collections.abc import Iterator, Sequence

from bilan.assembly.pandoc import Node, walk
from bilan.assembly.sources import SourceLine
from bilan.french.markdown_inlines import BARE_LINK, LINK_TARGET, NOTE
from bilan.french.markdown_reader import read_rows

COUNTED = re.compile(r"^\s*\(@")  # an item whose number goes on from the last such list
COUNT = re.compile(r"-\d+$")
CUT_CLASS = "coupe"
CUT = f"\n\n::: {CUT_CLASS}\n:::\n\n"

HOLDERS = {"Div", "BlockQuote", "BulletList", "OrderedList", "DefinitionList", "Figure"}

Blocks = list[Node]


def parts(lines: Sequence[SourceLine]) -> list[tuple[int, int]]:
    """Stretches of the lines, (start, end), that pandoc may read one by one.

    Each begins with a heading outside fences and divs. There is one stretch only where what one
    part says depends on another: a note or a link that is defined elsewhere, a list that goes on.
    """
    starts, depth, blank = [0], 0, True
    headings = set()
    for rank, row in enumerate(read_rows(line.text for line in lines)):
        if row.kind == "div":
            depth += 1 if row.mark.braces else -1
        elif row.kind == "heading":
            headings.add(_even(row.text[row.mark.start : row.mark.end]))
            typed = row.text[0] == "#"  # indented, it may stand in a list
            if rank and blank and typed and not depth:
                starts.append(rank)
        blank = row.kind == "blank"
    cut = list(zip(starts, [*starts[1:], len(lines)], strict=True))
    alone = all(_stands_alone(lines[a:b]) for a, b in cut)
    bare = BARE_LINK.findall(" ".join(line.text for line in lines))
    return cut if alone and headings.isdisjoint(map(_even, bare)) else [(0, len(lines))]


def _even(text: str) -> str:
    return " ".join(text.split()).casefold()


def _stands_alone(lines: Sequence[SourceLine]) -> bool:
    notes = [match for line in lines for match in NOTE.finditer(line.text)]
    named = {match["name"] for match in notes if not match["colon"]}
    defined = {match["name"] for match in notes if match["colon"]}
    return named == defined and not any(
        pattern.match(line.text) for line in lines for pattern in (LINK_TARGET, COUNTED)
    )


def apart(blocks: Sequence[Node]) -> list[Blocks]:
    """Blocks of each part, where pandoc read them joined by `CUT`."""
    made: list[Blocks] = [[]]
    for block in blocks:
        if block["t"] == "Div" and CUT_CLASS in block["c"][0][1]:
            made.append([])
        else:
            made[-1].append(block)
    return made


def headings(blocks: Sequence[Node]) -> Iterator[Node]:
    """Every heading of a part; they stand in blocks that hold blocks, and in no others."""
    for block in blocks:
        if block["t"] == "Header":
            yield block
        elif block["t"] in HOLDERS:
            yield from (node for node in walk(block["c"]) if node["t"] == "Header")


def name_of(heading: Node) -> str:
    """Identifier of a heading."""
    return str(heading["c"][1][0])


def named_apart(read: Sequence[Blocks]) -> bool:
    """Whether the headings of all parts have the names that they have in the whole.

    pandoc numbers a name that stood before in what it reads at once: "notes", "notes-1".
    """
    names = [name_of(heading) for part in read for heading in headings(part)]
    every = set(names)
    return len(every) == len(names) and not any(
        COUNT.sub("", name) in every for name in names if COUNT.search(name)
    )
