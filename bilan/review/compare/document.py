"""The comparison as one HTML page: no script, no request, every text escaped."""

import base64
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Annotated

from bilan.french.blocks import Markup, Table, html_section
from bilan.french.formats import count
from bilan.french.texts import Holds, texts_of
from bilan.project.yaml_records import Strict
from bilan.review.compare.causes import CODE, DATA, KINDS, TOOLS, Causes, listed
from bilan.review.compare.comparison import Comparison
from bilan.review.compare.illustrations import IllustrationChange, Side
from bilan.review.compare.numbers import NumberChange
from bilan.review.compare.passages import ADDED, KEPT, PassageChange

DECIMAL = re.compile(r"[<>]?-?\d+\.\d+")
ASSETS = Path(__file__).resolve().parent / "assets"
_Plural = tuple[Annotated[str, Holds("count")], Annotated[str, Holds("count")]]


class _Counts(Strict, frozen=True):
    numbers: _Plural
    illustrations: _Plural
    passages: _Plural


class _Sections(Strict, frozen=True):
    summary: str
    numbers: str
    illustrations: str
    passages: str
    files: str


class _Causes(Strict, frozen=True):
    columns: tuple[str, str]
    caption: str
    unchanged: str
    silent: str
    told_silent: Annotated[str, Holds("told", "note")]


class _Numbers(Strict, frozen=True):
    columns: tuple[str, str, str, str, str]
    caption: str


class _Texts(Strict, frozen=True):
    title: Annotated[str, Holds("a", "b")]
    skip: str
    nothing: Annotated[str, Holds("a", "b")]
    nothing_seen: str
    changed: str
    counts: _Counts
    sections: _Sections
    causes: _Causes
    numbers: _Numbers
    same_illustrations: Annotated[str, Holds("names")]
    values_of: Annotated[str, Holds("name")]
    cause: Annotated[str, Holds("cause")]
    kind_and_cause: Annotated[str, Holds("kind", "cause")]
    side: Annotated[str, Holds("build", "title")]
    no_illustration: str
    signs: str
    missing: str


texts = texts_of(__file__, _Texts)


def document(found: Comparison) -> str:
    """The page that shows what changed between two builds, in French."""
    title = _e(texts().title.format(a=found.a, b=found.b))
    body = [
        f"<h1>{title}</h1>",
        _summary(found),
        _numbers(found.numbers, found.causes),
        _illustrations(found),
        _passages(found.passages),
        _files(found.files),
    ]
    page = Template((ASSETS / "comparaison.html").read_text(encoding="utf-8"))
    return page.substitute(
        title=title,
        style=(ASSETS / "comparaison.css").read_text(encoding="utf-8"),
        skip=texts().skip,
        body="\n".join(part for part in body if part),
    )


def _e(text: str) -> str:
    return escape(text, quote=True)


def _summary(found: Comparison) -> str:
    """What changed, counted, and what it was made from that changed."""
    said = texts()
    if not found.changed:
        result = f"<p>{said.nothing.format(a=_e(found.a), b=_e(found.b))}</p>"
    elif not found.seen:
        result = f"<p>{said.nothing_seen}</p>"
    else:
        items = [
            (len(found.numbers), said.counts.numbers, "chiffres"),
            (len(found.illustrations), said.counts.illustrations, "illustrations"),
            (len(found.passages), said.counts.passages, "texte"),
        ]
        rows = [
            f'<li><a href="#{anchor}">{_e(words[n > 1].format(count=count(n)))}</a></li>'
            for n, words, anchor in items
            if n
        ]
        result = f"<p>{said.changed}</p>\n<ul>\n" + "\n".join(rows) + "\n</ul>"
    causes = [(kind.capitalize(), _described(found.causes, kind)) for kind in KINDS]
    table = Table(said.causes.columns, causes, caption=said.causes.caption)
    return html_section(said.sections.summary, "resume", result, table.html())


def _described(causes: Causes, kind: str) -> str:
    """What of a kind differs; that a manifest is silent on it, where one is."""
    said, silent = texts().causes, kind in causes.silent
    if names := causes.changed.get(kind, ()):
        told = listed(names)
        return said.told_silent.format(told=told, note=said.silent) if silent else told
    return said.silent if silent else said.unchanged


def _numbers(changes: Sequence[NumberChange], causes: Causes) -> str:
    if not changes:
        return ""
    cause = causes.among(DATA, CODE, TOOLS)
    rows = [
        (
            Markup(f"{_e(change.label)} <code>{_e(change.identifier)}</code>"),
            _cell(change.before, change.after),
            change.difference,
            ", ".join(change.others),
            cause,
        )
        for change in changes
    ]
    said = texts()
    table = Table(said.numbers.columns, rows, caption=said.numbers.caption)
    return html_section(said.sections.numbers, "chiffres", table.html())


def _cell(before: str | None, after: str | None) -> str:
    """What a cell holds or, where it was altered, what it held and holds."""
    if before == after:
        return after or ""
    parts = []
    if before:
        parts.append(f"<del>{_e(before)}</del>")
    if after:
        parts.append(f"<ins>{_e(after)}</ins>")
    return Markup(" ".join(parts))


def _illustrations(found: Comparison) -> str:
    if not found.illustrations:
        return ""
    parts = [_illustration(change, found) for change in found.illustrations]
    if found.same_illustrations:
        same = texts().same_illustrations.format(names=_e(listed(found.same_illustrations)))
        parts.append(f"<p>{same}</p>")
    return html_section(texts().sections.illustrations, "illustrations", *parts)


def _illustration(change: IllustrationChange, found: Comparison) -> str:
    said = texts()
    sides = "\n".join(
        _side(side, label) for side, label in ((change.before, found.a), (change.after, found.b))
    )
    table = ""
    if change.rows:
        rows = [[_cell(*map(_in_french, cell)) for cell in row] for row in change.rows]
        caption = said.values_of.format(name=change.name)
        table = Table(change.columns, rows, caption=caption).html()
    name = _e(change.after.title or change.before.title or change.name)
    return (
        f"<h3>{name}</h3>\n<p>{said.cause.format(cause=_e(change.cause))}</p>\n"
        f'<div class="cote-a-cote">\n{sides}\n</div>\n{table}'
    )


def _in_french(text: str | None) -> str | None:
    """A cell of a data file as a reader expects it: decimal comma, a dash for what is not."""
    if text == "nan":
        return texts().missing
    return text.replace(".", ",") if text and DECIMAL.fullmatch(text) else text


def _side(side: Side, label: str) -> str:
    if side.drawing is None:
        inner = f"<p>{texts().no_illustration}</p>"
    else:
        data = base64.b64encode(side.drawing).decode()
        inner = f'<img src="data:image/svg+xml;base64,{data}" alt="{_e(side.alternative)}">'
    title = texts().side.format(build=label, title=side.title) if side.title else label
    return f"<figure>\n<figcaption>{_e(title)}</figcaption>\n{inner}\n</figure>"


def _passages(changes: Sequence[PassageChange]) -> str:
    if not changes:
        return ""
    said = texts()
    parts = [f"<p>{said.signs}</p>"]
    section = None
    for change in changes:
        if change.section != section:
            section = change.section
            parts.append(f"<h3>{_e(section)}</h3>")
        words = "".join(_piece(sign, text) for sign, text in change.pieces)
        kind, why = _e(change.kind.capitalize()), _e(change.cause)
        cause = said.kind_and_cause.format(kind=kind, cause=why)
        parts.append(f'<div class="passage">\n<p>{words}</p>\n<p class="cause">{cause}</p>\n</div>')
    return html_section(said.sections.passages, "texte", *parts)


def _piece(sign: str, text: str) -> str:
    if sign == KEPT:
        return _e(text)
    return f"<ins>{_e(text)}</ins>" if sign == ADDED else f"<del>{_e(text)}</del>"


def _files(names: Sequence[str]) -> str:
    if not names:
        return ""
    rows = "\n".join(f"<li><code>{_e(name)}</code></li>" for name in names)
    return html_section(texts().sections.files, "fichiers", f"<ul>\n{rows}\n</ul>")
