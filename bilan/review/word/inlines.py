"""What a stretch of Markdown shows, character by character, and where each stands in it.

Only the subset that both engines render is read. A text that is read wrongly does not match the
finished document, so nothing is ever changed in it: see `bilan.review.word.placing`.
"""

import html
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass

from bilan.french.formats import NBSP
from bilan.french.markdown_attributes import ATTRIBUTES, read_attributes
from bilan.french.markdown_inlines import AUTOLINK, CODE, ENTITY, META, TARGET
from bilan.prose.bindings import TALLIED
from bilan.review.word.word_file import NOTE

# Looked for where it may begin: what stands before is known.
CITED = re.compile(r"-?@[A-Za-z](?:\w|[:.#$%&+?<>~/-](?=\w))*")
SPACES = re.compile(r"[ \t\r\n]+")
SMART = (("...", "…"), ("---", "—"), ("--", "–"))


@dataclass(frozen=True)
class Atom:
    """A stretch that is not for an editor of the Word file to change, and what it is."""

    start: int
    end: int
    what: str


@dataclass(frozen=True)
class Unit:
    """A character that the reader sees, or, where `text` is empty, some that the engine writes.

    `start` and `end` delimit it in the Markdown.
    """

    text: str
    start: int
    end: int
    atom: Atom | None = None


def units_of(raw: str) -> list[Unit]:
    """What a reader sees of a stretch of Markdown without block marks."""
    units = list(_scan(raw, 0, len(raw), None))
    while units and units[-1].text == " ":
        units.pop()
    while units and units[0].text == " ":
        units.pop(0)
    return units


def _scan(raw: str, start: int, end: int, atom: Atom | None) -> Iterator[Unit]:
    at = start
    while at < end:
        units, after = _next(raw, at, end, atom)
        yield from units
        at = after


def _next(raw: str, at: int, end: int, atom: Atom | None) -> tuple[list[Unit], int]:
    """The units that begin at a place, and the place after them."""
    sign = raw[at]
    if sign == "\\" and at + 1 < end and raw[at + 1] in string.punctuation + " \n":
        seen = {" ": NBSP, "\n": " "}.get(raw[at + 1], raw[at + 1])
        return [Unit(seen, at, at + 2, atom)], at + 2
    if match := SPACES.match(raw, at, end):
        return [Unit(" ", at, match.end(), atom)], match.end()
    if match := META.match(raw, at, end):
        return _written(at, match.end(), f"la donnée «{NBSP}{match['key']}{NBSP}»", atom)
    if match := CODE.match(raw, at, end):
        return _verbatim(match[2].strip(), at, match.end(), "du code", atom)
    if sign in "[!" and (found := _bracketed(raw, at, end, atom)) is not None:
        return found
    if match := AUTOLINK.match(raw, at, end):
        return _verbatim(match[1], at, match.end(), "une adresse", atom)
    if sign in "-@" and not _word(raw, at - 1) and (match := CITED.match(raw, at, end)):
        return _written(at, match.end(), f"le renvoi {match[0]}", atom)
    if sign in "*_" and (run := _emphasis(raw, at, end)):
        return [], at + run
    if match := ENTITY.match(raw, at, end):
        return [Unit(sign, at, match.end(), atom) for sign in html.unescape(match[0])], match.end()
    for typed, shown in SMART:
        if raw.startswith(typed, at, end):
            return [Unit(shown, at, at + len(typed), atom)], at + len(typed)
    return [Unit(sign, at, at + 1, atom)], at + 1


def _written(at: int, end: int, what: str, atom: Atom | None) -> tuple[list[Unit], int]:
    return [Unit("", at, end, atom or Atom(at, end, what))], end


def _verbatim(text: str, at: int, end: int, what: str, atom: Atom | None) -> tuple[list[Unit], int]:
    held = atom or Atom(at, end, what)
    return [Unit(sign, at, end, held) for sign in text], end


def _bracketed(raw: str, at: int, end: int, atom: Atom | None) -> tuple[list[Unit], int] | None:
    """A note's mark, an image, a bound text, a link, a reference; None for a mere bracket."""
    image = raw[at] == "!"
    opening = at + image
    close = _closing(raw, opening, end)
    if close is None:
        return None
    inside, after = raw[opening + 1 : close], close + 1
    if inside.startswith("^") and not image:
        return [Unit(NOTE, at, after, atom or Atom(at, after, "un appel de note"))], after
    if target := TARGET.match(raw, after, end):
        attributes = ATTRIBUTES.match(raw, target.end(), end)
        beyond = attributes.end() if attributes else target.end()
        return ([] if image else list(_scan(raw, opening + 1, close, atom))), beyond
    if not image and (attributes := ATTRIBUTES.match(raw, after, end)):
        read = read_attributes(attributes["inside"])
        bound = next(filter(None, (read.value(key) for key in ("ind", *TALLIED))), None)
        what = f"le texte lié à «{NBSP}{bound}{NBSP}»" if bound else "un texte à attributs"
        held = atom or Atom(at, attributes.end(), what)
        return list(_scan(raw, opening + 1, close, held)), attributes.end()
    if not image and inside.lstrip("-").startswith("@"):
        return _written(at, after, f"le renvoi {inside}", atom)
    return None


def _closing(raw: str, at: int, end: int) -> int | None:
    """Place of the bracket that closes the one at `at`."""
    if at >= end or raw[at] != "[":
        return None
    depth, place = 0, at
    while place < end:
        if raw[place] == "\\":
            place += 1
        elif raw[place] == "[":
            depth += 1
        elif raw[place] == "]":
            depth -= 1
            if depth == 0:
                return place
        place += 1
    return None


def _emphasis(raw: str, at: int, end: int) -> int:
    """Length of a run that begins or ends emphasis; 0 where it is a character like another."""
    run = 1
    while at + run < end and raw[at + run] == raw[at]:
        run += 1
    before = at > 0 and not raw[at - 1].isspace()
    after = at + run < end and not raw[at + run].isspace()
    if not (before or after) or (raw[at] == "_" and _word(raw, at - 1) and _word(raw, at + run)):
        return 0
    return run


def _word(raw: str, at: int) -> bool:
    return 0 <= at < len(raw) and (raw[at].isalnum() or raw[at] in "_@")
