"""What an import is worked out from, and what comes of each difference."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bilan.assembly.sources import Source
from bilan.review.word.blocks import generated
from bilan.review.word.placing import Placed
from bilan.review.word.word_file import Paragraph
from bilan.review.word_import.edits import Edit

TABLE = "un tableau ne se change pas dans le fichier Word\u00a0: corrigez-le dans le chapitre"
TITLE = "la page de titre vient de la description de la vague, _quarto-vague-{}.yml"
LOST = "ce passage ne se retrouve pas dans le texte dont le fichier est parti"
CONFLICT = "conflit\u00a0: ce passage a aussi changé dans le chapitre depuis ce fichier"
LOOK = "la mise en forme (gras, italique) se change dans le fichier .qmd"
SENTENCE = "dans la même phrase qu’un changement refusé"
TOGETHER = "à côté d’un changement refusé, dont il ne se sépare pas"
ELSEWHERE = "un paragraphe ne s’ajoute qu’à côté d’un paragraphe du texte, pas d’une illustration"
WHOLE = "un titre, une légende ou une note ne s’ajoute ni ne se retire que dans le fichier .qmd"
UNREAD = {
    "struck": "barré dans Word, sans suivi\u00a0: supprimez ces mots, ou ôtez la barre",
    "highlighted": "surligné dans Word\u00a0: un chapitre n’a pas de surlignage, commentez plutôt",
    "hidden": "texte masqué dans Word\u00a0: affichez-le ou supprimez-le",
    "symbol": "un symbole d’une police de Word ne se reprend pas\u00a0: tapez le caractère",
    "equation": "une équation de Word ne se reprend pas",
}
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

    `source` is the text that the file was made from; `base` and `edited` are the paragraphs of
    the file that the editor had, and of the one that came back. `partners` leads from `edited` to
    `base`; `placed` has a place in `source` for each of `base`.
    """

    wave: str
    source: Source
    base: Sequence[Paragraph]
    edited: Sequence[Paragraph]
    placed: Sequence[Placed | None]
    partners: dict[int, int]

    @cached_property
    def _with_partner(self) -> list[int]:
        return sorted(self.partners)

    def neighbours(self, edited: int) -> tuple[int | None, int | None]:
        """The nearest paragraphs before and after a new one that the editor did not add."""
        known, at = self._with_partner, bisect_left(self._with_partner, edited)
        return known[at - 1] if at else None, known[at] if at < len(known) else None

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
        return Refusal(*self.where(self.placed[base], start), words.strip(), reason)

    def obstacle(self, base: int) -> str:
        """Why a paragraph may not change; "" where it may."""
        paragraph, placed = self.base[base], self.placed[base]
        if paragraph.place == "tableau":
            return TABLE
        if paragraph.place == "titre":
            return TITLE.format(self.wave)
        if placed is None:
            return LOST
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
