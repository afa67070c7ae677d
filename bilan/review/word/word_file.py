"""What a Word file says: its paragraphs, signs and comments, in both readings of its changes."""

from dataclasses import dataclass, replace

NOTE = "\ufffc"  # stands where a note is called


@dataclass(frozen=True, slots=True)
class Sign:
    """A character, or several alike: its look, and which reading of the changes shows it.

    `comments` are the numbers of the comments that are about it.
    """

    text: str
    bold: bool
    italic: bool
    accepted: bool
    rejected: bool
    comments: frozenset[str]

    @property
    def rest(self) -> tuple[bool, bool, bool, bool, frozenset[str]]:
        """All but the text."""
        return self.bold, self.italic, self.accepted, self.rejected, self.comments


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as one reading of the tracked changes shows it.

    `place` is "corps", "tableau", "sommaire", "titre" (the title page) or "note"; `look` has one
    sign a character: `n`, `b`, `i` or `x` (both); `tracked` where it holds a tracked change.
    """

    signs: tuple[Sign, ...]
    place: str
    style: str = ""
    listed: bool = False
    tracked: bool = False

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(sign.text for sign in self.signs)

    @property
    def look(self) -> str:
        """How each of its characters looks."""
        return "".join("nbix"[sign.bold + 2 * sign.italic] for sign in self.signs)


@dataclass(frozen=True)
class Comment:
    """A comment: its number in the file, who signed it, what it says, one line a paragraph."""

    number: str
    author: str
    text: str


@dataclass(frozen=True)
class Marked:
    """A paragraph of the file, and whether its end was inserted or deleted."""

    paragraph: Paragraph
    end_inserted: bool
    end_deleted: bool


@dataclass(frozen=True)
class Unread:
    """What a paragraph holds that is not read as its text: which kind, and its words."""

    kind: str
    words: str


@dataclass(frozen=True)
class WordFile:
    """What a Word file says, all changes kept.

    `wave`, `origin` and `engine` are what the report's own metadata say: which wave, the identity
    of its text, what rendered it; "" where the file says none. `unread` is what has a look that a
    chapter has not ("struck", "highlighted", "hidden"), or is no text ("symbol", "equation").
    """

    marked: tuple[Marked, ...]
    comments: tuple[Comment, ...]
    pictures: int
    wave: str
    origin: str = ""
    engine: str = ""
    unread: tuple[Unread, ...] = ()

    @property
    def accepted(self) -> list[Paragraph]:
        """Paragraphs once every tracked change is accepted; those left empty are not there."""
        return self._joined(accepted=True)

    @property
    def rejected(self) -> list[Paragraph]:
        """Paragraphs as they were before any tracked change."""
        return self._joined(accepted=False)

    def _joined(self, *, accepted: bool) -> list[Paragraph]:
        found: list[Paragraph] = []
        open_: Paragraph | None = None
        for marked in self.marked:
            own = marked.paragraph
            signs = tuple(s for s in own.signs if (s.accepted if accepted else s.rejected))
            whole = replace(own, signs=signs)
            if open_ is not None and open_.place == own.place:
                whole = replace(open_, signs=open_.signs + signs, tracked=True)
            elif open_ is not None:
                found.append(open_)
            lost = marked.end_deleted if accepted else marked.end_inserted
            open_ = whole if lost else None
            if not lost:
                found.append(whole)
        if open_ is not None:
            found.append(open_)
        return [paragraph for paragraph in found if paragraph.text.strip()]
