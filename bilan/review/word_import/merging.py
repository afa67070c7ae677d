"""Changes of a Word file, made in the text of then, brought into a chapter that went on.

A three-way merge by paragraphs: what only one side changed is taken from it, what both changed
alike once, what both changed otherwise is a conflict. `git merge-file` merges lines, and a
paragraph has several: two of its sentences, each changed by another, would join unread. `merge3`
merges any sequences, but under another licence than the project's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from bilan.french.markdown_reader import mark_of

Kind = Literal["same", "ours", "theirs", "both", "conflict"]


@dataclass(frozen=True)
class Region:
    """Lines of the base, and those that stand there now and after the merge; all from 1."""

    kind: Kind
    base: range
    ours: range
    merged: range


@dataclass(frozen=True)
class Merge:
    """A merged text, conflicts left as they are now, and where its regions stand."""

    lines: tuple[str, ...]
    regions: tuple[Region, ...]

    @property
    def in_conflict(self) -> bool:
        """Whether the two sides changed a paragraph otherwise."""
        return any(region.kind == "conflict" for region in self.regions)

    def region(self, line: int) -> Region:
        """The region of a line of the base; the last one beyond its end."""
        return next((r for r in self.regions if line in r.base), self.regions[-1])

    def now(self, line: int) -> int:
        """Where a line of the base stands in the text of now, or would stand."""
        region = self.region(line)
        return _within(region.ours, line - region.base.start)

    def after(self, line: int) -> int:
        """Where a line of the base stands in the merged text, or would stand."""
        region = self.region(line)
        return _within(region.merged, line - region.base.start)

    def kinds(self, lines: Sequence[int]) -> set[Kind]:
        """What became of a change at these lines of the base, or beside them.

        Between a line and what was put after it there may be an empty one.
        """
        touched = [r for r in self.regions if r.kind not in ("same", "ours")]
        own = {r.kind for r in touched if any(line in r.base for line in lines)}
        beside = {
            r.kind for r in touched for n in lines if r.base.start - 2 <= n <= r.base.stop + 1
        }  # fmt: skip
        return own or beside


def _within(lines: range, offset: int) -> int:
    return lines.start + max(0, min(offset, len(lines) - 1))


def merge(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> Merge:
    """The merge of three texts, each as its lines; a carriage return at their ends is no change."""
    texts = [[line.removesuffix("\r") for line in side] for side in (base, ours, theirs)]
    units = [paragraphs(text) for text in texts]
    end = "\r" if sum(line.endswith("\r") for line in ours) * 2 > len(ours) else ""
    lines: list[str] = []
    regions: list[Region] = []
    starts = [0, 0, 0]
    for kind, counts, kept in _stretches(*units):
        spans = [
            range(start, start + sum(map(len, side[count.start : count.stop])))
            for start, side, count in zip(starts, units, counts, strict=True)
        ]
        own = [line for unit in kept for line in unit] if kept is not None else None
        first = len(lines)
        if own is None:
            lines += ours[spans[1].start : spans[1].stop]
        else:
            lines += [line + end for line in own]
        merged = range(first + 1, len(lines) + 1)
        regions.append(Region(kind, _from_one(spans[0]), _from_one(spans[1]), merged))
        starts = [span.stop for span in spans]
    if lines and lines[-1] == "\r":
        lines[-1] = ""
    return Merge(tuple(lines), tuple(regions))


def _from_one(lines: range) -> range:
    return range(lines.start + 1, lines.stop + 1)


Unit = tuple[str, ...]
Stretch = tuple[Kind, tuple[range, range, range], list[Unit] | None]


def paragraphs(lines: Sequence[str]) -> list[Unit]:
    """Lines that stand together: a paragraph, an item, a title, an empty line."""
    found: list[list[str]] = []
    for line in lines:
        alone = not line.strip() or mark_of(line).kind not in ("text", "table")
        if not found or alone or not found[-1][-1].strip():
            found.append([])
        found[-1].append(line)
    return [tuple(unit) for unit in found]


def _stretches(base: list[Unit], ours: list[Unit], theirs: list[Unit]) -> list[Stretch]:
    """Kind, ranks in the three texts, and units to take, None for those of now."""
    found: list[Stretch] = []
    last = (0, 0, 0)
    for sync in [*_synced(base, ours, theirs), (len(base), len(ours), len(theirs))]:
        gap = tuple(range(a, b) for a, b in zip(last, sync, strict=True))
        if any(gap):
            spans = (gap[0], gap[1], gap[2])
            kind, kept = _settled(*(
                side[r.start : r.stop] for side, r in zip((base, ours, theirs), gap, strict=True)
            ))  # fmt: skip
            found.append((kind, spans, kept))
        if sync[0] < len(base):
            one = tuple(range(rank, rank + 1) for rank in sync)
            found.append(("same", (one[0], one[1], one[2]), None))
        last = (sync[0] + 1, sync[1] + 1, sync[2] + 1)
    return found


def _synced(base: list[Unit], ours: list[Unit], theirs: list[Unit]) -> list[tuple[int, int, int]]:
    """Ranks of the units that both sides left as they were."""
    here, there = (
        {
            a + k: b + k
            for a, b, length in SequenceMatcher(
                None, base, side, autojunk=False
            ).get_matching_blocks()
            for k in range(length)
        }
        for side in (ours, theirs)
    )
    return [(rank, here[rank], there[rank]) for rank in here if rank in there]


def _settled(
    base: list[Unit], ours: list[Unit], theirs: list[Unit]
) -> tuple[Kind, list[Unit] | None]:
    """What two sides that differ, or one of them, come to; None keeps what is there now."""
    if ours == theirs:
        return "both", None
    if theirs == base:
        return "ours", None
    if ours == base:
        return "theirs", theirs
    for one, other in ((ours, theirs), (theirs, ours)):
        if base and _added(base, other) is None and (extra := _added(base, one)):
            before, after = extra
            return "theirs", [*before, *other, *after]
    return "conflict", None


def _added(base: list[Unit], side: list[Unit]) -> tuple[list[Unit], list[Unit]] | None:
    """What a side only put before the base, or after it; None where it did something else."""
    count = len(base)
    if side[:count] == base:
        return [], side[count:]
    if side[-count:] == base:
        return side[:-count], []
    return None
