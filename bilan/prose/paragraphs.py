"""What is around a bound text: its paragraph, on however many lines, and the heading above."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bilan.french.formats import NARROW, NBSP
from bilan.french.markdown_inlines import HIDDEN
from bilan.french.markdown_reader import OPENING, mark_of
from bilan.prose.bindings import Binding, bindings_of, free_words
from bilan.prose.chapter_lines import ChapterLine

BOLD = re.compile(r"^\s*\*\*(?P<title>[^*]+)\*\*\s*$")  # stands for a heading
SPACES = str.maketrans({NBSP: " ", NARROW: " ", "’": "'", "*": None, "_": None, HIDDEN: None})
SIMPLE = str.maketrans({NBSP: " ", NARROW: " ", "’": "'", "*": " ", "_": " "})


@dataclass(frozen=True)
class Paragraph:
    """Lines that a reader reads as one text, and the heading above them."""

    lines: tuple[ChapterLine, ...]
    heading: str = ""

    @property
    def free(self) -> str:
        """Its words outside bound texts, as compared; each character stands at its place."""
        return " ".join(free_words(line).translate(SIMPLE).lower() for line in self.lines)

    def place(self, at: int) -> tuple[ChapterLine, int]:
        """ChapterLine and offset in it of a place of `free`."""
        for line in self.lines:
            if at <= len(line.raw):
                return line, at
            at -= len(line.raw) + 1
        raise IndexError(at)


def paragraphs(lines: Sequence[ChapterLine]) -> Iterator[Paragraph]:
    """The paragraphs of lines, in order; headings are paragraphs too."""
    held: list[ChapterLine] = []
    heading = ""
    for line in lines:
        title = _title(line)
        follows = held and held[-1].file == line.file and held[-1].number == line.number - 1
        if held and (not follows or OPENING.match(line.raw) or title is not None or line.start):
            yield Paragraph(tuple(held), heading)
            held = []
        if held == [] and title is not None:
            heading = spoken(title)
            yield Paragraph((line,))
            continue
        if not line.raw.strip():
            continue
        held.append(line)
    if held:
        yield Paragraph(tuple(held), heading)


def _title(line: ChapterLine) -> str | None:
    """What a heading says, or a line in bold that stands for one; None for any other line."""
    mark = mark_of(line.raw)
    if mark.kind == "heading":
        return line.raw[mark.start :]
    bold = BOLD.match(line.raw)
    return bold["title"] if bold else None


def spoken(text: str) -> str:
    """A text as wordings are compared, its punctuation kept."""
    return text.translate(SPACES).lower()


def bindings_in(paragraph: Paragraph) -> list[Binding]:
    """The bound texts of a paragraph, each with what is around it."""
    found = [list(bindings_of(line)) for line in paragraph.lines]
    if not any(found):
        return []
    words = [line.words for line in paragraph.lines]
    whole = [spoken(text) for text in words]
    placed = []
    for number, bindings in enumerate(found):
        for binding in bindings:
            own = words[number]
            before = " ".join([*whole[:number], spoken(own[: binding.start - 1])])
            after = " ".join([spoken(own[binding.end + 1 :]), *whole[number + 1 :]])
            placed.append(
                replace(
                    binding,
                    before=before,
                    after=after,
                    heading=paragraph.heading,
                )
            )
    return placed


def sentence(before: str, after: str) -> tuple[str, str]:
    """What the sentence says before a place, and after it."""
    return END.split(before)[-1], END.split(after, maxsplit=1)[0]


END = re.compile(r"[.;!?](?=\s|$)|\s:\s")
