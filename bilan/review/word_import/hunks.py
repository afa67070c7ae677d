"""What changed within a paragraph, by words, and the new words as Markdown."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from bilan.french.typography_rules import typographic
from bilan.review.word.placing import folded
from bilan.review.word.word_file import Paragraph, Sign

TOKEN = re.compile(r"[^\W_]+|\s+|.", re.DOTALL)
# All that could be markup, or a metadata mark, in the middle of a line; and at its beginning.
MARKUP = re.compile(r"[\\`*_\[\]<>@$~^{}|&#\"']|(?<=-)-")
# Signs that the check of the subset would still take for markup after a backslash.
ENTITIES = {"<": "&lt;", ">": "&gt;", "{": "&#123;", "}": "&#125;"}
LEADING = re.compile(r"^(?:[-+:](?=\s|:)|\(?(?:\d+|[A-Za-z]{1,5}|[ivxlIVXL]+)(?=[.)]\s)|-(?=-))")
SENTENCE = re.compile(r"(?<=[.!?…]) (?=[A-ZÀ-ÖØ-Þ«L])")
MARKS = {"n": "", "b": "**", "i": "*", "x": "***"}


@dataclass(frozen=True)
class Hunk:
    """Characters `start` to `end` of a paragraph give way to `text`; `look` has a sign for each."""

    start: int
    end: int
    text: str
    look: str


def hunks(old: str, new: Paragraph) -> list[Hunk]:
    """What turns a text into what the new paragraph says, with French spaces put right."""
    text, look = new.text, new.look
    before, after = list(_tokens(old)), list(_tokens(text))
    one, other = ([_key(token.group()) for token in tokens] for tokens in (before, after))
    found = []
    for kind, b0, b1, a0, a1 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        start = before[b0].start() if b0 < len(before) else len(old)
        end = before[b1 - 1].end() if b1 > b0 else start
        first = after[a0].start() if a0 < len(after) else len(text)
        last = after[a1 - 1].end() if a1 > a0 else first
        found.append(_mended(old, Hunk(start, end, text[first:last], look[first:last])))
    return [hunk for hunk in found if hunk.text != old[hunk.start : hunk.end]]


def applied(old: str, those: list[Hunk]) -> str:
    """The text once these hunks, in order, have taken place."""
    for hunk in reversed(those):
        old = old[: hunk.start] + hunk.text + old[hunk.end :]
    return old


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """Words, spaces and signs; spaces at both ends of a paragraph say nothing."""
    lead, trail = len(text) - len(text.lstrip()), len(text.rstrip())
    return TOKEN.finditer(text, lead, max(lead, trail))


def _key(token: str) -> str:
    return " " if token.isspace() else folded(token)


def _mended(old: str, hunk: Hunk) -> Hunk:
    """The hunk with the spaces and apostrophes that French wants, which may be those around it."""
    if not hunk.text:
        return hunk
    for left, right in ((0, 0), (1, 0), (0, 1), (1, 1)):
        start, end = hunk.start - left, hunk.end + right
        if start < 0 or end > len(old):
            continue
        inner = old[start : hunk.start] + hunk.text + old[hunk.end : end]
        around = old[max(0, start - 2) : start], old[end : end + 2]
        text = french(around[0] + inner + around[1])
        if text.startswith(around[0]) and text.endswith(around[1]):
            new = text[len(around[0]) : len(text) - len(around[1])]
            beside = hunk.look[:1] or "n", hunk.look[-1:] or "n"
            look = beside[0] * left + hunk.look + beside[1] * right
            return Hunk(start, end, new, _stretched(look, inner, new))
    return hunk


def french(text: str) -> str:
    """The text with French apostrophes and spaces, and an ellipsis of one sign."""
    return typographic(text.replace("...", "…"))


def mended(paragraph: Paragraph) -> Paragraph:
    """A new paragraph as the report will show it."""
    lead = len(paragraph.text) - len(paragraph.text.lstrip())
    old = paragraph.text.strip()
    text = " ".join(part for part in french(old).split(" ") if part)
    look = _stretched(paragraph.look[lead : lead + len(old)], old, text)
    return replace(paragraph, signs=signs(text, look))


def signs(text: str, look: str) -> tuple[Sign, ...]:
    """Characters that look so."""
    pairs = zip(text, look, strict=True)
    return tuple(Sign(c, s in "bx", s in "ix", True, True, frozenset()) for c, s in pairs)


def _stretched(look: str, old: str, new: str) -> str:
    """The look of a text whose spaces, apostrophes and ellipses were put right, sign by sign."""
    if len(old) == len(new):
        return look
    result, at = "", 0
    for sign in new:
        if sign.isspace():
            result += look[at] if at < len(old) and old[at].isspace() else (result[-1:] or "n")
            at += at < len(old) and old[at].isspace()
            continue
        while at < len(old) and old[at].isspace():
            at += 1
        result += look[at] if at < len(old) else (result[-1:] or "n")
        at += 3 if sign == "…" and old.startswith("...", at) else 1
    return result


def look_of(text: str, look: str) -> str:
    """The one look that the words of a text have; "" where they have several, or none."""
    seen = {sign for character, sign in zip(text, look, strict=True) if character.isalnum()}
    return seen.pop() if len(seen) == 1 else ""


def markdown(text: str, look: str, *, opens_line: bool = False) -> str:
    """Markdown that shows the text as typed, bold and italic where it is so."""
    pieces = []
    pairs = zip(text, look, strict=True)
    for sign, group in itertools.groupby(pairs, key=lambda pair: pair[1]):
        part = "".join(character for character, _ in group)
        inner = part.strip()
        mark = MARKS[sign] if inner else ""
        lead, trail = part[: len(part) - len(part.lstrip())], part[len(part.rstrip()) :]
        body = f"{mark}{escaped_text(inner)}{mark}" if inner else ""
        pieces.append(lead + body + (trail if inner else ""))
    result = "".join(pieces)
    return _safe_start(result) if opens_line else result


def new_paragraph(paragraph: Paragraph, marker: str = "") -> str:
    """Markdown of a mended paragraph, a sentence to a line, after the mark of its list."""
    rows = SENTENCE.sub("\n", markdown(paragraph.text, paragraph.look)).split("\n")
    indent = "\n" + " " * len(marker)
    return marker + indent.join(_safe_start(row) for row in rows)


def escaped_text(text: str) -> str:
    return MARKUP.sub(lambda match: ENTITIES.get(match[0], f"\\{match[0]}"), text)


def _safe_start(row: str) -> str:
    """The line with a backslash where its first signs would begin a list, a title, a caption."""
    match = LEADING.match(row)
    if match is None:
        return row
    if match[0][0] in "-+:(":
        return f"\\{row}"
    return f"{row[: match.end()]}\\{row[match.end() :]}"
