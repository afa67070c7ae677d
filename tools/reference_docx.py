"""Makes `report/modele.docx`, the Word document whose styles the report takes.

`python -m tools.reference_docx` starts from pandoc's own reference document and gives
the same bytes each time. Arial is on every office machine, and its metrics on every other.
"""

import io
import subprocess
import sys
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import (
    WD_ALIGN_PARAGRAPH,
    WD_LINE_SPACING,
    WD_TAB_ALIGNMENT,
    WD_TAB_LEADER,
)
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from bilan.assembly.finish import MARK, rezipped, zip_parts
from bilan.assembly.pandoc import pandoc_program
from bilan.illustrations.colours import PRINT
from bilan.project.paths import REPORT

BLUE_HEX = PRINT["bleu"][1:]
BLUE = RGBColor.from_string(BLUE_HEX)
INK = RGBColor.from_string(PRINT["encre"][1:])
GREY = RGBColor.from_string(PRINT["gris"][1:])
ALERT = RGBColor.from_string(PRINT["alerte"][1:])
FONT = "Arial"

# Style, size in points, colour, bold, space before and after in points.
HEADINGS = (
    ("Heading 1", 18, BLUE, 24, 10),
    ("Heading 2", 14, BLUE, 18, 8),
    ("Heading 3", 11.5, INK, 14, 6),
    ("Heading 4", 10, INK, 12, 4),
)


def pandoc_reference() -> bytes:
    """Pandoc's own reference document."""
    return subprocess.run(
        [str(pandoc_program()), "--print-default-data-file=reference.docx"],
        capture_output=True,
        check=True,
    ).stdout


def set_face(
    style: ParagraphStyle, *, size: float, color: RGBColor = INK, bold: bool = False
) -> None:
    """Gives a style its font; theme fonts would win over it, so they go."""
    font = style.font
    font.name, font.size, font.bold, font.italic = FONT, Pt(size), bold, False
    font.color.rgb = color
    properties = style.element.get_or_add_rPr()
    for spacing in properties.findall(qn("w:spacing")):
        properties.remove(spacing)
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        if "Theme" in name or "theme" in name:
            del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)


def set_defaults(document: Document) -> None:
    """Font, size and colour of all text.

    They stand in the document's defaults because a table's style yields to a paragraph's style.
    """
    root = document.styles.element
    run = root.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in list(run):
        run.remove(child)
    for part in parse_xml(
        f'<w:rPr {nsdecls("w")}><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" '
        f'w:eastAsia="{FONT}"/><w:color w:val="{INK}"/><w:sz w:val="20"/><w:szCs w:val="20"/>'
        '<w:lang w:val="fr-FR" w:eastAsia="fr-FR" w:bidi="fr-FR"/></w:rPr>'
    ):
        run.append(part)


def without_face(style: ParagraphStyle) -> None:
    """Takes from a style its own font, so that the defaults hold."""
    properties = style.element.find(qn("w:rPr"))
    if properties is not None:
        style.element.remove(properties)


def set_space(style: ParagraphStyle, *, before: float, after: float, keep: bool = False) -> None:
    """Gives a style its space and its hold on what follows."""
    paragraph = style.paragraph_format
    paragraph.space_before, paragraph.space_after = Pt(before), Pt(after)
    paragraph.keep_with_next = keep
    paragraph.widow_control = True


def paragraph_style(document: Document, name: str, base: str = "Body Text") -> ParagraphStyle:
    """The paragraph style of that name, made when it is not there."""
    styles = document.styles
    if name in [style.name for style in styles]:
        style = styles[name]
    else:
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles[base]
    assert isinstance(style, ParagraphStyle)
    return style


def as_word_knows(style: ParagraphStyle) -> None:
    """Makes a style the one of Word's own that has its name, which fields call by identifier."""
    element = style.element
    word = "".join(part if part == "of" else part.capitalize() for part in style.name.split())
    element.set(qn("w:styleId"), word.replace("Toc", "TOC"))
    element.attrib.pop(qn("w:customStyle"), None)


def without_gaps(style: ParagraphStyle) -> None:
    """Takes the space out between paragraphs of this same style."""
    properties = style.element.get_or_add_pPr()
    mark = OxmlElement("w:contextualSpacing")
    following = ("w:mirrorIndents", "w:jc", "w:outlineLvl", "w:rPr")
    for child in properties:
        if child.tag in [qn(name) for name in following]:
            child.addprevious(mark)
            return
    properties.append(mark)


def border(style: ParagraphStyle, side: str, color: RGBColor, *, size: int, space: int) -> None:
    """Draws one border of a paragraph style; `size` in eighths of a point."""
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    borders = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:{side} w:val="single" w:sz="{size}" w:space="{space}" '
        f'w:color="{color}"/></w:pBdr>'
    )
    following = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc")
    for child in properties:
        if child.tag in [qn(name) for name in following]:
            child.addprevious(borders)
            return
    properties.append(borders)


def set_text_styles(document: Document) -> None:
    """Body, headings, title block, captions, notes."""
    set_defaults(document)
    for name in ("Normal", "Body Text", "First Paragraph", "Compact"):
        style = paragraph_style(document, name, "Normal")
        without_face(style)
        set_space(style, before=0, after=2 if name == "Compact" else 7)
        style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.MULTIPLE
        style.paragraph_format.line_spacing = 1.12
    for name, size, color, before, after in HEADINGS:
        style = paragraph_style(document, name)
        set_face(style, size=size, color=color, bold=True)
        set_space(style, before=before, after=after, keep=True)
    for name, size, color, before, after in (
        ("Title", 24, BLUE, 90, 12),
        ("Subtitle", 14, INK, 0, 24),
        ("Author", 11, INK, 0, 4),
        ("Date", 11, GREY, 0, 24),
        ("TOC Heading", 16, BLUE, 18, 8),
    ):
        style = paragraph_style(document, name)
        set_face(style, size=size, color=color, bold=name in ("Title", "TOC Heading"))
        set_space(style, before=before, after=after)
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    for name, number in (("toc 1", 1), ("toc 2", 2), ("toc 3", 3), ("table of figures", 0)):
        style = paragraph_style(document, name, "Normal")
        as_word_knows(style)
        set_face(style, size=10 if number else 9, bold=number == 1)
        set_space(style, before=5 if number == 1 else 0, after=2 if number else 0)
        style.paragraph_format.left_indent = Cm(0.7 * max(0, number - 1))
        # Page numbers, which Word finds, stand at the right edge of the text behind dots.
        style.paragraph_format.tab_stops.add_tab_stop(
            Cm(16), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
        )
    paragraph_style(document, "TOC Heading").paragraph_format.page_break_before = True
    paragraph_style(document, "First Paragraph").paragraph_format.space_before = Pt(6)
    for name in ("Image Caption", "Table Caption"):
        style = paragraph_style(document, name)
        set_face(style, size=10.5, color=BLUE, bold=True)
        set_space(style, before=14, after=6, keep=True)
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    for name in ("Captioned Figure", "Figure"):
        set_space(paragraph_style(document, name), before=0, after=4, keep=True)
    notes = paragraph_style(document, "Notes")
    set_face(notes, size=8.5, color=GREY)
    set_space(notes, before=0, after=9)
    without_gaps(notes)
    notes.paragraph_format.left_indent = Cm(0.4)
    border(notes, "left", RGBColor(0xCE, 0xCE, 0xCE), size=12, space=8)
    subtitle = paragraph_style(document, "Illustration Subtitle")
    set_face(subtitle, size=9, color=GREY)
    set_space(subtitle, before=0, after=6, keep=True)
    box = paragraph_style(document, "Cartouche")
    set_face(box, size=10)
    set_space(box, before=0, after=9)
    without_gaps(box)
    box.paragraph_format.left_indent = Cm(0.4)
    border(box, "left", BLUE, size=24, space=8)
    for name in ("Footnote Text", "Header", "Footer"):
        set_face(paragraph_style(document, name, "Normal"), size=8.5, color=GREY)
    document.styles["Hyperlink"].font.color.rgb = BLUE
    for name in ("Block Text", "Definition", "Definition Term"):
        set_face(paragraph_style(document, name), size=10, bold=name == "Definition Term")


def set_table_style(document: Document) -> None:
    """Header row in blue between two rules, light rules under the other rows, bands."""
    style = document.styles["Table"].element
    for tag in ("w:tblPr", "w:tblStylePr", "w:pPr", "w:rPr"):
        for old in style.findall(qn(tag)):
            style.remove(old)
    fragment = (
        f"<w:x {nsdecls('w')}>"
        '<w:pPr><w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/></w:pPr>'
        '<w:rPr><w:sz w:val="17"/><w:szCs w:val="17"/></w:rPr>'
        '<w:tblPr><w:tblStyleRowBandSize w:val="1"/><w:tblInd w:w="0" w:type="dxa"/>'
        f'<w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{BLUE_HEX}"/>'
        f'<w:bottom w:val="single" w:sz="4" w:space="0" w:color="{BLUE_HEX}"/>'
        '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="CECECE"/></w:tblBorders>'
        '<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
        '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="{BLUE_HEX}"/></w:rPr>'
        "<w:tblPr/><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
        f'<w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="{BLUE_HEX}"/>'
        '</w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
        '<w:tblStylePr w:type="band2Horz"><w:tcPr><w:shd w:val="clear" w:color="auto" '
        'w:fill="F5F5FE"/></w:tcPr></w:tblStylePr></w:x>'
    )
    for part in list(parse_xml(fragment)):
        style.append(part)


def field(name: str) -> list[BaseOxmlElement]:
    """The runs of a Word field."""
    runs = []
    for kind, text in (("begin", ""), ("", name), ("separate", ""), ("text", "1"), ("end", "")):
        run = OxmlElement("w:r")
        if kind == "":
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = f" {text} "
        elif kind == "text":
            part = OxmlElement("w:t")
            part.text = text
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run.append(part)
        runs.append(run)
    return runs


def set_page(document: Document) -> None:
    """A4, margins, the mention on top of each page and the page number at its foot."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1.2)
    header = section.header.paragraphs[0]
    header.style = document.styles["Header"]
    run = header.add_run(MARK)
    run.font.bold, run.font.color.rgb = True, ALERT
    footer = section.footer.paragraphs[0]
    footer.style = document.styles["Footer"]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    footer.add_run("page ")
    for part in field("PAGE"):
        footer._p.append(part)
    footer.add_run(" / ")
    for part in field("NUMPAGES"):
        footer._p.append(part)


def set_language(document: Document) -> None:
    """French for all text, so that a spelling checker knows."""
    for tag in document.styles.element.iter(qn("w:lang")):
        for name in ("w:val", "w:eastAsia", "w:bidi"):
            tag.set(qn(name), "fr-FR")


def reference_document() -> bytes:
    """The bytes of the reference document, the same at each call."""
    document = docx.Document(io.BytesIO(pandoc_reference()))
    set_text_styles(document)
    set_table_style(document)
    set_page(document)
    set_language(document)
    result = io.BytesIO()
    document.save(result)
    return rezipped(zip_parts(result.getvalue()))


def main(path: Path = REPORT / "modele.docx") -> int:
    """Writes the reference document where the project keeps it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(reference_document())
    return 0


if __name__ == "__main__":
    sys.exit(main())
