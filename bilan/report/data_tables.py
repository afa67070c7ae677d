"""The tables that readers download: each with its title, its rows, and what its columns say.

The data package describes them to programs; the workbook lays them out for readers.
"""

import csv
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from bilan.french.markdown_inlines import SPAN
from bilan.french.texts import Holds, texts_of
from bilan.project.errors import DataError
from bilan.project.paths import shown
from bilan.project.yaml_records import Strict
from bilan.report.sections import Title
from bilan.survey.illustration_specs import Illustration
from bilan.survey.wave import Wave

OF_YEAR = re.compile(r"pourcentage_(?P<wave>\d{4})")
INDICATORS = "indicateurs"
MARKS = re.compile(r"\\(?P<kept>[!-/:-@\[-`{-~])|[*`]")


class Column(Strict, frozen=True):
    """What a column says: its name for readers, the type of its values, a description.

    A workbook shows its numbers with that many `decimals`.
    """

    title: Annotated[str, Holds(may=("wave",))]
    type: Literal["string", "number", "integer"]
    description: Annotated[str, Holds(may=("wave",))]
    decimals: int = 1


class _Table(Strict, frozen=True):
    title: Annotated[str, Holds(may=("wave", "before"))]
    description: str
    sheet: str
    key: tuple[str, ...]


class _Package(Strict, frozen=True):
    title: Annotated[str, Holds("title")]
    description: Annotated[str, Holds("wave", "nature")]


class _Texts(Strict, frozen=True):
    package: _Package
    simulated: str
    real: str
    tables: dict[str, _Table]
    columns: dict[str, Column]
    of_year: Column


texts = texts_of(__file__, _Texts)


@dataclass(frozen=True)
class DataTable:
    """A table to download: the stem of its file, and what it is; `facts` of an illustration."""

    name: str
    path: Path
    title: str
    description: str
    sheet: str
    key: tuple[str, ...] = ()
    facts: Mapping[str, str] | None = None

    @cached_property
    def rows(self) -> list[list[str]]:
        """Its header, then its rows, as the file has them."""
        with self.path.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    @cached_property
    def by_key(self) -> dict[tuple[str, ...], dict[str, str]]:
        """Its rows by what tells them apart."""
        rows = [dict(zip(self.rows[0], row, strict=True)) for row in self.rows[1:]]
        return {tuple(row[name] for name in self.key): row for row in rows}

    @property
    def columns(self) -> dict[str, Column]:
        """What each of its columns says, by name.

        Raises
        ------
        DataError
            A column is not described.
        """
        return {name: _column(name, self.path) for name in self.rows[0]}


def _column(name: str, path: Path) -> Column:
    said = texts()
    if year := OF_YEAR.fullmatch(name):
        title, of = said.of_year.title.format(**year.groupdict()), said.of_year
        return Column(
            title=title, type=of.type, description=of.description.format(**year.groupdict())
        )
    if name not in said.columns:
        raise DataError(
            f"{shown(path)}: column `{name}` is not described",
            expected=f"one of {', '.join(said.columns)}",
            next_step="describe it in bilan/report/textes/data_tables.yml",
        )
    return said.columns[name]


def data_tables(
    wave: Wave,
    tables: Mapping[str, Path],
    *,
    illustrations: Mapping[str, Illustration],
    titles: Mapping[str, Title],
    figures: Path,
) -> list[DataTable]:
    """The tables of a wave: `tables` by name, then those of its illustrations, in `figures`."""
    named = {"wave": wave.name, "before": wave.stated.previous or ""}
    of = texts().tables
    found = [
        DataTable(
            name,
            path,
            of[name].title.format(**named),
            of[name].description,
            of[name].sheet,
            of[name].key,
        )
        for name, path in tables.items()
    ]
    for name, stated in illustrations.items():
        facts = json.loads((figures / f"{name}.json").read_text(encoding="utf-8"))
        told = {key: str(facts[key]) for key in ("field", "source", "reading", "unit")}
        by = ("type" if stated.by == "voie" else stated.by,) if stated.by else ()
        key = ("indicateur",) if stated.kind == "evolution" else ("modalite", *by)
        title = titles[name]
        found.append(
            DataTable(
                name,
                figures / f"{name}.csv",
                plain_title(title.title),
                plain_title(title.subtitle),
                name,
                key,
                told,
            )
        )
    return found


def plain_title(title: str) -> str:
    """A title as it reads: without bindings, emphasis and escapes."""
    return MARKS.sub(r"\g<kept>", SPAN.sub(r"\g<text>", title))


def nature(wave: Wave) -> str:
    """Whether the data are simulated, in words."""
    return texts().simulated if wave.stated.simulated else texts().real


def bound_to_indicators(table: DataTable, tables: Sequence[DataTable]) -> bool:
    """Whether rows of a table are of indicators that another table describes."""
    described = any(other.name == INDICATORS for other in tables)
    return described and table.name != INDICATORS and INDICATORS[:-1] in table.rows[0]
