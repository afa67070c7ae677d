"""Where sentences stand in the documents of a wave, and what their bound passages are bound to."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.adversarial.secrecy.shown import TABLE, sentences
from tests.adversarial.secrecy.world import plain

KINDS = (".html", ".docx", ".pdf", ".ipynb", ".svg", ".png")
BOUND = re.compile(
    r'<span class="lie"(?P<said>[^>]*)>(?P<text>(?:(?!</?span).)*)</span>', re.DOTALL
)
ATTRIBUTE = re.compile(r'data-([a-z]+)="([^"]*)"')
CARDS = re.compile(r'<script type="application/json" id="provenance">(.*?)</script>', re.DOTALL)


def said_sentences(
    path: Path, page: str | None
) -> Iterator[tuple[str, list[dict[str, str]] | None]]:
    """Sentences of a document; of a page, with what its bound passages are bound to, else None."""
    bindings = list[dict[str, str]]()

    def mark(match: re.Match[str]) -> str:
        bindings.append(dict(ATTRIBUTE.findall(html.unescape(match["said"]))))
        return f"\x02{len(bindings) - 1}\x03{match['text']}\x04"

    if page is not None:
        page = BOUND.sub(mark, re.sub(r"<sup>\d+</sup>", "", page))  # marks of notes
        yield from ((s, bindings) for s in sentences(path, page))
    elif path.suffix == ".ipynb":
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            yield from ((plain(text), None) for text in _said_in(cell))
    else:
        yield from ((sentence, None) for sentence in sentences(path))


def _said_in(cell: dict[str, Any]) -> Iterator[str]:
    """What a cell of a notebook says: its prose, and its outputs but for tables."""
    if cell["cell_type"] == "markdown":
        yield from "".join(cell["source"]).split("\n\n")
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        yield "".join(output.get("text", ""))
        if "text/html" in data:
            yield TABLE.sub(" ", re.sub(r"(?s)<style.*?</style>", " ", "".join(data["text/html"])))
        else:
            yield from re.split(r"\n|(?<=[.;]) ", "".join(data.get("text/plain", "")))


def read_cards(page: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The facts of each card of a page, with the name of what it is on."""
    for cards in CARDS.findall(page):
        for name, card in json.loads(cards).items():
            facts = {what: plain(said) for what, said in card["faits"]}
            yield name, {"valeur": plain(card["valeur"]), **facts}


def whole_text(page: str) -> str:
    """All text of a page, with its tables."""
    return html.unescape(re.sub(r"<[^>]*>", " ", page))
