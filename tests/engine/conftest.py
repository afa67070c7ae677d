"""Notebooks of a few cells, run by the engine or by a real kernel."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest

from bilan.engine import prepare_with, shut_down
from bilan.engine.warm import WarmProcess, warm_process
from bilan.project.paths import ROOT
from bilan.running.warming import PREPARATION

Cells = list[str]


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
