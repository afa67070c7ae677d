"""Whole paragraphs that an editor added or removed."""

from collections.abc import Sequence

from bilan.review.word.placing import Placed
from bilan.review.word.word_file import NOTE, Paragraph
from bilan.review.word_import.edits import Edit
from bilan.review.word_import.hunks import mended, new_paragraph
from bilan.review.word_import.setting import (
    ELSEWHERE,
    PROSE,
    TABLE,
    WHOLE,
    Outcome,
    Refusal,
    Setting,
    WordChange,
)


def _prose(setting: Setting, base: int) -> Placed | str:
    """Where a paragraph of prose stands in the source, or why it is not to be touched."""
    if reason := setting.obstacle(base):
        return reason
    placed = setting.placed[base]
    assert placed is not None
    return placed if placed.block.kind in PROSE else WHOLE


def removed(setting: Setting, base: int, group: int) -> Outcome:
    words, placed = setting.base[base].text, _prose(setting, base)
    if isinstance(placed, str):
        return [], [setting.refusal(base, words, placed)]
    held = next((unit.atom for unit in placed.units if unit.atom is not None), None)
    if held is not None:
        return [], [setting.refusal(base, words, f"{held.what} ne se retire pas ainsi")]
    was = (setting.base[base],)
    tracked = setting.base[base].tracked
    where, ranks = setting.where(placed), _lines_of(setting, placed)
    return [WordChange(*where, words, "", tracked, group, removed=ranks, was=was)], []


def _lines_of(setting: Setting, placed: Placed) -> tuple[int, ...]:
    """Ranks of the lines of a paragraph, with the empty one that goes with it."""
    ranks = [stretch.line for stretch in placed.block.stretches]
    lines, after = setting.source.lines, ranks[-1] + 1
    if (
        placed.block.kind == "paragraphe"
        and after < len(lines)
        and not lines[after].text.strip()
        and lines[after].file == placed.block.file
    ):
        ranks.append(after)
    return tuple(ranks)


def moved(setting: Setting, base: int, edited: int, group: int) -> Outcome:
    """A paragraph that stands elsewhere: its lines go there as they are, bound numbers too."""
    words, placed = setting.base[base].text, _prose(setting, base)
    if isinstance(placed, str):
        return [], [setting.refusal(base, words, placed)]
    own = [setting.source.lines[stretch.line].text for stretch in placed.block.stretches]
    before, after = setting.neighbours(edited)
    for neighbour, follows in ((before, True), (after, False)):
        edit = _beside(setting, setting.edited[edited], neighbour, follows=follows, own=own)
        if edit is not None:
            return [WordChange(
                *setting.where(placed), "", f"(déplacé) {words}", setting.edited[edited].tracked,
                group, (edit,), removed=_lines_of(setting, placed),
            )], []  # fmt: skip
    return [], [setting.refusal(base, words, ELSEWHERE)]


def added(setting: Setting, edited: int, group: int) -> Outcome:
    """A new paragraph, after the one before it or before the one after it."""
    paragraph = mended(setting.edited[edited])
    plain = paragraph.text
    reason = ""
    if paragraph.place == "tableau":
        reason = TABLE
    elif paragraph.place != "corps" or paragraph.style.startswith(("heading", "titre")):
        reason = WHOLE
    elif NOTE in plain:
        reason = "une note de bas de page s’ajoute dans le fichier .qmd"
    if reason:
        return [], [Refusal("", 0, plain, reason)]
    before, after = setting.neighbours(edited)
    for neighbour, follows in ((before, True), (after, False)):
        edit = _beside(setting, paragraph, neighbour, follows=follows)
        if edit is not None:
            line = setting.source.lines[edit.start[0]]
            file = line.file.relative_to(setting.source.project).as_posix()
            made = WordChange(
                file,
                line.number,
                "",
                plain,
                paragraph.tracked,
                group,
                (edit,),
                becomes=(paragraph,),
            )
            return [made], []
    return [], [Refusal("", 0, plain, ELSEWHERE)]


def _beside(
    setting: Setting,
    paragraph: Paragraph,
    neighbour: int | None,
    *,
    follows: bool,
    own: Sequence[str] = (),
) -> Edit | None:
    """The edit that writes a paragraph after, or before, another; None where it cannot go.

    `own` are its lines where it has some already.
    """
    base = setting.partners.get(neighbour) if neighbour is not None else None
    if base is None or setting.obstacle(base):
        return None
    placed = setting.placed[base]
    assert placed is not None
    block = placed.block
    if block.kind not in (*PROSE, "titre") or (block.kind == "titre" and not follows):
        return None
    item = paragraph.listed and block.kind == "liste"
    marker = _next(block.marker) if item else ("- " if paragraph.listed else "")
    if not follows and not item:
        marker = "- " if paragraph.listed else ""
    text = "\n".join(own) or new_paragraph(paragraph, marker)
    between = "\n" if item else "\n\n"
    if follows:
        last = block.stretches[-1].line
        place = last, len(setting.source.lines[last].text)
        return Edit(place, place, between + text)
    first = block.stretches[0].line
    return Edit((first, 0), (first, 0), text + between)


def _next(marker: str) -> str:
    """The mark of the item after one: the same sign, the next number."""
    digits = "".join(sign for sign in marker if sign.isdigit())
    return marker.replace(digits, str(int(digits) + 1), 1) if digits else marker
