"""The step that executes one notebook for one wave."""

from bilan.project.paths import NOTEBOOKS, built
from bilan.running.warming import warm_up


def execute(notebook: str, wave: str) -> None:
    """Execute a notebook for a wave; it draws its illustrations into `figures/<wave>/`."""
    warm_up()  # meanwhile this process imports papermill
    from bilan.running.notebook_run import run_notebook

    output = built(wave, "carnets") / f"{notebook}.ipynb"
    run_notebook(NOTEBOOKS / f"{notebook}.ipynb", {"vague": wave}, output)
