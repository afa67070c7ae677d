"""Illustrations changed and added in a copy of the project: a notebook and YAML, no Python."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from builders import add_built, copied_project

pytestmark = pytest.mark.slow


def pipeline(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What `python pipeline.py …` says in that folder."""
    command = [sys.executable, "pipeline.py", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


BUILD = ("--engine", "embedded", "--format", "html")
ADDED = """
  - id: {id}
    notebook: {notebook}
    kind: {kind}
    {more}
    answer: ["a cité", "ont cité"]
    respondents: "EPLE répondants"
    field: "ensemble des EPLE répondants"
    unit: "En %"
"""
PARENTS = """
parents = study.changes("parents_formation", "parents_messagerie", "referent_connu")
study.publish("parents", plot_changes(parents, waves=study.waves), parents)
"""
BY_SECTEUR = """
by_secteur = study.crossed("sujets", by="secteur")
study.publish("sujets_secteur", None, by_secteur)
"""
# What a statistician does to cells: the old text, the new one.
CHANGES = {
    "03_assistance": [
        (
            'highest_first(study.shares("maintenance"))',
            'study.shares("maintenance").sort_values("share")',
        ),
        ("plot_shares(upkeep)", 'plot_shares(upkeep, colour="#b34000")'),
    ],
    "02_accompagnement": [
        (
            'study.shares("accompagnement")',
            'study.shares("accompagnement", base={"pfe": "Y"}, '
            'base_label="EPLE qui ont proposé un PFE")',
        ),
    ],
    "01_pilotage": [
        (
            'highest_first(study.shares("instance"), last=["autre", "aucune"])',
            'study.shares("instance", '
            'together={"Comité ou conseil": ["comite", "conseil_pedagogique"]})',
        ),
        ('study.crossed("composition", by="voie")', 'study.crossed("composition", by="bassin")'),
    ],
}


def edit(path: Path, change: Callable[[nbformat.NotebookNode], None]) -> None:
    book = nbformat.read(path, as_version=4)
    change(book)
    nbformat.write(book, path)


def rewrite(path: Path, changes: list[tuple[str, str]]) -> None:
    def change(book: nbformat.NotebookNode) -> None:
        for old, new in changes:
            (cell,) = [cell for cell in book.cells if old in cell.source]
            cell.source = cell.source.replace(old, new)

    edit(path, change)


def append(path: Path, source: str) -> None:
    edit(path, lambda book: book.cells.append(nbformat.v4.new_code_cell(source.strip())))


def title(project: Path, wave: str, *names: str) -> None:
    path = project / "report" / wave / "illustrations.yml"
    more = "".join(f'{n}:\n  title: "Titre {n}"\n  subtitle: "Qui et quand"\n' for n in names)
    path.write_text(path.read_text("utf-8") + more, encoding="utf-8")


def include(project: Path, wave: str, chapter: str, name: str) -> None:
    path = project / "report" / wave / chapter
    line = f"\n{{{{< include ../../figures/{wave}/{name}.qmd >}}}}\n"
    path.write_text(path.read_text("utf-8") + line, encoding="utf-8")


@pytest.fixture(scope="module")
def changed(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built project after all changes, built again for both waves."""
    project = add_built(site, copied_project(tmp_path_factory.mktemp("essai") / "projet"))
    notebooks, stated = project / "notebooks", project / "data" / "illustrations.yml"
    for name, changes in CHANGES.items():
        rewrite(notebooks / f"{name}.ipynb", changes)
    append(notebooks / "04_evolution.ipynb", PARENTS)
    append(notebooks / "01_pilotage.ipynb", BY_SECTEUR)
    text = stated.read_text("utf-8").replace("by: voie", "by: bassin")
    text += ADDED.format(id="parents", notebook="04_evolution", kind="evolution", more="waves: {}")
    text += ADDED.format(
        id="sujets_secteur", notebook="01_pilotage", kind="table",
        more="question: sujets\n    by: secteur",
    )  # fmt: skip
    stated.write_text(text, encoding="utf-8")
    for wave in ("2014", "2015"):
        title(project, wave, "sujets_secteur")
        include(project, wave, "11-pilotage.qmd", "sujets_secteur")
    title(project, "2015", "parents")
    include(project, "2015", "14-evolution.qmd", "parents")
    made = pipeline(project, *BUILD)
    # The text speaks of links with the type, which no table shows any more: that it is told.
    assert made.returncode == 0, made.stdout + made.stderr
    assert "2015:estimates" not in made.stdout  # what no change concerns is not made again
    assert "first run" not in made.stdout
    return project


def tree(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def facts(project: Path, name: str, wave: str = "2015") -> dict[str, str]:
    path = project / "figures" / wave / f"{name}.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    return {key: str(value).replace("\u00a0", " ").replace("\u202f", " ")
            for key, value in found.items()}  # fmt: skip


def rows(project: Path, name: str, wave: str = "2015") -> list[dict[str, str]]:
    path = project / "figures" / wave / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("wave", ["2014", "2015"])
def test_order_and_colour(changed: Path, wave: str) -> None:
    shares = [float(row["pourcentage"]) for row in rows(changed, "maintenance", wave)]
    assert shares == sorted(shares)
    first = rows(changed, "maintenance", wave)[0]["modalite"]
    assert f"« {first} »" in facts(changed, "maintenance", wave)["reading"]
    drawn = (changed / "figures" / wave / "maintenance.svg").read_text(encoding="utf-8")
    assert "#b34000" in drawn
    assert "#000091" not in drawn


def test_base(changed: Path) -> None:
    assert {row["base"] for row in rows(changed, "accompagnement")} == {"55"}
    texts = facts(changed, "accompagnement")
    assert "des 55 EPLE qui ont proposé un PFE, soit" in texts["reading"]
    assert texts["alt"].endswith("Base : 55 EPLE qui ont proposé un PFE.")
    assert texts["field"] == "EPLE qui ont proposé un PFE (55 EPLE)."
    assert texts["unit"] == "En % des EPLE qui ont proposé un PFE"


def test_grouping(changed: Path) -> None:
    assert rows(changed, "instance")[0]["modalite"] == "Comité ou conseil"
    assert rows(changed, "instance")[0]["effectif"] == "113"
    crossed = rows(changed, "association")
    assert "bassin" in crossed[0]
    assert "type" not in crossed[0]
    assert len({row["bassin"] for row in crossed}) == 4
    assert "avec le bassin" in facts(changed, "association")["alt"]
    assert "s" in {row["effectif"] for row in crossed}


def test_an_illustration_more(changed: Path) -> None:
    page = (changed / "_site" / "2015" / "bilan.html").read_text(encoding="utf-8")
    assert 'id="fig-parents"' in page
    assert [row["indicateur"] for row in rows(changed, "parents")] == [
        "parents_formation", "parents_messagerie",
    ]  # fmt: skip
    assert facts(changed, "parents")["alt"].startswith("Évolution de 2014 à 2015. Reculent")
    assert not (changed / "figures" / "2014" / "parents.svg").exists()
    assert (changed / "_site" / "2015" / "donnees" / "parents.csv").is_file()


@pytest.mark.parametrize("wave", ["2014", "2015"])
def test_a_table_of_ones_own(changed: Path, wave: str) -> None:
    page = (changed / "_site" / wave / "bilan.html").read_text(encoding="utf-8")
    assert 'id="tbl-sujets_secteur"' in page
    assert not (changed / "figures" / wave / "sujets_secteur.svg").exists()
    data = changed / "_site" / wave / "donnees"
    assert (data / "sujets_secteur.csv").is_file()
    assert {row["secteur"] for row in rows(changed, "sujets_secteur", wave)} == {"Public", "Privé"}


def test_a_card_leads_to_the_cell_that_computed(changed: Path) -> None:
    page = (changed / "_site" / "2015" / "bilan.html").read_text(encoding="utf-8")
    cards = json.loads(page.split('id="provenance">')[1].split("</script>")[0])
    book = json.loads((changed / "_site/2015/carnets/03_assistance.ipynb").read_text("utf-8"))
    (_, text, _), *_ = cards["maintenance_collectivite"]["liens"]
    number = int(text.split("[")[1].rstrip("]"))
    (cell,) = [c for c in book["cells"] if c.get("execution_count") == number]
    assert 'study.shares("maintenance")' in "".join(cell["source"])


def test_an_answer_changed_in_a_cell_stops_the_build(site: Path, tmp_path: Path) -> None:
    project = add_built(site, copied_project(tmp_path / "projet"))
    published = tree(project / "_site")
    path = project / "notebooks" / "03_assistance.ipynb"
    changed = 'study.responses.answers["maintenance_aed_tice"] = 1.0\nupkeep ='
    rewrite(path, [("upkeep =", changed)])
    made = pipeline(project, *BUILD, "--wave", "2014")
    assert made.returncode == 4
    assert "notebooks/03_assistance.ipynb, code cell [" in made.stderr
    assert "`maintenance_aed` is not what the text and the pages say" in made.stderr
    assert tree(project / "_site") == published
