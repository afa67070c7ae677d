"""What the notebooks compute, as one plain script: the floor that an engine is measured against.

`python benchmarks/plain.py FOLDER WAVE…` runs the cells of all notebooks for each wave, one after
the other in this one process, and writes each illustration and each table to a folder. The study
of a wave is opened once, where each notebook opens its own.
"""

import ast
import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from bilan.estimation.study import Study
from bilan.estimation.study import open_study as opened
from bilan.illustrations import draw, notebook
from bilan.project.paths import NOTEBOOKS


@cache
def study_of(wave: str) -> Study:
    """The study of a wave, opened once."""
    return opened(wave)


def cells() -> Iterator[tuple[str, ast.Module, ast.Expression | None]]:
    """Notebook, statements and last expression of each code cell, parameters left out."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] != "code" or "tags" in cell["metadata"]:
                continue
            module = ast.parse("".join(cell["source"]))
            last = module.body[-1]
            shown = None
            if isinstance(last, ast.Expr):
                module.body.pop()
                shown = ast.Expression(last.value)
            yield path.stem, module, shown


def write_wave(wave: str, folder: Path) -> None:
    """Write the illustrations and the tables of a wave."""
    folder.mkdir(parents=True, exist_ok=True)
    draw.FIGURES = folder.parent
    names: dict[str, dict[str, Any]] = {}
    for number, (book, module, shown) in enumerate(cells()):
        known = names.setdefault(book, {"wave": wave})
        exec(compile(module, book, "exec"), known)
        if shown is not None:
            table = eval(compile(shown, book, "eval"), known)
            bundle = table._repr_mimebundle_()
            for kind, mime in (("html", "text/html"), ("txt", "text/plain")):
                if mime in bundle:
                    path = folder / f"table-{number:02d}.{kind}"
                    path.write_text(bundle[mime], encoding="utf-8")


if __name__ == "__main__":
    notebook.studies.open_study = study_of
    for name in sys.argv[2:]:
        write_wave(name, Path(sys.argv[1]) / name)
