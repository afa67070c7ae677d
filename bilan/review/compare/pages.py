"""The paragraphs of a finished page, and its illustrations' titles and alternative texts."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree, html

from bilan.french.texts import texts_of
from bilan.project.yaml_records import Strict

KINDS = ("p", "li", "figcaption", "tr")
TITLES = ("h1", "h2", "h3", "h4", "h5", "h6")
# What the pipeline writes itself wherever it stands.
MADE = ("notes", "tableau", "quarto-float-tbl")
SIGNS = " \t\r\n\f"


class _Texts(Strict, frozen=True):
    kinds: dict[str, str]
    heading: str
    start: str


page_texts = texts_of(__file__, _Texts)


@dataclass(frozen=True)
class Passage:
    """A paragraph of the page: what it says, what it is, the identifier of its section.

    `made` where the pipeline writes it; `figure` is the illustration that it is the title of;
    `bound` are the texts in it that are bound to data, `references` those that refer to a number.
    """

    text: str
    kind: str
    section: str
    made: bool
    figure: str
    bound: tuple[str, ...]
    references: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """What a page says: passages in order, titles of sections, alternative texts of figures."""

    passages: tuple[Passage, ...]
    titles: dict[str, str]
    alternatives: dict[str, str]


def read_page(path: Path) -> Page:
    """What a finished page says; nothing where there is no page."""
    if not path.is_file():
        return Page((), {}, {})
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    root = html.fromstring(path.read_bytes(), parser=parser)
    mains = root.xpath("//*[@id='contenu']")
    main = mains[0] if mains else root
    titles = {}
    for section in main.iter("section"):
        heading = next((child for child in section if child.tag in TITLES), None)
        if heading is not None:
            titles[section.get("id", "")] = text_of(heading)
    alternatives = {
        holder.get("id", "")[4:]: next((i.get("alt") or "" for i in holder.iter("img")), "")
        for holder in main.xpath(".//*[starts-with(@id, 'fig-')]")
        if holder.tag != "figcaption"
    }
    passages = (_passage(element) for element in main.iter(*KINDS, *TITLES) if _read(element))
    return Page(tuple(p for p in passages if p.text), titles, alternatives)


def text_of(element: etree._Element) -> str:
    """Text of an element on one line; no-break spaces stay."""
    return " ".join(part for part in _squeezed("".join(_pieces(element))).split(" ") if part)


def _squeezed(text: str) -> str:
    return "".join(" " if sign in SIGNS else sign for sign in text)


def _pieces(element: etree._Element) -> Iterator[str]:
    """Text of an element without lists within it, cells parted by bars."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in ("ul", "ol", "script", "style"):
            yield from _pieces(child)
            if child.tag in ("td", "th") and child.getnext() is not None:
                yield " | "
        yield child.tail or ""


def _read(element: etree._Element) -> bool:
    """Whether an element is a passage of its own, outside an illustration's data."""
    above = list(element.iterancestors())
    if any(one.tag in ("details", "tr", "figcaption", "nav") for one in above):
        return False
    if element.tag == "li":
        return all(child.tag != "p" for child in element)
    return True


def _passage(element: etree._Element) -> Passage:
    above = [element, *element.iterancestors()]
    sections = (one.get("id", "") for one in above if one.tag == "section" and one.get("id"))
    classes = {name for one in above for name in (one.get("class") or "").split()}
    names = (one.get("id", "") for one in above if element.tag == "figcaption")
    figure = next((name[4:] for name in names if name.startswith("fig-")), "")
    return Passage(
        text_of(element),
        page_texts().heading if element.tag in TITLES else page_texts().kinds[element.tag],
        next(sections, ""),
        element.tag == "tr" or bool(classes.intersection(MADE)),
        figure.split("-caption-")[0],
        tuple(
            text_of(one)
            for one in element.xpath(".//*[@data-ind or @data-registre or @data-verdicts]")
        ),
        tuple(text_of(one) for one in element.xpath(".//a[contains(@class, 'quarto-xref')]")),
    )
