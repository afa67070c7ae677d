"""The description of the tables for programs: a Data Package of Frictionless Data, version 1.

It follows the profiles `tabular-data-package` and Table Schema.
"""

import re
from collections.abc import Sequence
from typing import Any

from bilan.illustrations.facts import SUPPRESSED
from bilan.project.files import digest
from bilan.report.data_tables import (
    INDICATORS,
    DataTable,
    bound_to_indicators,
    nature,
    texts,
)
from bilan.survey.wave import Wave

PERCENT = ("pourcentage",)  # columns whose values lie between 0 and 100


def data_package(wave: Wave, tables: Sequence[DataTable]) -> dict[str, Any]:
    """The descriptor: what the wave is, then each table and its columns."""
    said, stated = texts().package, wave.stated
    package = {
        "profile": "tabular-data-package",
        "name": f"bilan-{wave.name}",
        "title": said.title.format(title=stated.title),
        "description": said.description.format(wave=wave.name, nature=nature(wave)),
        "created": f"{stated.publication.isoformat()}T00:00:00Z",
        "resources": [_resource(table, tables) for table in tables],
    }
    if (imprint := stated.imprint) is not None:
        package["contributors"] = [{"title": name, "role": "author"} for name in imprint.authors]
        if imprint.licence:
            name = re.sub(r"[^A-Za-z0-9._]+", "-", imprint.licence).strip("-")
            package["licenses"] = [{"name": name, "title": imprint.licence}]
    return package


def _resource(table: DataTable, tables: Sequence[DataTable]) -> dict[str, Any]:
    columns = table.columns
    schema: dict[str, Any] = {
        "fields": [_field(name, table) for name in columns],
        "missingValues": ["", SUPPRESSED],
        "primaryKey": list(table.key),
    }
    if bound_to_indicators(table, tables):
        schema["foreignKeys"] = [
            {
                "fields": ["indicateur"],
                "reference": {"resource": INDICATORS, "fields": ["indicateur"]},
            }
        ]
    return {
        "profile": "tabular-data-resource",
        "name": re.sub(r"[^a-z0-9._-]+", "-", table.name.lower()),
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": table.path.stat().st_size,
        "hash": f"sha256:{digest(table.path)}",
        "schema": schema,
    }


def _field(name: str, table: DataTable) -> dict[str, Any]:
    column = table.columns[name]
    field: dict[str, Any] = {
        "name": name,
        "title": column.title,
        "type": column.type,
        "description": column.description,
    }
    if name.startswith(PERCENT):
        field["constraints"] = {"minimum": 0, "maximum": 100}
    return field
