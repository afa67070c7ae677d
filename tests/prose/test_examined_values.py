"""What an editor is told of a bound value: figures made by hand, no build."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from builders import indicator

from bilan.prose.bindings import Binding
from bilan.prose.chapter_lines import ChapterLine
from bilan.prose.check_value import complement, examine_value, facts
from bilan.prose.data import Estimate, Figures
from bilan.prose.verdict import Examined
from bilan.prose.wordings import read_wordings

WORDINGS = read_wordings()


def estimate(
    id: str, above: int, below: int, *, kind: str = "share", unit: str = "percent",
    bounds: tuple[str, str] | None = None,
) -> Estimate:  # fmt: skip
    low, high = (Fraction(end) for end in bounds) if bounds else (None, None)
    value, of = Fraction(above, below), (Fraction(above), Fraction(below))
    question, _, option = id.partition("=")
    return Estimate(id, kind, unit, value, *of, low, high, question=question, option=option)


NOW = {
    one.id: one
    for one in (
        estimate("letter=Y", 75, 122, bounds=("75/130", "83/130")),
        estimate("calls", 310, 100, kind="mean", unit="per_month", bounds=("3", "4")),
        estimate("time", 1660, 100, kind="mean"),
        estimate("trained", 340, 1000, kind="ratio"),
        estimate("body=a", 50, 100),
        estimate("body=b", 30, 100),
        estimate("body=c", 20, 100),
        estimate("rank=a", 40, 100),
        estimate("rank=b", 40, 100),
        estimate("rank=c", 20, 100),
        estimate("asked", 100, 130),
        estimate("why", 40, 100),
        estimate("likely", 60, 100, bounds=("0.45", "0.75")),
        estimate("instance=comite", 75, 122),
        estimate("instance=aucune", 4, 122),
        estimate("outside", 150, 1000, kind="ratio"),
        estimate("inside", 190, 1000, kind="ratio"),
    )
}
BEFORE = {"letter=Y": estimate("letter=Y", 60, 120)}
STATED = {
    "trained": indicator("trained", "trained", kind="ratio", base_label="les formés"),
    "asked": indicator("asked", {}, base="asked", base_label="les interrogés"),
    "why": indicator("why", {"why": "Y"}, base={"letter": "Y"}, base_label="ceux qui ont écrit"),
    "outside": indicator("outside", {"outside": 1}, kind="ratio", base_label="les enseignants"),
    "inside": indicator("inside", {"inside": 1}, kind="ratio", base_label="les enseignants"),
}
FIGURES = Figures(
    "2015", "2014", {"2015": NOW, "2014": BEFORE}, {}, {}, {}, {},
    indicators={"2015": STATED, "2014": {}}, alpha=0.05,
)  # fmt: skip
LETTER = "`letter=Y` (letter=Y) en 2015 vaut 61,5 % (75 sur 122)"


def examined(
    text: str, ind: str = "letter=Y", *, before: str = "", after: str = "", **keys: str
) -> Examined:
    """What is found of a bound text, with what its sentence says around it."""
    line = ChapterLine(Path("essai.qmd"), 7, text)
    keys = {"ind": ind, **keys}
    binding = Binding(line, 0, len(text), text, keys, before=before, after=after)
    return examine_value(binding, FIGURES, WORDINGS)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("text", "ind", "keys"),
    [
        ("61,5 %", "letter=Y", {}),
        ("75 EPLE", "letter=Y", {}),
        ("57,7 %", "letter=Y", {"borne": "basse"}),
        ("63,8 %", "letter=Y", {"borne": "haute"}),
        ("50 %", "letter=Y", {"vague": "2014"}),
        ("38,5 %", "letter=Y", {"compte": "reste"}),
        ("47 EPLE", "letter=Y", {"compte": "reste"}),
        ("3,1", "calls", {}),
        ("16,6 %", "time", {}),
        ("34 %", "trained", {}),
        ("en première position", "body=a", {}),
        ("la majorité", "letter=Y", {}),
    ],
)
def test_what_is_right_is_passed_with_what_it_claims(
    text: str, ind: str, keys: dict[str, str]
) -> None:
    found = examined(text, ind, **keys)
    assert found.finding is None
    assert found.claim is not None
    assert found.judgement is not None
    assert found.judgement.agrees


WRONG = [
    ("61,4 %", "letter=Y", {}, "valeur", f"n’est pas vrai : {LETTER}", "61,5 %", True),
    ("50 %", "letter=Y", {}, "valeur", f"n’est plus vrai : {LETTER}", "61 %", True),
    ("76 EPLE", "letter=Y", {}, "effectif",
     f"n’est pas vrai : {LETTER} ; comparé à : effectif", "75 EPLE", True),
    ("76", "letter=Y", {}, "effectif",
     f"n’est pas vrai : {LETTER} ; comparé à : effectif", "75", False),
    ("76 sur 122", "letter=Y", {}, "effectif", f"n’est pas vrai : {LETTER}", "75 sur 122", True),
    ("122 EPLE", "letter=Y", {}, "effectif",
     f"est la base, et la phrase ne le dit pas ; {LETTER}. Écrivez « sur », « parmi les » ou "
     "« répondants », ou ajoutez compte=base si c’est bien elle", "75 EPLE", False),
    ("Trois quarts", "letter=Y", {}, "valeur", f"n’est pas vrai : {LETTER}", "61,5 %", False),
    ("57,8 %", "letter=Y", {"borne": "basse"}, "valeur", "n’est pas vrai : la borne basse de "
     "`letter=Y` (letter=Y) en 2015 vaut 57,7 %", "57,7 %", True),
    ("75 EPLE", "letter=Y", {"borne": "haute"}, "formulation", "ne peut rien dire de la borne "
     "haute de `letter=Y` (letter=Y) en 2015, qui vaut 63,8 %", "63,8 %", False),
    ("51 %", "letter=Y", {"vague": "2014"}, "valeur", "n’est pas vrai : `letter=Y` (letter=Y) en "
     "2014 vaut 50,0 % (60 sur 120)", "50 %", True),
    ("38,4 %", "letter=Y", {"compte": "reste"}, "valeur", f"n’est pas vrai : {LETTER}", "38,5 %",
     True),
    ("46 EPLE", "letter=Y", {"compte": "reste"}, "effectif",
     f"n’est pas vrai : {LETTER} ; comparé à : reste", "47 EPLE", True),
    ("seulement 75 EPLE", "letter=Y", {}, "effectif", f"dit que c’est peu ; {LETTER}", "75 EPLE",
     False),
    ("bla bla", "letter=Y", {}, "formulation", f"est une formulation inconnue du contrôle ; "
     f"{LETTER}. N’entourez que l’affirmation, ou ajoutez la tournure à data/formulations.yml",
     "61,5 %", False),
    ("3,2", "calls", {}, "valeur",
     "n’est pas vrai : `calls` (calls) en 2015 vaut 3,1 (moyenne sur 100)", "3,1", False),
    ("17,6 %", "time", {}, "valeur",
     "n’est pas vrai : `time` (time) en 2015 vaut 16,6 % (moyenne sur 100)", "16,6 %", True),
    ("35 %", "trained", {}, "valeur", "n’est pas vrai : `trained` (trained) en 2015 vaut 34,0 % "
     "(340 sur 1 000, les formés)", "34 %", True),
    ("en deuxième position", "body=a", {}, "rang", "n’est pas vrai : `body=a` (body=a) en 2015 "
     "vaut 50,0 % (50 sur 100)", "en première position", False),
    ("en première position", "calls", {}, "formulation", "ne peut rien dire de `calls` (calls) en "
     "2015, qui vaut 3,1 (moyenne sur 100)", "3,1", False),
    ("la majorité", "body=a", {}, "valeur", "n’est pas vrai : `body=a` (body=a) en 2015 vaut "
     "50,0 % (50 sur 100)", "la moitié", False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "ind", "keys", "kind", "message", "proposal", "mended"), WRONG,
    ids=[f"{case[1]} {case[0]}" for case in WRONG],
)  # fmt: skip
def test_what_is_wrong_is_told_with_the_value_and_a_text_that_is_right(
    text: str, ind: str, keys: dict[str, str], kind: str, message: str, proposal: str, mended: bool
) -> None:
    found = examined(text, ind, **keys)
    assert found.finding is not None
    assert found.finding.kind == kind
    assert plain(found.finding.message) == f"« {text} » {message}"
    assert plain(found.finding.proposal) == proposal
    assert plain(found.replacement or "") == (proposal if mended else "")
    assert (found.claim is None) == (found.judgement is None) == (text == "bla bla")


def test_an_estimate_without_bounds_has_none_to_speak_of() -> None:
    found = examined("50 %", "body=a", borne="basse")
    assert found.finding is not None
    assert found.finding.kind == "formulation"
    assert plain(found.finding.message) == "`body=a` (body=a) en 2015 n’a pas de borne basse"
    assert found.finding.proposal == ""


def test_a_value_is_told_with_what_it_rests_on() -> None:
    assert plain(facts(NOW["letter=Y"], "les EPLE")) == "61,5 % (75 sur 122, les EPLE)"
    assert plain(facts(NOW["calls"], "les EPLE")) == "3,1 (moyenne sur 100, les EPLE)"
    assert plain(facts(NOW["time"], "")) == "16,6 % (moyenne sur 100)"


def test_the_complement_of_a_share_has_its_bounds_turned_round() -> None:
    rest = complement(NOW["letter=Y"])
    assert rest.value == Fraction(47, 122)
    assert (rest.lower, rest.upper) == (Fraction(47, 130), Fraction(55, 130))
    assert complement(NOW["body=a"]).lower is None
    assert complement(NOW["body=a"]).upper is None
    assert complement(NOW["trained"]).value == Fraction(66, 100)
    assert complement(NOW["calls"]) is NOW["calls"]


@pytest.mark.parametrize(
    ("before", "text", "after", "ind", "keys"),
    [
        ("", "75 EPLE (61,5 %)", "", "letter=Y", {}),
        ("", "75 EPLE, soit 61,5 %", "", "letter=Y", {}),
        ("au moins ", "57,7 %", "", "letter=Y", {"borne": "basse"}),  # the words aren't its shade
        ("plus de ", "57,7 %", "", "letter=Y", {"borne": "basse"}),
        ("", "plus de la moitié", "", "letter=Y", {"borne": "basse"}),
        ("", "la majorité", "", "likely", {"borne": "haute"}),
        ("", "moins de la moitié", "", "likely", {"borne": "basse"}),
        ("", "16,6 %", " de leur temps", "time", {}),
        ("parmi les ", "122 EPLE", "", "letter=Y", {}),
        ("", "122 EPLE", " répondants", "letter=Y", {}),
        ("les autres établissements (", "38,5 %", ")", "letter=Y", {}),
        ("les autres établissements (", "61,5 %", ")", "letter=Y", {}),
        ("les autres établissements (", "47 EPLE", ")", "letter=Y", {}),
        ("les autres (", "38,5 %", ")", "letter=Y", {"compte": "reste"}),
        ("", "seulement 47 EPLE", "", "letter=Y", {"compte": "reste"}),
        ("", "40 % des établissements", " qui ont écrit", "why", {}),
        ("", "64,8 %", "", "instance=comite+instance=aucune", {}),
        ("", "79 EPLE", "", "instance=comite+instance=aucune", {}),
        ("", "34 %", "", "outside+inside", {}),
    ],
)  # fmt: skip
def test_what_is_right_with_what_is_around_it(
    before: str, text: str, after: str, ind: str, keys: dict[str, str]
) -> None:
    found = examined(text, ind, before=before, after=after, **keys)
    assert found.finding is None, found.finding.message
    assert found.judgement == replace(found.judgement, agrees=True) if found.judgement else False


AROUND = [
    ("plus de ", "61,5 %", "", "letter=Y", {}, "valeur",
     f"« 61,5 % » (« plus de 61,5 % ») n’est pas vrai : {LETTER}", "60 %", False),
    ("", "75 EPLE (61,4 %)", "", "letter=Y", {}, "valeur",
     f"« 61,4 % » n’est pas vrai : {LETTER}", "75 EPLE (61,5 %)", True),
    ("", "76", " eple", "letter=Y", {}, "effectif",
     f"« 76 » (« 76 eple ») n’est pas vrai : {LETTER} ; comparé à : effectif", "75", False),
    ("", "61,4 %", " des établissements", "letter=Y", {}, "valeur",
     f"« 61,4 % » (« 61,4 % des établissements ») n’est pas vrai : {LETTER}", "61,5 %", True),
    ("", "61,5 %", " des internats", "letter=Y", {}, "formulation",
     f"« 61,5 % » est suivi de « internats », que le contrôle ne sait pas lier à un nombre ; "
     f"{LETTER}. Mettez l’unité ou le nom dans les crochets", "", False),
    ("", "16,6 %", " de leurs internats", "time", {}, "formulation",
     "« 16,6 % » est suivi de « internats », que le contrôle ne sait pas lier à un nombre ; `time` "
     "(time) en 2015 vaut 16,6 % (moyenne sur 100). Mettez l’unité ou le nom dans les crochets", "",
     False),
    ("", "61,5 %", " de leur temps", "letter=Y", {}, "formulation",
     f"« 61,5 % » est suivi de « temps », que le contrôle ne sait pas lier à un nombre ; {LETTER}. "
     "Mettez l’unité ou le nom dans les crochets", "", False),
    ("", "40 % des établissements", "", "why", {}, "champ",
     "« 40 % des établissements » : « établissements » n’est pas ce que compte `why` (why) en "
     "2015, qui vaut 40,0 % (40 sur 100, ceux qui ont écrit)", "40 %", False),
    ("", "61,5 % en moyenne", "", "letter=Y", {}, "valeur",
     f"« 61,5 % en moyenne » : une part n’est pas une moyenne ; {LETTER}", "61,5 %", False),
    ("", "la majorité", "", "likely", {}, "valeur",
     "« la majorité » n’est pas assuré : `likely` (likely) en 2015 vaut 60,0 % (60 sur 100), mais "
     "les réponses manquantes laissent possible de 45,0 % à 75,0 %", "60,0 %", False),
    ("", "la majorité", "", "instance=comite", {}, "valeur",
     "« la majorité » n’est pas assuré : `instance=comite` (instance=comite) en 2015 vaut 61,5 % "
     "(75 sur 122), et rien ne limite ce que seraient les réponses manquantes", "61,5 %", False),
    ("", "en première position", "", "rank=a", {}, "rang",
     "« en première position » n’est pas vrai : `rank=a` (rank=a) en 2015 vaut 40,0 % (40 sur 100)"
     ", à égalité avec une autre réponse", "", False),
    ("", "130 EPLE", " répondants", "asked", {}, "effectif",
     "« 130 EPLE » est la base, et la phrase ne le dit pas ; `asked` (asked) en 2015 vaut 76,9 % "
     "(100 sur 130, les interrogés). Écrivez « sur », « parmi les » ou « répondants », ou ajoutez "
     "compte=base si c’est bien elle", "100 EPLE", False),
    ("", "50 %", "", "letter=Y", {"borne": "basse"}, "valeur",
     "« 50 % » n’est pas vrai : la borne basse de `letter=Y` (letter=Y) en 2015 vaut 57,7 %",
     "58 %", True),
    ("", "61,5 %", "", "letter=Y", {"vague": "2014"}, "valeur",
     "« 61,5 % » n’est pas vrai : `letter=Y` (letter=Y) en 2014 vaut 50,0 % (60 sur 120)",
     "50,0 %", True),
    ("", "100 EPLE", "", "letter=Y", {"compte": "reste"}, "effectif",
     f"« 100 EPLE » n’est pas vrai : {LETTER} ; comparé à : reste", "47 EPLE", True),
    ("les autres (", "70 EPLE", ")", "letter=Y", {}, "effectif",
     f"« 70 EPLE » n’est pas vrai : {LETTER} ; comparé à : effectif", "75 EPLE", True),
    ("les autres (", "50,5 %", ")", "letter=Y", {}, "valeur",
     f"« 50,5 % » n’est pas vrai : {LETTER}", "61,5 %", True),
    ("les autres (", "38,5 %", ")", "letter=Y", {"compte": "effectif"}, "valeur",
     f"« 38,5 % » n’est pas vrai : {LETTER}", "61,5 %", True),
    ("", "35 %", "", "outside+inside", {}, "valeur",
     "« 35 % » n’est pas vrai : `outside+inside` (outside et inside) en 2015 vaut 34,0 % (340 sur "
     "1 000, les enseignants)", "34 %", True),
    ("", "34 %", "", "letter=Y+why", {}, "formulation",
     "`letter=Y+why` ne s’additionne pas : leurs champs ne sont pas les mêmes", "", False),
    ("", "la plupart", " des établissements", "body=c", {}, "valeur",
     "« la plupart » (« la plupart des établissements ») n’est pas vrai : `body=c` (body=c) en "
     "2015 vaut 20,0 % (20 sur 100)", "20,0 %", False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "text", "after", "ind", "keys", "kind", "message", "proposal", "mended"), AROUND,
    ids=[f"{case[3]} {case[0]}{case[1]}{case[2]}" for case in AROUND],
)  # fmt: skip
def test_what_is_wrong_with_what_is_around_it(
    before: str, text: str, after: str, ind: str, keys: dict[str, str], kind: str, message: str,
    proposal: str, mended: bool,
) -> None:  # fmt: skip
    found = examined(text, ind, before=before, after=after, **keys)
    assert found.finding is not None
    assert plain(found.finding.message) == message
    assert found.finding.kind == kind
    assert plain(found.finding.proposal) == proposal
    assert plain(found.replacement or "") == (proposal if mended else "")
