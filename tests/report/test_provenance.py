"""Where numbers and illustrations come from: what each card says, and that no text gets out."""

import json
import re
from typing import Any

import pandas as pd
import pytest
from builders import asked, indicator, wave

from bilan.estimation.estimates import COLUMNS
from bilan.report.card import Card, script
from bilan.report.indicator_cards import Survey
from bilan.report.notebook_cells import Cell, Recorded
from bilan.report.provenance import Shown, cards
from bilan.survey.illustration_specs import Illustration
from bilan.survey.indicators import Statement

NAN = float("nan")
QUESTION = asked("q", "L", options=["oui", "non"])
INDICATOR = indicator("a", {"q": "oui"}, label="Part : « oui »", base_label="EPLE répondants")
FIGURE = Illustration("dessin", "01", "shares", ("a dit", "ont dit"), "EPLE", "tous", "En %", "q")
FACTS = {"unit": "En %", "field": "ensemble ; tous.", "source": "enquête."}
CELLS = Recorded(
    computed={"a": Cell("01.ipynb", 5)},
    compared={"b": Cell("04.ipynb", 6)},
    published={"dessin": Cell("01.ipynb", 4)},
)


def row(id: str = "a", **more: Any) -> dict[str, Any]:
    known = {"kind": "share", "domain": "ensemble", "numerator": 80.0, "base": 125.0}
    values = {"value": 0.64, "lower": 0.611, "upper": 0.656, "ci_lower": 0.618, "ci_upper": 0.656}
    return {**dict.fromkeys(COLUMNS), "id": id, **known, **values, **more}


def survey(name: str = "2015", **more: Any) -> Survey:
    known = {"indicators": [INDICATOR], "estimates": pd.DataFrame([row()]), "questions": [QUESTION]}
    return Survey(name, **(known | more))


def changes(**more: Any) -> pd.DataFrame:
    known = {"id": "a", "before": 0.615, "paired": 118, "p_adjusted": 0.0004, "smallest": NAN}
    return pd.DataFrame([{**known, "verdict": "progresse", **more}])


def made(now: Survey | None = None, **more: Any) -> dict[str, Card]:
    shown = Shown({"dessin": FIGURE}, {"dessin": FACTS}, CELLS)
    return cards(now or survey(), shown, wave=wave("2015"), **more)


def facts(card: Card) -> dict[str, str]:
    return dict(card.faits)


def test_a_share() -> None:
    card = made()["a"]
    assert card.titre == "Part\u00a0: «\u00a0oui\u00a0»"
    assert card.valeur == "64,0\u00a0% en 2015"
    assert facts(card) == {
        "Effectif": "80 sur 125 EPLE",
        "Champ": "EPLE répondants",
        "Bornes": "61,1\u00a0% à 65,6\u00a0%, selon ce que seraient les réponses manquantes",
        "Si les absents ressemblent aux répondants": "61,8\u00a0% à 65,6\u00a0% (intervalle de "
        "confiance à 95\u00a0%)",
        "Question": "«\u00a0q\u202f?\u00a0» Réponse comptée\u00a0: «\u00a0Option oui\u00a0».",
    }
    assert card.liens == (
        ("Calcul", "carnet 01.ipynb, cellule [5]", "carnets/01.ipynb"),
        ("Dictionnaire", "question q", "dictionnaire.html#question-q"),
        ("Données", "indicateurs.csv, ligne a", "donnees/indicateurs.csv"),
    )


def test_what_is_not_known_is_not_said() -> None:
    unlimited = dict.fromkeys(("lower", "upper", "ci_lower", "ci_upper"), NAN)
    card = made(survey(estimates=pd.DataFrame([row(**unlimited)])))["a"]
    assert set(facts(card)) == {"Effectif", "Champ", "Question"}


def test_a_base_that_is_empty_is_said() -> None:
    empty = row(value=NAN, numerator=0.0, base=0.0, shown=0, lower=NAN, upper=NAN)
    card = made(survey(estimates=pd.DataFrame([empty])))["a"]
    assert card.valeur == "– en 2015"
    assert facts(card)["Effectif"] == "aucun établissement concerné"
    silent = made(survey(estimates=pd.DataFrame([{**empty, "shown": 3}])))["a"]
    assert facts(silent)["Effectif"] == "aucune réponse"


def test_bounds_that_meet() -> None:
    card = made(survey(estimates=pd.DataFrame([row(lower=0.64, upper=0.64)])))["a"]
    assert facts(card)["Bornes"] == "aucune réponse ne manque"


def test_a_ratio_and_a_mean_count_otherwise() -> None:
    ratio = indicator("a", ["n"], kind="ratio", base="t")
    mean = indicator("a", "n", kind="mean", unit="number")
    asked_for = [asked("n", "N"), asked("t", "N")]
    for stated, counted, said in (
        (ratio, "80 sur 125 enseignants", "«\u00a0n\u202f?\u00a0» «\u00a0t\u202f?\u00a0»"),
        (mean, "moyenne de 125 EPLE", "«\u00a0n\u202f?\u00a0»"),
    ):
        told = facts(made(survey(indicators=[stated], questions=asked_for))["a"])
        assert (told["Effectif"], told["Question"]) == (counted, said)


def test_an_indicator_of_the_frame_has_no_question() -> None:
    card = made(survey(indicators=[indicator("a", {}, base="asked")]))["a"]
    assert facts(card)["Question"] == "aucune\u00a0: compté sur la base de sondage"


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (
            {},
            "61,5\u00a0% en 2014\u202f; progresse, d’après les 118 EPLE qui ont répondu aux deux "
            "enquêtes\u00a0: le hasard seul en ferait autant moins de 5 fois sur 100",
        ),
        (
            {"p_adjusted": 0.21, "verdict": "stable", "smallest": 0.102},
            "61,5\u00a0% en 2014\u202f; stable, d’après les 118 EPLE qui ont répondu aux deux "
            "enquêtes\u00a0: le hasard seul en ferait autant 5 fois sur 100 ou plus\u202f; un "
            "écart de 10,2\u00a0points aurait été établi",
        ),
        ({"before": NAN}, "pas de valeur en 2014"),
        (
            {
                "verdict": "non comparable",
                "p_adjusted": NAN,
                "paired": NAN,
                "reason": "la question a été reformulée",
            },
            "61,5\u00a0% en 2014\u202f; non comparable\u00a0: la question a été reformulée",
        ),
    ],
)
def test_evolution(change: dict[str, Any], text: str) -> None:
    now = survey(evolution=changes(**change))
    assert facts(made(now, before=survey("2014"))["a"])["Évolution"] == text


def test_the_wave_before_has_its_own_card() -> None:
    now = survey(evolution=changes())
    before = survey("2014", estimates=pd.DataFrame([row(value=0.615, numerator=75, base=122)]))
    card = made(now, before=before)["a@2014"]
    assert card.valeur == "61,5\u00a0% en 2014"
    assert facts(card)["Effectif"] == "75 sur 122 EPLE"
    assert "Évolution" not in facts(card)
    assert [address for _, _, address in card.liens] == [
        "../2014/carnets/01.ipynb",
        "../2014/dictionnaire.html#question-q",
        "../2014/donnees/indicateurs.csv",
    ]


def test_an_indicator_that_is_only_compared_leads_to_that_cell() -> None:
    other = indicator("b", {"q": "non"})
    card = made(survey(indicators=[other], estimates=pd.DataFrame([row("b")])))["b"]
    assert card.liens[0] == ("Calcul", "carnet 04.ipynb, cellule [6]", "carnets/04.ipynb")


def test_an_indicator_that_no_cell_shows() -> None:
    nowhere = cards(survey(), Shown({}, {}, Recorded()), wave=wave("2015"))["a"]
    text = "estimations de la vague\u202f; aucun carnet ne le calcule"
    assert facts(nowhere)["Calcul"] == text
    assert [name for name, _, _ in nowhere.liens] == ["Dictionnaire", "Données"]


def test_an_illustration() -> None:
    card = made()["fig-dessin"]
    assert facts(card) == {
        "Question": "«\u00a0q\u202f?\u00a0»",
        "Unité": "En %",
        "Champ": "ensemble\u202f; tous.",
        "Source": "enquête.",
    }
    assert card.liens == (
        ("Calcul", "carnet 01.ipynb, cellule [4]", "carnets/01.ipynb"),
        ("Dictionnaire", "question q", "dictionnaire.html#question-q"),
        ("Données", "dessin.csv", "donnees/dessin.csv"),
    )


def test_statements() -> None:
    statements = [
        Statement("debut", "date", field="fieldwork.start"),
        Statement("ordre", "order", indicators=["a"], below=["a"]),
        Statement("lien", "significant", question="q", by="type"),
        Statement("perdu", "significant", question="z", by="type"),
    ]
    found = made(statements=statements)
    assert found["debut"].valeur == "1er mai 2015"
    assert list(facts(found["ordre"])) == ["Plus petites parts", "Plus grandes parts"]
    assert "Fisher-Freeman-Halton" in facts(found["lien"])["Test"]
    assert "perdu" not in found


@pytest.mark.parametrize("text", ["</script><b>", "<!--<script>", "&lt;", "a\u2028b"])
def test_no_text_closes_the_script(text: str) -> None:
    page = script({"a": Card(text, liens=((text, text, text),))})
    match = re.fullmatch(r'<script type="application/json" id="provenance">(.*)</script>\n', page)
    assert match
    assert not set("<>&\u2028") & set(match[1])
    assert json.loads(match[1])["a"]["titre"] == text
