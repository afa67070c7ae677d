"""The export of a third wave, for its test: 2015's answers a year later, with seven changes.

Usage: python third_wave_export.py FOLDER, in a copy of the project; FOLDER holds `database.py` and
`writers.py`.
"""

import dataclasses
import sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])
from database import database
from writers import Column, columns_of, write_native_sav

from bilan.survey.codebook import asked_in

DATES = ("submitdate", "startdate", "datestamp")
RENAMED = {"pfe": "formationlocale", "evaluation": "plusvalue"}
DROPPED = "parentslocal"
REWORDED = "Le coordonnateur TICE remet-il un rapport au chef d’établissement ?"
OPTION = Column(
    "maintenance", "SQ006", "M", "[Enseignants volontaires] À qui la maintenance est-elle confiée ?"
)
NEW = Column("byod", "", "Y", "Les élèves apportent-ils leurs appareils ?")
AGAINST = (("lettresouhaitee", "lettremission", "Y", "Y", 12),
           ("referentfrequence", "referentappel", "N", "40.0000000000", 5))  # fmt: skip


def columns() -> list[Column]:
    """Variables of the export, LimeSurvey's own first."""
    found = []
    for column in columns_of(asked_in("2015")):
        name = RENAMED.get(column.question, column.question)
        label = REWORDED if column.question == "rapportactivite" else column.label
        if column.question != DROPPED:
            found.append(dataclasses.replace(column, question=name, label=label))
    return [*found, OPTION, NEW]


def rows() -> list[dict[str, str | None]]:
    """Rows of the export, 17 answers of which contradict their filter."""
    found = []
    for number, old in enumerate(database("2015")):
        row = {n: v.replace("2015-", "2016-") if n in DATES and v else v for n, v in old.items()}
        row |= {later: row.pop(name) for name, later in RENAMED.items()}
        reached = row["maintenance_SQ001"] is not None
        row |= {OPTION.name: ("Y" if number % 4 == 0 else "") if reached else None}
        row |= {NEW.name: ("Y" if number % 3 else "N") if reached else None}
        found.append(row)
    for column, filtering, hides, answer, times in AGAINST:
        schools = [r for r in found if r["submitdate"] and str(r["uai"]).startswith("99")]
        counted = [r for r in schools if r[filtering] == hides]
        single = [r for r in counted if sum(s["uai"] == r["uai"] for s in found) == 1]
        for row in single[:times]:
            assert row[column] is None
            row[column] = answer
    return found


if __name__ == "__main__":
    write_native_sav(Path("data/2016/enquete.sav"), columns(), rows())
