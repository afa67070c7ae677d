"""French sentences, right and wrong, of every kind that a report holds.

A row: wave, sentence, kind of what is wrong ("" for a sentence that is true), and the wording that
is proposed. A proposal, put in place of the wrong text, makes the sentence true.
"""

from dataclasses import replace

import pytest

from bilan.french.typography_rules import typographic
from bilan.prose.data import Figures
from bilan.prose.normalise import plain

from .judging import findings_in

TRUE = ""
SENTENCES = [
    # Percentages, at their written rounding
    ("2014", "[61,5 %]{ind=instance_comite} ont un comité.", TRUE, ""),
    ("2014", "[61 %]{ind=instance_comite} ont un comité.", TRUE, ""),
    ("2014", "[61,48 %]{ind=instance_comite} ont un comité.", TRUE, ""),
    ("2014", "[62 %]{ind=instance_comite} ont un comité.", "valeur", "61 %"),
    ("2014", "[61,4 %]{ind=instance_comite} ont un comité.", "valeur", "61,5 %"),
    ("2014", "[61,5 pour cent]{ind=instance_comite} ont un comité.", TRUE, ""),
    ("2014", "Il y donne [20 %]{ind=ctice_service} de son service.", TRUE, ""),
    ("2015", "Il y donne [20,0 %]{ind=ctice_service} de son service.", "valeur", "20,4 %"),
    ("2014", "[34 %]{ind=enseignants_formes} des enseignants sont formés.", TRUE, ""),
    ("2014", "[36 %]{ind=enseignants_formes} des enseignants sont formés.", "valeur", "34 %"),
    ("2015", "[25,4 %]{ind=lettre_mission vague=2014} l’avaient en 2014.", TRUE, ""),
    ("2015", "[25,4 %]{ind=lettre_mission} l’ont en 2015.", "valeur", "46,4 %"),
    ("2014", "[61.5 %]{ind=instance_comite} ont un comité.", "formulation", "61,5 %"),
    # Percentages with a shade
    ("2014", "[Environ 60 %]{ind=instance_comite} ont un comité.", TRUE, ""),
    ("2014", "[Environ 65 %]{ind=instance_comite} ont un comité.", "valeur", "Environ 60 %"),
    ("2014", "[20 % environ]{ind=ctice_service} de son service.", TRUE, ""),
    ("2014", "[Près de 80 %]{ind=projet_etablissement} ont un volet.", TRUE, ""),
    ("2014", "[Près de 60 %]{ind=instance_comite} ont un comité.", "valeur", "Un peu plus de 60 %"),
    ("2014", "[Plus de 60 %]{ind=instance_comite} ont un comité.", TRUE, ""),
    ("2014", "[Moins de 60 %]{ind=instance_comite} ont un comité.", "valeur",
     "Un peu plus de 60 %"),
    ("2014", "[Bien plus de la moitié]{ind=instance_comite} en ont un.", TRUE, ""),
    # Counts: numerator, base, the rest
    ("2014", "[75 établissements]{ind=instance_comite} ont un comité.", TRUE, ""),
    ("2014", "[76 établissements]{ind=instance_comite} ont un comité.", "effectif",
     "75 établissements"),
    ("2014", "[75 établissements sur 122]{ind=instance_comite}.", TRUE, ""),
    ("2014", "[75 établissements sur 130]{ind=instance_comite}.", "effectif",
     "75 établissements sur 122"),
    ("2014", "[122 établissements]{ind=response_rate} ont répondu.", TRUE, ""),
    ("2014", "Ils sont [130]{ind=response_rate}.", "effectif", "122"),
    ("2014", "Sur [130]{ind=response_rate}, [122]{ind=response_rate} ont répondu.", TRUE, ""),
    ("2014", "Ils sont [130]{ind=response_rate compte=effectif}.", "effectif", "122"),
    ("2014", "[Huit établissements]{ind=response_rate compte=reste} manquent.", TRUE, ""),
    ("2015", "[Huit établissements]{ind=response_rate compte=reste} manquent.", "effectif",
     "Six établissements"),
    ("2014", "[2 365 enseignants]{ind=enseignants_formes} sont formés.", TRUE, ""),
    ("2014", "[2 365 établissements]{ind=enseignants_formes}.", "champ",
     "2 365 enseignants"),
    ("2014", "[Plus de 70 établissements]{ind=instance_comite} en ont un.", TRUE, ""),
    ("2014", "[quatre-vingt-quatre établissements]{ind=referent_appel}.", TRUE, ""),
    # Means
    ("2014", "[quatre]{ind=champs_disciplinaires} champs.", TRUE, ""),
    ("2014", "[quatre champs disciplinaires]{ind=champs_disciplinaires}.", TRUE, ""),
    ("2015", "[quatre]{ind=champs_disciplinaires} champs.", TRUE, ""),
    ("2015", "[4,1]{ind=champs_disciplinaires} champs.", "valeur", "4,2"),
    ("2014", "Là où on l’appelle, [trois fois par mois]{ind=referent_frequence}.", TRUE, ""),
    ("2014", "Là où on l’appelle, [cinq fois par mois]{ind=referent_frequence}.", "valeur",
     "trois fois par mois"),
    ("2014", "[cinq fois par mois]{ind=champs_disciplinaires}.", "champ", "4,0"),
    ("2014", "[61,5]{ind=instance_comite} ont un comité.", "formulation", "61,5 %"),
    # Fractions in words
    ("2014", "[Trois quarts]{ind=lettre_mission_absente} n’en ont pas.", TRUE, ""),
    ("2014", "[Deux tiers]{ind=lettre_mission_absente} n’en ont pas.", "valeur", "Trois quarts"),
    ("2014", "[un sixième]{ind=conseil_pedagogique_temps} de son temps.", TRUE, ""),
    ("2014", "[un cinquième]{ind=conseil_pedagogique_temps} de son temps.", "valeur", "un sixième"),
    ("2014", "[Un peu plus d’un tiers]{ind=rapport_activite} en rédigent un.", TRUE, ""),
    ("2014", "[Près d’un tiers]{ind=rapport_activite} en rédigent un.", "valeur", "Un tiers"),
    ("2014", "[Près de huit établissements sur dix]{ind=projet_etablissement}.", TRUE, ""),
    ("2015", "[Près de huit établissements sur dix]{ind=projet_etablissement}.", "valeur",
     "Près de neuf établissements sur dix"),
    ("2014", "[Six référents POP sur dix]{ind=pop_integre}.", TRUE, ""),
    ("2014", "[Un peu plus de six référents POP sur dix]{ind=pop_integre}.", "valeur",
     "Six référents POP sur dix"),
    ("2014", "[Plus de la moitié]{ind=instance_comite} en ont un.", TRUE, ""),
    ("2014", "[Plus de la moitié]{ind=compo_ctice} l’ont.", "valeur", "95,9 %"),
    # Quantities without a number
    ("2014", "[La quasi-totalité]{ind=evaluation_absente} n’en a pas.", TRUE, ""),
    ("2015", "[La quasi-totalité]{ind=evaluation_absente} n’en a pas.", "valeur", "La plupart"),
    ("2014", "Parmi les autres, [la plupart]{ind=lettre_souhaitee} en demandent une.", TRUE, ""),
    ("2014", "[la plupart]{ind=sujet_impact} en parlent.", "valeur", "la moitié"),
    # On which side of a half: 51,6 % may be 48,5 %; 52,8 % is 50,4 % at least.
    ("2014", "[la majorité]{ind=sujet_impact} en parlent.", "valeur", "la moitié"),
    ("2014", "[Plus de la moitié]{ind=sujet_impact} en parlent.", "valeur", "La moitié"),
    ("2014", "[Un peu plus de la moitié]{ind=sujet_impact} en parlent.", "valeur", "La moitié"),
    ("2014", "[plus d’un établissement sur deux]{ind=sujet_impact}.", "valeur",
     "un établissement sur deux"),
    ("2014", "[moins de la moitié]{ind=instance_taille_5_8} des EPLE.", "valeur", "la moitié"),
    ("2014", "[environ la moitié]{ind=sujet_impact} en parlent.", TRUE, ""),
    ("2015", "[la majorité]{ind=compo_prof_doc} l’ont.", TRUE, ""),
    ("2015", "[la majorité]{ind=compo_referent_dane} l’ont.", "valeur", "la moitié"),
    ("2015", "[moins de la moitié]{ind=lettre_mission} en ont une.", TRUE, ""),
    ("2014", "Parmi les autres, [une minorité]{ind=referent_connu} le savait.", TRUE, ""),
    ("2014", "[une minorité]{ind=instance_comite} en a un.", "valeur", "la plupart"),
    ("2014", "[Presque tous les établissements]{ind=compo_ctice}.", TRUE, ""),
    # Ranks
    ("2014", "C’est le [premier sujet]{ind=sujet_materiel}.", TRUE, ""),
    ("2014", "C’est le [premier sujet]{ind=sujet_impact}.", "rang", "deuxième sujet"),
    ("2014", "Il vient [en seconde position]{ind=sujet_impact}.", TRUE, ""),
    ("2014", "Il vient [en seconde position]{ind=sujet_metice}.", "rang", "en troisième position"),
    ("2014", "Des lycées, [en cinquième position]{ind=pop_integre}.", "formulation", "60,0 %"),
    ("2014", "[en cinquième position]{ind=instance_autre}.", "rang", "en troisième position"),
    ("2014", "C’est la réponse [la moins citée]{ind=sujet_pop_tablettes}.", TRUE, ""),
    ("2014", "Le projet [arrive en tête]{ind=projet_etablissement}.", "formulation", "79,5 %"),
    # Changes
    ("2015", "Les lettres [progressent nettement]{ind=lettre_mission evolution=2014}.", TRUE, ""),
    ("2015", "Les lettres [progressent]{ind=lettre_mission evolution=2014}.", TRUE, ""),
    ("2015", "Les lettres [restent stables]{ind=lettre_mission evolution=2014}.", "évolution",
     "progressent"),
    ("2015", "Les lettres [reculent]{ind=lettre_mission evolution=2014}.", "évolution",
     "progressent"),
    ("2015", "La part [progresse légèrement]{ind=lettre_mission evolution=2014}.", "évolution",
     "progresse"),
    ("2015", "La part [progresse]{ind=instance_comite evolution=2014}.", "évolution",
     "reste stable"),
    ("2015", "La part [reste stable]{ind=instance_comite evolution=2014}.", TRUE, ""),
    ("2015", "La part [baisse nettement]{ind=maintenance_ctice evolution=2014}.", TRUE, ""),
    ("2015", "La part [recule]{ind=maintenance_ctice evolution=2014}.", "évolution", "baisse"),
    ("2015", "La part [progresse]{ind=maintenance_ctice evolution=2014}.", "évolution", "baisse"),
    ("2015", "La part [recule nettement]{ind=parents_formation evolution=2014}.", TRUE, ""),
    ("2015", "Le temps [n’est pas comparable]{ind=conseil_pedagogique_temps evolution=2014}.", TRUE,
     ""),
    ("2015", "Le temps [reste stable]{ind=conseil_pedagogique_temps evolution=2014}.", "évolution",
     "n’est pas comparable"),
    ("2015", "La part [a fortement progressé]{ind=projet_etablissement evolution=2014}.",
     "évolution",
     "progresse"),
    ("2015", "Soit [+21,0 points]{ind=lettre_mission evolution=2014}.", TRUE, ""),
    ("2015", "Soit [+20 points]{ind=lettre_mission evolution=2014}.", "évolution", "+21 points"),
    ("2015", "C’est [une baisse de 14 points]{ind=sujet_materiel evolution=2014}.", TRUE, ""),
    ("2015", "C’est [une hausse de 14 points]{ind=sujet_materiel evolution=2014}.", "évolution",
     "−14 points"),
    ("2015", "Les [118 établissements]{ind=lettre_mission evolution=2014} comparés.", TRUE, ""),
    ("2015", "Les [85 établissements]{ind=lettre_mission evolution=2014} comparés.", "évolution",
     "118 établissements"),
    ("2014", "La part [progresse]{ind=lettre_mission evolution=2013}.", "vague", ""),
    # Bounds, dates, statements, other sources
    ("2014", "Au moins [57,7 %]{ind=instance_comite borne=basse}.", TRUE, ""),
    ("2014", "Au plus [61,5 %]{ind=instance_comite borne=haute}.", "valeur", "63,8 %"),
    ("2014", "Elle est [entre 57,7 % et 63,8 %]{ind=instance_comite}.", TRUE, ""),
    ("2014", "Ouvert le [28 avril 2014]{ind=fieldwork_start}.", TRUE, ""),
    ("2014", "Ouvert le [29 avril 2014]{ind=fieldwork_start}.", "date", "28 avril 2014"),
    ("2014", "Ils y sont [dans une moindre mesure]{ind=compo_autres}.", TRUE, ""),
    ("2014", "Elle a [un lien significatif]{ind=compo_type_association} avec lui.", TRUE, ""),
    ("2014", "Elle n’a [aucun lien significatif]{ind=compo_type_association} avec lui.",
     "affirmation",
     "un lien significatif"),
    ("2014", "Elle n’a [aucun lien significatif]{ind=projet_type_association} avec lui.",
     "affirmation", ""),
    ("2014", "Elle a [un rapport étroit]{ind=projet_type_association} avec lui.",
     "formulation", ""),
    ("2014", "Plus au lycée, [plus souvent]{ind=compo_cpe groupes=PRO-LGT} qu’en LGT.", TRUE, ""),
    ("2014", "[Plus souvent]{ind=compo_chef_travaux groupes=PRO-LGT} qu’en LGT.", "liaison", ""),
    ("2014", "Elle a [un rapport étroit]{ind=compo_type_association} avec lui.", "formulation",
     "un lien significatif"),
    ("2014", "Ils sont [131]{ind=externe source=\"base académique\"}.", TRUE, ""),
    ("2014", "Ils sont [131]{ind=externe}.", "source", ""),
    # Bindings that are wrong
    ("2014", "[61,5 %]{ind=instance_comité} ont un comité.", "indicateur", "instance_comite"),
    ("2014", "[41,6 %]{ind=tableau_bord} le suivent.", "indicateur", ""),
    ("2015", "[25,4 %]{ind=referent_connu} le savaient.", "indicateur", ""),
    ("2014", "[Une large frange]{ind=instance_comite} en a un.", "formulation", "61,5 %"),
    ("2014", "[61,5 %]{ind=instance_comite evolutoin=2014}.", "liaison", "evolution"),
    ("2014", "[61,5 %]{vague=2014}.", "liaison", ""),
]  # fmt: skip

NAMES_AN_ID = ("indicateur", "liaison", "vague")


@pytest.mark.parametrize(
    ("wave", "sentence", "kind", "proposal"), SENTENCES, ids=[row[1][:60] for row in SENTENCES]
)
def test_a_sentence_is_judged(
    wave: str, sentence: str, kind: str, proposal: str, figures: dict[str, Figures]
) -> None:
    sentence = typographic(sentence)
    found = findings_in(sentence, figures[wave])
    assert [finding.kind for finding in found] == ([kind] if kind else [])
    if not kind:
        return
    finding = found[0]
    assert finding.severity == "erreur"
    assert finding.line == 1
    assert finding.column == sentence.index("[") + 1
    assert finding.text in sentence
    if proposal or kind not in NAMES_AN_ID:
        assert plain(finding.proposal) == plain(proposal)
    if proposal and kind not in NAMES_AN_ID:
        mended = sentence.replace(finding.text, finding.proposal, 1)
        assert findings_in(mended, figures[wave]) == []


def test_sentences_are_many_and_of_both_kinds() -> None:
    right = sum(not row[2] for row in SENTENCES)
    assert right >= 30
    assert len(SENTENCES) - right >= 30


def test_a_message_gives_value_counts_and_base(figures: dict[str, Figures]) -> None:
    (finding,) = findings_in(
        "[70 %]{ind=instance_comite}".replace(" %", "\u00a0%"), figures["2015"]
    )
    assert plain(finding.message) == plain(
        "« 70 % » n’est pas vrai : `instance_comite` (Instance de pilotage : comité dédié) "
        "en 2015 vaut 64,0 % (80 sur 125, ensemble des EPLE répondants)"
    )
    assert "essai.qmd:1:1" in str(finding)
    assert "à écrire\u00a0: «\u00a064\u00a0%\u00a0»" in str(finding)


def test_a_change_that_is_not_established_says_so(figures: dict[str, Figures]) -> None:
    text = "[progresse]{ind=instance_comite evolution=2014}"
    (finding,) = findings_in(text, figures["2015"])
    for part in ("n’est pas établi", "61,5", "64,0", "verdict", "stable", "118"):
        assert part in finding.message


def test_the_level_that_a_text_names_is_that_of_the_wave(figures: dict[str, Figures]) -> None:
    text = "Un lien l’est au-dessous de [5\u00a0%]{ind=alpha}."
    assert findings_in(text, figures["2014"]) == []
    (found,) = findings_in(text, replace(figures["2014"], alpha=0.01))
    assert (found.kind, plain(found.proposal)) == ("valeur", "1 %")
    (odd,) = findings_in(text, replace(figures["2014"], alpha=0.025))
    assert plain(odd.proposal) == "2,5 %"
