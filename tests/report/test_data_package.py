"""The data package, against the published profile, and the tables against what it says of them.

`tabular-data-package.json` is the profile of Frictionless Data, version 1, as it was published.
"""

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bilan.project.errors import DataError
from bilan.report.data_tables import DataTable, plain_title

PROFILE = json.loads(Path(__file__).with_name("tabular-data-package.json").read_text("utf-8"))
TYPES = {"string": str, "number": float, "integer": int}

pytestmark = pytest.mark.slow


@pytest.fixture(params=["2014", "2015"])
def folder(request: pytest.FixtureRequest, site: Path) -> Path:
    return site / str(request.param) / "donnees"


def read(folder: Path) -> dict[str, Any]:
    package: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return package


def rows(folder: Path, resource: dict[str, Any]) -> list[dict[str, str]]:
    with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_it_is_of_the_published_profile(folder: Path) -> None:
    package = read(folder)
    jsonschema.Draft4Validator(PROFILE).validate(package)
    package["resources"][0]["schema"]["fields"][0]["type"] = "texte"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(PROFILE).validate(package)


def test_every_table_is_described_and_is_the_file_that_is_described(folder: Path) -> None:
    described = {resource["path"]: resource for resource in read(folder)["resources"]}
    assert set(described) == {path.name for path in folder.glob("*.csv")}
    for path, resource in described.items():
        content = (folder / path).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_every_cell_is_what_its_column_says(folder: Path) -> None:
    for resource in read(folder)["resources"]:
        schema = resource["schema"]
        fields = {field["name"]: field for field in schema["fields"]}
        for row in rows(folder, resource):
            assert list(row) == list(fields)
            for name, cell in row.items():
                if cell in schema["missingValues"]:
                    continue
                value = TYPES[fields[name]["type"]](cell)
                limits = fields[name].get("constraints")
                assert limits is None or limits["minimum"] <= value <= limits["maximum"], cell


def test_keys_tell_rows_apart_and_lead_to_indicators(folder: Path) -> None:
    resources = {resource["name"]: resource for resource in read(folder)["resources"]}
    led = 0
    for resource in resources.values():
        told = rows(folder, resource)
        keys = [tuple(row[name] for name in resource["schema"]["primaryKey"]) for row in told]
        assert len(keys) == len(set(keys)), resource["name"]
        for foreign in resource["schema"].get("foreignKeys", ()):
            other = rows(folder, resources[foreign["reference"]["resource"]])
            (mine,), (theirs,) = foreign["fields"], foreign["reference"]["fields"]
            assert {row[mine] for row in told} <= {row[theirs] for row in other}
            led += 1
    assert led >= 1


def test_a_column_that_is_not_described_stops_the_build(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("indicateur,pourcentage_2014,poids\n")
    table = DataTable("a", path, "A", "", "A")
    with pytest.raises(DataError, match="`poids` is not described"):
        _ = table.columns
    path.write_text("indicateur,pourcentage_2014\n")
    columns = DataTable("a", path, "A", "", "A").columns
    assert columns["pourcentage_2014"].title == "Part en 2014 (%)".replace(" %", "\u00a0%")


def test_a_title_reads_without_its_marks() -> None:
    title = r"Le *CTICE* ([96 %]{ind=a}) dans [un nombre croissant]{ind=b evolution=2014} d\'EPLE"
    assert plain_title(title) == "Le CTICE (96 %) dans un nombre croissant d'EPLE"
