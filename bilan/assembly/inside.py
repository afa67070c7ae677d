"""Files that the report's sources name: within the project, and reached by no symbolic link.

The rule is that of includes. The configuration is held to it whatever the key: Quarto has more keys
that name files than this project uses, and each would bring a file of the machine into the page.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bilan.project.errors import AssemblyError
from bilan.project.file_stamps import files_below
from bilan.project.opened import note
from bilan.project.paths import NOT_SOURCES


def resolved(path: Path) -> Path:
    """A path without "..", taken by its letters: no symbolic link is followed."""
    return Path(os.path.normpath(path.absolute()))


def crosses_symlink(project: Path, target: Path) -> bool:
    """Whether the way from the project's folder to the target goes through a symbolic link."""
    steps = [target, *target.parents]
    return any(step.is_symlink() for step in steps if step != project and project in step.parents)


def require_inside(project: Path, settings: Path, content: Any) -> None:
    """Refuse settings that name a file outside of the project.

    A text names a file where there is one of that name, or where it begins with "..".

    Raises
    ------
    AssemblyError
        They name an absolute path, one that leads out, or a symbolic link.
    """
    for key, name in _texts(content):
        target = resolved(project / name)
        if not os.path.lexists(target) and not name.startswith("../"):
            continue
        outside = Path(name).is_absolute() or not target.is_relative_to(project)
        if outside or crosses_symlink(project, target):
            raise AssemblyError(
                f"{settings.relative_to(project)}: {key}",
                expected="a file of the project, by its path there, through no symbolic link",
                found=name,
                next_step="put the file into the project, or take its name out",
            )


def note_named(project: Path, content: Any) -> None:
    """Count the files that settings name as read: Quarto and typst read them themselves."""
    for _, name in _texts(content):
        target = resolved(project / name)
        first = target.relative_to(project).parts[:1] if target.is_relative_to(project) else ()
        if first and first[0] not in NOT_SOURCES and os.path.exists(target):  # noqa: PTH110 - any text
            for path in files_below(target) if target.is_dir() else (target,):
                note(path)


def _texts(content: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Texts of settings, any of which can be a path, each with the key that it stands under."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from _texts(value, f"{key}: {name}" if key else str(name))
    elif isinstance(content, list):
        for value in content:
            yield from _texts(value, key)
    elif isinstance(content, str) and content:
        yield key, content
