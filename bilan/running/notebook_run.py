# ruff: noqa: E402 - one line has to come before the imports
"""Executing notebooks with papermill: whole and right, or one clear error."""

import ast
import os
import re
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# jsonschema, which nbformat imports, would build the whole grammar of web addresses: 0.7 s for a
# check of addresses that no notebook's schema asks for, and that it does without.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError

from bilan.engine import WarmEngine, prepare_with
from bilan.project.errors import NotebookError
from bilan.project.opened import note_opened
from bilan.project.paths import NOTEBOOKS, ROOT, shown
from bilan.running.opened_cells import following, told_in
from bilan.running.warming import PREPARATION

SECONDS_A_CELL = 300
MEMORY = 2 * 2**30  # bytes, the libraries included; a notebook of 11,000 schools takes a fifth
CHARACTERS = 20_000_000  # of all outputs; a notebook with its pictures has a tenth
ENGINE = "bilan"
PARAMETERS = "parameters"
# What a warning calls the cell that gave it: a temporary file, other at each run.
_CELL_FILE = re.compile(r"(?<!\S)\S*ipykernel_\d+/\d+\.py")


def run_notebook(
    source: Path, parameters: Mapping[str, Any], output: Path, *, kernel: bool = False
) -> None:
    """Execute a notebook with these parameters and write it, executed, to `output`.

    The file appears whole, without times, paths or other traces of the run, so that the same
    inputs give the same bytes. Where a cell raises, the notebook as far as it went is kept beside
    as `<name>.echec.ipynb`. Cells run in a process forked from a warm one (see `bilan.engine`), or
    in a real kernel where `kernel` or BILAN_KERNEL=1 asks for it.

    Raises
    ------
    NotebookError
        No such parameter, a cell that raises or does not end, a kernel that dies.
    """
    check_parameters(source, parameters)
    _expose_package()
    prepare_with(PREPARATION)
    papermill_engines.register(ENGINE, WarmEngine)  # also where the package is not installed
    output.parent.mkdir(parents=True, exist_ok=True)
    beside = output.with_name(f".new-{output.name}")
    failed = output.with_name(f"{output.stem}.echec.ipynb")
    told = output.with_name(f".lu-{output.stem}.json")
    first = following(told)
    quiet = "--Application.log_level=CRITICAL"
    try:
        papermill.execute_notebook(
            _literally(source),
            _literally(beside),
            parameters=dict(parameters),
            engine_name=ENGINE,
            # Not `cwd`, by which papermill moves this whole process, all of its threads.
            resources={"metadata": {"path": str(NOTEBOOKS)}},
            kernel_name="python3",
            language="python",
            # A kernel on the loopback, its messages signed, warns of it at each start.
            extra_arguments=[quiet],
            first=first,
            progress_bar=False,
            request_save_on_cell_execute=False,
            execution_timeout=SECONDS_A_CELL,
            kernel=kernel,
            memory_limit=MEMORY,
            output_limit=CHARACTERS,
        )
        notebook = nbformat.read(beside, as_version=4)
        require_whole(notebook, source)
        nbformat.write(without_traces(notebook), beside)
        note_opened(told_in(told))
        beside.replace(output)
        failed.unlink(missing_ok=True)
    except PapermillExecutionError as error:
        beside.replace(failed)
        raise _raised(source, error, failed) from error
    except (DeadKernelError, CellTimeoutError) as error:
        raise NotebookError(
            f"{shown(source)} could not be executed to its end",
            found=str(error).strip().splitlines()[0],
            next_step="open it in Jupyter and run it cell by cell",
        ) from error
    finally:
        beside.unlink(missing_ok=True)
        told.unlink(missing_ok=True)


def _literally(path: Path) -> str:
    """A path as papermill takes it as it is: in braces it would look for parameters."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _expose_package() -> None:
    """Let kernels import this very package, be it installed or not, and no other copy of it."""
    known = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if known[0] != str(ROOT):
        os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, known)])


def read_notebook(source: Path) -> nbformat.NotebookNode:
    """The notebook that a file holds, in the shape of its format.

    Raises
    ------
    NotebookError
        It is none, or a cell's metadata are not what the format says.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is mended in memory, the format's check refuses
            notebook: nbformat.NotebookNode = nbformat.read(source, as_version=4)
            nbformat.validate(notebook)
    except Exception as error:  # nbformat has no error of its own for most of what is wrong
        raise NotebookError(
            f"{shown(source)} is not a notebook",
            found=" ".join(str(error).split())[:200] or type(error).__name__,
            next_step="restore it from the repository",
        ) from error
    return notebook


def check_parameters(source: Path, parameters: Mapping[str, Any]) -> None:
    """Hold parameter names against the notebook's `parameters` cell; papermill only warns.

    Raises
    ------
    NotebookError
        The notebook cannot be read, has not exactly one such cell, or does not know a name.
    """
    notebook = read_notebook(source)
    cells = [c for c in notebook.cells if PARAMETERS in c.metadata.get("tags", [])]
    if len(cells) != 1:
        raise NotebookError(
            f"{shown(source)}: {len(cells)} cells with the tag `{PARAMETERS}`",
            expected="one",
            next_step="tag the cell that sets the parameters, and no other",
        )
    known = _assigned(cells[0].source, source)
    if unknown := sorted(set(parameters) - known):
        raise NotebookError(
            f"{shown(source)} has no parameter {', '.join(unknown)}",
            expected=f"among {', '.join(sorted(known))}",
            next_step="mend the name, or add it to the cell of parameters",
        )


def _assigned(code: str, source: Path) -> set[str]:
    """Names that a cell of parameters sets."""
    try:
        statements = ast.parse(code).body
    except SyntaxError as error:
        raise NotebookError(
            f"{shown(source)}: the cell of parameters is not Python",
            found=f"line {error.lineno}: {error.msg}",
            next_step="keep only lines such as `name = value` in it",
        ) from error
    targets: list[ast.expr] = [s.target for s in statements if isinstance(s, ast.AnnAssign)]
    targets += [target for s in statements if isinstance(s, ast.Assign) for target in s.targets]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def require_whole(notebook: nbformat.NotebookNode, source: Path) -> None:
    """Trust only a run in which each cell has its count and none has an error.

    After a killed kernel papermill can leave a notebook whose cells all look completed.
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    for number, cell in enumerate(cells, start=1):
        errors = [out for out in cell.outputs if out.output_type == "error"]
        if cell.execution_count is None or errors:
            raise NotebookError(
                f"{shown(source)}: code cell {number} was not executed to its end",
                next_step="run the build again; if it persists, open the notebook in Jupyter",
            )


def without_traces(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook without what differs from one run to the next: times, paths, versions."""
    clean: nbformat.NotebookNode = nbformat.from_dict(notebook)
    clean.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    for number, cell in enumerate(clean.cells, start=1):
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        cell.id = f"cellule-{number:02d}"
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output.metadata = nbformat.from_dict({})
            if output.output_type == "stream":
                output.text = _CELL_FILE.sub("<cellule>", output.text.replace(f"{ROOT}/", ""))
    return clean


def _raised(source: Path, error: PapermillExecutionError, failed: Path) -> NotebookError:
    lines = [line for line in str(error.source).splitlines() if line.strip()]
    message = str(error.evalue).replace(str(ROOT) + os.sep, "")
    return NotebookError(
        f"{shown(source)}: code cell {error.exec_count} raises",
        expected="a cell that runs to its end: " + (lines[0] if lines else ""),
        found=f"{error.ename}: {message}",
        next_step=f"the notebook as far as it went is {shown(failed)}",
    )
