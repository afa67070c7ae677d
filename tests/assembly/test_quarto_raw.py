"""What Quarto 1.10 really writes, once finished, has what the embedded engine gives.

`quarto/` holds both documents as Quarto wrote them: pictures cut to a pixel, embedded data cut.
"""

import re
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from bilan.assembly.docx_contents import W
from bilan.assembly.finish import finished_docx, finished_html, zip_parts
from bilan.assembly.html_sections import with_sections
from bilan.assembly.quarto_word import drop_blank_paragraphs, name_captions

RAW = Path(__file__).parent / "quarto"
EPOCH = 1435622400


@pytest.fixture(scope="module")
def document() -> etree._Element:
    content = (RAW / "bilan-2015-raw.docx").read_bytes()
    finished = finished_docx(content, mention="Données simulées", epoch=EPOCH)
    assert finished_docx(finished, mention="Données simulées", epoch=EPOCH) == finished
    return etree.fromstring(zip_parts(finished)["word/document.xml"])


@pytest.fixture(scope="module")
def page() -> str:
    return finished_html((RAW / "bilan-2015-raw.html").read_bytes()).decode()


def all_of(root: etree._Element, name: str) -> list[etree._Element]:
    return list(root.iter(f"{{{W}}}{name}"))


def styles(root: etree._Element) -> Counter[str]:
    found = root.iterfind(f".//{{{W}}}p/{{{W}}}pPr/{{{W}}}pStyle")
    return Counter(style.get(f"{{{W}}}val") for style in found)


def fields(root: etree._Element, kind: str) -> list[str]:
    return [field.text for field in all_of(root, "instrText") if f" {kind} " in f" {field.text} "]


def test_captions_are_captions_and_numbered_by_word(document: etree._Element) -> None:
    found = styles(document)
    assert (found["ImageCaption"], found["TableCaption"]) == (8, 24)
    assert Counter(fields(document, "SEQ")) == {
        " SEQ Illustration \\* ARABIC ": 8,
        " SEQ Tableau \\* ARABIC ": 24,
    }


def test_contents_and_both_lists_are_filled(document: etree._Element) -> None:
    assert len(fields(document, "TOC")) == 3
    found = styles(document)
    assert (found["TOC1"], found["TOC2"], found["TableofFigures"]) == (7, 13, 32)
    anchors = {mark.get(f"{{{W}}}name") for mark in all_of(document, "bookmarkStart")}
    links = [link.get(f"{{{W}}}anchor") for link in all_of(document, "hyperlink")]
    assert {link for link in links if link} <= anchors


def test_no_paragraph_is_invalid_or_blank(document: etree._Element) -> None:
    paragraphs = all_of(document, "p")
    assert [p for p in paragraphs if len(p.findall(f"{{{W}}}pPr")) > 1] == []
    blank = [
        p
        for p in document.findall(f"{{{W}}}body/{{{W}}}p")
        if not "".join(p.itertext(f"{{{W}}}t")).strip() and not p.findall(f".//{{{W}}}drawing")
    ]
    assert blank == []


def word(*bodies: str) -> etree._Element:
    return etree.fromstring(
        f'<w:document xmlns:w="{W}"><w:body>{"".join(bodies)}</w:body></w:document>'
    )


def paragraph(text: str, *properties: str) -> str:
    own = "".join(f"<w:pPr>{p}</w:pPr>" for p in properties)
    return f"<w:p>{own}<w:r><w:t>{text}</w:t></w:r></w:p>"


BODY, CAPTION = '<w:pStyle w:val="BodyText"/>', '<w:pStyle w:val="ImageCaption"/>'
TABLE = "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
MARK = '<w:bookmarkEnd w:id="1"/>'


@pytest.mark.parametrize(
    ("text", "properties", "style"),
    [
        ("Illustration\u00a01 : Un titre", (BODY, CAPTION), "ImageCaption"),
        ("Tableau 12 : Un titre", (BODY, CAPTION), "TableCaption"),
        ("Tableau 2", ("", CAPTION), "TableCaption"),
        ("Tableaux et illustrations", (BODY, CAPTION), "BodyText"),
        ("Illustration 1 est un renvoi", (BODY,), "BodyText"),
    ],
)
def test_a_caption_is_told_by_its_first_word(
    text: str, properties: tuple[str, ...], style: str
) -> None:
    root = word(paragraph(text, *properties))
    name_captions(root)
    assert len(all_of(root, "pPr")) == 1
    assert styles(root) == {style: 1}


def test_a_blank_paragraph_goes_unless_it_keeps_two_tables_apart() -> None:
    blank, full = paragraph(" ", BODY), paragraph("Texte", BODY)
    picture = "<w:p><w:r><w:drawing/></w:r></w:p>"
    end = "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>"
    root = word(full, blank, TABLE, MARK, blank, MARK, TABLE, blank, picture, blank, end)
    drop_blank_paragraphs(root)
    kept = [element.tag.rpartition("}")[2] for element in root[0]]
    assert kept == ["p", "tbl", "bookmarkEnd", "p", "bookmarkEnd", "tbl", "p", "p"]


def test_each_heading_opens_a_section(page: str) -> None:
    inside = page[page.index("<main") : page.index("</main>")]
    opened = re.findall(r'<section id="([^"]+)" class="level(\d)[^"]*"', inside)
    assert len(opened) == inside.count("</section>") == 33
    raw = (RAW / "bilan-2015-raw.html").read_text(encoding="utf-8")
    named = re.findall(r'<h([2-6])[^>]* id="([^"]+)"', raw[raw.index("<main") :])
    assert opened == [(name, level) for level, name in named]
    assert re.search(
        r'<section id="sec-pilotage" class="level3" data-number="1.1">\n<h3 data-', page
    )
    assert len(re.findall(r'href="#', page)) == raw.count('href="#') == 40


def test_the_page_gets_its_policy_once(page: str) -> None:
    assert page.count("Content-Security-Policy") == 1
    assert "default-src 'none'" in page
    assert finished_html(page.encode()).decode() == page


NOTES = '<section class="footnotes"><hr /><ol><li>Note</li></ol></section>'


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<p>Rien</p>", "<p>Rien</p>"),
        (
            '<h2 id="a">A</h2><p>x</p><h3 id="b">B</h3><h2 id="c">C</h2>',
            '<section id="a" class="level2">\n<h2>A</h2><p>x</p>'
            '<section id="b" class="level3">\n<h3>B</h3></section>\n</section>\n'
            '<section id="c" class="level2">\n<h2>C</h2></section>\n',
        ),
        (  # a level left out, and notes after the last section
            f'<h2 class="unnumbered" id="a">A</h2><h4 id="b">B</h4>{NOTES}',
            '<section id="a" class="level2 unnumbered">\n<h2 class="unnumbered">A</h2>'
            f'<section id="b" class="level4">\n<h4>B</h4></section>\n</section>\n{NOTES}',
        ),
        (  # a heading in a block of its own stays there
            '<div><h2 id="a">A</h2><img src="x"></div><br><p>x</p>',
            '<div><h2 id="a">A</h2><img src="x"></div><br><p>x</p>',
        ),
    ],
)
def test_sections_follow_the_levels(inside: str, expected: str) -> None:
    page = '<body><main id="contenu">{}</main><h2 id="z">Z</h2></body>'
    once = with_sections(page.format(inside))
    assert once == page.format(expected)
    assert with_sections(once) == once
