"""What an import would change, and what it refuses: worked out, proved, not yet written.

The proof: the edited chapters, rendered again, must say what the edited file says, with the same
words in bold and italic. A change that fails it is refused.
"""

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bilan.assembly.embedded import render_embedded
from bilan.assembly.sources import Source, load
from bilan.project.errors import TextError
from bilan.project.paths import ROOT, SITE
from bilan.review.comments import Located, locate
from bilan.review.word.blocks import blocks_of
from bilan.review.word.placing import place
from bilan.review.word.reading import read_word
from bilan.review.word.word_file import Paragraph, WordFile
from bilan.review.word_import.aligning import align, said
from bilan.review.word_import.changes import changes_of
from bilan.review.word_import.lines import edited_files, edited_lines, edited_source
from bilan.review.word_import.setting import Refusal, Setting, WordChange, look_of_words

ROUNDS = 5


@dataclass(frozen=True)
class Plan:
    """An import: changes that can be made, changes refused, comments, content of the files.

    `files` holds the content before and after of each chapter that changes.
    """

    wave: str
    document: str
    project: Path
    changes: tuple[WordChange, ...]
    refusals: tuple[Refusal, ...]
    comments: tuple[Located, ...]
    files: dict[Path, tuple[bytes, bytes]]


def plan_import(
    path: Path, *, wave: str, base: Path | None = None, project: Path = ROOT, site: Path = SITE
) -> Plan:
    """What bringing an edited Word file back into the chapters of a wave would do.

    `base` is the file that the editor started from; without it, the published one or the one that
    the chapters give today, whichever is nearer.

    Raises
    ------
    TextError
        A file is no Word file, or nothing in it comes from that wave's report.
    """
    source = load(project, wave)
    edited, today = read_word(path), _rendered(source)
    started = _started_from(edited, today, base=base, published=site / wave / "bilan.docx")
    base_text, text, now = (_read(word) for word in (started, edited, today))
    ranks = dict(align(base_text, now)[0])
    same, gaps = align(base_text, text)
    if all(base_text[base].place != "corps" for base, _ in same):
        raise TextError(
            f"{path.name}\u00a0: rien n’y vient du bilan {wave}",
            expected="un fichier Word issu de ce bilan",
            next_step="vérifiez la vague avec --wave, ou donnez le fichier de départ avec --base",
        )
    setting = Setting(
        wave=wave,
        source=source,
        base=base_text,
        edited=text,
        today=now,
        ranks=ranks,
        placed=place(now, blocks_of(source)),
        partners={e: b for b, e in same}
        | {e: b for g in gaps for b, e in g.pairs if e is not None and b is not None},
    )
    changes, refusals = changes_of(setting, same, gaps)
    if started.pictures != edited.pictures:
        reason = "une image ajoutée ou retirée ne se reprend pas du fichier Word"
        refusals.append(Refusal("", 0, "", reason))
    changes, failed = _proved(setting, changes)
    lines = _lines(source, changes)
    return Plan(
        wave,
        path.name,
        project,
        tuple(changes),
        tuple(refusals + failed),
        tuple(locate(edited, source)),
        edited_files(source, lines),
    )


def _read(word: WordFile) -> list[Paragraph]:
    """Its paragraphs, without the contents, which Word fills anew."""
    return [paragraph for paragraph in word.accepted if paragraph.place != "sommaire"]


def _rendered(source: Source) -> WordFile:
    with tempfile.TemporaryDirectory(prefix="bilan-") as folder:
        render_embedded(source, ["docx"], output=Path(folder), epoch=0)
        return read_word(Path(folder) / "bilan.docx")


def _started_from(
    edited: WordFile, today: WordFile, *, base: Path | None, published: Path
) -> WordFile:
    if base is not None:
        return read_word(base)
    if not published.is_file():
        return today
    wanted = Counter(said(p) for p in edited.rejected)

    def near(word: WordFile) -> int:
        return (wanted & Counter(said(p) for p in word.accepted)).total()

    return max((today, read_word(published)), key=near)


def _lines(source: Source, changes: Sequence[WordChange]) -> list[str | None]:
    edits = [edit for change in changes for edit in change.edits]
    removed = {rank for change in changes for rank in change.removed}
    return edited_lines(source, edits, removed)


def _proved(setting: Setting, changes: list[WordChange]) -> tuple[list[WordChange], list[Refusal]]:
    """Changes whose result says what the edited file says, and refusals of the others."""
    failed: list[Refusal] = []
    for _ in range(ROUNDS):
        if not changes:
            break
        made = _rendered(edited_source(setting.source, _lines(setting.source, changes)))
        before, after = (Counter(map(_key, word)) for word in (setting.today, _read(made)))
        wrong = _wrong(changes, gained=after - before, lost=before - after)
        if not wrong:
            break
        reason = (
            "le texte ainsi changé ne redonne pas celui du fichier Word\u00a0: à reporter à la main"
        )
        failed += [Refusal(c.file, c.line, c.after or c.before, reason) for c in wrong]
        changes = [change for change in changes if change not in wrong]
    else:
        failed += [
            Refusal(c.file, c.line, c.after or c.before, "résultat incertain") for c in changes
        ]
        changes = []
    return changes, failed


def _wrong(
    changes: Sequence[WordChange],
    *,
    gained: Counter[tuple[str, str]],
    lost: Counter[tuple[str, str]],
) -> list[WordChange]:
    """Changes in paragraphs that did not become what they should; all, if others changed."""
    expected: dict[int, WordChange] = {change.group: change for change in changes}
    gains = Counter(_key(p) for c in expected.values() for p in c.becomes)
    losses = Counter(_key(p) for c in expected.values() for p in c.was)
    wanted, unwanted = gains - losses, losses - gains
    if wanted == gained and unwanted == lost:
        return []
    missing = wanted - gained
    guilty = {c.group for c in expected.values() if any(_key(p) in missing for p in c.becomes)}
    return [c for c in changes if c.group in guilty] or list(changes)


def _key(paragraph: Paragraph) -> tuple[str, str]:
    return said(paragraph), look_of_words(paragraph)
