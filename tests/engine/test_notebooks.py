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
for path in sorted(NOTEBOOKS.glob("*.ipynb")):
    run_notebook(path, {"wave": "2014"}, NOTEBOOKS.parent / sys.argv[1] / path.name)
"""


@pytest.mark.slow
def test_the_notebooks_are_as_a_kernel_makes_them(project: Path) -> None:
    made = {}
    for kernel in "01":
        environ = os.environ | {"BILAN_KERNEL": kernel, "PYTHONPATH": str(project)}
        environ.pop("PYTEST_CURRENT_TEST", None)
        command = [sys.executable, "-c", RUN, f"made-{kernel}"]
        subprocess.run(command, cwd=project, env=environ, check=True, timeout=300)
        paths = [*(project / "figures").rglob("*.*"), *(project / f"made-{kernel}").iterdir()]
        made[kernel] = {path.name: path.read_bytes() for path in paths}
    assert sum(name.endswith(".ipynb") for name in made["0"]) == 5
    assert sum(name.endswith(".svg") for name in made["0"]) == 7
    assert made["0"].keys() == made["1"].keys()
    assert [name for name, content in made["0"].items() if content != made["1"][name]] == []
