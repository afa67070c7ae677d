"""Which notebooks a real kernel runs, and how papermill finds the engine."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from bilan.engine import papermill_engine
from bilan.engine.papermill_engine import needs_kernel

from .reading import text_of

pytestmark = pytest.mark.slow

WHO = "import sys\n'ipykernel.kernelapp' in sys.modules, 'seaborn' in sys.modules"
KERNEL, FORKED = "(True, False)", "(False, True)"


def book(**metadata: Any) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(metadata=metadata)


def test_a_notebook_is_forked(execute: Callable[..., Any]) -> None:
    assert text_of(execute(WHO)) == FORKED


def test_a_notebook_may_ask_for_a_kernel(execute: Callable[..., Any]) -> None:
    assert text_of(execute(WHO, metadata={"bilan": {"kernel": True}})) == KERNEL
    assert text_of(execute(WHO, metadata={"bilan": {"kernel": False}})) == FORKED


def test_the_environment_may_ask_for_kernels(
    execute: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BILAN_KERNEL", "1")
    assert text_of(execute(WHO)) == KERNEL
    monkeypatch.setenv("BILAN_KERNEL", "0")
    assert text_of(execute(WHO)) == FORKED


def test_a_kernel_runs_where_no_fork_is_safe(
    execute: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papermill_engine, "can_fork", lambda: False)
    assert text_of(execute(WHO)) == KERNEL


def test_another_language_has_its_own_kernel() -> None:
    assert needs_kernel(book(), "ir")
    assert not needs_kernel(book(), "python3")


@pytest.mark.parametrize("first", ["bilan.engine", "papermill"])
def test_papermill_finds_the_engine(first: str, tmp_path: Path) -> None:
    code = (
        f"import {first}\nfrom bilan.engine import WarmEngine\n"
        "from papermill.engines import papermill_engines\n"
        "assert papermill_engines.get_engine('bilan') is WarmEngine"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)


def test_the_command_of_papermill_runs_it(tmp_path: Path) -> None:
    made = book(kernelspec={"name": "python3", "language": "python", "display_name": "P"})
    made.cells = [nbformat.v4.new_code_cell(WHO)]
    nbformat.write(made, tmp_path / "in.ipynb")
    command = [sys.executable, "-m", "papermill", "--engine", "bilan", "in.ipynb", "out.ipynb"]
    subprocess.run(command, check=True, cwd=tmp_path, capture_output=True)
    assert text_of(nbformat.read(tmp_path / "out.ipynb", as_version=4)) == FORKED


def test_importing_the_engine_is_light() -> None:
    code = "import bilan.engine, sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    heavy = {"papermill", "nbclient", "IPython", "pandas", "asyncio", "subprocess", "zmq"}
    assert not heavy & set(done.stdout.split())
