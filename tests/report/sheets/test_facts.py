"""What is told to one school, worked out by hand.

Of the tiny wave, colleges are 0 to 19: ten have a committee (even numbers), ten speak of equipment
(0, 1, 4, 5, …, 16, 17), one of effects (number 1). Five of the ten with a committee say yes to what
follows, which six would have to.
"""

from bilan.report.sheets.facts import Facts
from bilan.report.sheets.sheet import Answer, Fiche, Said

NBSP = "\u00a0"
EVEN, ODD = "9900002A", "9900001A"


def answer(sheet: Fiche, question: str) -> Answer:
    (found,) = [
        item
        for section in sheet.sections
        for item in section.answers
        if item.question.startswith(question)
    ]
    return found


def test_school_and_its_group(facts: Facts) -> None:
    sheet = facts.of(EVEN)
    assert (sheet.kind, sheet.secteur, sheet.bassin) == ("Collège", "Public", "nord")
    assert sheet.group == "Collège (20 répondants)"
    assert facts.of("9900036A").group == "LP et SEP (16 répondants)"


def test_indicators_are_those_with_a_target(facts: Facts) -> None:
    lines = {line.label.removeprefix("Libellé "): line for line in facts.of(EVEN).lines}
    assert list(lines) == ["i_comite", "i_materiel", "i_formes"]
    comite, materiel, formes = lines.values()
    assert (comite.own, comite.met, comite.group, comite.target) == (
        "oui",
        "oui",
        f"50,0{NBSP}%",
        f"50{NBSP}%",
    )
    assert (materiel.own, materiel.met) == ("non", "oui")  # the target wants it down
    assert (formes.own, formes.met, formes.mine) == (f"25,0{NBSP}%", "non", 0.25)
    assert formes.group == f"50,0{NBSP}%"  # (10 × 10 + 10 × 30) of 20 × 40


def test_recommendations_that_the_school_does_not_meet(facts: Facts) -> None:
    assert [item.short for item in facts.of(EVEN).advice] == ["Titre formation"]
    (first, last) = facts.of(ODD).advice[:1] + facts.of(ODD).advice[-1:]
    # 1 has no committee and speaks of equipment; three quarters of its teachers are trained.
    assert first == last
    assert first.short == "Titre premiere"
    assert first.unmet == ("Libellé i_comite", "Libellé i_materiel")


def test_answers_beside_the_group_s(facts: Facts) -> None:
    sheet = facts.of(EVEN)
    assert answer(sheet, "comite").own == (Said("oui", f"50{NBSP}%"),)
    # Seven say 10, seven say 11, six say 12: 219 of 20, a half that goes up.
    assert answer(sheet, "heures").own == (Said("12", f"moyenne du groupe{NBSP}: 11,0"),)
    instance = answer(sheet, "instance")
    assert [said.label for said in instance.own] == ["Option dedie"]
    assert [said.label for said in instance.others] == ["Option conseil", "Option aucune"]
    assert answer(facts.of(ODD), "sujets").own[0] == Said("Option materiel", f"50{NBSP}%")


def test_what_is_not_shown_or_not_ticked_is_said(facts: Facts) -> None:
    assert answer(facts.of(ODD), "suite") == Answer("suite\u202f?", note="question non posée")
    assert answer(facts.of(EVEN), "sujets").note == "aucune réponse cochée"


def test_value_that_five_others_do_not_share_is_secret(facts: Facts) -> None:
    # Five colleges said yes to what follows: a school that did knows of only four others.
    assert answer(facts.of("9900004A"), "suite").own == (Said("oui", "s"),)
    # One speaks of effects; two answered that nothing leads them.
    assert answer(facts.of(ODD), "sujets").own[1] == Said("Option effets", "s")
    instance = answer(facts.of("9900003A"), "instance")
    assert {said.label: said.group for said in instance.others}["Option aucune"] == "s"
