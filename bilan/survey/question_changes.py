"""What became of each question of the survey since the wave before, as the codebook has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bilan.project.paths import CODEBOOK
from bilan.project.yaml_records import remembered
from bilan.survey.codebook import Asked, asked_in, changing_waves

# What changes the answers themselves: a question that declares itself identical may not do it.
SUBSTANCE = ("type", "reworded", "added", "removed", "relabelled", "filter", "base")
DECLARES = {
    "identical": (),
    "reworded": ("reworded", "relabelled"),
    "options changed": ("added", "removed", "relabelled"),
    "base changed": ("filter", "base"),
}


@dataclass(frozen=True)
class QuestionChange:
    """One thing that changed: its kind (see `changes_of`) and, where it helps, from what to what.

    `before` and `after` are words of the codebook: a wording, a label, the name of a column.
    """

    kind: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Drift:
    """A question that is not as it was, and whether its series goes on.

    `asked` is the question as the later wave that has it asked it; `undeclared` says that what the
    codebook declares of it and what it holds do not agree.
    """

    asked: Asked
    changes: tuple[QuestionChange, ...]
    continued: bool
    undeclared: bool = False


def drifts(before: Sequence[Asked], after: Sequence[Asked]) -> tuple[Drift, ...]:
    """Questions that changed, that are new and that were dropped, in the order of the survey."""
    earlier, later = ({question.id: question for question in asked} for asked in (before, after))
    found = [
        Drift(question, (QuestionChange("dropped"),), continued=False)
        for question in before
        if question.id not in later
    ]
    for question in after:
        known = earlier.get(question.id)
        if known is None:
            undeclared = question.change != "new"
            found.append(
                Drift(question, (QuestionChange("new"),), continued=False, undeclared=undeclared)
            )
            continue
        changes = changes_of(known, question)
        undeclared = _undeclared(question, changes)
        if changes or undeclared:
            found.append(Drift(question, changes, question.comparable, undeclared))
    return tuple(found)


@remembered
def undeclared(before: str, after: str, path: Path = CODEBOOK) -> frozenset[str]:
    """Questions that change after a wave and up to a later one otherwise than is declared."""
    between = [wave for wave in changing_waves(path) if before < wave < after]
    return frozenset(
        drift.asked.id
        for one, next_one in pairwise([before, *between, after])
        for drift in drifts(asked_in(one, path), asked_in(next_one, path))
        if drift.undeclared
    )


def changes_of(before: Asked, after: Asked) -> tuple[QuestionChange, ...]:
    """What differs between two wordings of a question.

    Kinds: type, reworded, added and removed (an option), relabelled, filter, base, range,
    mandatory, renamed (the column), recoded (the code of an option).
    """
    found = []
    if before.type != after.type:
        found.append(QuestionChange("type", before.type, after.type))
    if before.wording != after.wording:
        found.append(QuestionChange("reworded", before.wording, after.wording))
    for name in (*before.options, *(name for name in after.options if name not in before.options)):
        found += _option_changes(name, before, after)
    if before.filter != after.filter:
        found.append(QuestionChange("filter"))
    found += [
        QuestionChange(kind)
        for kind in ("base", "range", "mandatory")
        if getattr(before, kind) != getattr(after, kind)
    ]
    if before.column != after.column:
        found.append(QuestionChange("renamed", before.column, after.column))
    return tuple(found)


def _option_changes(name: str, before: Asked, after: Asked) -> list[QuestionChange]:
    old, new = before.options.get(name), after.options.get(name)
    if old is None:
        return [QuestionChange("added", after=after.options[name].label)]
    if new is None:
        return [QuestionChange("removed", before=old.label)]
    found = []
    if old.label != new.label:
        found.append(QuestionChange("relabelled", old.label, new.label))
    if old.code != new.code:
        found.append(QuestionChange("recoded", old.code, new.code))
    return found


def _undeclared(question: Asked, changes: tuple[QuestionChange, ...]) -> bool:
    """Whether substance changed that is not what the codebook declares, or none that it does."""
    declared = DECLARES.get(question.change)
    if declared is None:  # it says new, or dropped, of a question that both waves ask
        return True
    substance = [change.kind for change in changes if change.kind in SUBSTANCE]
    if not declared:
        return bool(substance)
    return not any(kind in declared for kind in substance)
