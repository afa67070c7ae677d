"""Bodies of generated tables, written once: they are most of a report, and no save changes them."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from bilan.assembly.pandoc import Node, walk

KEY = "data-corps"
BODY = re.compile(rf'<tbody {KEY}="(\w+)">(.*?)</tbody>', re.DOTALL)
# What the page as a whole decides: numbers of notes and of illustrations, places, metadata.
ELSEWHERE = {"Note", "Cite", "Image", "Span"}


class Bodies:
    """HTML of the bodies written so far, by what they hold; `known` are those of earlier pages."""

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        self.known = dict(known or {})
        self.last: dict[str, str] = {}  # those of the last page

    def shorten(self, tables: Sequence["Body"]) -> None:
        """Name the bodies of tables; those that are known are emptied."""
        for body in tables:
            rows = [] if body.key in self.known else body.rows
            body.table["c"][4] = [[["", [], [[KEY, body.key]]], *body.rest, rows]]

    def restored(self, html: str) -> str:
        """The page with every body whole; those that it brings are remembered."""
        self.last = {}

        def whole(match: re.Match[str]) -> str:
            text = self.known.setdefault(match[1], match[2])
            self.last[match[1]] = text
            return f"<tbody>{text}</tbody>"

        return BODY.sub(whole, html)


class Body:
    """The only body of a table, and its key: a hash of all that its HTML depends on."""

    def __init__(self, table: Node) -> None:
        self.table = table
        _, *rest, self.rows = table["c"][4][0]
        self.rest: list[Any] = rest
        held = json.dumps([table["c"][2], rest, self.rows], ensure_ascii=False)
        self.key = hashlib.sha256(held.encode()).hexdigest()[:16]


def bodies_of(table: Node) -> list[Body]:
    """The body of a table, where it can be written apart from the page; else none."""
    bodies = table["c"][4]
    apart = len(bodies) == 1 and not any(node["t"] in ELSEWHERE for node in walk(bodies))
    return [Body(table)] if apart else []
