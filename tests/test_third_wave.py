"""A third wave, by the README's commands: no wrong number, and each change said once.

Two questions are renamed, one is reworded, an option is added, a question is dropped, one is new,
and 17 answers contradict their filter. The published numbers are counted here from the export,
with nothing of the package.
"""

import csv
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyreadstat
import pytest

ROOT = Path(__file__).parents[1]
EXPORTS = ROOT / "tests" / "exports"

pytestmark = [pytest.mark.slow, pytest.mark.long]

Row = dict[str, Any]


@pytest.fixture
def project(project: Path) -> Path:
    """The copy of the project, with both waves."""
    for folder in ("data", "report"):
        shutil.copytree(ROOT / folder / "2015", project / folder / "2015")
    for path in (*ROOT.glob("_quarto-vague-2015.yml"), *ROOT.glob("_environment*")):
        shutil.copy(path, project)
    return project


def counted(project: Path) -> list[Row]:
    """Rows that count: complete, of a school of the frame, the last one of each school."""
    table, _ = pyreadstat.read_sav(str(project / "data" / "2016" / "enquete.sav"))
    with (project / "data" / "base_eple.csv").open(encoding="utf-8", newline="") as file:
        schools = {row["uai"] for row in csv.DictReader(file)}
    rows = [row for row in table.to_dict("records") if row["submitdate"] == row["submitdate"]]
    rows = [row for row in rows if row["submitdate"] is not None and row["uai"] in schools]
    rows.sort(key=lambda row: (row["submitdate"], row["id"]))
    return list({row["uai"]: row for row in rows}.values())


def percent(rows: list[Row], numerator: Callable[[Row], bool]) -> float:
    return 100 * sum(map(numerator, rows)) / len(rows)


def independent(rows: list[Row]) -> dict[str, float]:
    """Indicators counted by hand, in percent or as means."""
    without_letter = [row for row in rows if row["lettremission"] == "N"]
    metice = [row for row in rows if row["sujets_SQ003"] == "Y"]
    callers = [row for row in rows if row["referentappel"] == "Y"]
    trained = sum(row["formesexterne"] + row["formesinterne"] for row in rows)
    return {
        "pfe_proposes": percent(rows, lambda row: row["formationlocale"] == "Y"),
        "evaluation": percent(rows, lambda row: row["plusvalue"] == "Y"),
        "rapport_activite": percent(rows, lambda row: row["rapportactivite"] == "Y"),
        "maintenance_ctice": percent(rows, lambda row: row["maintenance_SQ002"] == "Y"),
        "lettre_mission": percent(rows, lambda row: row["lettremission"] == "Y"),
        "lettre_souhaitee": percent(without_letter, lambda row: row["lettresouhaitee"] == "Y"),
        "metice_echange": percent(metice, lambda row: row["meticefonctions_SQ001"] == "Y"),
        "metice_cours": percent(metice, lambda row: row["meticefonctions_SQ003"] == "Y"),
        "parents_formation": percent(rows, lambda row: row["formationparents"] == "Y"),
        "instance_comite": percent(rows, lambda row: row["instance"] == "A1"),
        "instance_taille_5_8": percent(rows, lambda row: row["instancetaille"] == "A2"),
        "referent_frequence": sum(row["referentfrequence"] for row in callers) / len(callers),
        "enseignants_formes": 100 * trained / sum(row["enseignantstotal"] for row in rows),
    }


def table(path: Path) -> dict[str, Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["indicateur"]: row for row in csv.DictReader(file)}


def said_once(text: str, *parts: str) -> None:
    for part in parts:
        assert text.count(part) == 1, (part, text)


def test_a_third_wave(project):
    def run(*arguments: str) -> str:
        ended = subprocess.run(
            [sys.executable, *arguments], cwd=project, capture_output=True, text=True, timeout=600
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def command(*arguments: str) -> str:
        return run("pipeline.py", *arguments)

    command("new-wave", "2016")
    make = "import runpy, sys; sys.argv = sys.argv[1:]; "
    make += "runpy.run_path(sys.argv[0], run_name='__main__')"  # with the copy's own package
    run("-c", make, str(ROOT / "tests" / "third_wave_export.py"), str(EXPORTS))
    export = "data/2016/enquete.sav"
    told = command("inspect", export, "--wave", "2016")
    said_once(
        told,
        "evaluation: plusvalue, guessed from its wording",
        "pfe: formationlocale, guessed from its wording",
        "- parents_local\n",
        "- byod (Les élèves apportent-ils leurs appareils ?)",
        "rapport_activite: the question is reworded",
        "maintenance: option SQ006 is new",
    )
    told = command("adopt", "--wave", "2016")
    said_once(told, "pfe: pfe → formationlocale", "evaluation: evaluation → plusvalue")
    said_once(told, "parents_local: not in the export; state in data/codebook.yml")
    codebook = project / "data" / "codebook.yml"
    text = codebook.read_text("utf-8")
    before = '"2015": {column: parentslocal, change: identical}'
    dropped = f'{before}\n      "2016": {{change: dropped}}'
    assert text.count(before) == 1
    codebook.write_text(text.replace(before, dropped), encoding="utf-8")

    told = command("accept", "--wave", "2016")
    said_once(
        told,
        "2016: the export declares 3 things otherwise than data/codebook.yml",
        "rapport_activite: the question is reworded",
        "maintenance: option SQ006 is new",
        "column byod is new",
        "no verdict until the codebook decides: rapport_activite, maintenance",
        "rows: 130 before, 130 now",
        "against the export of 2015",
    )
    built = command("--wave", "2016", "--format", "html")
    said_once(
        built,
        "2016: 17 answers to a question that its filter hides count as not shown "
        "(lettre_souhaitee 12, referent_frequence 5)",
        "rapport_activite: the question is reworded",
        "maintenance: option SQ006 is new",
        "column byod is new",
    )

    site = project / "_site" / "2016" / "donnees"
    published, rows = table(site / "indicateurs.csv"), counted(project)
    assert len(rows) == 125
    expected = independent(rows)
    found = {name: float(published[name]["valeur"].replace(",", ".")) for name in expected}
    assert found == pytest.approx(expected, abs=0.051)
    assert "parents_local" not in published
    assert published["metice_echange"]["base_libelle"].endswith("les fonctionnalités de METICE")
    changes = table(site / "comparaison.csv")
    waiting = {n for n, row in changes.items() if "ne dit pas encore" in row["motif"]}
    assert waiting == {"rapport_activite"} | {n for n in published if n.startswith("maintenance_")}
    assert {changes[name]["verdict"] for name in waiting} == {"non comparable"}
    others = {row["verdict"] for name, row in changes.items() if name not in waiting}
    assert others == {"stable"}  # the same answers

    text = codebook.read_text("utf-8")
    before = '"2015": {column: rapportactivite, change: identical}'
    decided = (
        f'{before}\n      "2016": {{change: reworded, comparable: true, reason: "Même sens.", '
        'wording: "Le coordonnateur TICE remet-il un rapport au chef d’établissement ?"}'
    )
    codebook.write_text(text.replace(before, decided), encoding="utf-8")
    told = command("validate", "--wave", "2016")
    said_once(told, "2016: the export declares 2 things otherwise than data/codebook.yml")
    assert "rapport_activite: reworded (series goes on)" in told
    assert "rapport_activite: the question is reworded" not in told
