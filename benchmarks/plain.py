# ruff: noqa: E501 - a line for each table
"""What the notebooks compute, as one plain script: the floor that an engine is measured against.

`python benchmarks/plain.py FOLDER WAVE…` writes each illustration and each table of the notebooks
of each wave to a folder. The study of a wave is opened once, where each notebook opens its own.
"""

import sys
from pathlib import Path

from bilan.disclosure.crossed_tables import links_table
from bilan.estimation.study import Study, open_study
from bilan.illustrations.draw import illustrate

DRAWN = ("instance", "composition", "association", "sujets", "pfe", "accompagnement", "maintenance")
TABLES = (
    ("response_rate",),
    ("instance_comite", "instance_taille_5_8", "conseil_pedagogique_temps", "champs_disciplinaires"),
    ("metice_echange", "metice_collaboratif", "metice_cours"),
    ("projet_etablissement", "lettre_mission", "lettre_mission_absente", "lettre_souhaitee", "rapport_activite", "evaluation", "evaluation_absente", "pilotage_complet"),
    ("pfe_proposes", "enseignants_formes", "enseignants_formes_externe", "enseignants_formes_interne"),
    ("ctice_service",),
    ("parents_formation", "parents_local", "parents_vie_scolaire", "parents_messagerie", "parents_actualites", "parents_documents"),
    ("referent_appel", "referent_frequence", "referent_instance"),
    ("pop_integre",),
)  # fmt: skip


def write_wave(study: Study, folder: Path) -> None:
    """Write the illustrations and the tables of a wave."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = [study.participation(), study.set_aside, study.item_response()]
    tables += [study.table(*names) for names in TABLES]
    tables += [links_table("composition", study), study.changes()]
    for number, table in enumerate(tables):
        (folder / f"table-{number:02d}.html").write_text(table._repr_html_(), encoding="utf-8")
        (folder / f"table-{number:02d}.txt").write_text(repr(table), encoding="utf-8")
    for name in (*DRAWN, *(["evolution"] if study.previous else [])):
        illustrate(name, study, folder=folder)


if __name__ == "__main__":
    for wave in sys.argv[2:]:
        write_wave(open_study(wave), Path(sys.argv[1]) / wave)
