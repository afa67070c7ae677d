"""What the cells of executed notebooks computed and published, as they said it when they ran."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bilan.project.computed import MIME, NUMBERS
from bilan.project.errors import NotebookError
from bilan.project.paths import shown

Numbers = Mapping[str, float | None]


@dataclass(frozen=True)
class Cell:
    """A code cell: its notebook's file name, and its number as Jupyter shows it."""

    notebook: str
    number: int


@dataclass(frozen=True)
class Recorded:
    """Cells by what they did: computed an indicator, compared it over waves, drew a picture.

    An indicator that several cells computed has the first. `values` holds every value that a cell
    of a notebook computed, for the table of estimates to agree with.
    """

    computed: Mapping[str, Cell] = field(default_factory=dict)
    compared: Mapping[str, Cell] = field(default_factory=dict)
    published: Mapping[str, Cell] = field(default_factory=dict)
    values: tuple[tuple[str, Numbers, Cell], ...] = ()


def read_recorded(notebooks: Iterable[Path]) -> Recorded:
    """What the cells of executed notebooks recorded, in order.

    Raises
    ------
    NotebookError
        A file is no executed notebook.
    """
    computed: dict[str, Cell] = {}
    compared: dict[str, Cell] = {}
    published: dict[str, Cell] = {}
    values = []
    for path in notebooks:
        for number, told in _outputs(path):
            if name := told.get("illustration"):
                published.setdefault(name, Cell(path.name, number))
            for name, numbers in told.get("values", {}).items():
                cell = Cell(path.name, number - int(numbers["ago"]))
                (compared if told.get("compares") else computed).setdefault(name, cell)
                values.append((name, numbers, cell))
    return Recorded(computed, compared, published, tuple(values))


def _outputs(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Number of the cell, and what it says that it shows, for each output that says so."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for cell in cells:
            for output in cell.get("outputs", []):
                if MIME in output.get("data", {}):
                    yield int(cell["execution_count"]), output["data"][MIME]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotebookError(
            f"{shown(path)} cannot be read",
            expected="a notebook in which every cell was executed",
            found=f"{type(error).__name__}: {error}",
            next_step="execute it again",
        ) from error


def require_agreement(
    recorded: Recorded, estimates: Iterable[Mapping[str, Any]], *, wave: str, source: Path
) -> None:
    """Refuse a notebook whose values are not those of the table that text and pages read.

    `estimates` are rows of that table over the whole frame, with numbers or their text, "" for
    none; a value `id@wave` is held against the rows of that wave.

    Raises
    ------
    NotebookError
        It names the notebook, the cell, the indicator and both values.
    """
    known = {(row["wave"], row["id"]): row for row in estimates}
    for name, numbers, cell in recorded.values:
        identifier, _, of = name.partition("@")
        row = known.get((of or wave, identifier), dict.fromkeys(NUMBERS))
        for number in NUMBERS:
            here, there = numbers[number], row[number]
            if not _same(_number(here), _number(there)):
                raise NotebookError(
                    f"{shown(source)}, code cell [{cell.number}]: `{name}` is not what the "
                    "text and the pages say",
                    expected=f"{number} {there} (table of estimates of {of or wave})",
                    found=f"{number} {here}",
                    next_step="see what the cells before it change of the answers, or build again",
                )


def require_published(recorded: Recorded, wanted: Iterable[str], *, source: Path) -> None:
    """Refuse a notebook that does not publish the illustrations that are its own, or others.

    Raises
    ------
    NotebookError
        It names those that are missing or too many.
    """
    stated, made = set(wanted), set(recorded.published)
    if missing := sorted(stated - made):
        raise NotebookError(
            f"{shown(source)}: no cell publishes `{missing[0]}`",
            expected="each illustration that data/illustrations.yml states for this notebook",
            next_step=f'end a cell with `study.publish("{missing[0]}", figure, frame)`',
        )
    if others := sorted(made - stated):
        raise NotebookError(
            f"{shown(source)} publishes `{others[0]}`",
            expected=f"`notebook: {source.stem}` for it in data/illustrations.yml",
            next_step="mend the notebook that the file states for it",
        )


def _number(value: Any) -> float | None:
    return None if value is None or value == "" else float(value)


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
