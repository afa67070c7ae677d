"""Executing notebooks: whole and right, or one clear error and what was there before."""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from bilan.project.errors import NotebookError
from bilan.project.paths import NOTEBOOKS, ROOT
from bilan.running import notebook_run
from bilan.running.notebook_run import check_parameters, require_whole, run_notebook, without_traces

PARAMETERS = 'vague = "2014"\nseuil: int = 5\nx, y = {}, 2\nx["c"] = 1\n'


def notebook(*cells: str, parameters: str | None = PARAMETERS) -> nbformat.NotebookNode:
    book = nbformat.v4.new_notebook()
    if parameters is not None:
        book.cells.append(nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}))
    book.cells += [nbformat.v4.new_code_cell(cell) for cell in cells]
    return book


def write(path: Path, *cells: str, parameters: str | None = PARAMETERS) -> Path:
    nbformat.write(notebook(*cells, parameters=parameters), path)
    return path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the project's, as far as the runner's messages go."""
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setattr(notebook_run, "NOTEBOOKS", tmp_path / "notebooks")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setattr(notebook_run, "ROOT", tmp_path)
    monkeypatch.setattr(notebook_run, "shown", lambda path: path.relative_to(tmp_path).as_posix())
    return tmp_path


# Parameters


def test_known_parameters_pass(here: Path) -> None:
    check_parameters(write(here / "n.ipynb"), {"vague": "2015", "seuil": 3})
    check_parameters(write(here / "n.ipynb"), {})


def test_a_wrong_parameter_is_an_error(here: Path) -> None:
    with pytest.raises(NotebookError) as error:
        check_parameters(write(here / "n.ipynb"), {"wave": "2015", "vague": "2015", "c": 1})
    assert str(error.value) == (
        "n.ipynb has no parameter c, wave\n"
        "  expected: among seuil, vague\n"
        "  next:     mend the name, or add it to the cell of parameters"
    )


@pytest.mark.parametrize(
    ("cells", "count"), [(("x = 1",), 0), (("x = 1", "y = 2"), 2)], ids=["none", "two"]
)
def test_there_is_one_cell_of_parameters(here: Path, cells: Sequence[str], count: int) -> None:
    book = notebook(*cells, parameters=None)
    for cell in book.cells[:count]:
        cell.metadata["tags"] = ["parameters"]
    nbformat.write(book, here / "n.ipynb")
    with pytest.raises(NotebookError) as error:
        check_parameters(here / "n.ipynb", {})
    assert str(error.value) == (
        f"n.ipynb: {count} cells with the tag `parameters`\n"
        "  expected: one\n"
        "  next:     tag the cell that sets the parameters, and no other"
    )


def test_parameters_that_are_not_python_are_an_error(here: Path) -> None:
    path = write(here / "n.ipynb", parameters='vague = "2014"\n%matplotlib inline')
    with pytest.raises(NotebookError) as error:
        check_parameters(path, {"vague": "2015"})
    assert str(error.value) == (
        "n.ipynb: the cell of parameters is not Python\n"
        "  found:    line 2: invalid syntax\n"
        "  next:     keep only lines such as `name = value` in it"
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"null", b"\xff", b'{"cells": 3}', b'{"nbformat": 99, "cells": []}', None],
)
def test_what_is_no_notebook_is_an_error(here: Path, content: bytes | None) -> None:
    path = here / "n.ipynb"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NotebookError, match=r"^n\.ipynb is not a notebook\n"):
        check_parameters(path, {})


def test_each_notebook_of_the_project_has_the_parameter_that_the_pipeline_gives() -> None:
    paths = sorted(NOTEBOOKS.glob("*.ipynb"))
    assert len(paths) == 5
    for path in paths:
        check_parameters(path, {"wave": "2015"})


# What is trusted


def executed(*counts: int | None, error: bool = False) -> nbformat.NotebookNode:
    book = notebook(*["x = 1"] * len(counts), parameters=None)
    for cell, count in zip(book.cells, counts, strict=True):
        cell.execution_count = count
    if error:
        book.cells[-1].outputs = [
            nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])
        ]
    return book


def test_a_whole_run_is_trusted(here: Path) -> None:
    book = executed(1, 2)
    book.cells.insert(1, nbformat.v4.new_markdown_cell("texte"))
    book.cells.append(nbformat.v4.new_code_cell("  \n"))
    require_whole(book, here / "n.ipynb")


@pytest.mark.parametrize(
    ("book", "number"),
    [(executed(1, None, 3), 2), (executed(None), 1), (executed(1, 2, error=True), 2)],
    ids=["a cell between", "none", "an error"],
)
def test_half_a_run_is_not(here: Path, book: nbformat.NotebookNode, number: int) -> None:
    with pytest.raises(NotebookError) as error:
        require_whole(book, here / "n.ipynb")
    assert str(error.value) == (
        f"n.ipynb: code cell {number} was not executed to its end\n"
        "  next:     run the build again; if it persists, open the notebook in Jupyter"
    )


def test_nothing_that_differs_between_runs_is_kept(here: Path) -> None:
    book = executed(1)
    book.metadata = {"papermill": {"start_time": "2024-01-01", "input_path": f"{here}/n.ipynb"}}
    book.cells[0].metadata = {"tags": ["parameters"], "execution": {"iopub.execute_input": "10:00"}}
    warning = f"{here}/bilan/x.py:3: UserWarning\n/tmp/ipykernel_123/456.py:1: FutureWarning\n"
    book.cells[0].outputs = [
        nbformat.v4.new_output("stream", name="stderr", text=warning),
        nbformat.v4.new_output("display_data", {"text/plain": "1"}, metadata={"needs": "x"}),
    ]
    clean = without_traces(book)
    (cell,) = clean.cells
    assert clean.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert (cell.id, cell.metadata, cell.execution_count) == (
        "cellule-01",
        {"tags": ["parameters"]},
        1,
    )
    assert cell.outputs[0].text == "bilan/x.py:3: UserWarning\n<cellule>:1: FutureWarning\n"
    assert cell.outputs[1].metadata == {}
    assert book.metadata != clean.metadata  # what was given is not changed


# Failures, the kernel played by the test


@pytest.mark.parametrize(
    ("raised", "found"),
    [
        (DeadKernelError("Kernel died"), "Kernel died"),
        (CellTimeoutError("A cell timed out\nwhile"), "A cell timed out"),
    ],
)
def test_a_kernel_that_does_not_go_on_leaves_what_was_there(
    here: Path, monkeypatch: pytest.MonkeyPatch, raised: Exception, found: str
) -> None:
    def dies(_: str, beside: str, **__: Any) -> None:
        Path(beside).write_text("half")
        raise raised

    monkeypatch.setattr(papermill, "execute_notebook", dies)
    output = here / "out" / "n.ipynb"
    output.parent.mkdir()
    output.write_text("before")
    with pytest.raises(NotebookError) as error:
        run_notebook(write(here / "n.ipynb"), {"vague": "2014"}, output)
    assert str(error.value) == (
        "n.ipynb could not be executed to its end\n"
        f"  found:    {found}\n"
        "  next:     open it in Jupyter and run it cell by cell"
    )
    assert [path.name for path in output.parent.iterdir()] == ["n.ipynb"]
    assert output.read_text() == "before"


def test_a_wrong_parameter_starts_no_kernel(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papermill, "execute_notebook", lambda *_, **__: pytest.fail("started"))
    with pytest.raises(NotebookError, match="has no parameter wave"):
        run_notebook(write(here / "n.ipynb"), {"wave": "2014"}, here / "out" / "n.ipynb")
    assert not (here / "out").exists()


# With a real kernel


@pytest.mark.slow
def test_a_cell_that_raises_shows_itself_and_keeps_the_notebook_as_far_as_it_went(
    here: Path,
) -> None:
    source = write(here / "n.ipynb", 'print(vague)\nf = open("absent.csv")\nf.read()', "print(2)")
    output = here / "out" / "n.ipynb"
    output.parent.mkdir()
    output.write_text("before")
    with pytest.raises(NotebookError) as error:
        run_notebook(source, {"vague": "2015"}, output)
    assert str(error.value) == (
        "n.ipynb: code cell 3 raises\n"
        "  expected: a cell that runs to its end: print(vague)\n"
        "  found:    FileNotFoundError: [Errno 2] No such file or directory: 'absent.csv'\n"
        "  next:     the notebook as far as it went is out/n.echec.ipynb"
    )
    assert output.read_text() == "before"
    assert sorted(path.name for path in output.parent.iterdir()) == ["n.echec.ipynb", "n.ipynb"]
    kept = nbformat.read(output.with_name("n.echec.ipynb"), as_version=4)
    outputs = [cell.get("outputs", []) for cell in kept.cells if cell.cell_type == "code"]
    assert any(out.get("text") == "2015\n" for outs in outputs for out in outs)
    assert outputs[-1] == []

    (here / "voisin.py").write_text("mot = 'de la racine'")
    write(source, "import voisin", "print(vague, voisin.mot)")
    run_notebook(source, {"vague": "2016"}, output)
    assert [path.name for path in output.parent.iterdir()] == ["n.ipynb"]
    assert nbformat.read(output, as_version=4).cells[-1].outputs[0].text == ("2016 de la racine\n")


@pytest.mark.slow
def test_a_kernel_that_exits_is_an_error(here: Path) -> None:
    source = write(here / "n.ipynb", "import os", "os._exit(1)", "x = 1")
    with pytest.raises(NotebookError, match=r"^n\.ipynb could not be executed to its end\n"):
        run_notebook(source, {"vague": "2014"}, here / "out" / "n.ipynb")
    assert list((here / "out").iterdir()) == []


def tables(path: Path) -> list[str]:
    """Text of each output, in order."""
    outputs = [
        out for cell in nbformat.read(path, as_version=4).cells for out in cell.get("outputs", [])
    ]
    return [out["data"]["text/plain"] for out in outputs if "data" in out]


@pytest.mark.slow
def test_plain_papermill_gives_the_same_tables(tmp_path: Path) -> None:
    source = NOTEBOOKS / "00_protocole.ipynb"
    ours, plain = tmp_path / "ours.ipynb", tmp_path / "plain.ipynb"
    command = [sys.executable, "-m", "papermill", "--no-progress-bar", "--cwd", str(NOTEBOOKS)]
    done = subprocess.Popen(
        [*command, "-p", "wave", "2014", str(source), str(plain)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    run_notebook(source, {"wave": "2014"}, ours)
    output, _ = done.communicate(timeout=120)
    assert done.returncode == 0, output
    assert len(tables(ours)) == 4
    assert "122 / 130" in tables(ours)[0]
    assert tables(ours) == tables(plain)
    text = ours.read_text(encoding="utf-8")
    assert str(ROOT) not in text
    assert str(tmp_path) not in text
    traces = r'\d{2}:\d{2}:\d{2}|start_time|"papermill"|ipykernel_|iopub'
    assert not re.search(traces, text)
