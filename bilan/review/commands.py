"""What the commands of reviewers and editors do, and the text that they print."""

import datetime as dt
from pathlib import Path

from bilan.french.formats import NBSP
from bilan.project.paths import ROOT, shown
from bilan.review.approvals import add_visa, visa_states, visa_text
from bilan.review.comments import comments_of, comments_text, wave_of
from bilan.review.word.reading import read_word
from bilan.review.word_import.applying import apply_import
from bilan.review.word_import.plan import plan_import
from bilan.review.word_import.telling import plan_text


def list_comments(path: Path, *, wave: str = "", project: Path = ROOT) -> str:
    """The comments of a Word file, by chapter, file and line.

    Raises
    ------
    TextError
        It is no Word file, or neither it nor `wave` says of which wave.
    """
    return comments_text(comments_of(path, wave=wave, project=project))


def show_visas(wave: str, *, project: Path = ROOT) -> str:
    """The state of each section of a wave."""
    return visa_text(visa_states(wave, project=project))


def approve(
    wave: str, section: str, *, by: str, on: dt.date | None = None, project: Path = ROOT
) -> str:
    """Note that a function approves a section as it is now, and say so.

    Raises
    ------
    TextError
        The wave has no such section, or nobody is named.
    """
    state = add_visa(wave, section, by=by, on=on, project=project)
    return (
        f"{wave}, {state.section.identifier} («{NBSP}{state.section.title}{NBSP}»){NBSP}: visée\n"
    )


def import_word(
    path: Path,
    *,
    wave: str = "",
    base: str = "",
    apply: bool = False,
    leave_refused: bool = False,
    project: Path = ROOT,
) -> str:
    """What an edited Word file changes in the chapters; with `apply`, it is written.

    Raises
    ------
    TextError
        It is no Word file of that wave's report, or was made from a text that is not known; or,
        with `apply`, a change is refused or in conflict and `leave_refused` is not given: nothing
        is written then.
    """
    chosen = wave or wave_of(read_word(path), path)
    plan = plan_import(path, wave=chosen, base=base, project=project)
    if not apply:
        return plan_text(plan)
    written = apply_import(plan, leave_refused=leave_refused)
    rows = [f"  {shown(file)}" for file in written]
    return (
        plan_text(plan, applied=True)
        + "\n".join([f"Fichiers écrits{NBSP}: {len(rows)}", *rows])
        + "\n"
    )
