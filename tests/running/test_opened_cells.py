"""What the cells of a notebook open is told to the step that runs it."""

from pathlib import Path

import nbformat
import pytest

from bilan.project.opened import Opened, recording
from bilan.project.paths import DATA, NOTEBOOKS, ROOT
from bilan.running.notebook_run import run_notebook

pytestmark = pytest.mark.slow

CELLS = [
    "from pathlib import Path\nlen(Path('../data/formulations.yml').read_text())",
    "len(list(Path('../data').glob('*.yml')))",
    "import sys\nsys.path.insert(0, '../tests')\nimport elsewhere",
    "import importlib\nimportlib.import_module('bilan.fre' + 'nch.verdicts').__name__",
    "try:\n    import absent_beside\nexcept ImportError:\n    pass",
    "Path('/tmp/bilan-other').exists()",
]


@pytest.fixture(scope="module", params=[False, True], ids=["forked", "kernel"])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    folder = tmp_path_factory.mktemp("carnet")
    book = nbformat.v4.new_notebook()
    book.cells = [nbformat.v4.new_code_cell("x = 1", metadata={"tags": ["parameters"]})]
    book.cells += [nbformat.v4.new_code_cell(cell) for cell in CELLS]
    nbformat.write(book, folder / "n.ipynb")
    with recording() as found:
        run_notebook(folder / "n.ipynb", {}, folder / "sortie" / "n.ipynb", kernel=request.param)
    assert [path.name for path in (folder / "sortie").iterdir()] == ["n.ipynb"]
    return found


def test_files_that_a_cell_reads(opened: Opened) -> None:
    assert opened.files[str(DATA / "formulations.yml")] is not None
    assert str(DATA) in opened.folders


def test_modules_beside_the_package(opened: Opened) -> None:
    assert opened.files[str(ROOT / "tests" / "elsewhere.py")] is not None


def test_a_module_that_was_looked_for_in_vain(opened: Opened) -> None:
    assert opened.files[str(NOTEBOOKS / "absent_beside.py")] is None


def test_a_module_of_the_package_named_at_run_time(opened: Opened) -> None:
    assert "bilan.french.verdicts" in opened.modules


def test_nothing_of_the_machine_or_of_the_package_itself(opened: Opened) -> None:
    strange = [name for name in opened.files if not Path(name).is_relative_to(ROOT)]
    strange += [name for name in opened.files if name.startswith(f"{ROOT}/.venv")]
    strange += [n for n in opened.files if n.startswith(f"{ROOT}/bilan/") and n.endswith(".py")]
    assert strange == []
