"""Changes made in the text of then, joined with the chapters of now: all that do not conflict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bilan.assembly.sources import Source
from bilan.review.word_import.lines import edited_files, edited_lines
from bilan.review.word_import.merging import Kind, Merge, merge
from bilan.review.word_import.setting import CONFLICT, Refusal, WordChange

GONE = "conflit\u00a0: le fichier de ce passage n’est plus dans le projet"


@dataclass(frozen=True)
class Joined:
    """Changes that are made and conflicts, with lines of then, and the files before and after.

    `there` counts the changes that the chapters have already.
    """

    changes: tuple[WordChange, ...]
    conflicts: tuple[Refusal, ...]
    there: int
    files: dict[Path, tuple[bytes, bytes]]
    merges: Mapping[str, Merge]

    def now(self, file: str, line: int) -> int:
        """Where a line of then stands in the chapter of now."""
        return self.merges[file].now(line) if file in self.merges else line

    def after(self, file: str, line: int) -> int:
        """Where a line of then stands once the changes are made."""
        return self.merges[file].after(line) if file in self.merges else line


def joined(source: Source, changes: Sequence[WordChange], project: Path) -> Joined:
    """Changes of the text of then, in the chapters of the project.

    A change that conflicts is left out, and the rest is joined anew, so that none of it is written.
    """
    left, conflicts = list(changes), list[Refusal]()
    while True:
        merges, files = _merged(source, left, project)
        became = [(change, _became(source, change, merges)) for change in left]
        wrong = {change.group for change, kinds in became if "conflict" in kinds}
        wrong |= {change.group for change in left if change.file not in merges}
        wrong = wrong or {c.group for c in left if merges[c.file].in_conflict}
        if not wrong:
            break
        for change in left:
            if change.group in wrong:
                words = change.after or change.before
                reason = CONFLICT if change.file in merges else GONE
                conflicts.append(Refusal(change.file, change.line, words, reason))
        left = [change for change in left if change.group not in wrong]
    made = tuple(change for change, kinds in became if kinds != {"both"})
    return Joined(made, tuple(conflicts), len(left) - len(made), files, merges)


def _merged(
    source: Source, changes: Sequence[WordChange], project: Path
) -> tuple[dict[str, Merge], dict[Path, tuple[bytes, bytes]]]:
    """The merge of each file of the text, and the content before and after of those that change."""
    edited = edited_files(source, edited_lines(source, changes))
    merges: dict[str, Merge] = {}
    files: dict[Path, tuple[bytes, bytes]] = {}
    for path in dict.fromkeys(line.file for line in source.lines):
        name = path.relative_to(source.project).as_posix()
        if not (project / name).is_file():
            continue
        now = (project / name).read_bytes()
        base, theirs = edited.get(path) or (path.read_bytes(),) * 2
        merges[name] = merge(*(side.decode().split("\n") for side in (base, now, theirs)))
        after = "\n".join(merges[name].lines).encode()
        if after != now:
            files[project / name] = now, after
    return merges, files


def _became(source: Source, change: WordChange, merges: Mapping[str, Merge]) -> set[Kind]:
    """What became of a change in the merge of its file; nothing where there is no such file."""
    ranks = {rank for edit in change.edits for rank in (edit.start[0], edit.end[0])}
    lines = [source.lines[rank].number for rank in (*ranks, *change.removed)]
    return merges[change.file].kinds(lines) if change.file in merges else set()
