"""The two chapters of a report that goes to Word and comes back."""

import shutil
from pathlib import Path

from bilan.assembly.fonts import prepare_fonts
from bilan.assembly.render import render
from tests.assembly.reading import copy_project

MAIN = "---\nlang: fr\n---\n\n{{< include 10-un.qmd >}}\n\n{{< include 20-deux.qmd >}}\n"

CHAPTER = """\
# Pilotage {#sec-pilotage}

Le comité domine ([61,5\u00a0%]{ind=instance_comite})\u202f; l’@fig-instance le montre.
Le **mandat écrit** reste *rare*\u00a0: il progresse peu.

Une phrase seule, qui ne dépend de rien[^note].

[^note]: Une note qui explique.

{{< include ../../figures/2014/instance.qmd >}}

- Écrire les missions\u202f;
- ouvrir les instances
  aux parents d’élèves.

1. Premier point.
2. Deuxième point.

| Type | Taux |
|:-----|-----:|
| Collèges | 95\u00a0% |

: Les réponses {#tbl-reponse}

## Méthode {#sec-methode .unnumbered}

Chaque pourcentage a une base, et la [méthode](#sec-pilotage) le dit.
"""

SECOND = """\
# Perspectives {#sec-perspectives}

Un second bilan suivra l’an prochain.
"""


def sample_project(folder: Path) -> Path:
    """A project with these two chapters, and their Word file as `envoi.docx`."""
    copy_project(folder)
    prepare_fonts(folder / "_build" / "polices")
    report = folder / "report" / "2014"
    for path in report.glob("*.qmd"):
        path.unlink()
    for name, text in {"bilan": MAIN, "10-un": CHAPTER, "20-deux": SECOND}.items():
        (report / f"{name}.qmd").write_text(text, encoding="utf-8")
    render("2014", ["docx"], output=folder / "sortie", engine="embedded", project=folder, epoch=0)
    shutil.move(folder / "sortie" / "bilan.docx", folder / "envoi.docx")
    return folder
