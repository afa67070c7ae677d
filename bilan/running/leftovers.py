"""What earlier builds made and no step makes any more: of a wave, a notebook that was removed."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from bilan.project.paths import BUILD, FIGURES, MANIFEST, SITE, known_waves, shown
from bilan.running.step import Step


class Memory(Protocol):
    """What is known of earlier builds."""

    def products(self) -> dict[str, list[str]]:
        """Paths of what each step made."""

    def remove(self, task_id: str) -> None:
        """Forget a step."""


def remove_leftovers(steps: Sequence[Step], memory: Memory, say: Callable[[str], None]) -> None:
    """Remove what is published or shown of a wave that is no more, and pictures that none draws.

    Only what a build made is removed: what somebody put into `figures/` stays.
    """
    made = {str(path) for step in steps for path in step.makes}
    waves = known_waves()
    for folder in _folders_of_others(waves):
        shutil.rmtree(folder, ignore_errors=True)
        say(f"removed {shown(folder)}: data/{folder.name}/vague.yml is not there")
    for name, products in memory.products().items():
        gone = name.rpartition(":")[0] not in ("", *waves)
        for path in map(Path, products):
            if str(path) not in made and (gone or path.is_relative_to(FIGURES)):
                _remove(path)
        if gone:
            memory.remove(name)


def _remove(path: Path) -> None:
    """Remove a file, and its folder where that was its last."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
        path.parent.rmdir()


def _folders_of_others(waves: Sequence[str]) -> Iterator[Path]:
    """Folders of a wave that was published and is no more."""
    for manifest in sorted(SITE.glob(f"*/{MANIFEST}")):
        wave = manifest.parent.name
        if wave not in waves:
            yield from (base / wave for base in (SITE, BUILD) if (base / wave).is_dir())
