"""The report's page in a process that stays: only the part of the text that changed is read anew.

What is big (styles, faces, scripts, pictures) goes round pandoc, as for the published page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from bilan.assembly import pandoc
from bilan.assembly.embedded import (
    DEFAULT_EXTENSIONS,
    named,
    pandoc_arguments,
    said_of,
    versions,
)
from bilan.assembly.images import data_uri, image_file
from bilan.assembly.page_parts import Around, includes
from bilan.assembly.sources import Metadata, Source, SourceLine, load
from bilan.assembly.split import CUT, apart, parts
from bilan.assembly.subset import SubsetError, check_subset, outside
from bilan.assembly.table_cache import Bodies, Body, bodies_of
from bilan.project.file_stamps import signature
from bilan.review.preview.marking import PLACE, marked


@dataclass(frozen=True)
class Composed:
    """The report's page, each line of its text marked, and the lines that the marks count."""

    project: Path
    html: str
    lines: tuple[SourceLine, ...]


@dataclass
class Part:
    """What pandoc read of a part, with what the page as a whole decides: each with its value."""

    blocks: list[Any] = field(default_factory=list)
    places: list[tuple[list[str], int]] = field(default_factory=list)
    images: list[tuple[list[str], str]] = field(default_factory=list)
    headings: list[tuple[list[Any], str]] = field(default_factory=list)
    tables: list[Body] = field(default_factory=list)

    def take_note(self) -> None:
        """Find all that the page decides."""
        for node in pandoc.walk(self.blocks):
            content: Any = node.get("c")
            if node["t"] == "Image":
                self.images.append((content[2], content[2][0]))
            elif node["t"] == "Header":
                self.headings.append((content[1], content[1][0]))
            elif node["t"] == "Span":
                keys = [pair for pair in content[0][2] if pair[0] == PLACE]
                self.places.extend((pair, int(pair[1])) for pair in keys)
            elif node["t"] == "Table":
                self.tables += bodies_of(node)


class Composer:
    """Composes the page of one wave, again and again; remembers what it has read.

    `folder` is an empty folder for pandoc to run in.
    """

    def __init__(self, project: Path, wave: str, *, folder: Path) -> None:
        self.project, self.wave, self.folder = project.absolute(), wave, folder
        self._engine = named(versions())
        self._read: dict[tuple[str, int], Part] = {}
        self._bodies = Bodies()
        self._version: list[int] = []
        self._uris: dict[object, str] = {}

    def compose(self, pieces: Mapping[Path, str]) -> Composed:
        """The page of the texts as they are now.

        `pieces` are texts to take instead of the files of that name.

        Raises
        ------
        SubsetError
            The text leaves what a build would publish; nothing of it is shown.
        TextError, AssemblyError
            The text cannot be assembled, or pandoc refuses it.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        source = load(self.project, self.wave).with_engine(self._engine)
        if found := check_subset(source.document, project=self.project, known=source.metadata):
            raise SubsetError(found, project=self.project)
        source = replace(source, lines=tuple(_with_pieces(source.lines, pieces)))
        metadata = source.for_format("html")
        around = Around()
        document = self._document(source, metadata, around)
        html = around.restored(self._written(document, metadata, source))
        return Composed(self.project, html, source.lines)

    def _document(self, source: Source, metadata: Metadata, around: Around) -> pandoc.Node:
        """The document for the HTML writer."""
        extension = str(metadata.get("default-image-extension") or DEFAULT_EXTENSIONS["html"])
        names: dict[str, str] = {}
        headings: set[str] = set()
        blocks: list[Any] = []
        for start, part in self._parts(source):
            for place, number in part.places:
                place[1] = str(start + number)
            for heading, name in part.headings:
                heading[0] = _new_name(name, headings)
            for target, name in part.images:
                if name not in names:
                    path = image_file(source.project, source.document, name, extension)
                    names[name] = around.picture(self._uri(path))
                target[0] = names[name]
            self._bodies.shorten(part.tables)
            blocks += part.blocks
        meta = said_of(metadata) | includes(metadata, around, project=source.project)
        return {"pandoc-api-version": self._version, "meta": meta, "blocks": blocks}

    def _parts(self, source: Source) -> list[tuple[int, "Part"]]:
        """The parts of the text, each with its first line; those that are new are read at once."""
        editable = source.project / "report"
        cut = [
            (start, marked(source.lines[start:end], editable=editable))
            for start, end in parts(source.lines)
        ]
        # A text that stands twice is read twice: what the page decides is set in each.
        keys = [(text, [t for _, t in cut[:n]].count(text)) for n, (_, text) in enumerate(cut)]
        missing = [key for key in keys if key not in self._read]
        read = dict(zip(missing, self._parsed([text for text, _ in missing], source), strict=True))
        self._read = {key: self._read.get(key) or read[key] for key in keys}
        return [(start, self._read[key]) for (start, _), key in zip(cut, keys, strict=True)]

    def _parsed(self, texts: Sequence[str], source: Source) -> list["Part"]:
        if not texts:
            return []
        document, _ = pandoc.parse(
            CUT.join(texts), folder=self.folder, epoch=0, what=source.document.name
        )
        if found := outside(document, source.lines):
            raise SubsetError(found, project=self.project)
        self._version = document["pandoc-api-version"]
        made = [Part(blocks) for blocks in apart(document["blocks"])]
        for part in made:
            part.take_note()
        return made

    def _written(self, document: pandoc.Node, metadata: Metadata, source: Source) -> str:
        content, _ = pandoc.run_pandoc(
            pandoc_arguments("html", metadata),
            text=msgspec.json.encode(document),
            folder=self.folder,
            epoch=0,
            what=source.document.name,
        )
        return self._bodies.restored(content.decode())

    def _uri(self, path: Path) -> str:
        stamp = path, signature(path)
        if stamp not in self._uris:
            self._uris[stamp] = data_uri(path)
        return self._uris[stamp]


def _with_pieces(lines: Sequence[SourceLine], pieces: Mapping[Path, str]) -> list[SourceLine]:
    """The lines, those of a file for which there is a piece replaced by the piece's."""
    result: list[SourceLine] = []
    done: Path | None = None
    for line in lines:
        if line.file not in pieces:
            result.append(line)
        elif line.file != done:
            texts = pieces[line.file].splitlines()
            result += [
                SourceLine(line.file, number, text) for number, text in enumerate(texts, start=1)
            ]
        done = line.file
    return result


def _new_name(name: str, seen: set[str]) -> str:
    """A heading's name, numbered where another part has it too, as pandoc does within one."""
    new, count = name, 0
    while new and new in seen:
        count += 1
        new = f"{name}-{count}"
    seen.add(new)
    return new
