"""A papermill engine that runs notebooks in processes forked from a warm one.

A kernel spends more than a second on its imports and half a second on handshakes. Here one helper
process (`server`) imports what the notebooks use, draws one figure, and stays; each notebook then
runs in a process forked from it (`child`), in an IPython shell that speaks as a kernel does
(`shell`, `streams`). papermill and nbclient stay in charge of the run: `client` only gives nbclient
a kernel that answers over a socket.

Where a fork is not safe or a notebook asks for it (`metadata.bilan.kernel: true`), and where the
environment says BILAN_KERNEL=1, a real kernel runs it.
"""

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bilan.engine.papermill_engine import WarmEngine

__all__ = ["FORCED", "WarmEngine", "shut_down", "warm_up"]

FORCED = "BILAN_KERNEL"


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
