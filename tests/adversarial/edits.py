"""Edits, in sequences, after each of which what a build makes of what is there is held against what
a clean build makes of the same sources: the same bytes, the same exit code, and nothing left to do.
"""

import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.adversarial.copies import SOURCES, Copy, copy_sources
from tests.adversarial.edit_kinds import KINDS, WAVE, Edits, after_edit

BUILD = ("--engine", "embedded", "--wave", WAVE, "--format", "html")
AT_ONCE = (1, 1, 1, 2, 3)  # edits between two builds
FORCED = 0.05  # of the builds are told to make all


@dataclass
class Compared:
    """What a campaign found."""

    edits: int = 0
    builds: int = 0
    refused: int = 0
    faults: list[str] = field(default_factory=list)


def edit_and_compare(
    copy: Copy,
    *,
    times: int,
    seed: int,
    kinds: Sequence[str] = tuple(KINDS),
    build: tuple[str, ...] = BUILD,
    at_once: tuple[int, ...] = AT_ONCE,
    faults: int = 1_000_000,
    say: Callable[[str], None] = print,
) -> Compared:
    """Edit a copy `times` times, and compare after each edit, or after two or three at once.

    Where neither build is possible, both have to say so with the same exit code; the edits are
    taken back. `at_once` are numbers of edits between two builds; the campaign ends with as many
    faults as `faults` says.
    """
    chance, found = random.Random(seed), Compared()
    edits = Edits(copy.folder, chance)
    good = Copy(copy.folder.with_name("avant"))
    copy_sources(good.folder, of=copy.folder)
    while found.edits < times and len(found.faults) < faults:
        told = []
        for _ in range(min(chance.choice(at_once), times - found.edits)):
            told.append(edits.draw(tuple(kinds)))
            found.edits += 1
            for command in after_edit(told[-1].partition(":")[0]):
                copy.run(command, "--wave", WAVE)
        forced = ("--force",) if chance.random() < FORCED else ()
        clean = Copy(copy.folder.with_name("propre"))
        copy_sources(clean.folder, of=copy.folder)
        differing, refused = compared(copy, clean, build, forced)
        found.builds += 1
        found.faults += [f"after {' / '.join(told)}: {fault}" for fault in differing]
        found.refused += refused
        say(f"{found.edits} {' / '.join(told)} {' '.join([*forced, *differing])}")
        if refused:
            for name in (*SOURCES, *_files(copy.folder)):
                _remove(copy.folder / name)
            copy_sources(copy.folder, of=good.folder)
            edits.kept.clear()
            _remove(clean.folder)
        else:
            _remove(good.folder)
            clean.folder.rename(good.folder)
    return found


def compared(
    copy: Copy, clean: Copy, build: tuple[str, ...], forced: tuple[str, ...] = ()
) -> tuple[list[str], bool]:
    """How two builds differ, and whether both were refused."""
    code, output = copy.run(*build, *forced)
    wanted, said = clean.run(*build)
    if code != wanted:
        return [f"exit code {code} and not {wanted}: {output[-600:]} / {said[-600:]}"], True
    if code:
        return [f"a traceback: {output[-600:]}"] if code == 70 else [], True
    now, then = copy.hashes(), clean.hashes()
    differing = sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name))
    faults = [f"not as a clean build: {', '.join(differing[:4])}"] if differing else []
    _, again = copy.run(*build)
    return faults + ([] if "all is up to date" in again else [f"not at rest: {again[:300]}"]), False


def _files(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.is_file() and path.name[0] != "."]


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
