"""What the cells of a notebook said when they ran, and what stops a build."""

import json
from pathlib import Path
from typing import Any

import pytest

from bilan.project.computed import MIME
from bilan.project.errors import NotebookError
from bilan.report.notebook_cells import (
    Cell,
    Recorded,
    read_recorded,
    require_agreement,
    require_published,
)

NUMBERS = {"value": 0.6, "numerator": 60.0, "base": 100.0, "lower": 0.5, "upper": 0.7}


def value(ago: int = 0, **more: float | None) -> dict[str, Any]:
    return {**NUMBERS, "ago": ago, **more}


def notebook(folder: Path, *told: dict[str, Any], name: str = "01_essai") -> Path:
    """An executed notebook whose cells, numbered from 3, have an output each."""
    cells: list[dict[str, Any]] = [{"cell_type": "markdown", "source": "a"}]
    for number, shown in enumerate(told, start=3):
        output = {"output_type": "display_data", "data": {"text/plain": "x", MIME: shown}}
        cells.append({"cell_type": "code", "execution_count": number, "outputs": [output]})
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return path


def estimates(**more: float | None) -> list[dict[str, Any]]:
    row = {"wave": "2015", "id": "a", **NUMBERS, **more}
    return [row, {**row, "wave": "2014", "value": 0.4}]


def test_a_value_leads_to_the_cell_that_computed_it_first(tmp_path: Path) -> None:
    """The cell that computes may show nothing: the one that shows says which it was."""
    first = notebook(tmp_path, {"illustration": "one"}, {"values": {"a": value(1)}})
    second = notebook(tmp_path, {"values": {"a": value(), "b": value()}}, name="02_essai")
    found = read_recorded([first, second])
    assert found.computed == {"a": Cell("01_essai.ipynb", 3), "b": Cell("02_essai.ipynb", 3)}
    assert found.published == {"one": Cell("01_essai.ipynb", 3)}


def test_a_comparison_is_kept_apart(tmp_path: Path) -> None:
    compared = {"values": {"a": value(), "a@2014": value()}, "compares": True}
    found = read_recorded([notebook(tmp_path, compared)])
    assert found.computed == {}
    assert found.compared["a"] == Cell("01_essai.ipynb", 3)


@pytest.mark.parametrize("content", ["{}", "x", '{"cells": [{"outputs": [1]}]}'])
def test_a_file_that_is_no_executed_notebook_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "01_essai.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(NotebookError, match=r"01_essai\.ipynb cannot be read"):
        read_recorded([path])


@pytest.mark.parametrize("number", list(NUMBERS))
def test_a_value_that_differs_from_the_table_names_both(tmp_path: Path, number: str) -> None:
    found = read_recorded([notebook(tmp_path, {"values": {"a": value()}})])
    source = tmp_path / "01_essai.ipynb"
    require_agreement(found, estimates(), wave="2015", source=source)
    with pytest.raises(NotebookError) as error:
        require_agreement(found, estimates(**{number: 0.25}), wave="2015", source=source)
    assert str(error.value).startswith(
        f"{source}, code cell [3]: `a` is not what the text and the pages say\n"
        f"  expected: {number} 0.25 (table of estimates of 2015)\n"
        f"  found:    {number} {NUMBERS[number]}\n"
    )


def test_a_missing_value_differs_from_a_number(tmp_path: Path) -> None:
    found = read_recorded([notebook(tmp_path, {"values": {"a": value(lower=None)}})])
    require_agreement(found, estimates(lower=None), wave="2015", source=tmp_path)
    with pytest.raises(NotebookError, match=r"found:    lower None"):
        require_agreement(found, estimates(), wave="2015", source=tmp_path)


def test_a_value_of_the_wave_before_is_held_against_that_wave(tmp_path: Path) -> None:
    told = {"values": {"a@2014": value(value=0.4)}, "compares": True}
    found = read_recorded([notebook(tmp_path, told)])
    require_agreement(found, estimates(), wave="2015", source=tmp_path)
    with pytest.raises(NotebookError, match="of estimates of 2014"):
        require_agreement(
            found, [{**row, "value": 0.5} for row in estimates()], wave="2015", source=tmp_path
        )


def test_a_notebook_publishes_its_own_illustrations_and_no_others(tmp_path: Path) -> None:
    recorded = Recorded(published={"one": Cell("n.ipynb", 3)})
    source = tmp_path / "n.ipynb"
    require_published(recorded, ["one"], source=source)
    with pytest.raises(NotebookError, match="no cell publishes `two`"):
        require_published(recorded, ["one", "two"], source=source)
    with pytest.raises(NotebookError, match="publishes `one`"):
        require_published(recorded, [], source=source)
