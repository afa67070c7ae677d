"""Writing an import that was worked out: every file, or none."""

import re
from pathlib import Path

from bilan.project.errors import TextError
from bilan.review.comments import Located, where
from bilan.review.word.plain import plain
from bilan.review.word_import.lines import write_all
from bilan.review.word_import.plan import Plan

NOTES = "notes-relecture.txt"
HEAD = "Notes de relecture\n\nCe fichier n’entre pas dans le bilan. Effacez les notes traitées.\n"


def notes_file(plan: Plan) -> Path:
    """Where the comments of a wave's editors are noted."""
    return plan.project / "report" / plan.wave / NOTES


def apply_import(plan: Plan, *, leave_refused: bool = False) -> list[Path]:
    """Write the chapters that change and the notes; their paths.

    With `leave_refused`, what is refused is noted, and the rest is written.

    Raises
    ------
    TextError
        Something is refused and is not to be left, or a chapter changed in the meantime: nothing
        is written.
    """
    if plan.refusals and not leave_refused:
        raise TextError(
            f"{plan.document}\u00a0: rien n’est écrit, des changements sont refusés",
            found=f"{len(plan.refusals)} refus",
            next_step="traitez-les, ou appliquez le reste avec --leave-refused",
        )
    files: dict[Path, tuple[bytes | None, bytes]] = dict(plan.files)
    if plan.comments or plan.refusals:
        path = notes_file(plan)
        before = path.read_bytes() if path.is_file() else None
        after = _with_notes((before or HEAD.encode()).decode("utf-8"), plan)
        if after.encode("utf-8") != before:
            files[path] = before, after.encode("utf-8")
    write_all(files)
    return sorted(files)


def _with_notes(text: str, plan: Plan) -> str:
    """The notes, those of this document replaced."""
    title = f"== {plain(plan.document)}"
    sections = re.split(r"(?m)^(?=== )", text)
    kept = [section.rstrip("\n") for section in sections if section.split("\n", 1)[0] != title]
    return "\n\n".join([*kept, f"{title}\n\n{_notes(plan)}"]) + "\n"


def _notes(plan: Plan) -> str:
    comments, refusals = plan.noted
    rows = [_comment(item) for item in comments]
    for refusal in refusals:
        place = f"{refusal.file}:{refusal.line}" if refusal.file else "dans le document"
        words = f"changement refusé, «\u00a0{plain(refusal.words)}\u00a0»"
        rows.append(f"- {place}\u00a0: {words}\u202f; {plain(refusal.reason)}.")
    return "\n".join(rows)


def _comment(item: Located) -> str:
    said = " / ".join(plain(row) for row in item.comment.text.splitlines())
    words = f"sur «\u00a0{plain(item.words)}\u00a0», " if item.words else ""
    author = f"{plain(item.comment.author)}, " if item.comment.author else ""
    return f"- {plain(where(item))}\u00a0: {author}{words}{said}"
