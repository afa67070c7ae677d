"""What a notebook may publish: forms of the package that passed disclosure, marked as such.

The mark is an output of its own MIME type, which holds the SHA-256 of each of the others. Where a
notebook is published, an output without a mark, or one that is not as it was marked, is left out
(see `bilan.report.published_notebooks`).
"""

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

MARK = "application/vnd.bilan.published+json"
WIDTH = 160  # characters of a table as text

Bundle = dict[str, Any]


def marked(data: Mapping[str, str]) -> Bundle:
    """The outputs, by MIME type, with the mark that lets them be published."""
    return {**data, MARK: {mime: _digest(text) for mime, text in data.items()}}


def published_part(data: Mapping[str, Any]) -> Bundle:
    """What of an output may be published: what its mark names, the mark included; else nothing."""
    mark = data.get(MARK)
    if not isinstance(mark, Mapping) or not mark:
        return {}
    if any(_digest(data.get(mime)) != digest for mime, digest in mark.items()):
        return {}
    return {mime: data[mime] for mime in (*mark, MARK)}


def _digest(text: object) -> str:
    return hashlib.sha256(text.encode()).hexdigest() if isinstance(text, str) else ""


class PublishedTable(pd.DataFrame):
    """A table that a notebook may publish, as it was made.

    A table that is computed from it is an ordinary one, and so is this one once it was changed:
    neither is marked.
    """

    _made: Mapping[str, str] = MappingProxyType({})

    def __init__(self, table: pd.DataFrame) -> None:
        super().__init__(table)  # type: ignore[call-arg]
        object.__setattr__(self, "_made", self._drawn())

    def _drawn(self) -> dict[str, str]:
        """The table as HTML and as text: whole, whatever pandas is set to cut."""
        with pd.option_context("display.max_colwidth", None):
            html, text = self.to_html(notebook=True), self.to_string(line_width=WIDTH)
        return {"text/html": html, "text/plain": text}

    def _repr_mimebundle_(self, **_: object) -> Bundle:
        drawn = self._drawn()
        return marked(drawn) if drawn == self._made else drawn
