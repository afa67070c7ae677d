"""What a notebook that ran shows, and the processes that it left."""

import os
import re
from pathlib import Path

import nbformat

from bilan.running.notebook_run import without_traces

# What differs from one process to another, also between two kernels.
OF_A_PROCESS = re.compile(r"ipykernel_\d+|0x[0-9a-f]{8,}")


def compared(notebook: nbformat.NotebookNode) -> list[str]:
    """Lines of a notebook, without the traces of its run."""
    text: str = OF_A_PROCESS.sub("…", nbformat.writes(without_traces(notebook)))
    return [line[:2000] for line in text.splitlines()]


def text_of(notebook: nbformat.NotebookNode, cell: int = -1) -> str:
    """All that a cell shows as plain text."""
    parts = []
    for output in notebook.cells[cell].outputs:
        parts.append(output.get("text") or output.get("data", {}).get("text/plain", ""))
    return "".join(parts)


def children_of(process: int) -> list[int]:
    """Processes that a process started and that were not reaped."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def exists(process: int) -> bool:
    """Whether there is such a process, be it running or not reaped."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
