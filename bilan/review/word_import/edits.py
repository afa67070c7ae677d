"""From a change in a paragraph to a change in the lines of a chapter, or to a reason against it."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bilan.review.word.blocks import Block
from bilan.review.word.inlines import Unit
from bilan.review.word.placing import Placed
from bilan.review.word.word_file import NOTE
from bilan.review.word_import.hunks import Hunk, look_of, markdown

EMPHASIS = re.compile(r"[*_]+")
EMPTY_LINK = re.compile(r"\[\s*\]\(")

Swap = tuple[int, int, str]


@dataclass(frozen=True, order=True)
class Edit:
    """Text between two places (rank of a line, column) of the assembled text gives way to `new`."""

    start: tuple[int, int]
    end: tuple[int, int]
    new: str


@dataclass(frozen=True)
class Refused:
    """A change that cannot be made, and why, in French."""

    reason: str


def edits_of(placed: Placed, hunk: Hunk, look: str) -> list[Edit] | Refused:
    """Edits that make a hunk in the block that shows the paragraph; `look` is the paragraph's."""
    units = placed.units[hunk.start : hunk.end]
    held = next((unit.atom for unit in units if unit.atom is not None), None)
    if held is not None:
        return Refused(f"{held.what} ne se change pas dans le fichier Word")
    if NOTE in hunk.text:
        return Refused("une note de bas de page s’ajoute dans le fichier .qmd")
    if units:
        swaps = _swaps(placed.block, hunk, list(dict.fromkeys(units)), look)
    else:
        between = _between(placed, hunk.start, look, look_of(hunk.text, hunk.look))
        if isinstance(between, Refused):
            return between
        offset, there = between
        swaps = [(offset, offset, _new(placed.block, offset, hunk, there))]
    raw = placed.block.raw
    if len(EMPTY_LINK.findall(_swapped(raw, swaps))) > len(EMPTY_LINK.findall(raw)):
        return Refused("un lien ne se supprime pas dans le fichier Word")
    at = placed.block.at
    return [Edit(at(start), at(end), new) for start, end, new in swaps]


def _swapped(raw: str, swaps: Sequence[Swap]) -> str:
    for start, end, new in reversed(swaps):
        raw = raw[:start] + new + raw[end:]
    return raw


def _swaps(block: Block, hunk: Hunk, units: Sequence[Unit], look: str) -> list[Swap]:
    """What gives way to what in the block's Markdown, where a hunk has characters to remove.

    Emphasis that begins and ends among them goes with them; where it does not, the characters go
    one by one, and the new ones come where a character looked as they do.
    """
    start, end = units[0].start, units[-1].end
    marks = [
        block.raw[one.end : other.start]
        for one, other in itertools.pairwise(units)
        if one.end < other.start
    ]
    left, right = _emphasis(block.raw[:start][::-1]), _emphasis(block.raw[end:])
    around = ((left, right), (left, ""), ("", right), ("", ""))
    for before, after in around if not hunk.text or not _balanced(marks) else around[-1:]:
        if _balanced([mark for mark in (before, *marks, after) if mark]):
            first = start - len(before)
            there = "n" if before or after else look[hunk.start]
            return [(first, end + len(after), _new(block, first, hunk, there))]
    wanted = look_of(hunk.text, hunk.look)
    looks = look[hunk.start : hunk.end]
    chosen = looks.index(wanted) if wanted and wanted in looks else 0
    spans = [(unit.start, unit.end) for unit in units]
    target = spans[min(chosen, len(spans) - 1)][0]
    new = _new(block, target, hunk, looks[chosen])
    return [(a, b, new if a <= target < b else "") for a, b in _merged(spans)]


def _emphasis(text: str) -> str:
    """The signs of emphasis that a text begins with."""
    match = EMPHASIS.match(text)
    return match[0] if match else ""


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and merged[-1][1] == start:
            merged[-1] = merged[-1][0], end
        else:
            merged.append((start, end))
    return merged


def _new(block: Block, offset: int, hunk: Hunk, there: str) -> str:
    """The hunk's Markdown at a place whose own look is `there`."""
    look = hunk.look if there == "n" else "n" * len(hunk.text)
    opens = offset == 0 or block.raw[offset - 1] == "\n"
    return markdown(hunk.text, look, opens_line=opens)


def _between(placed: Placed, at: int, look: str, wanted: str) -> tuple[int, str] | Refused:
    """Where, in the block, new words go between two characters, and the look that they get."""
    before = placed.units[at - 1] if at else None
    after = placed.units[at] if at < len(placed.units) else None
    if before and after and before.atom is not None and before.atom is after.atom:
        return Refused(f"{before.atom.what} ne se change pas dans le fichier Word")
    places = []
    if before is not None:
        end = before.atom.end if before.atom else before.end
        places.append((end, "n" if before.atom else look[at - 1]))
    if after is not None:
        start = after.atom.start if after.atom else after.start
        places.append((start, "n" if after.atom else look[at]))
    else:
        places.append((len(placed.block.raw), "n"))
    if before is None:
        places.append((0, "n"))
    return next((place for place in places if place[1] == wanted), places[0])


def _balanced(marks: Sequence[str]) -> bool:
    """Whether all emphasis and links that begin among these marks end there too."""
    waiting: list[str] = []
    for mark in marks:
        if waiting and (waiting[-1] == mark or (waiting[-1] == "[" and mark.startswith("]("))):
            waiting.pop()
        else:
            waiting.append(mark)
    return not waiting
