"""One name, one date, and acronyms expanded where they first appear."""

from pathlib import Path

import pytest

from bilan.prose.chapter_lines import ChapterLine
from bilan.prose.check import acronyms_piece
from bilan.prose.glossary import Glossary, acronyms_used, check_names, read_glossary

GLOSSARY = read_glossary()


def lines_of(text: str) -> list[ChapterLine]:
    return [
        ChapterLine(Path("essai.qmd"), n, raw) for n, raw in enumerate(text.split("\n"), start=1)
    ]


def found(text: str, glossary: Glossary = GLOSSARY) -> list[tuple[int, str, str, str]]:
    return [(f.line, f.kind, f.text, f.proposal) for f in check_names(lines_of(text), glossary)]


def test_a_decree_with_two_dates_is_reported() -> None:
    text = (
        "Le décret n° 2010-1065 du 8 septembre 2010.\nLe décret n° 2010-1065 du 9 septembre 2010."
    )
    assert found(text) == [(2, "date", "9 septembre 2010", "8 septembre 2010")]


def test_a_decree_named_by_its_date_alone_is_reported() -> None:
    assert found("Le décret du 9 septembre 2010 le prévoit.") == [
        (1, "date", "9 septembre 2010", "8 septembre 2010")
    ]
    assert found("Le décret du 8 septembre 2010 le prévoit.") == []


def test_an_act_that_the_glossary_does_not_know_keeps_one_date() -> None:
    text = "La loi n° 2005-380 du 23 avril 2005.\nLa loi n° 2005-380 du 24 avril 2005."
    assert [finding[:3] for finding in found(text)] == [(2, "date", "24 avril 2005")]


def test_no_break_spaces_do_not_hide_a_date() -> None:
    text = "Le décret n°\u00a02010-1065 du 9\u00a0septembre\u00a02010."
    assert [finding[1] for finding in found(text)] == ["date"]


def test_the_law_of_2013_has_one_date() -> None:
    law = "la loi d’orientation et de programmation pour la refondation de l’École de la République"
    assert found(f"Selon {law} du 8 juillet 2013.") == []
    assert found(f"Selon {law} du 9 juillet 2013.")[0][3] == "8 juillet 2013"


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        ("Le coordinateur TICE (technologies de l’information et de la communication pour "
         "l’enseignement).", "coordonnateur TICE"),
        ("Le portail Métice est ouvert.", "METICE"),
        ("Le chef des travaux siège.", "chef de travaux"),
    ],
)  # fmt: skip
def test_a_thing_with_two_names_is_reported(text: str, proposal: str) -> None:
    assert [(kind, right) for _, kind, _, right in found(text)] == [("nom", proposal)]


def test_the_full_name_is_not_taken_for_its_variant() -> None:
    dane = "délégation académique au numérique éducatif, direction des systèmes d’information"
    assert found(f"Le référent DANE-DSI ({dane}).") == []
    assert [f[1] for f in found(f"Le référent DANE ({dane}).")] == ["nom"]


def test_an_acronym_before_its_expansion_is_reported_once() -> None:
    text = "Le CPE siège, le CPE anime.\nLe conseiller principal d’éducation (CPE) siège."
    assert found(text) == [(1, "sigle", "CPE", "CPE (conseiller principal d’éducation)")]
    assert found("Les conseillers principaux d’éducation (CPE) siègent.\nLe CPE anime.") == []


def test_an_unknown_acronym_is_a_warning() -> None:
    (finding,) = check_names(lines_of("La DGESCO le demande."), GLOSSARY)
    assert (finding.severity, finding.text) == ("avertissement", "DGESCO")


def test_acronyms_in_code_attributes_and_addresses_are_not_words() -> None:
    assert found("Le code `ABC`, [le texte](https://exemple.fr/DEF) et le XXe siècle.") == []


def test_the_list_of_acronyms_holds_those_of_the_text() -> None:
    used = acronyms_used(lines_of("Le CPE et l’EPLE."), GLOSSARY)
    assert used == {
        "CPE": "conseiller principal d’éducation",
        "EPLE": "établissement public local d’enseignement",
    }
    assert "PAF" in acronyms_piece("2014")
