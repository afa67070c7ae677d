"""The paragraphs of a wave's text, each with the lines of the files that it is made of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bilan.assembly.sources import Source, SourceLine
from bilan.french.markdown_reader import Mark, mark_of

TABLE = "{#tbl-"  # how the braces of a table's caption begin
KINDS = {"heading": "titre", "note": "note", "definition": "paragraphe"}


@dataclass(frozen=True)
class Stretch:
    """Part of a line of the assembled text: the line's rank, and two columns."""

    line: int
    start: int
    end: int


@dataclass(frozen=True)
class Block:
    """A title, a paragraph, an item, a caption or a note, or a table as a whole.

    `raw` is its Markdown, without the marks of the block, its lines joined by line feeds.
    `section` is the identifier of the section that it stands in, "" before the first; a title has
    its own `identifier`, "" for none, and its `level` from 1.
    """

    kind: str
    stretches: tuple[Stretch, ...]
    raw: str
    file: Path
    marker: str = ""
    section: str = ""
    identifier: str = ""
    level: int = 0

    def at(self, offset: int) -> tuple[int, int]:
        """Rank of the line and column where a place of `raw` stands."""
        for stretch in self.stretches:
            length = stretch.end - stretch.start
            if offset <= length:
                return stretch.line, stretch.start + offset
            offset -= length + 1
        last = self.stretches[-1]
        return last.line, last.end


def generated(file: Path, project: Path) -> bool:
    """Whether a file is made by the pipeline, not typed by an editor."""
    return not file.is_relative_to(project / "report")


def blocks_of(source: Source) -> list[Block]:
    """Blocks of a wave's text in the order in which a finished page shows them.

    That is the order of the text, but that a figure's caption, typed last, comes first.
    """
    blocks: list[Block] = []
    section = ""
    for kind, marker, rows in _grouped(source.lines):
        first = source.lines[rows[0].line]
        raw = "\n".join(source.lines[r.line].text[r.start : r.end] for r in rows)
        identifier, level = "", 0
        if kind == "titre":
            mark = mark_of(first.text)
            identifier, level = next(iter(mark.attributes.identifiers), ""), mark.level
            section = identifier or section
        blocks.append(Block(kind, tuple(rows), raw, first.file, marker, section, identifier, level))
    for start, end in _figures(source.lines):
        within = [i for i, b in enumerate(blocks) if start < b.stretches[0].line < end]
        if len(within) > 1:
            blocks.insert(within[0], blocks.pop(within[-1]))
    return blocks


def _figures(lines: Sequence[SourceLine]) -> Iterator[tuple[int, int]]:
    """Ranks of the lines that open and close each figure."""
    opened: list[tuple[int, bool]] = []
    for rank, line in enumerate(lines):
        mark = mark_of(line.text)
        if mark.kind == "div" and mark.braces:
            opened.append((rank, "#fig-" in mark.braces))
        elif mark.kind == "div" and opened:
            start, figure = opened.pop()
            if figure:
                yield start, rank


def _grouped(lines: Sequence[SourceLine]) -> Iterator[tuple[str, str, list[Stretch]]]:
    """Kind, marker of the list and stretches of each block."""
    kind, marker, rows = "", "", list[Stretch]()
    for rank, line in enumerate(lines):
        start, opens, mark = _opening(line.text, kind if rows else "")
        changed = bool(rows) and line.file != lines[rows[-1].line].file
        if rows and (opens != "suite" or changed):
            yield kind, marker, rows
            rows = []
        if opens == "suite" and (changed or not rows):
            opens = "paragraphe"
        if opens in ("vide", "image"):
            continue
        if opens != "suite":
            kind, marker = opens, mark
        rows.append(Stretch(rank, start, _end(line.text, opens)))
        if opens in ("titre", "légende"):
            yield kind, marker, rows
            rows = []
    if rows:
        yield kind, marker, rows


def _opening(text: str, within: str) -> tuple[int, str, str]:
    """Column where a line's text begins, the kind of block that it opens, the list's marker.

    "suite" goes on with the block that is open; "vide" closes it and says nothing.
    """
    mark = mark_of(text)
    if mark.kind in ("blank", "div"):
        return 0, "vide", ""
    if mark.kind == "image":
        return 0, "image", ""
    if mark.kind == "table":
        return 0, "suite" if within == "tableau" else "tableau", ""
    if _is_caption(mark):
        return mark.start, "légende", ""
    if mark.kind in KINDS:
        return mark.start, KINDS[mark.kind], ""
    if mark.kind == "caption":  # of no table: a definition
        return mark.start, "paragraphe", ""
    if mark.kind == "item" and (within in ("", "liste") or not mark.marker.strip()[:1].isalnum()):
        return mark.start, "liste", mark.marker
    start = mark.start - len(mark.marker) if mark.kind == "item" else mark.start
    start += len(text[start:]) - len(text[start:].lstrip())
    return start, "suite" if within and within != "tableau" else "paragraphe", ""


def _is_caption(mark: Mark) -> bool:
    return mark.kind == "caption" and mark.braces.startswith(TABLE)


def _end(text: str, kind: str) -> int:
    mark = mark_of(text)
    if kind == "titre" or (kind == "légende" and _is_caption(mark)):
        return mark.end
    return len(text.rstrip())
