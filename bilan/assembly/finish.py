"""The last touch on what an engine wrote: a page's policy; a Word file's contents, mention, dates.

pandoc takes the header of the reference document as it is, leaves the contents for Word to fill,
and dates the file itself; all three are put right here, and what Quarto alone writes is put as the
embedded engine has it. Quarto's post-render script finishes the Word files that it rendered by
hand, and leaves pages as they are: a page's policy would block the live reload of its preview.
"""

import datetime
import io
import re
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape

from lxml import etree

from bilan.assembly.csp import with_policy
from bilan.assembly.docx_contents import W, fill_contents, number_captions
from bilan.assembly.html_sections import with_sections
from bilan.assembly.origins import PROPERTY, keep_origin, origin_of
from bilan.assembly.quarto_word import drop_blank_paragraphs, name_captions
from bilan.assembly.sources import load
from bilan.project.errors import BilanError
from bilan.project.paths import ROOT

MARK = "Mention de la vague"
CUSTOM = "docProps/custom.xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PROPERTIES, TYPES = f"{OFFICE}/custom-properties", f"{OFFICE}/docPropsVTypes"
FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the format's own, for properties of a user
FIXED = (1980, 1, 1, 0, 0, 0)
CREATED = re.compile(r"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")

SKIP = re.compile(r'<a class="evitement".*?</a>\n?')
BAR = '<nav class="barre"'

SMALL = 15  # rows of a table that stays on one page
PLAIN = ("BodyText", "FirstParagraph", "Compact", "Notes")

Parts = dict[str, bytes]


def rezipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip of the parts whose bytes depend on nothing else."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, FIXED)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, content, compresslevel=6)
    return result.getvalue()


def zip_parts(content: bytes) -> Parts:
    """The files of a zip, by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def finished_html(content: bytes) -> bytes:
    """Quarto's page with its sections and its policy; idempotent.

    Raises
    ------
    AssemblyError
        The page declares no encoding.
    """
    page = with_sections(content.decode("utf-8"))
    skip, bar = SKIP.search(page), page.find(BAR)
    if skip and 0 <= bar < skip.start():  # the first stop of the keyboard
        page = SKIP.sub("", page, count=1).replace(BAR, f"{skip[0]}{BAR}", 1)
    return with_policy(page.encode())


def finished_docx(content: bytes, *, mention: str, epoch: int, origin: str = "") -> bytes:
    """The document with its mention on each page, its contents filled, and dated by `epoch`.

    `origin` is the identity of its text (`bilan.assembly.origins`), "" where it comes from none.
    """
    parts = zip_parts(content)
    for name, part in parts.items():
        if name.startswith("word/header") and name.endswith(".xml"):
            parts[name] = part.replace(MARK.encode(), escape(mention).encode())
    when = datetime.datetime.fromtimestamp(epoch, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    core = parts["docProps/core.xml"].decode()
    parts["docProps/core.xml"] = CREATED.sub(rf"\g<1>{when}\g<3>", core).encode()
    if origin:
        parts[CUSTOM] = with_property(parts[CUSTOM], PROPERTY, origin)
    root = etree.fromstring(parts["word/document.xml"])
    name_captions(root)
    drop_blank_paragraphs(root)
    fill_contents(root)
    number_captions(root)
    break_pages(root)
    keep_rows_whole(root)
    space_after_tables(root)
    parts["word/document.xml"] = bytes(
        etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    )
    return rezipped(parts)


def break_pages(root: etree._Element) -> None:
    """Starts a page at the first heading, at the first numbered chapter, and at all that follow."""
    started, numbered = False, False
    for paragraph in root.iter(f"{{{W}}}p"):
        properties = paragraph.find(f"{{{W}}}pPr")
        style = properties.find(f"{{{W}}}pStyle") if properties is not None else None
        if style is None or style.get(f"{{{W}}}val") != "Heading1":
            continue
        numbered = numbered or "".join(paragraph.itertext(f"{{{W}}}t"))[:1].isdigit()
        there = properties.find(f"{{{W}}}pageBreakBefore") is not None
        if (numbered or not started) and not there:
            style.addnext(etree.Element(f"{{{W}}}pageBreakBefore"))
        started = True


def keep_rows_whole(root: etree._Element) -> None:
    """Lets no row of a table go over the page, nor a table that is not long."""
    for table in root.iter(f"{{{W}}}tbl"):
        rows = table.findall(f"{{{W}}}tr")
        for row in rows[:-1] if len(rows) <= SMALL else rows[:1]:
            for paragraph in row.iter(f"{{{W}}}p"):
                _keep_with_next(paragraph)
    for row in root.iter(f"{{{W}}}tr"):
        properties = row.find(f"{{{W}}}trPr")
        if properties is None:
            properties = etree.Element(f"{{{W}}}trPr")
            before = row.find(f"{{{W}}}tblPrEx")
            row.insert(0 if before is None else 1, properties)
        if properties.find(f"{{{W}}}cantSplit") is None:
            properties.insert(0, etree.Element(f"{{{W}}}cantSplit"))


def _keep_with_next(paragraph: etree._Element) -> None:
    properties = paragraph.find(f"{{{W}}}pPr")
    if properties is None:
        properties = etree.Element(f"{{{W}}}pPr")
        paragraph.insert(0, properties)
    if properties.find(f"{{{W}}}keepNext") is None:
        style = properties.find(f"{{{W}}}pStyle")
        properties.insert(0 if style is None else 1, etree.Element(f"{{{W}}}keepNext"))


def space_after_tables(root: etree._Element) -> None:
    """Leaves a line's height between a table, which has no such property, and what follows."""
    for table in root.iter(f"{{{W}}}tbl"):
        following = table.getnext()
        while following is not None and following.tag.endswith(("bookmarkStart", "bookmarkEnd")):
            following = following.getnext()
        if following is None or not following.tag.endswith("}p"):
            continue
        properties = following.find(f"{{{W}}}pPr")
        if properties is None or properties.find(f"{{{W}}}spacing") is not None:
            continue
        style = properties.find(f"{{{W}}}pStyle")
        if style is not None and style.get(f"{{{W}}}val") in PLAIN:
            spacing = etree.Element(f"{{{W}}}spacing")
            spacing.set(f"{{{W}}}before", "200")
            after = properties.find(f"{{{W}}}numPr")
            (style if after is None else after).addnext(spacing)


def custom_property(parts: Mapping[str, bytes], name: str) -> str:
    """A property that pandoc keeps of the document's metadata, empty where there is none."""
    if CUSTOM not in parts:
        return ""
    for item in etree.fromstring(parts[CUSTOM]):
        if item.get("name") == name:
            return "".join(item.itertext())
    return ""


def with_property(part: bytes, name: str, value: str) -> bytes:
    """The properties of a document, with one more, or with another value of it."""
    root = etree.fromstring(part)
    for item in root.xpath("*[@name=$name]", name=name):
        root.remove(item)
    number = max((int(item.get("pid", "1")) for item in root), default=1) + 1
    item = etree.SubElement(root, f"{{{PROPERTIES}}}property", fmtid=FORMAT, pid=str(number))
    item.set("name", name)
    etree.SubElement(item, f"{{{TYPES}}}lpwstr").text = value
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def finish_rendered(environment: Mapping[str, str]) -> None:
    """Finishes the Word files among those that Quarto has just rendered by hand."""
    if environment.get("BILAN_PIPELINE") == "1":
        return
    for name in environment.get("QUARTO_PROJECT_OUTPUT_FILES", "").splitlines():
        path = Path(name)
        if path.suffix != ".docx" or not path.is_file():
            continue
        content = path.read_bytes()
        parts = zip_parts(content)
        mention = custom_property(parts, "mention-simulation")
        origin, wave = custom_property(parts, PROPERTY), custom_property(parts, "vague")
        if wave and not origin:
            with suppress(BilanError):  # a text that is not whole has no identity
                source = load(ROOT, wave)
                origin = origin_of(source)
                keep_origin(source)
        epoch = int(environment.get("SOURCE_DATE_EPOCH", "0"))
        beside = path.with_suffix(".part")
        beside.write_bytes(finished_docx(content, mention=mention, epoch=epoch, origin=origin))
        beside.replace(path)
