"""The project's own notebooks: the engine's outputs and files are a kernel's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

RUN = """
import sys
from bilan.project.paths import NOTEBOOKS
from bilan.running.notebook_run import run_notebook
for path in sorted(NOTEBOOKS.glob(sys.argv[2])):
    run_notebook(path, {"wave": "2014"}, NOTEBOOKS.parent / sys.argv[1] / path.name)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("which", "notebooks", "pictures"),
    [("03_*.ipynb", 1, 1), pytest.param("*.ipynb", 5, 7, marks=pytest.mark.long)],
)
def test_the_notebooks_are_as_a_kernel_makes_them(
    project: Path, which: str, notebooks: int, pictures: int
) -> None:
    made = {}
    for kernel in "01":
        environ = os.environ | {"BILAN_KERNEL": kernel, "PYTHONPATH": str(project)}
        environ.pop("PYTEST_CURRENT_TEST", None)
        command = [sys.executable, "-c", RUN, f"made-{kernel}", which]
        subprocess.run(command, cwd=project, env=environ, check=True, timeout=300)
        paths = [*(project / "figures").rglob("*.*"), *(project / f"made-{kernel}").iterdir()]
        made[kernel] = {path.name: path.read_bytes() for path in paths}
    assert sum(name.endswith(".ipynb") for name in made["0"]) == notebooks
    assert sum(name.endswith(".svg") for name in made["0"]) == pictures
    assert made["0"].keys() == made["1"].keys()
    assert [name for name, content in made["0"].items() if content != made["1"][name]] == []
