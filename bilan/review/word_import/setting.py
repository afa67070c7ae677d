"""What an import is worked out from, and what comes of each difference."""

from collections.abc import Sequence
from dataclasses import dataclass

from bilan.assembly.sources import Source
from bilan.review.word.blocks import generated
from bilan.review.word.placing import Placed
from bilan.review.word.word_file import Paragraph
from bilan.review.word_import.edits import Edit

TABLE = "un tableau ne se change pas dans le fichier Word\u00a0: corrigez-le dans le chapitre"
TITLE = "la page de titre vient de la description de la vague, _quarto-vague-{}.yml"
STALE = "ce passage n’est plus dans le texte\u00a0: le chapitre a changé depuis ce fichier"
LOOK = "la mise en forme (gras, italique) se change dans le fichier .qmd"
SENTENCE = "dans la même phrase qu’un changement refusé"
TOGETHER = "à côté d’un changement refusé, dont il ne se sépare pas"
ELSEWHERE = "un paragraphe ne s’ajoute qu’à côté d’un paragraphe du texte, pas d’une illustration"
WHOLE = "un titre, une légende ou une note ne s’ajoute ni ne se retire que dans le fichier .qmd"
PROSE = ("paragraphe", "liste")


@dataclass(frozen=True)
class WordChange:
    """A change that can be made: where, words before and after, and how.

    `line` is that of the chapter, from 1. `was` and `becomes` are the paragraphs of the finished
    document that the whole `group` of changes replaces.
    """

    file: str
    line: int
    before: str
    after: str
    tracked: bool
    group: int
    edits: tuple[Edit, ...] = ()
    removed: tuple[int, ...] = ()
    was: tuple[Paragraph, ...] = ()
    becomes: tuple[Paragraph, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """A change that is not made: where ("" and 0 where unknown), its words, why, in French."""

    file: str
    line: int
    words: str
    reason: str


Outcome = tuple[list[WordChange], list[Refusal]]


@dataclass(frozen=True)
class Setting:
    """What an import is worked out from.

    `base`, `edited` and `today` are the paragraphs of the file that the editor had, of the one
    that came back and of the one that the chapters give today. `ranks` leads from `base` to
    `today`, `partners` from `edited` to `base`; `placed` has a place for each of `today`.
    """

    wave: str
    source: Source
    base: Sequence[Paragraph]
    edited: Sequence[Paragraph]
    today: Sequence[Paragraph]
    ranks: dict[int, int]
    placed: Sequence[Placed | None]
    partners: dict[int, int]

    def place_of(self, base: int) -> Placed | None:
        """The place, today, of a paragraph that the editor had."""
        return self.placed[self.ranks[base]] if base in self.ranks else None

    def where(self, placed: Placed | None, start: int = 0) -> tuple[str, int]:
        """File, relative to the project, and line of a character of a paragraph."""
        if placed is None:
            return "", 0
        start = min(start, len(placed.units) - 1)
        rank, _ = placed.block.at(placed.units[start].start)
        line = self.source.lines[rank]
        return line.file.relative_to(self.source.project).as_posix(), line.number

    def refusal(self, base: int, words: str, reason: str, start: int = 0) -> Refusal:
        """The refusal of a change in a paragraph."""
        return Refusal(*self.where(self.place_of(base), start), words.strip(), reason)

    def obstacle(self, base: int) -> str:
        """Why a paragraph may not change; "" where it may."""
        paragraph, placed = self.base[base], self.place_of(base)
        if paragraph.place == "tableau":
            return TABLE
        if paragraph.place == "titre":
            return TITLE.format(self.wave)
        if placed is None:
            return STALE
        if generated(placed.block.file, self.source.project):
            name = placed.block.file.relative_to(self.source.project)
            return (
                f"texte fabriqué ({name})\u00a0: il vient des données, ou, pour le titre d’une "
                f"illustration, de report/{self.wave}/illustrations.yml"
            )
        return ""


def look_of_words(paragraph: Paragraph) -> str:
    """How the letters and figures of a paragraph look, one sign each."""
    pairs = zip(paragraph.text, paragraph.look, strict=True)
    return "".join(look for sign, look in pairs if sign.isalnum())
