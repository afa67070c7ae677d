"""The rules of French typography, and how they mend a text: spaces, apostrophes, guillemets."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bilan.french.formats import APOSTROPHE, NARROW, NBSP


@dataclass(frozen=True)
class Rule:
    """What is wrong in a text (a pattern), what it becomes, and why, in French."""

    name: str
    pattern: re.Pattern[str]
    replacement: str | Callable[[re.Match[str]], str]
    message: str


@dataclass(frozen=True)
class Edit:
    """`text[start:end]` is to become `replacement`; an insertion has start == end."""

    start: int
    end: int
    replacement: str
    rule: Rule


SPACES = f"[ {NBSP}{NARROW}\u2009]"
# What may stand right before a sign that takes a space, and right after it: « a=b;c » and
# « 12:30 » are not sentences.
_BEFORE = rf"(?<=[\w)\]}}»”’*`%‰€…{APOSTROPHE}])"
_AFTER = r"(?=[\s)\]»”\"*_…!?<|]|$)"
_LETTER = r"[^\W\d_]"

RULES = (
    Rule(
        "apostrophe",
        re.compile(
            rf"(?<={_LETTER})['ʼ‘´′](?={_LETTER})"
            rf"|(?:(?<=\b[cdjlmnst])|(?<=qu))['ʼ‘´′](?=[^\s'’,.;:!?)\]»])",
            re.IGNORECASE,
        ),
        APOSTROPHE,
        "L’apostrophe doit être typographique (’).",
    ),
    Rule(
        "ponctuation haute",
        re.compile(rf"{_BEFORE}(?!{NARROW}[;!?]){SPACES}*(?=[;!?]{_AFTER})"),
        NARROW,
        "Une espace fine insécable précède « ; », « ! » et « ? ».",
    ),
    Rule(
        "deux-points",
        re.compile(rf"{_BEFORE}(?!{NBSP}:){SPACES}*(?=:{_AFTER})"),
        NBSP,
        "Une espace insécable précède « : ».",
    ),
    Rule(
        "pour cent",
        re.compile(rf"(?<=\d)(?!{NBSP}[%‰]){SPACES}*(?=[%‰](?!\w))"),
        NBSP,
        "Une espace insécable sépare le nombre de « % ».",
    ),
    Rule(
        "guillemet ouvrant",
        re.compile(rf"(?<=«)(?!{NBSP}(?!{SPACES})){SPACES}*(?=\S)"),
        NBSP,
        "Une espace insécable suit le guillemet ouvrant.",
    ),
    Rule(
        "guillemet fermant",
        re.compile(rf"(?<=[^\s«])(?!{NBSP}»){SPACES}*(?=»)"),
        NBSP,
        "Une espace insécable précède le guillemet fermant.",
    ),
)

KEPT = re.compile(
    r"(`+)(?!`).+?(?<!`)\1(?!`)"  # code
    r"|(?:[a-z][a-z0-9+.-]*://|www\.)[^\s<>»]*[^\s<>».,;:!?…)\]]"  # addresses
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|&#?\w+;",  # entities
    re.IGNORECASE | re.DOTALL,
)


def edits(text: str, rules: Iterable[Rule], *, keep: Sequence[tuple[int, int]] = ()) -> list[Edit]:
    """What the rules would change, in order, never twice at one place nor inside `keep`."""
    found: list[Edit] = []
    for rule in rules:
        for match in rule.pattern.finditer(text):
            new = rule.replacement if isinstance(rule.replacement, str) else rule.replacement(match)
            if new != match.group() and not _inside(match.start(), match.end(), keep):
                found.append(Edit(match.start(), match.end(), new, rule))
    found.sort(key=lambda edit: (edit.start, edit.end))
    apart: list[Edit] = []
    for edit in found:
        last = apart[-1] if apart else None
        if (
            last is None
            or edit.start > last.end
            or (edit.start == last.end and last.start < last.end)
        ):
            apart.append(edit)
    return apart


def _inside(start: int, end: int, keep: Sequence[tuple[int, int]]) -> bool:
    """Whether the stretch meets one of the kept ones; an insertion at an edge does not."""
    return any(start < kept_end and end > kept_start for kept_start, kept_end in keep)


def applied(text: str, changes: Sequence[Edit]) -> str:
    """The text with all changes made; they are in order and do not overlap."""
    pieces: list[str] = []
    position = 0
    for change in changes:
        pieces += [text[position : change.start], change.replacement]
        position = change.end
    return "".join([*pieces, text[position:]])


@lru_cache(maxsize=4096)
def typographic(text: str) -> str:
    """Plain French text with its apostrophes and no-break spaces right; idempotent.

    Addresses, e-mail, times (12:30), entities and `code` between backticks stay as they are.
    """
    while True:
        keep = [match.span() for match in KEPT.finditer(text)]
        changes = edits(text, RULES, keep=keep)
        if not changes:
            return text
        text = applied(text, changes)
