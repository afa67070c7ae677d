"""Which cell of the executed notebooks shows what."""

import ast
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bilan.project.errors import NotebookError
from bilan.project.paths import shown


@dataclass(frozen=True)
class Cell:
    """A code cell: its notebook's file name, its number as Jupyter shows it, what it names."""

    notebook: str
    number: int
    names: frozenset[str]


def read_cells(notebooks: Iterable[Path]) -> tuple[Cell, ...]:
    """Code cells of executed notebooks, in order.

    Raises
    ------
    NotebookError
        A file is no executed notebook.
    """
    found = []
    for path in notebooks:
        try:
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
                if cell["cell_type"] == "code":
                    names = names_in("".join(cell["source"]))
                    found.append(Cell(path.name, int(cell["execution_count"]), names))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NotebookError(
                f"{shown(path)} cannot be read",
                expected="a notebook in which every cell was executed",
                found=f"{type(error).__name__}: {error}",
                next_step="execute it again",
            ) from error
    return tuple(found)


def names_in(source: str) -> frozenset[str]:
    """Texts between quotes and methods in Python source; none where it is something else."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:
        return frozenset()
    constants = [node.value for node in nodes if isinstance(node, ast.Constant)]
    methods = [node.attr for node in nodes if isinstance(node, ast.Attribute)]
    return frozenset([*(value for value in constants if isinstance(value, str)), *methods])


def naming(cells: Iterable[Cell], *names: str) -> Cell | None:
    """The first cell with the first of the names that any cell has."""
    known = list(cells)
    return next((cell for name in names for cell in known if name in cell.names), None)
