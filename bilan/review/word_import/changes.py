"""Each difference between two Word files, as a change of the chapters or as a refusal."""

from collections.abc import Sequence
from dataclasses import replace

from bilan.review.word.placing import Placed
from bilan.review.word.word_file import Paragraph
from bilan.review.word_import.aligning import Gap, said
from bilan.review.word_import.edits import Refused, edits_of
from bilan.review.word_import.hunks import Hunk, hunks, signs
from bilan.review.word_import.paragraphs import added, moved, removed
from bilan.review.word_import.setting import (
    LOOK,
    SENTENCE,
    TOGETHER,
    Outcome,
    Refusal,
    Setting,
    WordChange,
    look_of_words,
)


def changes_of(setting: Setting, same: Sequence[tuple[int, int]], gaps: Sequence[Gap]) -> Outcome:
    """Changes and refusals of all that differs; each paragraph is a group of its own."""
    changes: list[WordChange] = []
    refusals: list[Refusal] = []
    for base, edited in same:
        one, other = setting.base[base], setting.edited[edited]
        if one.place in ("corps", "note") and look_of_words(one) != look_of_words(other):
            refusals.append(setting.refusal(base, other.text, LOOK))
    moves, gaps = _moves(setting, gaps)
    for base, edited in moves:
        made, refused = moved(setting, base, edited, len(changes))
        changes += made
        refusals += refused
    for gap in gaps:
        made, refused = _gap(setting, gap, first=len(changes))
        if refused and not gap.whole:
            refused += [Refusal(c.file, c.line, c.after or c.before, TOGETHER) for c in made]
            made = []
        changes += made
        refusals += refused
    return changes, refusals


def _moves(setting: Setting, gaps: Sequence[Gap]) -> tuple[list[tuple[int, int]], list[Gap]]:
    """Paragraphs that are gone in one place and new, the same, in another; what is left."""
    gone = {
        said(setting.base[base]): base
        for gap in gaps
        for base, edited in gap.pairs
        if base is not None and edited is None and setting.base[base].place == "corps"
    }
    moves: list[tuple[int, int]] = []
    for gap in gaps:
        for base, edited in gap.pairs:
            if base is None and edited is not None:
                found = gone.pop(said(setting.edited[edited]), None)
                moves += [(found, edited)] if found is not None else []
    taken = {(base, None) for base, _ in moves} | {(None, edited) for _, edited in moves}
    return moves, [Gap(tuple(pair for pair in gap.pairs if pair not in taken)) for gap in gaps]


def _gap(setting: Setting, gap: Gap, *, first: int) -> Outcome:
    made: list[WordChange] = []
    refused: list[Refusal] = []
    for base, edited in gap.pairs:
        group = first + len(made)
        if base is not None and edited is not None:
            outcome = _changed(setting, base, edited, group)
        elif base is not None:
            outcome = removed(setting, base, group)
        else:
            assert edited is not None
            outcome = added(setting, edited, group)
        made += outcome[0]
        refused += outcome[1]
    return made, refused


def _changed(setting: Setting, base: int, edited: int, group: int) -> Outcome:
    """Changes within a paragraph; where one is refused, so are those of the same line."""
    paragraph = setting.edited[edited]
    if reason := setting.obstacle(base):
        return [], [setting.refusal(base, paragraph.text, reason)]
    placed = setting.placed[base]
    assert placed is not None
    before = setting.base[base]
    differences = _joined(hunks(before.text, paragraph), before, placed)
    found = [(hunk, edits_of(placed, hunk, before.look)) for hunk in differences]
    lines = [_lines_of(placed, hunk) for hunk, _ in found]
    held = set().union(*(
        own for own, (_, result) in zip(lines, found, strict=True) if isinstance(result, Refused)
    ))  # fmt: skip
    kept = [
        (hunk, result)
        for own, (hunk, result) in zip(lines, found, strict=True)
        if not isinstance(result, Refused) and not own & held
    ]
    refused = [
        setting.refusal(
            base,
            _told(before.text, hunk),
            result.reason if isinstance(result, Refused) else SENTENCE,
            hunk.start,
        )
        for own, (hunk, result) in zip(lines, found, strict=True)
        if isinstance(result, Refused) or own & held
    ]
    becomes = _applied(before, [hunk for hunk, _ in kept])
    if not refused and look_of_words(becomes) != look_of_words(paragraph):
        refused.append(setting.refusal(base, paragraph.text, LOOK))
    made = [
        WordChange(
            *setting.where(placed, hunk.start),
            *_around(before.text, hunk),
            paragraph.tracked,
            group,
            edits=tuple(result),
            was=(before,),
            becomes=(becomes,),
        )
        for hunk, result in kept
    ]
    return made, refused


def _joined(those: Sequence[Hunk], before: Paragraph, placed: Placed) -> list[Hunk]:
    """The hunks, those that only a space of one line parts made one."""
    result: list[Hunk] = []
    for hunk in those:
        last = result[-1] if result else None
        gap = slice(last.end if last else 0, hunk.start)
        units = placed.units[gap]
        part = before.text[gap]
        one_line = all(u.atom is None and u.end - u.start == 1 for u in units)
        typed = "".join(placed.block.raw[u.start : u.end] for u in units)
        if last and part.isspace() and one_line and "\n" not in typed:
            text, look = last.text + part + hunk.text, last.look + before.look[gap] + hunk.look
            result[-1] = Hunk(last.start, hunk.end, text, look)
        else:
            result.append(hunk)
    return result


def _lines_of(placed: Placed, hunk: Hunk) -> set[int]:
    units = placed.units[max(0, hunk.start - (hunk.start == hunk.end)) : hunk.end]
    return {placed.block.at(unit.start)[0] for unit in units or placed.units[:1]}


def _applied(before: Paragraph, those: Sequence[Hunk]) -> Paragraph:
    result = list(before.signs)
    for hunk in reversed(those):
        result[hunk.start : hunk.end] = signs(hunk.text, hunk.look)
    return replace(before, signs=tuple(result))


def _around(text: str, hunk: Hunk) -> tuple[str, str]:
    """The words of a change before and after it, each with what stands right around."""
    start = text.rfind(" ", 0, max(0, hunk.start - 12)) + 1
    end = text.find(" ", hunk.end + 12)
    left, right = text[start : hunk.start], text[hunk.end : end if end > 0 else len(text)]
    return left + text[hunk.start : hunk.end] + right, left + hunk.text + right


def _told(text: str, hunk: Hunk) -> str:
    before, after = _around(text, hunk)
    return f"{before} → {after}"
