"""Which block of the text each paragraph of a finished document comes from.

A paragraph is placed only where the whole of it is what the block shows, character by character
but for the kinds of spaces and quotation marks, and what the engine itself writes (numbers of
titles, references). So a place, where there is one, is right.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bilan.review.word.blocks import Block
from bilan.review.word.inlines import Atom, Unit, units_of
from bilan.review.word.word_file import Paragraph

ALIKE = (" \u00a0\u202f\u2009", "'’‘", '"“”', "-\u2011")
FOLDS = str.maketrans({sign: alike[0] for alike in ALIKE for sign in alike})
# What the engine writes before a title and before a caption, in folded text.
NUMBER = r"(?:\d+(?:\.\d+)*\.? )?"
LABEL = r"(?:[^\W\d_]+ \d+ : )?"
PREFIXES = {"titre": NUMBER, "paragraphe": LABEL, "légende": LABEL}


@dataclass(frozen=True)
class Placed:
    """A block, and the unit behind each character of the paragraph that shows it."""

    block: Block
    units: tuple[Unit, ...]


def folded(text: str) -> str:
    """The text with one kind of space, of apostrophe and of quotation mark, its length kept."""
    return text.translate(FOLDS)


def place(paragraphs: Sequence[Paragraph], blocks: Sequence[Block]) -> list[Placed | None]:
    """The place of each paragraph; None where no block shows it.

    Both are in reading order, so the places are those of a longest common subsequence.
    Paragraphs of tables, of contents and of the title page have no place.
    """
    shown = [_Shown.of(block) for block in blocks if block.kind != "tableau"]
    texts = [p.text.strip() if p.place in ("corps", "note") else "" for p in paragraphs]
    found: list[Placed | None] = [None] * len(texts)
    for note in (False, True):  # notes are read apart, after all the rest
        rows = [i for i, p in enumerate(paragraphs) if texts[i] and (p.place == "note") == note]
        those = [block for block in shown if (block.block.kind == "note") == note]
        for i, block in _common(rows, those, texts):
            lead = len(paragraphs[i].text) - len(paragraphs[i].text.lstrip())
            found[i] = block.placed(texts[i], lead=lead, length=len(paragraphs[i].text))
    return found


@dataclass(frozen=True)
class _Shown:
    block: Block
    units: tuple[Unit, ...]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, block: Block) -> "_Shown":
        units = tuple(units_of(block.raw))
        body = "".join(re.escape(folded(u.text)) if u.text else "(.{1,60}?)" for u in units)
        prefix = PREFIXES.get(block.kind, "")
        return cls(block, units, re.compile(f"(?P<prefix>{prefix}){body}"))

    def placed(self, text: str, *, lead: int, length: int) -> Placed:
        """The units by character of a paragraph that this block shows."""
        match = self.pattern.fullmatch(folded(text))
        assert match is not None
        before = Unit("", 0, 0, Atom(0, 0, "un numéro"))
        spots, group = [before] * (lead + len(match["prefix"])), 1
        for unit in self.units:
            if not unit.text:
                group += 1
            spots += [unit] * (1 if unit.text else len(match[group]))
        raw_end = len(self.block.raw)
        spots += [Unit("", raw_end, raw_end)] * (length - len(spots))
        return Placed(self.block, tuple(spots))


def _common(
    rows: Sequence[int], blocks: Sequence[_Shown], texts: Sequence[str]
) -> list[tuple[int, _Shown]]:
    """Pairs of a longest common subsequence of paragraphs and blocks."""
    folded_texts = [folded(texts[i]) for i in rows]
    matches = [
        [block.pattern.fullmatch(text) is not None for block in blocks] for text in folded_texts
    ]
    best = [[0] * (len(blocks) + 1) for _ in range(len(rows) + 1)]
    for i in range(len(rows) - 1, -1, -1):
        for j in range(len(blocks) - 1, -1, -1):
            taken = best[i + 1][j + 1] + 1 if matches[i][j] else 0
            best[i][j] = max(taken, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(rows) and j < len(blocks):
        if matches[i][j] and best[i][j] == best[i + 1][j + 1] + 1:
            pairs.append((rows[i], blocks[j]))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs
