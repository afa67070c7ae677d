"""Which illustrations of two builds differ, in their values or only in their drawing."""

import csv
from dataclasses import dataclass
from pathlib import Path

from bilan.review.compare.causes import CODE, DATA, TEXT, TOOLS, Causes, texts
from bilan.review.compare.pages import Page

FOLDER = "donnees"

Row = dict[str, str]


@dataclass(frozen=True)
class Side:
    """An illustration in one build: title, alternative text, drawing (None where there is none)."""

    title: str
    alternative: str
    drawing: bytes | None


@dataclass(frozen=True)
class IllustrationChange:
    """An illustration that differs: its two sides, its values, the cause.

    `columns` are those of its data; each row has, for each column, what it was and what it is,
    None where the row was not or is no more.
    """

    name: str
    before: Side
    after: Side
    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[str | None, str | None], ...], ...]
    cause: str


def illustration_changes(
    a: Path, b: Path, *, pages: tuple[Page, Page], causes: Causes
) -> tuple[list[IllustrationChange], list[str]]:
    """Illustrations that differ, and the names of those that do not."""
    names = sorted({path.stem for build in (a, b) for path in (build / FOLDER).glob("*.svg")})
    changes, same = [], []
    for name in names:
        sides = [_side(build, name, page) for build, page in zip((a, b), pages, strict=True)]
        tables = [_table(build / FOLDER / f"{name}.csv") for build in (a, b)]
        values, drawing = tables[0] != tables[1], sides[0].drawing != sides[1].drawing
        title = sides[0].title != sides[1].title
        if not (values or drawing or title):
            same.append(name)
            continue
        columns, rows = _side_by_side(*tables)
        if values:
            cause = causes.among(DATA, CODE, TOOLS)
        elif drawing:
            cause = texts().drawing_alone.format(cause=causes.among(CODE, TOOLS))
        else:
            cause = texts().title_alone.format(cause=causes.among(TEXT))
        changes.append(IllustrationChange(name, sides[0], sides[1], columns, rows, cause))
    return changes, same


def _side(build: Path, name: str, page: Page) -> Side:
    path = build / FOLDER / f"{name}.svg"
    title = next((p.text for p in page.passages if p.figure == name), "")
    drawing = path.read_bytes() if path.is_file() else None
    return Side(title, page.alternatives.get(name, ""), drawing)


def _table(path: Path) -> tuple[tuple[str, ...], list[Row]]:
    if not path.is_file():
        return (), []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restval="")
        rows = [{str(k): str(v) for k, v in row.items()} for row in reader]
        return tuple(reader.fieldnames or ()), rows


def _side_by_side(
    before: tuple[tuple[str, ...], list[Row]], after: tuple[tuple[str, ...], list[Row]]
) -> tuple[tuple[str, ...], tuple[tuple[tuple[str | None, str | None], ...], ...]]:
    """Columns of both tables, and rows of which those with the same labels are one."""
    columns = (*after[0], *(name for name in before[0] if name not in after[0]))
    labels = _labels(columns, [*before[1], *after[1]])
    old, new = (_keyed(rows, labels) for rows in (before[1], after[1]))
    keys = [*new, *(key for key in old if key not in new)]
    rows = []
    for key in keys:
        one, other = old.get(key), new.get(key)
        rows.append(
            tuple((one.get(c) if one else None, other.get(c) if other else None) for c in columns)
        )
    return columns, tuple(rows)


def _labels(columns: tuple[str, ...], rows: list[Row]) -> tuple[str, ...]:
    """The first columns, up to the first of numbers: what a row is about."""
    found: list[str] = []
    for name in columns:
        if found and all(_numeric(row.get(name, "")) for row in rows):
            break
        found.append(name)
    return tuple(found)


def _numeric(text: str) -> bool:
    try:
        float(text or "0")
    except ValueError:
        return False
    return True


def _keyed(rows: list[Row], labels: tuple[str, ...]) -> dict[tuple[str, ...], Row]:
    keyed: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(row.get(name, "") for name in labels)
        while key in keyed:
            key = (*key, "")
        keyed[key] = row
    return keyed
