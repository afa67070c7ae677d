"""The two chapters of a report that goes to Word and comes back."""

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
