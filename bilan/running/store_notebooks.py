"""Storing the notebooks with their outputs of the first wave.

`python -m bilan.running.store_notebooks` does it.

Stored outputs are the reference that a new run is held against, so they carry no time, path or
execution metadata. They are published with the repository, so they are those that readers get:
a cell of which an output is left out is named, and not held against a new run.
"""

import json
import sys
from typing import Any

import nbformat
from nbclient import NotebookClient

from bilan.project.files import replace_text
from bilan.project.paths import NOTEBOOKS, shown
from bilan.project.surroundings import leave_out_the_user
from bilan.report.published_notebooks import as_text, for_readers
from bilan.running.notebook_run import require_whole, without_traces

NOT_COMPARED = "nbval-ignore-output"


def main() -> int:
    """Execute each notebook as it is and store it with its outputs."""
    leave_out_the_user()
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        client = NotebookClient(notebook, resources={"metadata": {"path": str(NOTEBOOKS)}})
        client.extra_arguments = ["--Application.log_level=CRITICAL"]
        client.execute()
        require_whole(notebook, path)
        stored, left_out = for_readers(json.loads(nbformat.writes(without_traces(notebook))))
        for left in left_out:
            print(f"warning: {shown(path)}, {left.cell}: {left.what} is not stored")
        _compare_all_but(stored, {left.place for left in left_out})
        replace_text(path, as_text(stored))
        print(f"stored {shown(path)}")
    return 0


def _compare_all_but(notebook: dict[str, Any], left_out: set[int]) -> None:
    """Have nbval compare the outputs of every cell but these."""
    for place, cell in enumerate(notebook["cells"]):
        tags = [tag for tag in cell["metadata"].get("tags", []) if tag != NOT_COMPARED]
        tags += [NOT_COMPARED] if place in left_out else []
        cell["metadata"] = {"tags": tags} if tags else {}


if __name__ == "__main__":
    sys.exit(main())
