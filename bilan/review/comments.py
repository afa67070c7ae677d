"""Comments of a Word file, with the chapter, the file and the line that they are about."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bilan.assembly.sources import Source, load, read_yaml
from bilan.french.formats import NBSP
from bilan.french.markdown_reader import read_rows
from bilan.project.errors import TextError
from bilan.project.paths import ROOT, known_waves, profile_name
from bilan.review.word.blocks import Block, blocks_of, generated
from bilan.review.word.inlines import units_of
from bilan.review.word.likeness import similarity, words_of
from bilan.review.word.placing import Placed, folded, place
from bilan.review.word.plain import plain
from bilan.review.word.reading import read_word
from bilan.review.word.word_file import Comment, Paragraph, WordFile

LIKELY = 0.5
CELLS = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Located:
    """A comment, the words that it is about, and where these stand.

    `file` is relative to the project and `line` counts from 1; "" and 0 where the words were not
    found. `made` names the generated piece that the words belong to, if they do: the line is then
    that of its inclusion.
    """

    comment: Comment
    words: str
    chapter: str = ""
    file: str = ""
    line: int = 0
    made: str = ""


def comments_of(path: Path, *, wave: str = "", project: Path = ROOT) -> list[Located]:
    """Comments of a Word file made from the report of a wave, in the order of the file.

    Without `wave`, the file's own metadata name it.

    Raises
    ------
    TextError
        It is no Word file, or nothing says of which wave.
    """
    word = read_word(path)
    return locate(word, load(project, wave or wave_of(word, path)))


def wave_of(word: WordFile, path: Path) -> str:
    """The wave whose report a Word file is.

    Raises
    ------
    TextError
        The file does not say it, or names a wave that is not there.
    """
    if word.wave in known_waves():
        return word.wave
    raise TextError(
        f"{path.name}\u00a0: rien ne dit de quelle vague ce fichier est le bilan",
        expected=", ".join(known_waves()),
        found=plain(word.wave),
        next_step="donnez-la avec --wave",
    )


def require_wave(word: WordFile, path: Path, wave: str, *, project: Path = ROOT) -> None:
    """Refuses a file that is the report of another wave.

    Its properties tell; where they are lost, its title page does: a subtitle is a wave's own.

    Raises
    ------
    TextError
        It is another wave's.
    """
    told = word.wave
    if not told:
        title = {folded(p.text.strip()) for p in word.accepted if p.place == "titre"}
        told = next((w for w, own in _subtitles(project) if folded(own) in title), wave)
    if told != wave:
        raise TextError(
            f"{path.name}\u00a0: ce fichier est le bilan {plain(told)}, pas celui de {wave}",
            next_step=f"donnez-le avec --wave {plain(told)}",
        )


def _subtitles(project: Path) -> Iterator[tuple[str, str]]:
    """Each wave that has a profile, with the subtitle of its report."""
    start = profile_name("")
    for path in sorted(project.glob(f"_quarto-{start}*.yml")):
        wave = path.stem.removeprefix(f"_quarto-{start}")
        yield wave, str(read_yaml(path).get("subtitle") or "")


def locate(word: WordFile, source: Source) -> list[Located]:
    """Comments of a Word file, each where the text of the report holds the commented words."""
    if not word.comments:
        return []
    blocks = blocks_of(source)
    chapters = _chapters(blocks)
    readings = [(rows, place(rows, blocks)) for rows in (word.rejected, word.accepted)]
    return [_located(comment, readings, source, chapters) for comment in word.comments]


def _located(
    comment: Comment,
    readings: Sequence[tuple[list[Paragraph], list[Placed | None]]],
    source: Source,
    chapters: dict[int, str],
) -> Located:
    words, near = "", None
    for paragraphs, places in readings:
        held = [
            i
            for i, p in enumerate(paragraphs)
            if any(comment.number in s.comments for s in p.signs)
        ]
        if not held:
            continue
        first = paragraphs[held[0]]
        at = next(i for i, sign in enumerate(first.signs) if comment.number in sign.comments)
        words = words or " ".join(_commented(paragraphs[i], comment) for i in held)
        near = near or first
        if (found := places[held[0]]) is not None:
            rank = found.block.at(found.units[at].start)[0]
            return _told(comment, words, rank, source, chapters)
    likely = _likely(near, words, source) if near is not None else None
    if likely is None:
        return Located(comment, words)
    return _told(comment, words, likely, source, chapters)


def _commented(paragraph: Paragraph, comment: Comment) -> str:
    return "".join(s.text for s in paragraph.signs if comment.number in s.comments).strip()


def _likely(paragraph: Paragraph, words: str, source: Source) -> int | None:
    """Line of the block that resembles a paragraph that no block shows: the one with the words.

    A cell of a table has a line where one row only says it.
    """
    if paragraph.place == "tableau":
        rows = _rows_with(paragraph.text, source)
        return rows[0] if len(rows) == 1 else None
    wanted, best, chosen = words_of(paragraph.text), LIKELY, None
    for block in blocks_of(source):
        worth = similarity(wanted, words_of("".join(u.text for u in units_of(block.raw))))
        if worth >= best and block.kind != "tableau":
            best, chosen = worth, block
    if chosen is None:
        return None
    ranks = [stretch.line for stretch in chosen.stretches]
    for rank in ranks:
        if words and folded(words) in folded(source.lines[rank].text):
            return rank
    return ranks[0]


def _rows_with(text: str, source: Source) -> list[int]:
    """Lines of tables of which a cell says a text."""
    wanted = folded(text.strip())
    return [
        stretch.line
        for block in blocks_of(source)
        if block.kind == "tableau"
        for stretch in block.stretches
        if wanted in (_shown(cell) for cell in CELLS.split(source.lines[stretch.line].text))
    ]


def _shown(cell: str) -> str:
    return folded("".join(unit.text for unit in units_of(cell)))


def _told(
    comment: Comment, words: str, rank: int, source: Source, chapters: dict[int, str]
) -> Located:
    line = source.lines[rank]
    chapter = next((title for start, title in reversed(chapters.items()) if start <= rank), "")
    name = line.file.relative_to(source.project).as_posix()
    if generated(line.file, source.project):
        file, number = _inclusion(line.file, source)
        return Located(comment, words, chapter, file, number, made=name)
    return Located(comment, words, chapter, name, line.number)


def _inclusion(piece: Path, source: Source) -> tuple[str, int]:
    """File and line of the inclusion of a generated piece."""
    for path in sorted(source.document.parent.glob("*.qmd")):
        for row in read_rows(path.read_text(encoding="utf-8").splitlines(), front=True):
            included = row.kind == "include" and (path.parent / row.mark.path).resolve()
            if included == piece.resolve():
                return path.relative_to(source.project).as_posix(), row.number
    return "", 0


def _chapters(blocks: Sequence[Block]) -> dict[int, str]:
    """Titles of the two upper levels, by the rank of their line."""
    return {
        block.stretches[0].line: "".join(unit.text for unit in units_of(block.raw))
        for block in blocks
        if block.kind == "titre" and block.level <= 2
    }


def comments_text(located: Sequence[Located]) -> str:
    """The comments for a terminal, chapter by chapter."""
    if not located:
        return "aucun commentaire dans ce fichier\n"
    rows: list[str] = []
    chapter = None
    for item in located:
        if (item.chapter or "Introuvable") != chapter:
            chapter = item.chapter or "Introuvable"
            rows += ["", plain(chapter)] if rows else [plain(chapter)]
        rows.append(f"  {where(item)}{NBSP}: «{NBSP}{plain(item.words, 80)}{NBSP}»")
        author = f"{plain(item.comment.author)}{NBSP}: " if item.comment.author else ""
        rows += [f"    {author if n == 0 else ''}{plain(row)}"
                 for n, row in enumerate(item.comment.text.splitlines() or [""])]  # fmt: skip
    return "\n".join(rows) + "\n"


def where(item: Located) -> str:
    """File and line of a comment's words, or that they were not found."""
    if not item.file:
        return "introuvable"
    made = f" (texte fabriqué, {item.made})" if item.made else ""
    return f"{item.file}:{item.line}{made}"
