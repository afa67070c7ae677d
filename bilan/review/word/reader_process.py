"""The child process that reads one Word file: its paragraphs, tracked changes and comments.

A file that comes from outside is read with a parser that follows no entity and no address, and
neither its parts nor its text may be larger than the report could ever be.

Usage: python -m bilan.review.word.reader_process FILE
"""

import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec
from lxml import etree

from bilan.project.errors import UnreadableError
from bilan.project.files import composed
from bilan.project.limited_process import answer_request
from bilan.review.word.word_file import NOTE, Comment, Marked, Paragraph, Sign, Unread, WordFile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The report of 2015 has 0.4 MB of XML, 1 700 paragraphs (cells included), 69 000 characters.
LARGEST = 20_000_000
PARAGRAPHS, CHARACTERS, LONGEST = 10_000, 500_000, 20_000
OPEN_COMMENTS = 50

INSERTED, DELETED = ("ins", "moveTo"), ("del", "moveFrom")
# What holds runs and is no run; all else (drawings, formulas, text boxes) holds no prose.
HOLDERS = ("hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo")
SIGNS = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "\u2011", "ptab": " "}
EQUATION = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
LOOKS = {"struck": ("strike", "dstrike"), "highlighted": ("highlight",), "hidden": ("vanish",)}
SHOWN = 200  # characters of what is not read
CONTENTS = ("toc", "table of figures")
TITLE_PAGE = ("title", "subtitle", "author", "date")


def main() -> int:
    """Read, write as JSON, and say in one line what went wrong."""

    def answer(arguments: list[str], _: Any) -> bytes:
        return msgspec.json.encode(parse_word(Path(arguments[0])))

    return answer_request(answer)


def parse_word(path: Path) -> WordFile:
    """What a Word file says; the signs of a run are one.

    Raises
    ------
    UnreadableError
        It is no Word file, or one that cannot be read safely.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = {
                name: _part(archive, f"word/{name}.xml")
                for name in ("document", "footnotes", "comments", "styles")
            }
            own = _part(archive, "docProps/custom.xml")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError) as error:
        raise UnreadableError("ce n’est pas une archive zip entière") from error
    document = parts["document"]
    if document is None:
        raise UnreadableError("word/document.xml manque")
    reader = _Reader(_style_names(parts["styles"]))
    marked = list(reader.paragraphs(document))
    if parts["footnotes"] is not None:
        marked += reader.paragraphs(parts["footnotes"], note=True)
    pictures = sum(1 for _ in document.iter(f"{W}drawing", f"{W}pict"))
    wave, origin, engine = (_property(own, name) for name in ("vague", "origine", "moteur"))
    said, unread = tuple(_comments(parts["comments"])), tuple(_unread(document))
    return WordFile(tuple(marked), said, pictures, wave, origin, engine, unread)


def _unread(document: etree._Element) -> Iterator[Unread]:
    """What is shown otherwise than a chapter can, outside of what is deleted with a trace."""
    for element in document.iter(f"{W}r", EQUATION):
        if element.tag == EQUATION:
            yield Unread("equation", "".join(element.itertext())[:SHOWN])
            continue
        if any(parent.tag in (f"{W}del", f"{W}moveFrom") for parent in element.iterancestors()):
            continue
        for symbol in element.iterfind(f"{W}sym"):
            yield Unread("symbol", symbol.get(f"{W}char", "")[:SHOWN])
        text = "".join(_run_text(element)).strip()
        for kind, names in LOOKS.items():
            if text and any(_on(element, name) for name in names):
                yield Unread(kind, text[:SHOWN])


def _part(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    try:
        entry = archive.getinfo(name)
    except KeyError:
        return None
    if entry.file_size > LARGEST:
        raise UnreadableError(f"{name} est démesuré")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(archive.read(entry), parser)
    except (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise UnreadableError(f"{name} est endommagé") from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableError(f"{name} déclare un type de document")
    return root


def _property(properties: etree._Element | None, name: str) -> str:
    for item in properties if properties is not None else ():
        if item.get("name") == name:
            return "".join(item.itertext()).strip()
    return ""


def _style_names(styles: etree._Element | None) -> dict[str, str]:
    """Names of the styles by identifier, in small letters."""
    if styles is None:
        return {}
    names = {}
    for style in styles.iter(f"{W}style"):
        name = style.find(f"{W}name")
        if name is not None:
            names[style.get(f"{W}styleId", "")] = name.get(f"{W}val", "").lower()
    return names


def _comments(root: etree._Element | None) -> Iterator[Comment]:
    for comment in root.iter(f"{W}comment") if root is not None else ():
        rows = ["".join(p.itertext(f"{W}t")) for p in comment.iter(f"{W}p")]
        text = "\n".join(row.strip() for row in rows if row.strip())
        if len(text) > LONGEST:
            raise UnreadableError("un commentaire est démesuré")
        yield Comment(comment.get(f"{W}id", ""), comment.get(f"{W}author", ""), text)


@dataclass
class _Reader:
    styles: Mapping[str, str]
    open_comments: frozenset[str] = field(default_factory=frozenset)
    met: set[str] = field(default_factory=set)
    read: int = 0
    characters: int = 0

    def paragraphs(self, root: etree._Element, *, note: bool = False) -> Iterator[Marked]:
        for element in root.iter(f"{W}p"):
            if any(parent.tag == f"{W}r" for parent in element.iterancestors()):
                continue  # in a text box
            properties = element.find(f"{W}pPr")
            style = self._style(properties)
            signs = self._with_points(
                element, tuple(self._signs(element, accepted=True, rejected=True))
            )
            self._count(sum(len(sign.text) for sign in signs))
            mark = properties.find(f"{W}rPr") if properties is not None else None
            ends = [_has(mark, names) for names in (INSERTED, DELETED)]
            yield Marked(
                Paragraph(
                    signs,
                    place="note" if note else _place(element, style),
                    style=style,
                    listed=properties is not None and properties.find(f"{W}numPr") is not None,
                    tracked=any(ends) or any(s.accepted != s.rejected for s in signs),
                ),
                *ends,
            )

    def _count(self, characters: int) -> None:
        """Refuses a file with more text than a report could have, before the rest is read."""
        self.read += 1
        self.characters += characters
        if self.read > PARAGRAPHS:
            raise UnreadableError(f"plus de {PARAGRAPHS} paragraphes")
        if characters > LONGEST:
            raise UnreadableError(f"un paragraphe de plus de {LONGEST} caractères")
        if self.characters > CHARACTERS:
            raise UnreadableError(f"plus de {CHARACTERS} caractères")

    def _with_points(self, element: etree._Element, signs: tuple[Sign, ...]) -> tuple[Sign, ...]:
        """The signs, the last of which bears the comments that are about a point only."""
        self.met |= {number for sign in signs for number in sign.comments}
        named = {ref.get(f"{W}id", "") for ref in element.iter(f"{W}commentReference")}
        if not signs or not (points := named - self.met):
            return signs
        self.met |= points
        last, rest = signs[-1], signs[-1].text[:-1]
        before = [replace(last, text=rest)] if rest else []
        point = replace(last, text=last.text[-1], comments=last.comments | points)
        return (*signs[:-1], *before, point)

    def _style(self, properties: etree._Element | None) -> str:
        style = properties.find(f"{W}pStyle") if properties is not None else None
        name = style.get(f"{W}val", "") if style is not None else ""
        return self.styles.get(name, name.lower())

    def _signs(self, element: etree._Element, *, accepted: bool, rejected: bool) -> Iterator[Sign]:
        for child in element:
            name = child.tag.removeprefix(W) if isinstance(child.tag, str) else ""
            if name == "commentRangeStart":
                self.open_comments |= {child.get(f"{W}id", "")}
                if len(self.open_comments) > OPEN_COMMENTS:
                    raise UnreadableError(f"plus de {OPEN_COMMENTS} commentaires d’un passage")
            elif name == "commentRangeEnd":
                self.open_comments -= {child.get(f"{W}id", "")}
            elif name == "r":
                bold, italic = _on(child, "b"), _on(child, "i")
                if text := "".join(_run_text(child)):
                    yield Sign(text, bold, italic, accepted, rejected, self.open_comments)
            elif name in INSERTED:
                yield from self._signs(child, accepted=accepted, rejected=False)
            elif name in DELETED:
                yield from self._signs(child, accepted=False, rejected=rejected)
            elif name in HOLDERS:
                yield from self._signs(child, accepted=accepted, rejected=rejected)


def _has(mark: etree._Element | None, names: tuple[str, ...]) -> bool:
    return mark is not None and any(mark.find(f"{W}{name}") is not None for name in names)


def _place(element: etree._Element, style: str) -> str:
    if style.startswith(CONTENTS):
        return "sommaire"
    if style in TITLE_PAGE:
        return "titre"
    for parent in element.iterancestors():
        if parent.tag == f"{W}tbl":
            return "tableau"
        if parent.tag == f"{W}sdt" and parent.find(f"{W}sdtPr/{W}docPartObj") is not None:
            return "sommaire"
    return "corps"


def _on(run: etree._Element, name: str) -> bool:
    found = run.find(f"{W}rPr/{W}{name}")
    return found is not None and found.get(f"{W}val", "1") not in ("0", "false", "off", "none")


def _run_text(run: etree._Element) -> Iterator[str]:
    """The text of a run."""
    for child in run:
        name = child.tag.removeprefix(W) if isinstance(child.tag, str) else ""
        if name in ("t", "delText"):
            yield composed(child.text or "")
        elif name == "footnoteReference":
            yield NOTE
        elif name in SIGNS:
            yield SIGNS[name]


if __name__ == "__main__":
    sys.exit(main())
