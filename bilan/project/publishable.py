"""What a notebook may publish: forms of the package that passed disclosure, marked as such.

The mark is an output of its own MIME type, which holds the SHA-256 of each of the others. Where a
notebook is published, an output without a mark, or one that is not as it was marked, is left out
(see `bilan.report.published_notebooks`). Beside what is seen, an output may say in JSON what it
shows and which cell computed it (see `bilan.project.computed`).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from bilan.project.computed import MIME as COMPUTED
from bilan.project.computed import Shown

MARK = "application/vnd.bilan.published+json"
WIDTH = 160  # characters of a table as text

Bundle = dict[str, Any]


def marked(data: Mapping[str, Any], shown: Shown | None = None) -> Bundle:
    """The outputs, by MIME type, with what they show, and the mark that lets them be published."""
    told = {} if shown is None else shown.as_json()
    whole = {**data, COMPUTED: told} if told else dict(data)
    return {**whole, MARK: {mime: _digest(content) for mime, content in whole.items()}}


def published_part(data: Mapping[str, Any]) -> Bundle:
    """What of an output may be published: what its mark names, the mark included; else nothing."""
    mark = data.get(MARK)
    if not isinstance(mark, Mapping) or not mark:
        return {}
    if any(_digest(data.get(mime)) != digest for mime, digest in mark.items()):
        return {}
    return {mime: data[mime] for mime in (*mark, MARK)}


def _digest(content: object) -> str:
    if isinstance(content, dict):
        content = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest() if isinstance(content, str) else ""


class PublishedTable(pd.DataFrame):
    """A table that a notebook may publish, as it was made.

    A table that is computed from it is an ordinary one, and so is this one once it was changed:
    neither is marked.
    """

    _made: pd.DataFrame | None = None
    _shown: Shown | None = None

    def __init__(self, table: pd.DataFrame, shown: Shown | None = None) -> None:
        super().__init__(table)  # type: ignore[call-arg]
        object.__setattr__(self, "_made", pd.DataFrame(table).copy())
        object.__setattr__(self, "_shown", shown)

    def _is_as_made(self) -> bool:
        made = self._made
        if made is None or not made.equals(pd.DataFrame(self)):
            return False
        return made.index.names == self.index.names and made.columns.names == self.columns.names

    def _drawn(self) -> dict[str, str]:
        """The table as HTML and as text: whole, whatever pandas is set to cut."""
        with pd.option_context("display.max_colwidth", None):
            html, text = self.to_html(notebook=True), self.to_string(line_width=WIDTH)
        return {"text/html": html, "text/plain": text}

    def _repr_mimebundle_(self, **_: object) -> Bundle:
        drawn = self._drawn()
        return marked(drawn, self._shown) if self._is_as_made() else drawn


@dataclass(frozen=True)
class PublishedText:
    """A sentence that stands in a notebook where there is nothing else to show."""

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: object) -> Bundle:
        return marked({"text/markdown": self.text, "text/plain": self.text})
