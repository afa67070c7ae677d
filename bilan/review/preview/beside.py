"""What the check finds, put into the page: a list on top, and a note beside each sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from bilan.french.formats import NBSP, count
from bilan.french.typography_rules import typographic
from bilan.prose.findings import Finding, errors
from bilan.review.preview.composing import Composed

PLACE = re.compile(r'<span data-place="(\d+)"></span>')
# The first tag that ends the text in which a mark stands: a note goes after a paragraph, and
# before the end of a cell, of an item, of a caption, or the blocks that follow inside it.
ENDS = re.compile(r"</p>|</(?:li|td|th|dd|dt|figcaption|h[1-6])>|<(?:ul|ol|p|div|table)\b")
MAIN = '<main id="contenu" tabindex="-1">'
TITLES = "illustrations.yml"
ENTRY = re.compile(r"^(?P<name>[\w-]+):\s*$")
NAMED = re.compile(r"`([^`]+)`")  # what a message quotes of the data or of the text
WORDS = {"erreur": "Erreur", "avertissement": "Avertissement"}


@dataclass(frozen=True)
class Numbered:
    """A finding with its number in the page, and whether it has a note beside its sentence."""

    number: int
    finding: Finding
    at: int | None = None


def annotated(composed: Composed, findings: Sequence[Finding], *, problem: str = "") -> str:
    """The page with its findings; without marks of places.

    `problem` says why the check could not be made, "" where it was.
    """
    html = composed.html
    marks = {int(match[1]): match.start() for match in PLACE.finditer(html)}
    placed = [(finding, _place(finding, composed, marks)) for finding in findings]
    placed.sort(key=lambda pair: (pair[0].severity != "erreur", pair[1] is None))
    numbered = [Numbered(number, *pair) for number, pair in enumerate(placed, start=1)]
    edits: list[tuple[int, str]] = []
    for item in numbered:
        if item.at is None:
            continue
        call, note = _ends(html, item.at)
        edits.append((call, _call(item)))
        edits.append((note, _note(item)))
    edits.append((html.index(MAIN) + len(MAIN), summary(numbered, problem)))
    pieces, position = [], 0
    for at, text in sorted(edits, key=lambda edit: edit[0]):
        pieces += [html[position:at], text]
        position = at
    return PLACE.sub("", "".join([*pieces, html[position:]]))


def _ends(html: str, at: int) -> tuple[int, int]:
    """Where the call of a note stands (before its sentence), and the note (after its block)."""
    end = ENDS.search(html, at)
    if end is None:
        return at, at
    return at, end.end() if end[0] == "</p>" else end.start()


def _place(finding: Finding, composed: Composed, marks: dict[int, int]) -> int | None:
    """Offset, in the page, of the sentence in which a finding stands; None where it shows none."""
    file = composed.project / finding.file
    if file.name == TITLES:
        return _caption(file.read_text(encoding="utf-8").splitlines(), finding.line, composed.html)
    there = [n for n, line in enumerate(composed.lines) if str(line.file).endswith(finding.file)]
    shown = [(composed.lines[n].number, marks[n]) for n in there if n in marks]
    after = [offset for number, offset in shown if number >= finding.line]
    before = [offset for number, offset in shown if number < finding.line]
    near = after[:1] or before[-1:]
    return near[0] if near else None


def _caption(lines: Sequence[str], number: int, html: str) -> int | None:
    """Offset of the caption of the illustration whose title stands in a line of its file."""
    names = [match["name"] for line in lines[:number] if (match := ENTRY.match(line))]
    found = (
        re.search(rf'<figcaption[^>]*id="fig-{re.escape(names[-1])}-[^>]*>', html)
        if names
        else None
    )
    return found.end() if found else None


def summary(numbered: Sequence[Numbered], problem: str) -> str:
    """The list of all findings, in their order."""
    counted = told_count([item.finding for item in numbered])
    title = (
        f"Contrôle du texte{NBSP}: {counted}" if not problem else "Le contrôle n’a pas pu se faire"
    )
    items = "".join(f"<li>{_item(item)}</li>\n" for item in numbered)
    wrong = bool(problem) or any(item.finding.severity == "erreur" for item in numbered)
    return (
        f'\n<aside class="apercu-bilan{" faux" if wrong else ""}" aria-labelledby="apercu-titre">\n'
        f'<h2 id="apercu-titre">{escape(title)}</h2>\n'
        + (f"<pre>{escape(problem)}</pre>\n" if problem else "")
        + (f"<ul>\n{items}</ul>\n" if numbered else "")
        + '<p class="apercu-etat" id="apercu-etat" role="status"></p>\n</aside>\n'
    )


def told_count(findings: Sequence[Finding]) -> str:
    """« 2 erreurs, 1 avertissement », « rien à signaler »."""
    wrong = len(errors(findings))
    told = [
        f"{count(number)}{NBSP}{word}{'s' if number > 1 else ''}"
        for number, word in ((wrong, "erreur"), (len(findings) - wrong, "avertissement"))
        if number
    ]
    return ", ".join(told) or "rien à signaler"


def _item(item: Numbered) -> str:
    where = f"{escape(item.finding.file)}, ligne {item.finding.line}"
    if item.at is not None:
        where = f'<a href="#constat-{item.number}">{where}</a>'
    return f"{_word(item)} {where}{NBSP}: {_message(item.finding)}"


def _word(item: Numbered) -> str:
    kind = item.finding.severity
    return f'<b class="apercu-{kind}">{WORDS[kind]} {item.number}</b>'


def _call(item: Numbered) -> str:
    kind = item.finding.severity
    return (
        f'<a class="apercu-appel apercu-{kind}" id="appel-{item.number}" '
        f'href="#constat-{item.number}" title="{WORDS[kind]}">'
        f'<span class="hors-vue">{WORDS[kind]} </span>{item.number}</a>{NBSP}'
    )


def _note(item: Numbered) -> str:
    finding = item.finding
    return (
        f'\n<span class="apercu-note {finding.severity}" role="note" id="constat-{item.number}" '
        f'tabindex="-1">{_word(item)} <span class="ou-ecrit">{escape(finding.file)}, ligne '
        f"{finding.line}</span> {_message(finding)} "
        f'<a href="#appel-{item.number}">Retour à la phrase</a></span>\n'
    )


def _message(finding: Finding) -> str:
    quoted = finding.text and f"«{NBSP}{finding.text}{NBSP}»" not in finding.message
    told = f"«{NBSP}{escape(finding.text)}{NBSP}»{NBSP}: " if quoted else ""
    told += NAMED.sub(r"<code>\1</code>", escape(typographic(finding.message)))
    if finding.proposal:
        right = f"«{NBSP}<ins>{escape(finding.proposal)}</ins>{NBSP}»"
        told += f' <span class="a-ecrire">À écrire{NBSP}: {right}</span>'
    return told
