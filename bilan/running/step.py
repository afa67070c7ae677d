"""A step of the pipeline: what it needs, what it makes, and the function between."""

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bilan.project.code_dependencies import code_of, code_of_file
from bilan.project.errors import DataError
from bilan.project.file_stamps import Signature, signatures
from bilan.project.opened import Opened, recording
from bilan.project.paths import LOCK, NOTEBOOKS, shown


@dataclass(frozen=True)
class Step:
    """One step of the pipeline: what it needs, what it makes, and the function between.

    `does` is "module:function"; the module is imported when the step runs. The files of the
    package that it rests on, or that a notebook among its needs imports, and the lock of the
    environment, count among its needs. So does, from its first run on, all else that it opened.
    `states` are files whose very bytes it states, comments of code included; `fills` is a folder in
    which nothing lies but what the step makes.
    """

    name: str
    does: str
    needs: tuple[Path, ...]
    makes: tuple[Path, ...]
    arguments: Mapping[str, Any] = field(default_factory=dict)
    states: tuple[Path, ...] = ()
    fills: Path | None = None

    @property
    def rests_on(self) -> tuple[Path, ...]:
        """All that a change of which makes the step stale."""
        notebooks = [path for path in self.needs if path.parent == NOTEBOOKS and path.is_file()]
        imported = [file for path in notebooks for file in code_of_file(path)]
        module, _, function = self.does.partition(":")
        return tuple(dict.fromkeys((*self.needs, *code_of(module, function), *imported, LOCK)))

    def run(self) -> Opened:
        """Do the step's work, in this process; what it opened."""
        module, _, function = self.does.partition(":")
        for path in self.makes:
            path.parent.mkdir(parents=True, exist_ok=True)
        does = getattr(importlib.import_module(module), function)
        with recording() as opened:
            does(**self.arguments)
        if missing := [shown(path) for path in self.makes if not path.exists()]:
            raise RuntimeError(f"{self.name} did not make {', '.join(missing)}")
        return opened


def upstream(steps: Iterable[Step], selected: Sequence[str]) -> list[str]:
    """Names of the selected steps and of all steps that make something they need."""
    by_name = {step.name: step for step in steps}
    maker = {path: step.name for step in by_name.values() for path in step.makes}
    found: list[str] = []
    waiting = list(selected)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.append(name)
            waiting += [maker[path] for path in by_name[name].needs if path in maker]
    return found


def waiting_for_none(steps: Sequence[Step], selected: Sequence[str]) -> list[str]:
    """Names of the steps on which the selected ones rest, and which rest on no other."""
    wanted = set(upstream(steps, selected))
    made = {path for step in steps for path in step.makes}
    return [step.name for step in steps if step.name in wanted and made.isdisjoint(step.needs)]


def sources(
    steps: Sequence[Step], needs: Mapping[str, Sequence[Path]]
) -> dict[Path, Signature | None]:
    """Signatures of all that steps need and none makes: a run rests on one state of them."""
    made = {path for step in steps for path in step.makes}
    return signatures({path for paths in needs.values() for path in paths} - made)


def require_sources(steps: Sequence[Step], names: Sequence[str]) -> None:
    made = {path for step in steps for path in step.makes}
    for step in steps:
        for path in step.needs if step.name in names else ():
            if path not in made and not path.exists():
                raise DataError(
                    f"{shown(path)} is missing",
                    expected=f"the file that the step {step.name} reads",
                    next_step="put it back, or mend what names it",
                )


Perform = Callable[[Step], Opened | None]  # runs a step, here or elsewhere; what it opened
