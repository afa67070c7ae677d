"""The comparison as one HTML page: no script, no request, every text escaped."""

import base64
import re
from collections.abc import Sequence
from html import escape

from bilan.french.blocks import Markup, Table, html_section
from bilan.french.formats import NBSP, count
from bilan.review.compare.causes import KINDS, Causes, listed
from bilan.review.compare.comparison import Comparison
from bilan.review.compare.illustrations import IllustrationChange, Side
from bilan.review.compare.numbers import NumberChange
from bilan.review.compare.passages import ADDED, KEPT, PassageChange
from bilan.review.compare.style import STYLE

DECIMAL = re.compile(r"[<>]?-?\d+\.\d+")
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def document(found: Comparison) -> str:
    """The page that shows what changed between two builds, in French."""
    title = f"Ce qui change de {found.a} à {found.b}"
    body = [
        f"<h1>{_e(title)}</h1>",
        _summary(found),
        _numbers(found.numbers, found.causes),
        _illustrations(found),
        _passages(found.passages),
        _files(found.files),
    ]
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="fr">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            f"<title>{_e(title)}</title>",
            f"<style>\n{STYLE}</style>",
            "</head>",
            "<body>",
            '<a class="evitement" href="#contenu">Aller au contenu</a>',
            '<main id="contenu" tabindex="-1">',
            *(part for part in body if part),
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _e(text: str) -> str:
    return escape(text, quote=True)


def _counted(n: int, one: str, many: str) -> str:
    return f"{count(n)}{NBSP}{many if n > 1 else one}"


def _summary(found: Comparison) -> str:
    """What changed, counted, and what it was made from that changed."""
    if not found.changed:
        result = f"<p><strong>Rien n’a changé</strong> entre {_e(found.a)} et {_e(found.b)}.</p>"
    elif not found.seen:
        result = (
            "<p><strong>Rien n’a changé</strong> dans les chiffres, les illustrations et le texte."
            "</p>"
        )
    else:
        items = [
            (len(found.numbers), "indicateur", "indicateurs", "chiffres"),
            (len(found.illustrations), "illustration", "illustrations", "illustrations"),
            (len(found.passages), "passage du texte", "passages du texte", "texte"),
        ]
        rows = [
            f'<li><a href="#{anchor}">{_e(_counted(n, one, many))}</a></li>'
            for n, one, many, anchor in items
            if n
        ]
        result = f"<p>Ce qui a changé{NBSP}:</p>\n<ul>\n" + "\n".join(rows) + "\n</ul>"
    causes = [(kind.capitalize(), _described(found.causes, kind)) for kind in KINDS]
    header = ("Origine", "Ce qui diffère")
    table = Table(header, causes, caption="Ce dont les deux bilans sont faits")
    return html_section("Résumé", "resume", result, table.html())


def _described(causes: Causes, kind: str) -> str:
    names = causes.changed.get(kind, ())
    told = listed(names) if names else "inchangé" if kind not in causes.silent else ""
    note = "un des manifestes ne le dit pas" if kind in causes.silent else ""
    return f"{told} ({note})" if told and note else told or note


def _numbers(changes: Sequence[NumberChange], causes: Causes) -> str:
    if not changes:
        return ""
    cause = causes.among("données", "code", "outils")
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
    header = ("Indicateur", "Valeur", "Écart", "Change aussi", "Cause")
    table = Table(header, rows, caption="Indicateurs changés")
    return html_section("Chiffres", "chiffres", table.html())


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
        names = listed(found.same_illustrations)
        parts.append(f"<p>Illustrations inchangées{NBSP}: {_e(names)}.</p>")
    return html_section("Illustrations", "illustrations", *parts)


def _illustration(change: IllustrationChange, found: Comparison) -> str:
    sides = "\n".join(
        _side(side, label) for side, label in ((change.before, found.a), (change.after, found.b))
    )
    table = ""
    if change.rows:
        rows = [[_cell(*map(_in_french, cell)) for cell in row] for row in change.rows]
        caption = f"Valeurs de l’illustration {change.name}"
        table = Table(change.columns, rows, caption=caption).html()
    name = _e(change.after.title or change.before.title or change.name)
    return (
        f"<h3>{name}</h3>\n<p>Cause{NBSP}: {_e(change.cause)}.</p>\n"
        f'<div class="cote-a-cote">\n{sides}\n</div>\n{table}'
    )


def _in_french(text: str | None) -> str | None:
    """A cell of a data file as a reader expects it: decimal comma, a dash for what is not."""
    if text == "nan":
        return "–"
    return text.replace(".", ",") if text and DECIMAL.fullmatch(text) else text


def _side(side: Side, label: str) -> str:
    if side.drawing is None:
        inner = "<p>Cette illustration n’y est pas.</p>"
    else:
        data = base64.b64encode(side.drawing).decode()
        inner = f'<img src="data:image/svg+xml;base64,{data}" alt="{_e(side.alternative)}">'
    title = f"{_e(label)}{NBSP}: {_e(side.title)}" if side.title else _e(label)
    return f"<figure>\n<figcaption>{title}</figcaption>\n{inner}\n</figure>"


def _passages(changes: Sequence[PassageChange]) -> str:
    if not changes:
        return ""
    parts = [
        "<p>Les mots retirés sont <del>barrés, entre crochets</del>, "
        "les mots ajoutés <ins>soulignés, entre accolades</ins>.</p>"
    ]
    section = None
    for change in changes:
        if change.section != section:
            section = change.section
            parts.append(f"<h3>{_e(section)}</h3>")
        words = "".join(_piece(sign, text) for sign, text in change.pieces)
        parts.append(
            f'<div class="passage">\n<p>{words}</p>\n'
            f'<p class="cause">{_e(change.kind.capitalize())}. Cause{NBSP}: {_e(change.cause)}.</p>'
            "\n</div>"
        )
    return html_section("Texte", "texte", *parts)


def _piece(sign: str, text: str) -> str:
    if sign == KEPT:
        return _e(text)
    return f"<ins>{_e(text)}</ins>" if sign == ADDED else f"<del>{_e(text)}</del>"


def _files(names: Sequence[str]) -> str:
    if not names:
        return ""
    rows = "\n".join(f"<li><code>{_e(name)}</code></li>" for name in names)
    return html_section("Fichiers publiés qui diffèrent", "fichiers", f"<ul>\n{rows}\n</ul>")
