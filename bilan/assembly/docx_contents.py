"""What stands at the head of a Word file: its contents, its lists of illustrations and of tables.

They are Word's own fields, so that a secretary who changes the text brings them up to date as usual
(Ctrl+A, F9), and each holds its entries already: who never updates a field reads them too. Page
numbers are Word's to find; they appear at the first update, behind the dots that the styles draw.
`w:updateFields` would have Word do so at once, but with a question about links to other files each
time that the report is opened, which a reader can only take for a warning: it is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DEPTH = re.compile(r'\\o "1-(\d)"')
HEADING = re.compile(r"Heading([1-3])")
LIST_STYLE = "TableofFigures"
# Around a list, as around the contents: what Word makes itself, which is no text of the report.
LIST = (
    f'<w:sdt xmlns:w="{W}"><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Figures"/>'
    "<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent/></w:sdt>"
)


@dataclass(frozen=True)
class Captions:
    """A kind of caption: its style, the word that numbers it, the title of its list."""

    style: str
    label: str
    title: str


KINDS = (
    Captions("ImageCaption", "Illustration", "Illustrations"),
    Captions("TableCaption", "Tableau", "Tableaux"),
)


def fill_contents(root: etree._Element) -> None:
    """Puts the headings, as links, into the contents that Word would fill, and lists after them."""
    holder = root.find(f".//{{{W}}}sdtContent")
    if holder is None or len(holder) < 2:
        return
    entries, field = list(headings(root)), holder[-1]
    if not entries or field.find(f".//{{{W}}}instrText") is None:
        return
    instruction = "".join(field.itertext()).strip()
    depth = int(match[1]) if (match := DEPTH.search(instruction)) else 3
    lines = [(f"TOC{level}", anchor, text) for level, anchor, text in entries if level <= depth]
    holder.remove(field)
    holder.extend(_field_paragraphs(instruction, lines))
    following = holder.getparent()
    for kind in KINDS:
        lines = [(LIST_STYLE, anchor, text) for anchor, text in _captions(root, kind)]
        if not lines:
            continue
        instruction = f'TOC \\h \\z \\c "{kind.label}"'
        made = etree.fromstring(LIST)
        made[-1].extend([_title(kind.title), *_field_paragraphs(instruction, lines)])
        following.addnext(made)
        following = made


def number_captions(root: etree._Element) -> None:
    """Turns the number of each caption into the field that Word counts, and lists, captions by."""
    for kind in KINDS:
        pattern = re.compile(rf"({kind.label}[ \u00a0])(\d+)(.*)", re.DOTALL)
        for paragraph in _styled(root, kind.style):
            run = paragraph.find(f"{{{W}}}r")
            text = run.find(f"{{{W}}}t") if run is not None else None
            match = pattern.fullmatch(text.text or "") if text is not None else None
            if run is None or match is None:
                continue
            instruction = f" SEQ {kind.label} \\* ARABIC "
            parts = (
                _text(match[1]),
                *_opening(instruction),
                _text(match[2]),
                _end(),
                _text(match[3]),
            )
            properties = run.find(f"{{{W}}}rPr")
            for part in reversed(parts):
                new = etree.fromstring(f'<w:r xmlns:w="{W}">{part}</w:r>')
                if properties is not None:
                    new.insert(0, etree.fromstring(etree.tostring(properties)))
                run.addnext(new)
            paragraph.remove(run)


def headings(root: etree._Element) -> Iterator[tuple[int, str, str]]:
    """Level, anchor and text of the headings of the document, in order."""
    for anchor, style, text in _marked(root):
        match = HEADING.fullmatch(style)
        if match and anchor:
            yield int(match[1]), anchor, text


def _captions(root: etree._Element, kind: Captions) -> Iterator[tuple[str, str]]:
    """Anchor and text of the captions of a kind, in order."""
    for anchor, style, text in _marked(root):
        if style == kind.style and anchor:
            yield anchor, text


def _marked(root: etree._Element) -> Iterator[tuple[str, str, str]]:
    """Last bookmark, style and text of each paragraph that has a style, in order."""
    anchor = ""
    for element in root.iter(f"{{{W}}}bookmarkStart", f"{{{W}}}p"):
        if element.tag.endswith("bookmarkStart"):
            anchor = element.get(f"{{{W}}}name", "")
        elif (style := _style(element)) is not None:
            yield anchor, style, "".join(element.itertext(f"{{{W}}}t"))


def _style(paragraph: etree._Element) -> str | None:
    found = paragraph.find(f"{{{W}}}pPr/{{{W}}}pStyle")
    return None if found is None else found.get(f"{{{W}}}val")


def _styled(root: etree._Element, style: str) -> list[etree._Element]:
    return [p for p in root.iter(f"{{{W}}}p") if _style(p) == style]


def _field_paragraphs(
    instruction: str, lines: list[tuple[str, str, str]]
) -> Iterator[etree._Element]:
    """The paragraphs of a field; each line has a style, the bookmark it leads to, and a text."""
    for number, (style, anchor, text) in enumerate(lines):
        start = "".join(_run(part) for part in _opening(instruction)) if number == 0 else ""
        end = _run(_end()) if number == len(lines) - 1 else ""
        link = f"<w:hyperlink w:anchor={quoteattr(anchor)}>{_run(_text(text))}</w:hyperlink>"
        yield _paragraph(f'<w:pStyle w:val="{style}"/>', start + link + end)


def _title(text: str) -> etree._Element:
    style = '<w:pStyle w:val="TOCHeading"/><w:keepNext/><w:pageBreakBefore w:val="0"/>'
    return _paragraph(style, _run(_text(text)))


def _paragraph(properties: str, content: str) -> etree._Element:
    return etree.fromstring(f'<w:p xmlns:w="{W}"><w:pPr>{properties}</w:pPr>{content}</w:p>')


def _run(content: str) -> str:
    return f"<w:r>{content}</w:r>"


def _text(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'


def _opening(instruction: str) -> tuple[str, str, str]:
    return (
        '<w:fldChar w:fldCharType="begin"/>',
        f'<w:instrText xml:space="preserve">{escape(instruction)}</w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
    )


def _end() -> str:
    return '<w:fldChar w:fldCharType="end"/>'
