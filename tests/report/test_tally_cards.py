"""Cards of counts by status."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from bilan.estimation.recommendations import Outcome, Recommendation
from bilan.prose.data import Change, Figures
from bilan.prose.wordings import read_wordings
from bilan.report.tally_cards import tally_cards
from bilan.survey.indicators import indicators_in

WORDINGS = read_wordings()


def change(name: str, verdict: str) -> Change:
    return Change(name, Fraction(1, 4), Fraction(1, 2), 10, 0.25, 0.01, verdict)


def outcome(name: str, chapter: Any, status: Any, wave: str = "2014") -> Outcome:
    stated = Recommendation(name, wave, "recommendation", chapter, [], name, name, [])
    return Outcome(stated, (), status)


def figures(**verdicts: str) -> Figures:
    known = {i.id: i for i in indicators_in("2015") if i.id in verdicts}
    return Figures(
        wave="2015",
        previous="2014",
        estimates={},
        by_group={},
        changes={name: change(name, verdict) for name, verdict in verdicts.items()},
        links={},
        days={},
        indicators={"2015": known},
        alpha=0.05,
    )


def test_recommendations_stand_under_what_became_of_them() -> None:
    followed = [outcome("a", "2.1", "en progrès"), outcome("b", "2.1", "non mesuré"),
                outcome("c", "2.2", "en progrès")]  # fmt: skip
    made = [outcome("d", "3", None, "2015")]
    cards = tally_cards(followed, made, replace(figures(), changes={}), WORDINGS)
    assert cards["registre:pilotage"] == cards["registre:pilotage@2014"]
    assert cards["registre:pilotage"].valeur == "2 recommandations"
    assert cards["registre:pilotage"].faits == (("En progrès (1)", "a"), ("Non mesuré (1)", "b"))
    assert cards["registre:tout"].faits[0] == ("En progrès (2)", "a\u202f; c")
    assert cards["registre:perspectives@2015"].faits == (("Proposé (1)", "d"),)
    assert "registre:perspectives@2014" not in cards
    assert not any(name.startswith("verdicts") for name in cards)


def test_an_indicator_and_its_complement_count_once() -> None:
    moved = figures(
        lettre_mission="progresse", lettre_mission_absente="progresse", instance_comite="stable"
    )
    card = tally_cards([], [], moved, WORDINGS)["verdicts:tout"]
    assert card.valeur == "2 indicateurs"
    assert card.faits == (
        ("Progresse (1)", "Lettre de mission du coordonnateur TICE"),
        ("Stable (1)", "1 indicateur"),
    )
