"""What is big on an HTML page, and the same on each: it goes round pandoc.

pandoc reads and writes styles, faces, scripts and pictures for longer than it does the text. So
the page is written with a short mark in the place of each, which is replaced at the end. No text
can hold a mark: pandoc escapes what would make a comment or an attribute of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bilan.assembly.pandoc import Node, raw_html
from bilan.assembly.sources import Metadata
from bilan.project.errors import AssemblyError

# Metadata key → key of the pieces in pandoc's template.
PLACES = {
    "include-in-header": "header-includes",
    "include-before-body": "include-before",
    "include-after-body": "include-after",
}
STYLES = "css"


@dataclass
class Around:
    """What goes round pandoc, by the mark that stands for it on the page."""

    pieces: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)

    def picture(self, address: str) -> str:
        """Mark of a picture that has this `data:` address."""
        mark = f"bilan-image-{len(self.pictures)}"
        self.pictures[mark] = address
        return mark

    def restored(self, page: str) -> str:
        """The page as pandoc wrote it, with everything in its place."""
        for mark, address in self.pictures.items():
            page = page.replace(f'src="{mark}"', f'src="{address}"')
        for mark, text in self.pieces.items():
            page = page.replace(mark, text)
        return page


def includes(metadata: Metadata, around: Around, *, project: Path) -> dict[str, Node]:
    """Metadata that make pandoc write a mark where styles and included files go.

    They are metadata, and not arguments, since the filters add to them: what pandoc is told to
    include would hide what they add.

    Raises
    ------
    AssemblyError
        A file is not there.
    """
    made = {}
    for key, place in PLACES.items():
        texts = [_content(project, path) for path in paths(metadata, key)]
        if key == "include-in-header":
            styles = [_content(project, path) for path in paths(metadata, STYLES)]
            texts = [*(f"<style>\n{text}</style>\n" for text in styles), *texts]
        if texts:
            mark = f"<!-- bilan: {place} -->"
            around.pieces[mark] = "".join(texts).rstrip("\n")
            made[place] = raw_html([mark])
    return made


def paths(metadata: Metadata, key: str) -> Sequence[str]:
    """The files that a metadata key names."""
    value = metadata.get(key) or []
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def project_file(project: Path, name: str) -> Path:
    """A file that the project's metadata name.

    Raises
    ------
    AssemblyError
        It is not there.
    """
    path = project / name
    if not path.is_file():
        raise AssemblyError(
            "_quarto.yml", expected=f"the file {name}", found="nothing", next_step="restore it"
        )
    return path


def _content(project: Path, name: str) -> str:
    return project_file(project, name).read_text(encoding="utf-8")
