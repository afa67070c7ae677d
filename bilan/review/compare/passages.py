"""Which paragraphs of two pages differ, word by word, and why."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bilan.review.compare.causes import CODE, DATA, TEXT, TOOLS, Causes, texts
from bilan.review.compare.pages import Page, Passage, page_texts
from bilan.review.word.likeness import pairs, similarity, words_of

TOKEN = re.compile(r"\d+(?:[,.\u202f]\d+)*|\w+|\s+|.", re.DOTALL)
KEPT, REMOVED, ADDED = "=", "-", "+"

Piece = tuple[str, str]


@dataclass(frozen=True)
class PassageChange:
    """A paragraph that differs: its section's title, what it is, its words, the cause.

    `pieces` are stretches of text, each kept (`=`), removed (`-`) or added (`+`).
    """

    section: str
    kind: str
    pieces: tuple[Piece, ...]
    cause: str


def passage_changes(a: Page, b: Page, causes: Causes) -> list[PassageChange]:
    """Paragraphs that differ between two pages, section by section, in the order of the second."""
    before, after = _by_section(a), _by_section(b)
    sections = [*after, *(name for name in before if name not in after)]
    changes = []
    for name in sections:
        title = b.titles.get(name) or a.titles.get(name) or page_texts().start
        for old, new in _differing(before.get(name, []), after.get(name, [])):
            one = new or old
            assert one is not None
            pieces = tuple(marked(old.text if old else "", new.text if new else ""))
            changes.append(PassageChange(title, one.kind, pieces, _cause(old, new, pieces, causes)))
    return changes


def _by_section(page: Page) -> dict[str, list[Passage]]:
    found: dict[str, list[Passage]] = {}
    for passage in page.passages:
        found.setdefault(passage.section, []).append(passage)
    return found


def _differing(
    before: Sequence[Passage], after: Sequence[Passage]
) -> list[tuple[Passage | None, Passage | None]]:
    keys = [[(passage.kind, passage.text) for passage in one] for one in (before, after)]
    matcher = SequenceMatcher(None, keys[0], keys[1], autojunk=False)
    found: list[tuple[Passage | None, Passage | None]] = []
    for kind, b0, b1, a0, a1 in matcher.get_opcodes():
        if kind == "equal":
            continue
        words = {i: words_of(before[i].text) for i in range(b0, b1)}
        others = {j: words_of(after[j].text) for j in range(a0, a1)}
        for i, j in _pairs(range(b0, b1), range(a0, a1), before, after, words, others):
            found.append((None if i is None else before[i], None if j is None else after[j]))
    return found


def _pairs(
    rows: range,
    columns: range,
    before: Sequence[Passage],
    after: Sequence[Passage],
    words: dict[int, Counter[str]],
    others: dict[int, Counter[str]],
) -> list[tuple[int | None, int | None]]:
    def worth(i: int, j: int) -> float:
        return similarity(words[i], others[j]) if before[i].kind == after[j].kind else 0.0

    return pairs(rows, columns, worth)


def marked(before: str, after: str) -> list[Piece]:
    """The two texts as one, each stretch kept, removed or added."""
    one, other = TOKEN.findall(before), TOKEN.findall(after)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    runs: list[tuple[bool, str, str]] = []
    for kind, b0, b1, a0, a1 in matcher.get_opcodes():
        old, new, same = "".join(one[b0:b1]), "".join(other[a0:a1]), kind == "equal"
        if len(runs) > 1 and not same and runs[-1][0] and runs[-1][1].isspace():
            _, space, _ = runs.pop()  # words parted by a space only change together
            _, was, now = runs.pop()
            old, new = was + space + old, now + space + new
        runs.append((same, old, new))
    pieces: list[Piece] = []
    for same, old, new in runs:
        for sign, text in ((KEPT, new),) if same else ((REMOVED, old), (ADDED, new)):
            if text:
                pieces.append((sign, text))
    return pieces


def _cause(
    old: Passage | None, new: Passage | None, pieces: Sequence[Piece], causes: Causes
) -> str:
    known = [passage for passage in (old, new) if passage is not None]
    if any(passage.figure for passage in known):
        if causes.titles_changed:
            return texts().title_of_illustration
        return causes.among(TEXT, DATA, CODE)
    if any(passage.made for passage in known):
        return causes.among(DATA, CODE, TOOLS)
    if TEXT in causes.silent:
        return causes.among(TEXT)
    chapter = next((c for p in known if (c := causes.text_of(p.section))), "")
    if _within(pieces, [text for p in known for text in p.references]):
        return texts().numbering
    if not chapter:
        return causes.among(DATA, CODE, TOOLS)
    if causes.changed[DATA] and _within(pieces, [text for p in known for text in p.bound]):
        return texts().text_and_data.format(chapter=chapter)
    return texts().text.format(chapter=chapter)


def _within(pieces: Sequence[Piece], texts: Sequence[str]) -> bool:
    """Whether all words that changed are words of these texts."""
    allowed: Counter[str] = Counter()
    for text in texts:
        allowed += words_of(text)
    changed: Counter[str] = Counter()
    for sign, text in pieces:
        if sign != KEPT:
            changed += words_of(text)
    return bool(changed) and changed <= allowed
