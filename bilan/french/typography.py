"""French typography of the Markdown chapters: what is wrong, where, and the text mended.

Only what a reader sees is looked at: see `bilan.french.markdown_spans` for what stays byte for
byte.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bilan.french.formats import NARROW, NBSP
from bilan.french.markdown_spans import kept_spans
from bilan.french.typography_rules import RULES, SPACES, Edit, Rule, applied, edits, typographic
from bilan.french.typography_words import ACCENTED, AFTER_A, LIGATURES, REFERENCES

AROUND = 24  # characters shown on each side of a fault, at most


@dataclass(frozen=True)
class TypographyFinding:
    """One fault: where it starts (from 1), the text, what it becomes, and why, in French.

    `text` and `mended` hold the words around too, since a space alone says nothing. They are
    equal where no safe correction is known: the editor decides.
    """

    line: int
    column: int
    text: str
    mended: str
    message: str


def _before(match: re.Match[str]) -> str:
    """The line as far as the match."""
    start = match.string.rfind("\n", 0, match.start()) + 1
    return match.string[start : match.start()]


_BARE = str.maketrans("ÀÂÇÉÈÊËÎÏÔÖÙÛÜ", "AACEEEEIIOOUUU")
_CAPITALS = {word.translate(_BARE): word for word in ACCENTED} | {
    word.upper().translate(_BARE): word.upper() for word in ACCENTED
}
_LIGATURES = "|".join(word.replace("œ", "oe") for word in LIGATURES)
_SENTENCE_START = re.compile(r"(?:^[\s#>*_+\d.)-]*|[.!?…:;«»(“\[][\s*_]*)$")


def _preposition(match: re.Match[str]) -> str:
    """« À » at the start of a sentence; « le groupe A la rejoint » is something else."""
    return "À" if _SENTENCE_START.search(_before(match)) else match.group()


def _ligature(match: re.Match[str]) -> str:
    return re.sub("oe", "œ", re.sub("O[eE]", "Œ", match.group()))


_UNIT = re.compile(rf"{SPACES}?(?:%|‰|€|(?:points?|fois|millions?|milliards?)\b)")
_EARLIER = re.compile(r"(?:\d+(?:\.\d+)*(?:\s*(?:,|–|-|et|à|ou)\s*))+$")
_REFERENCE = re.compile(
    rf"(?:^[\s#>*+-]*|\b[A-ZÀ-Ý][\w-]*\s?|(?<!\w)(?:{'|'.join(REFERENCES)})\s?)$"
)


def _decimal(match: re.Match[str]) -> str:
    """A comma for the point of a quantity; « partie 1.2 » and « Python 3.11 » are none."""
    before = _EARLIER.sub("", _before(match))
    quantity = _UNIT.match(match.string, match.end()) or not _REFERENCE.search(before)
    return match.group().replace(".", ",") if quantity else match.group()


def _thousands(match: re.Match[str]) -> str:
    """A narrow space inside « 1 234 », not in « en 2014 122 EPLE »."""
    grouped = re.search(rf"(?<![\d,.])[1-9]\d{{0,2}}(?:{SPACES}\d{{3}})*$", _before(match))
    return NARROW if grouped else match.group()


_LIST_MARKER = re.compile(r"^[\s>]*(?:\(?(?:\d+|[a-zA-Z#@])[.)]|:|\[\^[^\]]+\]:)$")


def _single(match: re.Match[str]) -> str:
    """One space, save after a list's marker and in the cells of a table."""
    before = _before(match)
    laid_out = _LIST_MARKER.match(before) or before.lstrip().startswith(("|", "+"))
    return match.group() if laid_out else " "


MARKDOWN_RULES = (
    Rule(
        "etc.",
        re.compile(rf"\b[Ee]tc{SPACES}?(?:\.{{2,}}|…)"),
        lambda match: f"{match.group()[:3]}.",
        "« etc. » se termine par un seul point.",
    ),
    Rule(
        "points de suspension",
        re.compile(r"(?<![.\n])\.{3}(?!\.)"),
        "…",
        "Les points de suspension sont un seul caractère (…).",
    ),
    Rule(
        "préposition",
        re.compile(rf"(?<!\w)A(?= (?:{'|'.join(AFTER_A)})(?!\w)| [ld]['’])"),
        _preposition,
        "La capitale porte son accent : « À ».",
    ),
    Rule(
        "capitale accentuée",
        re.compile(rf"(?<![\w.@/#-])(?:{'|'.join(_CAPITALS)})(?!\w)"),
        lambda match: _CAPITALS[match.group()],
        "La capitale porte son accent.",
    ),
    Rule(
        "ligature",
        re.compile(rf"(?<!\w)(?:{_LIGATURES})(?!\w)", re.IGNORECASE),
        _ligature,
        "« oe » s’écrit ici « œ ».",
    ),
    Rule(
        "virgule décimale",
        re.compile(r"(?<![\w.,/-])\d+\.\d+(?!\w|[.,/-]\w)"),
        _decimal,
        "La virgule sépare les décimales.",
    ),
    Rule(
        "milliers",
        re.compile(rf"(?<=\d)[ {NBSP}\u2009](?=\d{{3}}(?!\d))"),
        _thousands,
        "Une espace fine insécable sépare les milliers.",
    ),
    Rule(
        "espace double",
        re.compile(r"(?<=[^\s|#>*+-]) {2,}(?=[^\s|])"),
        _single,
        "Une seule espace sépare deux mots.",
    ),
)
QUOTES = Rule(
    "guillemets",
    re.compile(r'"'),
    '"',
    "Les guillemets français sont « et », et “ et ” à l’intérieur.",
)


def check_typography(text: str) -> list[TypographyFinding]:
    """Every fault of a chapter's text, in order.

    `mend` clears all of them but those whose `text` and `mended` are equal.
    """
    keep = kept_spans(text)
    paired, alone = _quotes(text, keep)
    found = sorted([*_edits(text, keep, paired), *alone], key=lambda edit: edit.start)
    return [_finding(text, edit) for edit in found]


def mend(text: str) -> str:
    """The text without the faults that can be mended; idempotent, all else byte for byte."""
    while True:
        keep = kept_spans(text)
        changes = _edits(text, keep, _quotes(text, keep)[0])
        if not changes:
            return text
        text = applied(text, changes)


def _edits(text: str, keep: Sequence[tuple[int, int]], paired: Sequence[Edit]) -> list[Edit]:
    """What is to be changed; the quotes go first, the spaces that they bring included."""
    taken = [(edit.start - 1, edit.end + 1) for edit in paired]
    others = edits(text, (*MARKDOWN_RULES, *RULES), keep=[*keep, *taken])
    return sorted([*paired, *others], key=lambda edit: (edit.start, edit.end))


def _quotes(text: str, keep: Sequence[tuple[int, int]]) -> tuple[list[Edit], list[Edit]]:
    """Straight quotes: those that pair within a paragraph, and those left alone."""
    paired: list[Edit] = []
    alone: list[Edit] = []
    for paragraph in re.finditer(r"(?:(?!\n[ \t]*\n).)+", text, re.DOTALL):
        places = [
            place
            for place in range(*paragraph.span())
            if text[place] == '"' and not any(a <= place < b for a, b in keep)
        ]
        pairs = list(zip(places[::2], places[1::2], strict=False))
        sound = len(places) % 2 == 0 and all(_is_pair(text, *pair) for pair in pairs)
        if not sound:
            alone += [Edit(place, place + 1, '"', QUOTES) for place in places]
            continue
        for opening, closing in pairs:
            before = text[paragraph.start() : opening]
            inner = before.count("«") > before.count("»")
            left, right = ("“", "”") if inner else (f"«{NBSP}", f"{NBSP}»")
            paired.append(Edit(opening, opening + 1, left, QUOTES))
            paired.append(Edit(closing, closing + 1, right, QUOTES))
    return paired, alone


def _is_pair(text: str, opening: int, closing: int) -> bool:
    """Whether the first stands before a word and the second after one."""
    outside = text[opening - 1 : opening]
    inside = text[opening + 1 : closing]
    return (
        bool(inside)
        and not inside[0].isspace()
        and not inside[-1].isspace()
        and not (outside.isalnum() or outside in {")", "]", "»"})
    )


def _finding(text: str, edit: Edit) -> TypographyFinding:
    """The fault with the words around it, on its line."""
    start, end = edit.start, edit.end
    while start and edit.start - start < AROUND and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and end - edit.end < AROUND and not text[end].isspace():
        end += 1
    return TypographyFinding(
        line=text.count("\n", 0, edit.start) + 1,
        column=edit.start - (text.rfind("\n", 0, edit.start) + 1) + 1,
        text=text[start:end],
        mended=f"{text[start : edit.start]}{edit.replacement}{text[edit.end : end]}",
        message=typographic(edit.rule.message),
    )
