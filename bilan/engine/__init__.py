"""A papermill engine that runs notebooks in processes forked from a warm one.

A kernel spends more than a second on its imports and half a second on handshakes. Here one helper
process (`server`) is prepared once, as its user says (`prepare_with`): it imports what the
notebooks use, draws one figure, and stays. Each notebook then runs in a process forked from it
(`child`), in an IPython shell that speaks as a kernel does (`shell`, `streams`). papermill and
nbclient stay in charge of the run: `client` only gives nbclient a kernel that answers over a
socket. Nothing here imports the rest of the package.

Where a fork is not safe or a notebook asks for it (`metadata.bilan.kernel: true`), and where the
environment says BILAN_KERNEL=1, a real kernel runs it.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bilan.engine.papermill_engine import WarmEngine

__all__ = ["FORCED", "Preparation", "WarmEngine", "prepare_with", "shut_down", "warm_up"]

FORCED = "BILAN_KERNEL"


@dataclass(frozen=True)
class Preparation:
    """What the warm process does before it forks, and what makes another one necessary.

    `prepare` is "module:function"; it is called once, with the IPython shell that notebooks run
    in. `code` is a folder whose modules are watched: where one changed, a new process takes over.
    `path` comes first among the places that modules are imported from.
    """

    prepare: str = ""
    code: Path | None = None
    path: Path | None = None


def prepare_with(preparation: Preparation) -> None:
    """State how the warm processes that start from now on are prepared."""
    from bilan.engine import warm

    warm.preparation = preparation


def warm_up() -> None:
    """Start the warm process now, in the background, instead of with the first notebook."""
    from bilan.engine.warm import can_fork, warm_process

    if can_fork() and os.environ.get(FORCED, "") in ("", "0"):
        warm_process()


def shut_down() -> None:
    """End the warm process and all that it runs; the next notebook starts another one."""
    from bilan.engine.warm import end_warm_process

    end_warm_process()


def __getattr__(name: str) -> Any:
    if name != "WarmEngine":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # papermill loads its engines at the end of its own import: it has to come first.
    import papermill.engines  # noqa: F401

    from bilan.engine.papermill_engine import WarmEngine

    return WarmEngine
