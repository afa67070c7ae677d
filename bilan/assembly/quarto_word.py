"""What Quarto writes otherwise than the embedded engine in a Word file, put as that one has it."""

import re
from collections.abc import Iterator

from lxml import etree

from bilan.assembly.docx_contents import KINDS, W

PROPERTIES, STYLE = f"{{{W}}}pPr", f"{{{W}}}pStyle"
CAPTION = re.compile(rf"({'|'.join(kind.label for kind in KINDS)})[ \u00a0]\d")
STYLES = {kind.label: kind.style for kind in KINDS}
# What a paragraph shows beside text: one that has none of it, and no text, is blank.
SHOWN = tuple(
    f"{{{W}}}{name}"
    for name in (
        "drawing", "pict", "object", "br", "tab", "sym", "fldChar", "instrText", "sdt", "sectPr",
        "footnoteReference",
    )
)  # fmt: skip


def name_captions(root: etree._Element) -> None:
    """Gives each caption the style of its kind, told by its first word.

    Quarto writes a caption as a paragraph with two sets of properties, which the format does not
    allow: Word takes the first, which says that it is body text. The second goes.
    """
    for paragraph in root.iter(f"{{{W}}}p"):
        found = paragraph.findall(PROPERTIES)
        if len(found) < 2:
            continue
        for second in found[1:]:
            paragraph.remove(second)
        match = CAPTION.match("".join(paragraph.itertext(f"{{{W}}}t")))
        if match is None:
            continue
        style = found[0].find(STYLE)
        if style is None:
            style = etree.Element(STYLE)
            found[0].insert(0, style)
        style.set(f"{{{W}}}val", STYLES[match[1]])


def drop_blank_paragraphs(root: etree._Element) -> None:
    """Takes out the paragraphs that show nothing, which Quarto leaves between two floats.

    One that keeps two tables apart stays: Word would make one table of them.
    """
    for paragraph in root.findall(f"{{{W}}}body/{{{W}}}p"):
        if _is_blank(paragraph) and not _keeps_tables_apart(paragraph):
            paragraph.getparent().remove(paragraph)


def _is_blank(paragraph: etree._Element) -> bool:
    text = "".join(paragraph.itertext(f"{{{W}}}t"))
    return not text.strip() and next(paragraph.iter(*SHOWN), None) is None


def _keeps_tables_apart(paragraph: etree._Element) -> bool:
    return _is_table(paragraph.itersiblings(preceding=True)) and _is_table(paragraph.itersiblings())


def _is_table(siblings: Iterator[etree._Element]) -> bool:
    """Whether the first of them that is no bookmark is a table."""
    for element in siblings:
        if not element.tag.endswith(("bookmarkStart", "bookmarkEnd")):
            return bool(element.tag == f"{{{W}}}tbl")
    return False
