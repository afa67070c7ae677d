"""Storing the notebooks with their outputs of the first wave: python -m bilan.store

Stored outputs are the reference that a new run is held against, so they carry no time, path or
execution metadata.
"""

import sys

import nbformat
from nbclient import NotebookClient

from bilan.paths import NOTEBOOKS, shown
from bilan.runner import require_whole, without_traces
from bilan.waves import replace_text


def main() -> int:
    """Execute each notebook as it is and store it with its outputs."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        client = NotebookClient(notebook, resources={"metadata": {"path": str(NOTEBOOKS)}})
        client.extra_arguments = ["--Application.log_level=CRITICAL"]
        client.execute()
        require_whole(notebook, path)
        replace_text(path, nbformat.writes(without_traces(notebook)) + "\n")
        print(f"stored {shown(path)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
