"""What the cells of a notebook open of the project, told to the pipeline by a file.

The process that runs the cells, forked or a real kernel, follows itself from before the first
cell on: Python gives no other process a look at it.
"""

import importlib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bilan.project.files import replace_text
from bilan.project.opened import Opened, record_from_now_on
from bilan.project.paths import NOTEBOOKS, PACKAGE

FOLLOW = "import bilan.running.opened_cells; bilan.running.opened_cells.follow({!r})"


def following(told: Path) -> str:
    """The code that has a process tell in a file what its cells open."""
    return FOLLOW.format(str(told))


def follow(told: str) -> None:
    """Write to a file, after each cell, what was opened since now."""
    from IPython.core.getipython import get_ipython

    opened = record_from_now_on()
    tried: set[str] = set()
    sys.addaudithook(lambda event, what: tried.add(what[0]) if event == "import" else None)
    _note_modules_named_at_run_time(opened)

    def tell(*_: object) -> None:
        _note_helpers(opened, tried)
        kept = {name: value for name, value in asdict(opened).items() if name != "project"}
        replace_text(Path(told), json.dumps(kept))

    shell: Any = get_ipython()
    shell.events.register("post_run_cell", tell)


def told_in(path: Path) -> Opened:
    """What a process told of its cells; it is told no more afterwards."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    files = {name: None if seen is None else tuple(seen) for name, seen in kept["files"].items()}
    return Opened(files, kept["folders"], kept["modules"])


def _note_modules_named_at_run_time(opened: Opened) -> None:
    """Have `importlib.import_module` tell of modules of the package, of known ones too."""
    imports: Callable[..., Any] = importlib.import_module

    def telling(name: str, package: str | None = None) -> Any:
        module = imports(name, package)
        if module.__name__.partition(".")[0] == PACKAGE.name:
            opened.modules.append(module.__name__)
        return module

    importlib.import_module = telling


def _note_helpers(opened: Opened, tried: set[str]) -> None:
    """Count modules beside the notebooks as opened, those too that were looked for in vain."""
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and Path(file).is_absolute():
            opened.look_at(os.path.abspath(file))  # noqa: PTH100 - as it is named
    for name in tried - set(sys.modules):
        beside = NOTEBOOKS.joinpath(*name.split("."))
        for path in (beside.with_suffix(".py"), beside / "__init__.py"):
            opened.look_at(str(path))
