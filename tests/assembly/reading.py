"""Copies the tiny report, and reads the finished files back."""

import shutil
import subprocess
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pikepdf

from bilan.project.paths import ROOT

HERE = Path(__file__).parent / "projet"


def copy_project(folder: Path) -> Path:
    """The tiny report, with the configuration and the assets that the real ones have."""
    shutil.copytree(HERE, folder, dirs_exist_ok=True)
    shutil.copy(ROOT / "_quarto.yml", folder)
    shutil.copy(ROOT / "report" / "modele.docx", folder / "report")
    shutil.copytree(
        ROOT / "bilan" / "assembly" / "assets", folder / "bilan" / "assembly" / "assets"
    )
    return folder


VOID = {"meta", "link", "img", "br", "hr", "input", "col"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split(" ")).replace("\n", " ").strip()

    def all(self, tag: str | None = None, **wanted: str) -> list["Element"]:
        found = []
        for child in self.children:
            same = tag is None or child.tag == tag
            if same and all(
                value in child.attributes.get(key.replace("_", "-"), "").split()
                or child.attributes.get(key.replace("_", "-")) == value
                for key, value in wanted.items()
            ):
                found.append(child)
            found += child.all(tag, **wanted)
        return found

    def one(self, tag: str | None = None, **wanted: str) -> "Element":
        found = self.all(tag, **wanted)
        assert len(found) == 1, f"{len(found)} elements for {tag} {wanted}"
        return found[0]


class Reader(HTMLParser):
    """Builds the tree; a tag closed out of order is an error."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {key: value or "" for key, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.pieces.append(data)


def read_html(path: Path) -> Element:
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is never closed"
    return reader.root


def pdf_text(path: Path) -> str:
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    )
    return done.stdout


def flat(text: str) -> str:
    return " ".join(text.split())


def structure(path: Path, kind: str) -> list[pikepdf.Dictionary]:
    """The elements of one kind in the structure tree of a tagged PDF."""
    with pikepdf.open(path) as pdf:
        found: list[pikepdf.Dictionary] = []
        _collect(pdf.Root.StructTreeRoot, kind, found)
        return [{str(k): str(v) for k, v in item.items() if k in ("/S", "/Alt")} for item in found]


def _collect(node: object, kind: str, found: list[pikepdf.Dictionary]) -> None:
    if isinstance(node, pikepdf.Array):
        for item in node:
            _collect(item, kind, found)
    elif isinstance(node, pikepdf.Dictionary):
        if str(node.get("/S", "")) == f"/{kind}":
            found.append(node)
        if "/K" in node:
            _collect(node.K, kind, found)
