"""Cells by group as each published document shows them: pages, PDF, Word file, pictures, texts."""

import contextlib
import html
import json
import re
import shutil
import subprocess
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

Grid = list[list[str]]

TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
# How matplotlib writes a text that it draws: its words as a comment, then where it stands.
_DRAWN = re.compile(r"<!-- (.*?) -->\s*<g [^>]*?translate\(([\d.]+) ([\d.]+)\)", re.DOTALL)
_LINK = re.compile(r"(oui|non)(?:, V = (\d+(?:,\d+)?))?")
_SPACES = re.compile(r"[\s\u00a0\u202f\u00ad]+")


@dataclass(frozen=True)
class Shown:
    """A cell of a table in a document: the row's label, the group, and what is written there.

    The label is empty where the row is the group's own.
    """

    place: str
    label: str
    group: str
    text: str


def plain(text: str) -> str:
    """Text with one kind of space and of apostrophe."""
    return _SPACES.sub(" ", text.replace("’", "'")).strip()


def shown_cells(site: Path, groups: Sequence[str]) -> Iterator[Shown]:
    """Every cell of a table that has groups in its head or its rows, in the documents of a wave.

    `groups` are the names of all groups. Looked at: HTML pages, the Word files, the PDF where
    pdftotext is there, and pictures in SVG, whose drawn words stand in them as comments.
    """
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.suffix == ".html":
            for grid in html_tables(path.read_text(encoding="utf-8")):
                yield from cells_of_grid(name, grid, groups)
        elif path.suffix == ".ipynb":
            told = "".join(_strings(json.loads(path.read_text(encoding="utf-8"))))
            for grid in html_tables(told):
                yield from cells_of_grid(name, grid, groups)
        elif path.suffix == ".docx":
            for grid in _word_tables(path):
                yield from cells_of_grid(name, grid, groups)
        elif path.suffix == ".pdf":
            for grid in pdf_tables(pdf_text(path, "-layout"), groups):
                yield from cells_of_grid(name, grid, groups)
        elif path.suffix == ".svg":
            yield from _svg_cells(name, path.read_text(encoding="utf-8"), groups)


def html_tables(page: str) -> Iterator[Grid]:
    """Tables of a page as rows of texts."""
    for table in TABLE.findall(page):
        yield [[_text(cell) for cell in _CELL.findall(row)] for row in _ROW.findall(table)]


def _text(cell: str) -> str:
    return plain(html.unescape(_TAG.sub("", cell)))


def _word_tables(path: Path) -> Iterator[Grid]:
    with zipfile.ZipFile(path) as archive:
        content = archive.read("word/document.xml").decode()
    for table in re.findall(r"<w:tbl>.*?</w:tbl>", content, re.DOTALL):
        rows = re.findall(r"<w:tr[ >].*?</w:tr>", table, re.DOTALL)
        yield [[_text(c) for c in re.findall(r"<w:tc>.*?</w:tc>", r, re.DOTALL)] for r in rows]


def pdf_text(path: Path, how: str) -> str:
    """Text of a PDF; none where pdftotext is not there."""
    if shutil.which("pdftotext") is None:
        return ""
    command = ["pdftotext", how, str(path), "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


def pdf_parts(path: Path) -> Iterator[bytes]:
    """The streams of a PDF, unpacked, and its texts outside the pages: titles, alternatives."""
    content = path.read_bytes()
    streams = [content]
    for match in re.finditer(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        with contextlib.suppress(zlib.error):
            streams.append(zlib.decompress(match[1]))
    for stream in streams:
        yield stream
        for text in re.findall(rb"<FEFF([0-9A-Fa-f]+)>", stream):
            yield bytes.fromhex(text.decode()).decode("utf-16-be", "replace").encode()


def pdf_tables(text: str, groups: Sequence[str]) -> Iterator[Grid]:
    """Tables whose head names groups: lines in which two spaces or more part the cells."""
    grid: Grid = []
    for line in text.splitlines():
        cells = [plain(cell) for cell in re.split(r"\s{2,}", line.strip())]
        if cells[0] in groups and len(cells) > 1:
            yield [[""], cells]
        if len(set(cells) & set(groups)) > 1:
            grid = [cells]
        elif grid and len(cells) == len(grid[0]):
            grid.append(cells)
        elif grid and line.strip():
            yield grid
            grid = []
    if grid:
        yield grid


def cells_of_grid(place: str, grid: Grid, groups: Sequence[str]) -> Iterator[Shown]:
    head, *rows = grid or [[]]
    for row in rows:
        if row and (name := row[0].rpartition(": ")[2]) in groups:
            yield from (Shown(place, "", name, text) for text in row[1:] if text)
    if sum(name in groups for name in head) < 2:
        return
    for row in rows:
        for name, text in zip(head, row, strict=True):
            if name in groups:
                yield Shown(place, row[0], name, text)


def _svg_cells(place: str, picture: str, groups: Sequence[str]) -> Iterator[Shown]:
    drawn = [(plain(html.unescape(t)), float(x), float(y)) for t, x, y in _DRAWN.findall(picture)]
    heads = [(text, x) for text, x, _ in drawn if text in groups]
    if len(heads) < 2:
        return
    left, below = min(x for _, x in heads), min(y for text, _, y in drawn if text in groups)
    width = min(
        abs(a - b) for a, b in zip(*([x for _, x in heads][n:] for n in (0, 1)), strict=False)
    )
    labels = [(text, y) for text, x, y in drawn if x < left - width / 2]
    for text, x, y in drawn:
        if text in groups or y <= below + 1 or not labels:
            continue
        label = min(labels, key=lambda label: abs(label[1] - y))
        if abs(label[1] - y) >= width / 2:
            continue
        group, at = min(heads, key=lambda head: abs(head[1] - x))
        if abs(at - x) < width / 2 and re.fullmatch(r"s|–|\d+ ?%.*", text):
            yield Shown(place, label[0], group, text)
        elif link := _LINK.fullmatch(text):
            yield Shown(place, label[0], "Lien significatif", link[1])
            if link[2]:
                yield Shown(place, label[0], "V de Cramér", link[2])


def sentences(path: Path, page: str | None = None) -> Iterator[str]:
    """Sentences of a file outside its tables: what it says, what its pictures are said to show.

    `page` is the text of an HTML page, where it isn't as in the file.
    """
    if path.suffix == ".pdf":
        lines = pdf_text(path, "-layout").splitlines()  # a table's lines have gaps
        text = "\n".join("" if re.search(r"\S\s{3,}\S", line) else line for line in lines)
        told = [part.decode() for part in pdf_parts(path) if len(part) < 5000 and _is_text(part)]
        text = "\n\n".join([text, *told])
    elif path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            parts = [archive.read(n).decode() for n in archive.namelist() if n.endswith(".xml")]
        text = re.sub(r"<w:tbl>.*?</w:tbl>", " ", "\n".join(parts), flags=re.DOTALL)
        text = (
            "\n".join(re.findall(r'descr="([^"]*)"', text)) + "\n" + _without_tags(text, "</w:p>")
        )
    elif path.suffix == ".ipynb":
        notebook = json.loads(path.read_text(encoding="utf-8"))
        text = "\n".join(_strings(notebook))
    elif path.suffix in (".html", ".svg"):
        page = path.read_text(encoding="utf-8") if page is None else page
        page = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", page)
        named = re.findall(r'(?:alt|title|aria-label|content)="([^"]*)"', page)
        text = "\x1f".join([*named, ""]) + _without_tags(
            TABLE.sub(" ", page), "</p>|</li>|</d[dt]>|</text>"
        )
    elif path.suffix in (".csv", ".json"):
        text = path.read_text(encoding="utf-8")
    elif path.suffix == ".png":
        chunks = re.findall(rb"[tiz][TX][TX]t(.{0,2000})", path.read_bytes(), re.DOTALL)
        text = b" ".join(chunks).decode("latin-1")
    else:
        text = ""
    for part in re.split(r"\n{2,}|(?<=[.!?])\s+(?=[A-ZÀÉÊ«])|\x1f", html.unescape(text)):
        yield plain(part)


def _is_text(part: bytes) -> bool:
    try:
        return all(sign.isprintable() or sign.isspace() for sign in part.decode())
    except UnicodeDecodeError:
        return False


def _without_tags(page: str, ends: str) -> str:
    return _TAG.sub(" ", re.sub(ends, "\x1f", page))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value + "\n"
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        joined = all(isinstance(item, str) for item in value)
        yield from ["".join(value)] if joined else (s for item in value for s in _strings(item))
