"""The bound texts of a line: `[61,5 %]{ind=instance_comite}`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bilan.french.markdown_attributes import read_attributes
from bilan.french.markdown_inlines import HIDDEN, SPAN, VERBATIM, blanked, hidden
from bilan.project.paths import shown
from bilan.prose.chapter_lines import ChapterLine

LOST = re.compile(r"\]?\{[^{}]*\b(?:ind|registre|verdicts)\s*=")

# What a binding may say besides the indicator.
KEYS = {
    "ind": "l’indicateur",
    "evolution": "la vague de comparaison",
    "vague": "une autre vague",
    "source": "l’origine d’un chiffre externe",
    "compte": "ce qui est compté\u00a0: effectif, base ou reste",
    "borne": "la borne\u00a0: basse ou haute",
    "registre": "une partie du registre",
    "verdicts": "une partie des évolutions",
    "groupes": "deux groupes de types d’EPLE",
}
COUNTED = ("effectif", "base", "reste")
BOUNDS = ("basse", "haute")
EXTERNAL = "externe"
TALLIED = ("registre", "verdicts")  # what is counted by status


@dataclass(frozen=True)
class Binding:
    """A bound text: where it stands, what it says, and the keys between its braces.

    `start` and `end` delimit `text` in the line; `extra` is what the braces hold besides keys.
    `before` and `after` are what its paragraph says around it, as wordings are compared; `heading`
    is the last one above it.
    """

    line: ChapterLine
    start: int
    end: int
    text: str
    keys: dict[str, str]
    extra: str = ""
    before: str = ""
    after: str = ""
    heading: str = ""

    @property
    def ind(self) -> str:
        """The indicator that it names; "" for none."""
        return self.keys.get("ind", "")

    @property
    def file(self) -> str:
        """Its file, relative to the project."""
        return shown(self.line.file)

    @property
    def column(self) -> int:
        """Column of its bracket, from 1."""
        return self.start


def bindings_of(line: ChapterLine) -> Iterator[Binding]:
    """The bound texts of a line, in order, without what is around them."""
    if "]{" not in line.raw:
        return
    for match in SPAN.finditer(hidden(line.text, VERBATIM)):
        inside = match["inside"].replace('\\"', '"')  # as a title in YAML has it
        found = read_attributes(inside)
        keys = {key: value.rstrip(",") for key, value in found.keys}
        if keys.keys() & KEYS.keys():
            start, end = match.span("text")
            yield Binding(line, start, end, match["text"], keys, found.rest.strip(" ,"))


def lost_bindings(line: ChapterLine) -> list[int]:
    """Columns of bindings that cannot be read, such as one that goes over two lines."""
    text = blanked(SPAN, hidden(line.text, VERBATIM), HIDDEN)
    return [match.start() + 1 for match in LOST.finditer(text)]


def free_words(line: ChapterLine) -> str:
    """The words of a line outside its bound texts, length kept."""
    words = list(line.words)
    for binding in bindings_of(line):
        words[binding.start : binding.end] = HIDDEN * (binding.end - binding.start)
    return "".join(words)
