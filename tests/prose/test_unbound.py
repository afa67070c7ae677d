"""Numbers of the survey outside a binding, and numbers that are none of it."""

from pathlib import Path

import pytest

from bilan.prose.chapter_lines import register_lines
from bilan.prose.check import check_register
from bilan.prose.data import Figures
from bilan.prose.wordings import read_wordings

from .judging import findings_in

WORDINGS = read_wordings()


@pytest.mark.parametrize(
    ("sentence", "texts"),
    [
        ("Ils sont 61,5 % à en avoir un.", ["61,5 %"]),
        ("Ils sont 61,5\u00a0% à en avoir un.", ["61,5\u00a0%"]),
        ("Ils sont 61.5% à en avoir un.", ["61.5%"]),
        ("On compte 75 établissements sur 122.", ["75", "122"]),
        ("**75** établissements et 1\u202f234 enseignants.", ["75", "1\u202f234"]),
        ("| Comité | 42 |", ["42"]),
        ("La moyenne est de 4,2 champs.", ["4,2"]),
        ("Ils gagnent +21,0 points.", ["+21,0"]),
        ("Huit établissements manquent.", ["Huit établissements"]),
        ("Un tiers des établissements y renoncent.", ["Un tiers des établissements"]),
        ("Six lycées sur dix le font.", ["Six lycées sur dix"]),
        ("Neuf sur dix le font.", ["Neuf sur dix"]),
        ("La plupart des chefs d’établissement le font.", ["La plupart des chefs d’établissement"]),
        ("La quasi-totalité des EPLE en ont un.", ["La quasi-totalité des EPLE"]),
        ("[75 établissements]{ind=instance_comite} sur 122.", ["122"]),
        ("1. Ils sont 61 sur la liste.", ["61"]),
    ],
)
def test_a_number_of_the_survey_is_reported(
    sentence: str, texts: list[str], figures: dict[str, Figures]
) -> None:
    found = findings_in(sentence, figures["2014"])
    assert [finding.text for finding in found] == texts
    assert {finding.severity for finding in found} == {"avertissement"}
    assert all(sentence[f.column - 1 :].startswith(f.text) for f in found)


@pytest.mark.parametrize(
    "sentence",
    [
        "Au printemps 2014, puis en 2014-2015, et depuis 2013.",
        "Le décret n° 2010-1065 du 8 septembre 2010 le prévoit.",
        "L’article L. 421-3 du code, l’article 5 et la loi du 8 juillet 2013.",
        "Voir la section 2.1, le chapitre 3, la page 12 et l’illustration 4.",
        "1. Le premier point d’une liste.",
        "| 1. Une assistance technique | En marche |",
        "## 1.2 Accompagnement {#sec-2}",
        "Du 1er mai au 23 mai 2014, à 14 h 30.",
        "Une note[^12] et un renvoi à l’@fig-3 ou au @tbl-2.",
        "[^12]: La note.",
        "Le site https://exemple.fr/page/42 et le [lien](https://exemple.fr/43).",
        "Le code `61,5 %` n’est pas un chiffre.",
        "{{< include ../../figures/2014/instance.qmd >}}",
        "Le V de Cramér vaut 0 si le type n’y change rien, 1 s’il décide de tout.",
        "Pendant 3 ans, sur 10 km, avec 20 Mo, au 21e siècle, en 6e.",
        "Le B2i, le Web 2.0 et la 4G.",
        "Deux questions guident la lecture ; les trois domaines sont décrits.",
        "Tous les établissements ont été interrogés.",
        "Un point va en sens contraire.",
        "Un établissement répond.",
        "<!-- 42 établissements -->",
        "[75 établissements]{ind=instance_comite} ont un comité.",
        '[131]{ind=externe source="base de 2015"} EPLE.',
    ],
)
def test_any_other_number_is_left_alone(sentence: str, figures: dict[str, Figures]) -> None:
    assert findings_in(sentence, figures["2014"]) == []


def test_a_change_without_binding_is_reported(figures: dict[str, Figures]) -> None:
    (finding,) = findings_in("Les lettres progressent nettement.", figures["2015"])
    assert (finding.severity, finding.kind) == ("avertissement", "évolution non liée")
    (finding,) = findings_in("La part reste stable.", figures["2015"])
    assert finding.text == "reste stable"
    assert findings_in("Les lettres progressent nettement.", figures["2014"]) == []


def test_a_binding_over_two_lines_is_an_error(figures: dict[str, Figures]) -> None:
    text = "Ils sont [près de\n80 %]{ind=projet_etablissement} à le dire."
    found = findings_in(text, figures["2014"])
    assert ("erreur", "liaison", 2) in [(f.severity, f.kind, f.line) for f in found]


REGISTER = """\
recommendations:
  - id: a
    wave: "2015"
    short: "Tous les établissements ont un comité"
    text: "Quatre établissements sur dix ont une lettre,
      et la part a doublé."
    why_not_measured: "Seuls 46 % en ont une."
    indicators:
      - {id: lettre_mission, target: 0.50}
  - {id: b, indicators: []}
  - id: c
    wave: "2014"
    text: "Aucun collège n’évalue."
"""


def test_the_recommendations_of_a_wave_claim_nothing_that_is_not_bound(tmp_path: Path) -> None:
    path = tmp_path / "preconisations.yml"
    path.write_text(REGISTER, encoding="utf-8")
    found = {
        wave: list(check_register(register_lines(wave, path=path), WORDINGS, compared=True))
        for wave in ("2014", "2015")
    }
    assert [f.text for f in found["2014"]] == ["Aucun collège"]
    assert [(f.line, f.text) for f in found["2015"]] == [
        (4, "Tous les établissements"),
        (5, "Quatre établissements sur dix"),
        (6, "a doublé"),
        (7, "46 %"),
    ]
    assert all(f.message.endswith("dites-le dans un chapitre") for f in found["2015"])
    assert {f.severity for f in found["2015"]} == {"avertissement"}
