"""The warm process of the engine, prepared for this project's notebooks and steps."""

import contextlib
import importlib
from pathlib import Path
from typing import Any

import bilan.engine
from bilan.engine import Preparation, prepare_with
from bilan.project.paths import DATA, PACKAGE, ROOT

PREPARATION = Preparation(prepare="bilan.running.warming:prepare", code=PACKAGE, path=ROOT)
# In this order: pandas asks the shell where it runs, pyplot which backend it has.
PRELOADED = (
    "numpy", "pandas", "scipy.stats", "matplotlib.figure", "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg", "matplotlib.pyplot", "seaborn",
    "bilan.estimation.study", "bilan.illustrations.notebook",
    "pandas.core.methods.to_dict", "pandas.io.formats.string", "encodings.ascii",
)  # fmt: skip


def warm_up() -> None:
    """Start the prepared process now, in the background, instead of with the first notebook."""
    prepare_with(PREPARATION)
    bilan.engine.warm_up()


def prepare(shell: Any) -> None:
    """Import what notebooks import, and draw and show as they do, in the process that is forked.

    What cannot be imported raises in the cell that imports it, where it is read.
    """
    for name in PRELOADED:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    with contextlib.suppress(Exception):
        _draw(shell)


def _draw(shell: Any) -> None:
    """Draw and show a table, for all that this finds and keeps: fonts, caches.

    The project's YAML files are parsed, too; what they say is looked up by their very text.
    """
    from tempfile import TemporaryDirectory

    import pandas as pd

    from bilan.illustrations.plot_shares import plot_shares
    from bilan.illustrations.writing import write_figure
    from bilan.project.yaml_records import parsed

    columns = {"label": ["É", "b"], "share": [0.5, 0.25], "numerator": [2, 1], "base": [4, 4]}
    table = pd.DataFrame(columns)
    with TemporaryDirectory() as folder:
        write_figure(plot_shares(table), Path(folder) / "x")
    shell.display_formatter.format(table)
    for path in (*DATA.glob("*.yml"), *DATA.glob("*/*.yml")):
        with contextlib.suppress(Exception):  # the notebook that reads it says what is wrong
            parsed(path.read_bytes())


def __getattr__(name: str) -> Any:
    """Papermill's engine `bilan`, prepared, as papermill loads it by its entry point."""
    if name != "WarmEngine":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    prepare_with(PREPARATION)
    return bilan.engine.WarmEngine
