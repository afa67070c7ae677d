"""What a step opened besides what it states that it needs: from then on, it needs that too."""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from bilan.project.code_dependencies import code_of, code_of_file
from bilan.project.errors import DataError
from bilan.project.file_stamps import Signature, Stamp, signature, stamp
from bilan.project.opened import Opened
from bilan.project.paths import BUILD, shown
from bilan.running.step import Step


@dataclass(frozen=True)
class AlsoRead:
    """Files with their signature when they were opened, folders with the hash of their names."""

    files: dict[Path, Signature | None]
    folders: Mapping[Path, str]
    code: Collection[Path]

    def stamps(self) -> dict[str, Stamp | None]:
        """Stamps by path; None for a file that was looked for and not there."""
        found = {str(path): stamp(path) for path in (*self.files, *self.code)}
        for path, names in self.folders.items():
            found[str(path)] = [*(signature(path) or (0, 0, 0, 0)), names]
        return found


def also_read(
    step: Step, opened: Opened | None, *, needs: Collection[Path], makers: Mapping[str, str]
) -> AlsoRead:
    """What a step opened that is none of its needs and of its products.

    Raises
    ------
    DataError
        It opened what another step of this run makes: the two could run in any order.
    """
    opened = opened or Opened()
    stated = {str(path) for path in (*needs, *step.makes, *step.states)}
    files = {}
    for name, seen in opened.files.items():
        if name in stated or _fills(step, name) or os.path.isdir(name):  # noqa: PTH112 - quick
            continue
        if name in makers:
            raise DataError(
                f"{step.name} opens {shown(Path(name))}, which the step {makers[name]} makes",
                expected="only what pipeline.py says that the step needs",
                next_step=f"open another file, or state it in pipeline.py, at {step.name}",
            )
        if not Path(name).is_relative_to(BUILD):  # its own notes: what is kept there can be lost
            files[Path(name)] = seen
    folders = {Path(name): names for name, names in opened.folders.items()}
    helpers = [code_of_file(path) for path in files if path.suffix == ".py" and path.is_file()]
    named = [code_of(name) for name in opened.modules]
    code = {path for paths in (*helpers, *named) for path in paths}
    return AlsoRead(files, folders, sorted(code - set(needs)))


def _fills(step: Step, name: str) -> bool:
    return step.fills is not None and Path(name).is_relative_to(step.fills)
