"""The text of a wave, line by line, in the order in which it is read."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bilan.french.markdown_inlines import HIDDEN, hidden
from bilan.french.markdown_reader import UNREAD, read_rows
from bilan.project.errors import TextError
from bilan.project.files import composed
from bilan.project.paths import RECOMMENDATIONS, REPORT, REPORT_NAME, shown

TITLE = re.compile(r"^\s+(?:title|subtitle):\s*(?P<text>.*)$")
WAVE = re.compile(r"^\s+wave:\s*[\"']?(?P<wave>\w+)")
SAID = re.compile(r"^\s+(?:short|text|why_not_measured):\s*(?P<text>.*)$")
KEY = re.compile(r"^\s*(?:- )?[\w-]+:|^\s*#|^\s*$")
ENTRY = re.compile(r"^(?P<name>[\w-]+):\s*$")


@dataclass(frozen=True)
class ChapterLine:
    """A line of a file: where it stands, and the stretch of it that is text."""

    file: Path
    number: int
    raw: str
    start: int = 0
    end: int | None = None

    @cached_property
    def text(self) -> str:
        """The line with all that is not its text hidden, its length kept."""
        end = len(self.raw) if self.end is None else self.end
        inside = HIDDEN * self.start + self.raw[self.start : end]
        return inside + HIDDEN * (len(self.raw) - end)

    @cached_property
    def words(self) -> str:
        """What a reader reads of it: marks, attributes, addresses, code hidden, length kept."""
        return hidden(self.text)


def read_lines(
    wave: str, *, report: Path = REPORT, document: str = REPORT_NAME
) -> list[ChapterLine]:
    """Lines that a document of a wave includes; in the report, titles of illustrations too.

    Raises
    ------
    TextError
        The wave has no text, or a chapter that it includes is missing.
    """
    folder = report / wave
    titles = _titles(folder / "illustrations.yml") if document == REPORT_NAME else {}
    lines = list(_chapter(folder / f"{document}.qmd", titles, ()))
    for left in titles.values():
        lines += left
    return lines


def register_lines(wave: str, *, path: Path = RECOMMENDATIONS) -> list[ChapterLine]:
    """Texts of the recommendations that a bilan makes, as data/preconisations.yml has them."""
    found = []
    made_by, inside = "", False
    for number, raw in enumerate(_read(path), start=1):
        text = SAID.match(raw)
        if stated := WAVE.match(raw):
            made_by = stated["wave"]
        inside = bool(text) or (inside and not KEY.match(raw))  # a text over several lines
        if inside and made_by == wave:
            start = text.start("text") if text else len(raw) - len(raw.lstrip())
            found.append(ChapterLine(path, number, raw, start))
    return found


def _chapter(
    path: Path, titles: dict[str, list[ChapterLine]], above: tuple[Path, ...]
) -> Iterator[ChapterLine]:
    for row in read_rows(_read(path), front=True):
        if row.kind in UNREAD:
            continue
        if row.kind != "include":
            yield ChapterLine(path, row.number, row.text)
            continue
        if not _inside(path.parent / row.mark.path, above[0] if above else path):
            continue  # the check of the syntax refuses it, and nothing of it is read
        target = Path(row.mark.path)
        if "figures" in target.parts:
            yield from titles.pop(target.stem, [])
        elif (chapter := Path(os.path.normpath(path.parent / target))) not in (*above, path):
            yield from _chapter(chapter, titles, (*above, path))


def _inside(chapter: Path, document: Path) -> bool:
    """Whether a chapter lies in the project of a document, and is reached by no symbolic link."""
    project = document.parent.parent.parent
    try:
        plain = os.path.relpath(os.path.normpath(chapter), project)
        real = os.path.relpath(os.path.realpath(chapter), os.path.realpath(project))
    except ValueError:
        return False
    return plain == real and not plain.startswith(os.pardir)


def _titles(path: Path) -> dict[str, list[ChapterLine]]:
    """Titles and subtitles by illustration."""
    found: dict[str, list[ChapterLine]] = {}
    name = ""
    rows = _read(path) if path.is_file() else []
    inside = False  # a title that goes over several lines
    for number, raw in enumerate(rows, start=1):
        if entry := ENTRY.match(raw):
            name, inside = entry["name"], False
        elif inside and raw.startswith("    ") and not TITLE.match(raw):
            found.setdefault(name, []).append(
                ChapterLine(path, number, raw, len(raw) - len(raw.lstrip()))
            )
        elif (title := TITLE.match(raw)) and title["text"]:
            start = title.start("text") + (title["text"][0] in "\"'")
            end = len(raw.rstrip()) - (raw.rstrip()[-1] in "\"'" and start > title.start("text"))
            found.setdefault(name, []).append(ChapterLine(path, number, raw, start, end))
            inside = True
    return found


def _read(path: Path) -> list[str]:
    try:
        return composed(path.read_text(encoding="utf-8")).split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise TextError(
            f"{shown(path)} ne peut pas être lu",
            expected="un texte en UTF-8",
            found=str(error.strerror if isinstance(error, OSError) else error.reason),
            next_step="restaurez le fichier, ou retirez son inclusion",
        ) from error
