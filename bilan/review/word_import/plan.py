"""What an import would change, and what it refuses: worked out, proved, not yet written.

The proof: the edited chapters, rendered again, must say what the edited file says, with the same
words in bold and italic. A change that fails it is refused.
"""

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bilan.assembly.embedded import word_without_pictures
from bilan.assembly.sources import Source
from bilan.project.errors import TextError
from bilan.project.paths import ROOT
from bilan.review.comments import Located, locate, require_wave
from bilan.review.word.blocks import blocks_of
from bilan.review.word.placing import place
from bilan.review.word.reading import read_word
from bilan.review.word.word_file import Paragraph, WordFile
from bilan.review.word_import.aligning import align, said
from bilan.review.word_import.base import text_of
from bilan.review.word_import.changes import changes_of
from bilan.review.word_import.joining import Joined, joined
from bilan.review.word_import.lines import edited_lines, edited_source
from bilan.review.word_import.setting import UNREAD, Refusal, Setting, WordChange, look_of_words

ROUNDS = 5


@dataclass(frozen=True)
class Plan:
    """An import: changes that can be made, changes refused, comments, content of the files.

    `files` holds the content before and after of each chapter that changes. Lines are those of
    the chapters as they are now; `noted` holds comments and refusals with the lines that they have
    once the changes are made. `there` counts the changes that the chapters have already.
    """

    wave: str
    document: str
    project: Path
    changes: tuple[WordChange, ...]
    refusals: tuple[Refusal, ...]
    comments: tuple[Located, ...]
    files: dict[Path, tuple[bytes, bytes]]
    noted: tuple[tuple[Located, ...], tuple[Refusal, ...]] = ((), ())
    there: int = 0


def plan_import(path: Path, *, wave: str, base: str = "", project: Path = ROOT) -> Plan:
    """What bringing an edited Word file back into the chapters of a wave would do.

    Changes are worked out in the text that the file was made from, and then merged into the
    chapters as they are. `base` names that text, a commit or a folder of the project, where
    neither the file nor what is kept tells it.

    Raises
    ------
    TextError
        A file is no Word file, is of another wave, was made from a text that is not known, or
        nothing in it comes from that wave's report.
    """
    project, edited = project.absolute(), read_word(path)
    require_wave(edited, path, wave, project=project)
    with text_of(edited, path.name, wave=wave, asked=base, project=project) as source:
        return _planned(edited, path, wave, source, project)


def _planned(edited: WordFile, path: Path, wave: str, source: Source, project: Path) -> Plan:
    started = _rendered(source, edited.engine)
    base_text, text = _read(started), _read(edited)
    same, gaps = align(base_text, text)
    if all(base_text[base].place != "corps" for base, _ in same):
        raise TextError(
            f"{path.name}\u00a0: rien n’y vient du bilan {wave}",
            expected="un fichier Word issu de ce bilan",
            next_step="vérifiez la vague avec --wave, ou donnez le texte de départ avec --base",
        )
    setting = Setting(
        wave=wave,
        source=source,
        base=base_text,
        edited=text,
        placed=place(base_text, blocks_of(source)),
        partners={e: b for b, e in same}
        | {e: b for g in gaps for b, e in g.pairs if e is not None and b is not None},
    )
    changes, refusals = changes_of(setting, same, gaps)
    if started.pictures != edited.pictures:
        reason = "une image ajoutée ou retirée ne se reprend pas du fichier Word"
        refusals.append(Refusal("", 0, "", reason))
    told = Counter(edited.unread) - Counter(started.unread)
    refusals += [Refusal("", 0, one.words, UNREAD[one.kind]) for one in told]
    changes, failed = _proved(setting, changes, edited.engine)
    merged = joined(source, changes, project)
    return _told(merged, refusals + failed, locate(edited, source), wave, path.name, project)


def _told(
    merged: Joined,
    refusals: Sequence[Refusal],
    comments: Sequence[Located],
    wave: str,
    document: str,
    project: Path,
) -> Plan:
    """The plan, with lines of now and, for the notes, lines of later."""
    all_refusals = [*refusals, *merged.conflicts]
    return Plan(
        wave,
        document,
        project,
        tuple(replace(c, line=merged.now(c.file, c.line)) for c in merged.changes),
        tuple(replace(r, line=merged.now(r.file, r.line)) for r in all_refusals),
        tuple(replace(c, line=merged.now(c.file, c.line)) for c in comments),
        merged.files,
        (
            tuple(replace(c, line=merged.after(c.file, c.line)) for c in comments),
            tuple(replace(r, line=merged.after(r.file, r.line)) for r in all_refusals),
        ),
        merged.there,
    )


def _read(word: WordFile) -> list[Paragraph]:
    """Its paragraphs, without the contents, which Word fills anew."""
    return [paragraph for paragraph in word.accepted if paragraph.place != "sommaire"]


def _rendered(source: Source, engine: str) -> WordFile:
    with tempfile.TemporaryDirectory(prefix="bilan-") as folder:
        path = Path(folder) / "bilan.docx"
        path.write_bytes(word_without_pictures(source, engine=engine))
        return read_word(path)


def _proved(
    setting: Setting, changes: list[WordChange], engine: str
) -> tuple[list[WordChange], list[Refusal]]:
    """Changes whose result says what the edited file says, and refusals of the others."""
    failed: list[Refusal] = []
    for _ in range(ROUNDS):
        if not changes:
            break
        lines = edited_lines(setting.source, changes)
        made = _rendered(edited_source(setting.source, lines), engine)
        before, after = (Counter(map(_key, word)) for word in (setting.base, _read(made)))
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
