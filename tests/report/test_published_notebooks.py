"""Executed notebooks as readers get them: the package's own forms, and nothing else."""

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

from bilan.french.typography_rules import typographic
from bilan.project.paths import NOTEBOOKS, ROOT
from bilan.project.publishable import MARK, PublishedTable
from bilan.report.published_notebooks import as_text, for_readers, texts
from bilan.running.notebook_run import run_notebook
from bilan.running.steps import report

SECRET = "0561234Z"
# Cells that show what is no form of the package, and what the build says of it.
SHOWN = {
    "rows": ("study.responses.schools.head(3)", "text/html"),
    "a mean": ("study.responses.answers.mean(numeric_only=True)", "text/plain"),
    "a print": ("print(study.responses.schools.index[0])", "stdout"),
    "a text with counts": ('f"{len(study.responses.answers)} EPLE"', "text/plain"),
    "a folder": ("from pathlib import Path\nPath.cwd()", "text/plain"),
    "a warning": ('import warnings\nwarnings.warn("0561234Z")', "stderr"),
    "a shell": ("!pwd", "stdout"),
    "a written descriptor": ('import os\nos.write(2, b"0561234Z");', "stderr"),
    "a figure": ("import matplotlib.pyplot as plt\nplt.plot([1, 2]);", "image/png"),
    "an imitation": (
        "from IPython.display import HTML\nHTML(study.indicators('response_rate').to_html())",
        "text/html",
    ),
    "a styled table": ("study.indicators('response_rate').style", "text/html"),
    "a part of a table": ("study.indicators('response_rate').head()", "text/html"),
    "a changed table": (
        "t = study.indicators('response_rate')\nt['uai'] = study.responses.schools.index[0]\nt",
        "text/html",
    ),
    "tables in a list": ("[study.indicators('response_rate')]", "text/plain"),
    "a widget": (
        "display({'application/vnd.jupyter.widget-view+json': {'model_id': '0561234Z'}}, raw=True)",
        "application/vnd.jupyter.widget-view+json",
    ),
}
OPENED = "from bilan.illustrations.notebook import open_study\nstudy = open_study(wave)"
KEPT = ("study.indicators('response_rate')", "display(study.participation())")


def written(path: Path, *cells: str) -> Path:
    book = nbformat.v4.new_notebook()
    book.cells = [
        nbformat.v4.new_code_cell('wave = "2014"', metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(OPENED),
        *[nbformat.v4.new_code_cell(cell) for cell in cells],
    ]
    nbformat.write(book, path)
    return path


def output(data: dict[str, Any], **others: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": {}, **others}


def book(*cells: dict[str, Any]) -> dict[str, Any]:
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def code(source: Any, *outputs: dict[str, Any], count: int | None = 3) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": list(outputs), "metadata": {},
            "execution_count": count}  # fmt: skip


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One executed notebook with every cell of `SHOWN` and of `KEPT`."""
    folder = tmp_path_factory.mktemp("carnets")
    source = written(folder / "n.ipynb", *[cell for cell, _ in SHOWN.values()], *KEPT)
    run_notebook(source, {"wave": "2014"}, folder / "out.ipynb")
    found: dict[str, Any] = json.loads((folder / "out.ipynb").read_bytes())
    return found


def test_only_forms_of_the_package_are_published(executed: dict[str, Any]) -> None:
    published, left_out = for_readers(executed)
    cells = published["cells"][-len(SHOWN) - len(KEPT) :]
    for name, cell in zip(SHOWN, cells, strict=False):
        assert [out["data"]["text/plain"] for out in cell["outputs"]] == [texts().output], name
    for cell, whole in zip(cells[-len(KEPT) :], executed["cells"][-len(KEPT) :], strict=True):
        assert [out["data"] for out in cell["outputs"]] == [out["data"] for out in whole["outputs"]]
    for source, cell in zip([s for s, _ in SHOWN.values()], cells, strict=False):
        assert "".join(cell["source"]) == source
    said = [(left.cell, left.what) for left in left_out]
    first = cells[0]["execution_count"]
    expected = [
        (f"code cell [{first + rank}]", kind) for rank, (_, kind) in enumerate(SHOWN.values())
    ]
    assert [name for name, _ in said] == [name for name, _ in expected]
    for (name, what), (_, kind) in zip(said, expected, strict=True):
        assert kind in what, name
    text = as_text(published)
    outputs = json.dumps([cell.get("outputs") for cell in published["cells"]])
    assert str(ROOT) not in text
    assert SECRET not in outputs
    assert MARK in outputs


def test_what_is_published_stays_so(executed: dict[str, Any]) -> None:
    published, _ = for_readers(executed)
    assert for_readers(published) == (published, [])


def test_nothing_else_rides_along_with_a_form() -> None:
    bundle = PublishedTable(pd.DataFrame({"a": [1]}))
    data = bundle._repr_mimebundle_()
    whole = output({**data, "text/latex": SECRET}, metadata={"n": SECRET})
    published, left_out = for_readers(book(code("t", whole)))
    assert published["cells"][0]["outputs"] == [output(data)]
    assert left_out == []


def test_one_note_stands_for_a_row_of_outputs() -> None:
    form = output(PublishedTable(pd.DataFrame({"a": [1]}))._repr_mimebundle_())
    stream = {"output_type": "stream", "name": "stdout", "text": [SECRET]}
    error = {"output_type": "error", "ename": SECRET, "evalue": SECRET, "traceback": [SECRET]}
    published, left_out = for_readers(book(code("x", stream, error, form, stream)))
    outputs = published["cells"][0]["outputs"]
    assert [out["data"]["text/plain"] == texts().output for out in outputs] == [True, False, True]
    assert [left.what for left in left_out] == ["its output (stdout, error)"]
    assert SECRET not in as_text(published)


# Folders of a person's own; put together here, since no file of the project names a machine's.
HOMES = [f"/{folder}/ana" for folder in ("home", "Users")]


@pytest.mark.parametrize(
    "text",
    [f'open("{ROOT}/data/x.csv")', f"{ROOT}", f"open('{HOMES[0]}/x.csv')", f"see {HOMES[1]}/x",
     'open("C:\\\\Users\\\\ana\\\\x.csv")', f"{Path.home()}/x", ["x = 1\n", f"y = '{ROOT}'"]],
)  # fmt: skip
def test_a_cell_that_gives_a_path_of_the_machine_is_left_out(text: str | list[str]) -> None:
    markdown = {"cell_type": "markdown", "source": text, "metadata": {}}
    published, left_out = for_readers(book(code(text), markdown))
    assert [cell["source"] for cell in published["cells"]] == [
        f"# {texts().source}",
        f"*{texts().source}*",
    ]
    assert [(left.place, left.cell) for left in left_out] == [(0, "code cell [3]"), (1, "cell 2")]


@pytest.mark.parametrize(
    "text",
    ["data/2014/x.csv", f"https://example.org{HOMES[0]}", f"x{ROOT}", "../tmp/a", "1/2", "/"],
)
def test_other_texts_stay(text: str) -> None:
    published, left_out = for_readers(book(code(text)))
    assert (published["cells"][0]["source"], left_out) == (text, [])


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.name)
def test_stored_notebooks_hold_only_what_may_be_published(path: Path) -> None:
    stored = json.loads(path.read_bytes())
    assert for_readers(stored) == (stored, [])
    assert any(cell.get("outputs") for cell in stored["cells"])


def test_the_build_says_which_cell_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = {"output_type": "stream", "name": "stdout", "text": [SECRET]}
    whole = tmp_path / "01_pilotage.ipynb"
    whole.write_text(as_text(book(code("print(x)", stream, count=7))), encoding="utf-8")
    monkeypatch.setattr(report, "built", lambda _, name: tmp_path if name == "carnets" else None)
    published = report.notebook_for_readers("2014", "01_pilotage")
    assert (SECRET in published.decode(), texts().output in published.decode()) == (False, True)
    assert capsys.readouterr().out == (
        "warning: 2014: notebooks/01_pilotage.ipynb, code cell [7]: its output (stdout) is not "
        f"published; {whole} keeps it\n"
    )
    assert SECRET in whole.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.name)
def test_notebooks_are_thin_and_their_prose_is_typeset(path: Path) -> None:
    for cell in json.loads(path.read_bytes())["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            assert "def " not in source
            assert len(source.splitlines()) <= 10
            continue
        for line in re.sub(r"`[^`]*`", "code", source).splitlines():
            assert typographic(line.strip()) == line.strip()
