"""Which cell of an executed notebook shows an indicator or an illustration."""

import json
from pathlib import Path

import pytest

from bilan.project.errors import NotebookError
from bilan.report.notebook_cells import names_in, naming, read_cells

CELLS = [
    {"cell_type": "markdown", "source": ['`étude.table("a")`']},
    {"cell_type": "code", "execution_count": 3, "source": ["étude.table(\n", '    "a", "b"\n)']},
    {"cell_type": "code", "execution_count": 4, "source": 'illustrate("c", étude)'},
    {"cell_type": "code", "execution_count": 5, "source": "étude.changes()"},
]


def notebook(folder: Path, cells: object, name: str = "01_essai") -> Path:
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return path


def test_cells_are_numbered_as_jupyter_shows_them(tmp_path: Path) -> None:
    cells = read_cells([notebook(tmp_path, CELLS)])
    assert [(cell.notebook, cell.number) for cell in cells] == [
        ("01_essai.ipynb", 3),
        ("01_essai.ipynb", 4),
        ("01_essai.ipynb", 5),
    ]


@pytest.mark.parametrize(
    ("names", "number"), [("b", 3), ("c", 4), (("z", "c", "a"), 4), (("z", "changes"), 5)]
)
def test_the_first_name_that_a_cell_has_decides(
    tmp_path: Path, names: str | tuple[str, ...], number: int
) -> None:
    cell = naming(read_cells([notebook(tmp_path, CELLS)]), *names)
    assert cell is not None
    assert cell.number == number


def test_no_cell_for_what_none_names(tmp_path: Path) -> None:
    assert naming(read_cells([notebook(tmp_path, CELLS)]), "z") is None


def test_a_cell_that_is_no_python_names_nothing() -> None:
    assert names_in('%%bash\necho "a') == frozenset()


@pytest.mark.parametrize(
    "cells", [[{**CELLS[1], "execution_count": None}], [{"cell_type": "code"}], None]
)
def test_a_notebook_that_did_not_run_is_refused(tmp_path: Path, cells: object) -> None:
    with pytest.raises(NotebookError, match=r"01_essai\.ipynb cannot be read"):
        read_cells([notebook(tmp_path, cells)])
