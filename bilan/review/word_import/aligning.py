"""Which paragraph of the edited file was which paragraph of the one that it was made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bilan.review.word.likeness import Pair, pairs, similarity, words_of
from bilan.review.word.placing import folded
from bilan.review.word.word_file import Paragraph


@dataclass(frozen=True)
class Gap:
    """Paragraphs that differ between two that are the same; `None` stands for no paragraph."""

    pairs: tuple[Pair, ...]

    @property
    def whole(self) -> bool:
        """Whether every paragraph has its fellow: none was added, none was removed."""
        return all(None not in pair for pair in self.pairs)


def said(paragraph: Paragraph) -> str:
    """What a paragraph says, whatever the kinds and the number of its spaces."""
    return " ".join(folded(paragraph.text).split())


def align(
    base: Sequence[Paragraph], edited: Sequence[Paragraph]
) -> tuple[list[tuple[int, int]], list[Gap]]:
    """Ranks of the paragraphs that say the same, and the gaps between them."""
    one, other = ([(p.place == "tableau", said(p)) for p in rows] for rows in (base, edited))
    same: list[tuple[int, int]] = []
    gaps: list[Gap] = []
    for kind, b0, b1, e0, e1 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            same += zip(range(b0, b1), range(e0, e1), strict=True)
        else:
            gaps.append(Gap(tuple(_paired(base, edited, range(b0, b1), range(e0, e1)))))
    return same, gaps


def _paired(
    base: Sequence[Paragraph], edited: Sequence[Paragraph], rows: range, columns: range
) -> list[Pair]:
    """Pairs, in order, for which the sum of similarities is greatest.

    One paragraph in the place of one of the same style is its fellow, whatever it says.
    """
    if len(rows) == len(columns) == 1:
        one, other = base[rows[0]], edited[columns[0]]
        if (one.place, one.style) == (other.place, other.style):
            return [(rows[0], columns[0])]
    words = {i: words_of(base[i].text) for i in rows}
    others = {j: words_of(edited[j].text) for j in columns}

    def worth(i: int, j: int) -> float:
        if (base[i].place == "tableau") != (edited[j].place == "tableau"):
            return 0.0
        return similarity(words[i], others[j])

    return pairs(rows, columns, worth)
