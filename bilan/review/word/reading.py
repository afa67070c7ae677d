"""A Word file from outside, read in a process with limits (`bilan.review.word.reader_process`)."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from bilan.project.errors import TextError, UnreadableError
from bilan.project.files import digest
from bilan.project.limited_process import ask_reader
from bilan.review.word.word_file import Marked, Sign, WordFile

if TYPE_CHECKING:
    import bilan.review.word.reader_process  # noqa: F401 - what a step that reads rests on

# By its name: this process does without lxml.
CHILD = "bilan.review.word.reader_process"
BEYOND = {
    "time": "sa lecture ne finit pas",
    "memory": "sa lecture demande trop de mémoire",
    "crash": "sa lecture s’arrête brutalement",
    "fault": "il est endommagé",
}


def read_word(path: Path) -> WordFile:
    """What a Word file says.

    Raises
    ------
    TextError
        It is no Word file, or one that cannot be read safely.
    """
    try:
        return _read(path.absolute(), digest(path))
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise _unreadable(path, "aucun fichier de ce nom" if missing else str(error)) from error
    except UnreadableError as error:
        raise _unreadable(path, BEYOND.get(error.beyond, str(error))) from error


@lru_cache(maxsize=4)
def _read(path: Path, _: str) -> WordFile:
    """What a file of this hash says."""
    word = msgspec.json.decode(ask_reader(CHILD, [str(path)]), type=WordFile)
    return replace(word, marked=tuple(map(_spread, word.marked)))


def _spread(marked: Marked) -> Marked:
    """The paragraph with a sign for each character; the reader's hold several."""
    signs = tuple(
        Sign(character, *run.rest) for run in marked.paragraph.signs for character in run.text
    )
    return replace(marked, paragraph=replace(marked.paragraph, signs=signs))


def _unreadable(path: Path, found: str) -> TextError:
    return TextError(
        f"{path.name} ne peut pas être lu",
        expected="un fichier Word (.docx) issu du bilan",
        found=found,
        next_step="enregistrez-le de nouveau au format .docx",
    )
