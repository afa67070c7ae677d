"""What an editor is told of a bound value: figures made by hand, no build."""

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
    )
}
BEFORE = {"letter=Y": estimate("letter=Y", 60, 120)}
STATED = {"trained": indicator("trained", "trained", kind="ratio", base_label="les formés")}
FIGURES = Figures(
    "2015", "2014", {"2015": NOW, "2014": BEFORE}, {}, {}, {}, {},
    indicators={"2015": STATED, "2014": {}}, alpha=0.05,
)  # fmt: skip
LETTER = "`letter=Y` (letter=Y) en 2015 vaut 61,5 % (75 sur 122)"


def examined(text: str, ind: str = "letter=Y", **keys: str) -> Examined:
    line = ChapterLine(Path("essai.qmd"), 7, text)
    binding = Binding(line, 0, len(text), text, {"ind": ind, **keys})
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
