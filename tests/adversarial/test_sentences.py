"""Each form of sentence with what it tells; a sentence that no reader knows is a fault by name."""

import json
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import docx
import pytest
from builders import asked, frame, indicator, responses
from crossed_samples import HEAD, KINDS, NURSE, SIZES

from bilan.estimation.study import open_study
from bilan.project.paths import known_waves
from tests.adversarial.secrecy.means import MeanTold
from tests.adversarial.secrecy.readings import Link, UnreadError, sentences_telling
from tests.adversarial.secrecy.sentence_forms import FORMS, read_sentences
from tests.adversarial.secrecy.sentence_places import read_cards, said_sentences
from tests.adversarial.secrecy.sentence_reader import Read, Reader, read_harmless
from tests.adversarial.secrecy.shown import sentences
from tests.adversarial.secrecy.system import Told
from tests.adversarial.secrecy.totals import Totals, published_totals
from tests.adversarial.secrecy.world import World, named

SCHOOLS = [f"{kind}{n}" for kind, size in zip(KINDS, SIZES, strict=True) for n in range(size)]


def answers_of(school: str) -> dict[str, float]:
    """Of each type the first ones have the answer; each school has ten hours."""
    kind, n = school.rstrip("0123456789"), int(school.lstrip("CLGTP"))
    counts = {"head": HEAD[KINDS.index(kind)], "nurse": NURSE[KINDS.index(kind)]}
    return {"hours": 10.0, **{f"members_{o}": float(n < count) for o, count in counts.items()}}


WORLD = World(
    responses(
        (asked("members", "M", options=("head", "nurse")), asked("hours", "N", range=(0, 40))),
        {school: answers_of(school) for school in SCHOOLS},
        frame(*(f"{s} {s.rstrip('0123456789')} public nord" for s in SCHOOLS)),
    ),
    (
        indicator("has_head", {"members": "head"}, label="Un chef siège"),
        indicator("hours", "hours", kind="mean", unit="number", label="Heures"),
    ),
)
TOTALS = Totals(
    {"has_head": frozenset({"21", "56", "37,5", "38"})},
    counts=frozenset({"56", "60"}),
    shares=frozenset({"37,5 %", "48,2 %"}),
)
READER = Reader(
    WORLD, TOTALS, frozenset({"has_head", "members=head"}), frozenset({"56,0 %"}),
    tuple(read_harmless()), FORMS,
)  # fmt: skip
Equation = tuple[object, ...]


def equations(found: Sequence[Read]) -> list[Equation]:
    """What is told, without where: of an answer, of a link, of a mean."""
    made: list[Equation] = []
    for item in found:
        if isinstance(item, Told):
            name = next(iter(item.answer.condition.values()))
            ends = round(100 * item.low, 4), round(100 * item.high, 4)
            made.append((name, item.group, *ends, item.count, item.base))
        elif isinstance(item, Link):
            made.append((next(iter(item.answer.condition.values())), item.kind, item.text))
        else:
            made.append((item.measure, item.group, round(item.low, 4), round(item.high, 4)))
    return made


def told(sentence: str, **binding: str) -> list[Equation]:
    return equations(list(READER.read("a page", sentence, [binding])))


ALL_HEADS = ("head", None, 37.45, 37.55, 21, 56)
COLLEGE = ("head", "Collège", 55.5, 56.5, None, None)
FORM = {
    "21 des 56 EPLE répondants, soit 37,5 %, ont cité « Option head ».": [ALL_HEADS],
    "Lecture : 21 des 56 EPLE répondants, soit 37,5 %, ont répondu « Option head ».": [ALL_HEADS],
    "Lecture : 4 des 17 EPLE répondants (LGT), soit 23,5 %, ont cité « Option head ».": [
        ("head", "LGT", 23.45, 23.55, 4, 17)],
    "Lecture : 14 des 25 EPLE répondants (Collège), soit 56,0 %, ont cité « Option head » ; le "
    "lien avec le type d'EPLE est significatif, de force 0,35 sur une échelle de 0 à 1 (V de "
    "Cramér).": [("head", "Collège", 55.95, 56.05, 14, 25), ("head", "V de Cramér", "0,35")],
    "« Option nurse » arrive en tête avec 48,2 % ; vient ensuite « Option head » (38 %).": [
        ("nurse", None, 48.15, 48.25, None, None), ("head", None, 37.5, 38.5, None, None)],
    "Lien significatif pour « Option head » (force 0,35 : Collège 56 %, LGT secret statistique et "
    "LP et SEP 21,4 %).": [
        COLLEGE, ("head", "LP et SEP", 21.35, 21.45, None, None), ("head", "V de Cramér", "0,35")],
    "Sans lien : « Option head » (Collège 56 %, LGT 24 %).": [
        COLLEGE, ("head", "LGT", 23.5, 24.5, None, None)],
    "Lien sous secret statistique : « Option head » (Collège secret statistique).": [],
    "Un chef siège : Ensemble 37,5 %, Collège 56 % et LGT valeur tenue secrète ; cible 50,0 %.": [
        ("head", None, 37.45, 37.55, None, None), COLLEGE],
    "Heures : Ensemble 10,0 %, Collège 10 % ; cible 50,0 %.": [
        ("hours", None, 557.2, 562.8), ("hours", "Collège", 237.5, 262.5)],
    "Progressent : « Un chef siège » (30,0 % en 2013, 37,5 % en 2014, soit +7,5 points).": [
        ("head", None, 37.45, 37.55, None, None)],
    "Non comparables : « Un chef siège » (30,0 % en 2013, 37,5 % en 2014).": [
        ("head", None, 37.45, 37.55, None, None)],
    "La part des EPLE passe de 30,0 % en 2013 à 37,5 % en 2014, soit +7,5 points.": [],
    "Base : 56 EPLE répondants.": [],
    "Champ : ensemble des EPLE répondants (56 EPLE sur 60).": [],
    "Champ : EPLE des deux enquêtes (51 EPLE sur 52 en 2013, 56 EPLE sur 60 en 2014).": [],
    "Base : EPLE répondants (Collège, n = 25 ; LP et SEP, n = 14).": [],
    "Illustration 2 : Le chef (37,5 %) et l'infirmier (48,2 %).": [],
    "56,0 %": [],
    "Le 3 mai 2014, le décret n° 2010-1065 est cité au tableau 3 ; cible 50,0 %.": [],
    "1.2 Accompagnement": [],
}  # fmt: skip


@pytest.mark.parametrize("sentence", FORM)
def test_a_form_of_sentence_gives_its_equations(sentence: str) -> None:
    assert told(sentence) == FORM[sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "Dans 7 collèges, le chef siège.",
        "Trois fois, soit 12,5 % des établissements.",
        "Le chef siège dans 4 LGT sur 17.",
        "Base : 17 EPLE répondants.",  # no table tells it
        "Champ : ensemble des EPLE (17 EPLE sur 60).",
        "Base : EPLE répondants (Collège, n = 24).",
        "Illustration 2 : Le chef (23,5 %).",
        "23,5 %",
        "La part des EPLE passe de 30,0 % en 2013 à 23,5 % en 2014, soit +7,5 points.",
        "« Un chef siège » (30,0 % en 2014, 37,5 % en 2015).",  # another wave's
        "Lecture : 5 des 17 EPLE répondants (LGT), soit 23,5 %, ont cité « Option head ».",
        "Lecture : 4 des 17 EPLE répondants (lycées), soit 23,5 %, ont cité « Option head ».",
        "« Option head » arrive en tête avec 48 %.",  # not true
        "« Option none » (48 %).",
        "« Option head » (force 0,35 : Collège 57 %).",
        "« Option head » (Lycées 57 %).",
    ],
)
def test_a_sentence_that_no_reader_knows_or_that_is_not_true_is_named(sentence: str) -> None:
    with pytest.raises(UnreadError, match=r"a page: |is no group"):
        told(sentence)


def bound(text: str) -> str:
    """A passage that is bound, as a page's text has it."""
    return f"\x020\x03{text}\x04"


@pytest.mark.parametrize(
    ("text", "binding", "expected"),
    [
        ("37,5 %", {"ind": "has_head"}, [("head", None, 37.45, 37.55, None, None)]),
        ("38 %", {"ind": "has_head"}, [("head", None, 37.5, 38.5, None, None)]),
        ("21 établissements", {"ind": "members=head", "compte": "effectif"}, []),  # on its card
        ("gagne 5 points", {"ind": "has_head", "evolution": "2013"}, []),
        ("cinq EPLE", {"ind": "externe", "source": "la règle"}, []),
    ],
)
def test_a_bound_passage_tells_its_indicator(
    text: str, binding: dict[str, str], expected: list[Equation]
) -> None:
    assert told(f"Le chef siège dans {bound(text)}.", **binding) == expected


@pytest.mark.parametrize(
    ("text", "binding"),
    [
        ("37,5 %", {"ind": "other"}),  # which has no card
        ("37,5 %", {"ind": "has_head", "vague": "2013"}),
        ("39 %", {"ind": "has_head"}),
        ("37,5 %", {"ind": "has_head+other"}),
    ],
)
def test_a_passage_that_is_bound_to_what_no_table_tells_is_named(
    text: str, binding: dict[str, str]
) -> None:
    with pytest.raises(UnreadError):
        told(f"Le chef siège dans {bound(text)}.", **binding)


def test_a_number_beside_a_bound_one_is_read_too() -> None:
    with pytest.raises(UnreadError, match="7 collèges et 37,5 % des EPLE"):
        told(f"Il siège dans 7 collèges et {bound('37,5 %')} des EPLE.", ind="has_head")


@pytest.mark.parametrize(
    ("sentence", "known"),
    [
        ("Dans 37,5 % des établissements siège un chef, contre 48,2 %.", True),
        ("Au printemps 2014, 56 EPLE sur 60 ont répondu.", True),
        ("Dans 12,5 % des établissements siège un chef.", False),  # no table tells it
        ("Ils sont 17 à le dire.", False),
        ("Dans 37,5 % des collèges siège un chef.", False),  # a group is named
        ("Dans 37,5 % des LGT siège un chef.", False),
        ("Un chef siège au lycée dans 37,5 % des cas.", False),
        ("Il est dans 37,5 % des cas au Nord.", False),
    ],
)
def test_a_document_without_bound_passages_may_tell_totals(sentence: str, known: bool) -> None:
    with nullcontext() if known else pytest.raises(UnreadError):
        assert list(READER.read("a document", sentence, None)) == []
    if "%" in sentence:  # a page binds its shares
        with pytest.raises(UnreadError):
            list(READER.read("a page", sentence))


CARD = {"valeur": "37,5 % en 2014", "Effectif": "21 sur 56 EPLE"}


def test_the_card_of_an_option_tells_its_total() -> None:
    assert equations(list(READER.card("a page", "members=head", CARD))) == [ALL_HEADS]
    assert list(READER.card("a page", "members=head@2013", CARD)) == []
    for wrong in ({"Effectif": "22 sur 56 EPLE"}, {"Évolution": "30,0 % en 2013"}):
        with pytest.raises(UnreadError, match="card members=head"):
            list(READER.card("a page", "members=head", CARD | wrong))


def test_the_card_of_an_indicator_tells_what_tables_do() -> None:
    assert list(READER.card("a page", "has_head", CARD)) == []
    with pytest.raises(UnreadError, match="no table tells 118"):
        list(READER.card("a page", "has_head", {**CARD, "Évolution": "d'après 118 EPLE"}))
    assert list(READER.card("a page", "registre:tout", {"valeur": "9 recommandations"})) == []


def test_each_harmless_number_has_its_reason() -> None:
    assert all(len(one.reason.split()) >= 2 for one in read_harmless())


def site_of(folder: Path, page: str, *, table: str = "") -> Path:
    (folder / "donnees").mkdir()
    (folder / "donnees" / "indicateurs.csv").write_text(
        "indicateur,libelle,valeur,unite,numerateur,base\n"
        "has_head,Un chef siège,37.5,%,21,56\n" + table,
        encoding="utf-8",
    )
    cards = {"has_head": {"valeur": "37,5 %", "faits": [["Effectif", "21 sur 56 EPLE"]]}}
    script = f'<script type="application/json" id="provenance">{json.dumps(cards)}</script>'
    (folder / "bilan.html").write_text(f"{script}{page}", encoding="utf-8")
    return folder


SPAN = '<span class="lie" data-ind="has_head">37,5&nbsp;%</span>'


def test_the_sentences_of_a_site_are_read_and_those_that_are_not_known_are_named(
    tmp_path: Path,
) -> None:
    page = f"<p>Il siège dans {SPAN} des EPLE<sup>1</sup>.</p><p>Il manque dans 7 collèges.</p>"
    read, faults = read_sentences(site_of(tmp_path, page), WORLD)
    assert equations(read) == [("head", None, 37.45, 37.55, None, None)]
    assert faults == ["bilan.html: no reader knows « Il manque dans 7 collèges. »"]


def test_another_document_may_repeat_a_page_and_say_no_more(tmp_path: Path) -> None:
    site = site_of(tmp_path, f"<p>Le chef siège dans {SPAN} des établissements.</p>")
    document = docx.Document()
    document.add_paragraph("Le chef siège dans 37,5 % des établissements.")
    document.add_paragraph("Le chef siège dans 56 % des collèges.")
    document.save(str(site / "bilan.docx"))
    faults = read_sentences(site, WORLD)[1]
    assert len([fault for fault in faults if "37,5" in fault]) == 0
    assert any("56 % des collèges" in fault for fault in faults)


def test_the_totals_of_a_site_are_those_of_its_tables_of_all_schools(tmp_path: Path) -> None:
    site = site_of(tmp_path, "", table="hours,Heures,10.04,number,560,56\n")
    (site / "donnees" / "members.csv").write_text(
        "modalite,type,pourcentage,effectif,base\nOption head,Collège,56.0,14,25\n", "utf-8"
    )
    totals = published_totals(site, WORLD)
    assert totals.rows["hours"] == {"10", "10,0", "560", "560,0", "56", "56,0"}
    assert {"21", "56", "560"} <= totals.counts
    assert "37,5 %" in totals.shares
    assert "14" not in totals.counts
    assert "56,0 %" not in totals.shares


NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "source": ["Sept collèges,\n", "7 en tout.\n\n", "Fin."]},
        {"cell_type": "code", "source": "x = 12", "outputs": [
            {"data": {"text/html": "<p>5 EPLE</p><table><tr><td>9</td></tr></table>",
                      "text/plain": ["9"]}},
            {"data": {"text/plain": ["« A » (3 %).\n", "Base : 4 EPLE."]}},
            {"text": ["8 lignes"]},
        ]},
    ]
}  # fmt: skip


def test_a_notebook_says_its_prose_and_outputs_beside_tables(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(NOTEBOOK), encoding="utf-8")
    said = [text for text, _ in said_sentences(path, None) if text]
    assert said == [
        "Sept collèges, 7 en tout.", "Fin.", "<p>5 EPLE</p>", "« A » (3 %).", "Base : 4 EPLE.",
        "8 lignes",
    ]  # fmt: skip


def test_the_bound_passages_and_cards_of_a_page_are_found(tmp_path: Path) -> None:
    page = '<p>Il y a <span class="lie" data-ind="a" data-vague="2013">7&nbsp;cas</span>.</p>'
    ((text, bindings),) = [one for one in said_sentences(tmp_path / "a.html", page) if one[0]]
    assert text == "Il y a \x020\x037 cas\x04."
    assert bindings == [{"ind": "a", "vague": "2013"}]
    script = '<script type="application/json" id="provenance">{"a": {"valeur": "7\\u00a0cas", '
    script += '"faits": [["Champ", "tous"]]}}</script>'
    assert list(read_cards(script)) == [("a", {"valeur": "7 cas", "Champ": "tous"})]


PAGE = """<html><head><title>Le bilan</title><style>p {margin: 3}</style></head><body>
<img alt="Barres. « A » (12 %)."><p>Un CPE dans 5 % des collèges. Le chef aussi.</p>
<table><tr><td>99</td></tr></table><ul><li>Premier</li><li>Second</li></ul></body></html>"""


def test_the_sentences_of_a_page_are_its_texts_outside_tables(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE, encoding="utf-8")
    found = [text for text in sentences(path) if text]
    assert found == [
        "Barres.", "« A » (12 %).", "Le bilan Un CPE dans 5 % des collèges.", "Le chef aussi.",
        "Premier", "Second",
    ]  # fmt: skip


def test_the_sentences_of_a_word_file_are_its_texts_outside_tables(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Un CPE dans 5 % des collèges. Le chef aussi.")
    document.add_table(rows=1, cols=1).rows[0].cells[0].text = "99"
    path = tmp_path / "a.docx"
    document.save(str(path))
    found = list(sentences(path))
    assert "Le chef aussi." in found
    assert any(text.endswith("Un CPE dans 5 % des collèges.") for text in found)
    assert not any("99" in text for text in found)


TELLING = {
    "Le chef (Option head) siège : LGT 24 %.": True,
    "Option head : Collège 56 %, LGT 23,5 %, LP et SEP s.": True,
    "Option head : LGT secret statistique, LP et SEP 21 %, Collège 24 %.": False,
    "Option head : Collège 24 %, LP et SEP 21 %, LGT secret statistique.": False,
    "Option head : 4 des 17 LGT.": True,
    "Option head : 4/17 (LGT).": True,
    "Option head : 4 sur 17 LGT.": True,
    "Option head : 14 des 17 LGT.": False,
    "« Option nurse » (LGT 24 %) ; « Option head » (LGT secret statistique).": False,
    "« Option nurse » (LGT 47 %) ; « Option head » (LGT 24 %).": True,
    "Collège : 24 % pour Option head.": False,
    "Option nurse : LGT 24 %.": False,
}


@pytest.mark.parametrize("sentence", TELLING)
def test_a_sentence_of_any_form_that_tells_a_hidden_cell_is_found(
    tmp_path: Path, sentence: str
) -> None:
    """Four of the 17 LGT have a head, 24 %: this is hidden, as are the others."""
    (tmp_path / "index.html").write_text("", encoding="utf-8")
    site = tmp_path / "2014"
    site.mkdir()
    (site / "a.html").write_text(f"<p>{sentence}</p>", encoding="utf-8")
    (answer,) = named(WORLD, "Option head")
    secrets = [(answer, group) for group in ("Collège", "LGT", "LP et SEP")]
    found = equations([t for t in sentences_telling(site, WORLD, secrets) if t.group == "LGT"])
    assert found == ([("head", "LGT", 0.0, 100.0, 4, 17)] if TELLING[sentence] else [])


def test_a_mean_in_a_sentence_is_one_of_a_sum() -> None:
    (one,) = READER.read("a page", "Heures : Ensemble 10 % ; cible 50,0 %.")
    assert one == MeanTold("hours", None, 9.5 * 56, 10.5 * 56)


@pytest.mark.slow
@pytest.mark.parametrize("wave", known_waves())
def test_a_reader_knows_every_sentence_of_the_site(site: Path, wave: str) -> None:
    study = open_study(wave)
    read, faults = read_sentences(site / wave, World(study.responses, study.indicators))
    assert faults == []
    assert len(read) > 100
