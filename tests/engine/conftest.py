"""Notebooks of a few cells, run by the engine or by a real kernel."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest

from bilan.engine import prepare_with, shut_down
from bilan.engine.warm import WarmProcess, warm_process
from bilan.project.paths import ROOT
from bilan.running.notebook_run import without_traces
from bilan.running.warming import PREPARATION

Cells = list[str]
# What differs from one process to another, also between two kernels.
OF_A_PROCESS = re.compile(r"ipykernel_\d+|0x[0-9a-f]{8,}")


@pytest.fixture(scope="session", autouse=True)
def _ended() -> Iterator[None]:
    prepare_with(PREPARATION)
    yield
    shut_down()


@pytest.fixture
def warm() -> WarmProcess:
    return warm_process()


@pytest.fixture
def execute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., nbformat.NotebookNode]:
    """Run cells with papermill, this project first on the path; the notebook."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))

    def read(engine: str | None) -> nbformat.NotebookNode:
        return nbformat.read(tmp_path / f"made-{engine}.ipynb", as_version=4)

    def call(*cells: str, engine: str | None = "bilan", **options: Any) -> nbformat.NotebookNode:
        os.environ.pop("PYTEST_CURRENT_TEST", None)  # where it is set, a kernel hears no descriptor
        metadata = options.pop("metadata", {})
        tags = options.pop("tags", [])
        path, made = tmp_path / "n.ipynb", tmp_path / f"made-{engine}.ipynb"
        book = nbformat.v4.new_notebook(metadata=metadata)
        book.metadata.kernelspec = {"name": "python3", "language": "python", "display_name": "P"}
        book.cells = [nbformat.v4.new_code_cell(c, metadata={"tags": tags}) for c in cells]
        nbformat.write(book, path)
        papermill.execute_notebook(
            str(path),
            str(made),
            engine_name=engine,
            progress_bar=False,
            extra_arguments=["--Application.log_level=CRITICAL"],
            **options,
        )
        return read(engine)

    call.read = read  # type: ignore[attr-defined]
    return call


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
