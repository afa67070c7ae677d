"""What differs between two builds, and the cause of each difference."""

from pathlib import Path

import pytest

from bilan.review.compare.builds import opened
from bilan.review.compare.comparison import Comparison, comparison
from bilan.review.compare.pages import read_page
from bilan.review.compare.passages import marked

from .samples import DRAWING, NUMBERS, PAGE, VALUES, Publish


def compared(a: Path, b: Path) -> Comparison:
    with opened(str(a), str(b)) as builds:
        return comparison(*builds)


def passages(found: Comparison) -> list[tuple[str, str, str, str]]:
    """Section, words removed, words added and cause of each passage."""
    return [
        (
            change.section,
            "|".join(text for sign, text in change.pieces if sign == "-"),
            "|".join(text for sign, text in change.pieces if sign == "+"),
            change.cause,
        )
        for change in found.passages
    ]


def test_the_same_build_has_no_change(publish: Publish) -> None:
    found = compared(publish("a"), publish("b"))
    assert not found.changed
    assert found.same_illustrations == ("a",)


def test_a_number_that_changed(publish: Publish) -> None:
    new = NUMBERS.replace("61.4754,%,75", "64,%,78").replace(
        "moyenne,Appels,3,", "moyenne,Appels,3.1,"
    )
    new = new.replace("57.7", "58").replace("\nmoyenne", "\nneuf,Neuf,5,%,1,20,EPLE,\nmoyenne")
    found = compared(
        publish("a"), publish("b", {"donnees/indicateurs.csv": new}, changed=("entrees",))
    )
    assert [(n.identifier, n.before, n.after, n.difference, n.others) for n in found.numbers] == [
        (
            "comite",
            "61,5\u00a0% (75 sur 122)",
            "64,0\u00a0% (78 sur 122)",
            "+2,5",
            ("borne basse",),
        ),
        ("neuf", "", "5,0\u00a0% (1 sur 20)", "", ()),
        ("moyenne", "3,0\u00a0par mois (252 sur 84)", "3,1\u00a0par mois (252 sur 84)", "+0,1", ()),
    ]
    assert found.causes.changed["données"] == ("data/2014/enquete.sav",)


def test_a_number_that_is_no_more(publish: Publish) -> None:
    old = NUMBERS[: NUMBERS.index("moyenne")]
    found = compared(publish("a"), publish("b", {"donnees/indicateurs.csv": old}))
    assert [(n.identifier, n.after) for n in found.numbers] == [("moyenne", "")]


def test_values_of_an_illustration(publish: Publish) -> None:
    new = VALUES.replace("61.5,75", "64.0,78") + "Aucune,3.0,4\n"
    files = {"donnees/a.csv": new, "donnees/a.svg": DRAWING.replace("1", "2")}
    (change,) = compared(publish("a"), publish("b", files, changed=("code",))).illustrations
    assert change.columns == ("modalite", "pourcentage", "effectif")
    assert change.rows == (
        (("Comité", "Comité"), ("61.5", "64.0"), ("75", "78")),
        (("Conseil", "Conseil"), ("27.0", "27.0"), ("33", "33")),
        ((None, "Aucune"), (None, "3.0"), (None, "4")),
    )
    assert change.cause == "code"
    assert change.before.title == "Illustration\u00a01\u00a0: Le comité"
    assert change.before.alternative == "Barres : comité 61,5 %"


def test_a_drawing_alone_and_a_title_alone(publish: Publish) -> None:
    one = publish("a")
    drawn = publish("b", {"donnees/a.svg": DRAWING.replace("1", "2")}, changed=("code",))
    assert compared(one, drawn).illustrations[0].cause == "dessin seul\u00a0: code"
    titled = publish(
        "c", {"bilan.html": PAGE.replace(": Le comité<", ": La tête<")}, changed=("textes",)
    )
    found = compared(one, titled)
    assert found.illustrations[0].cause == "titre seul\u00a0: texte"
    assert passages(found) == [
        ("Pilotage", "Le comité", "La tête", "texte (titre de l’illustration)")
    ]


@pytest.mark.parametrize(
    ("old", "new", "changed", "expected"),
    [
        ("Le comité domine", "Le conseil domine", ("textes",),
         ("Pilotage", "comité", "conseil", "texte (report/2014/10-un.qmd)")),
        ("61,5&nbsp;%</span>", "64,0&nbsp;%</span>", ("textes", "entrees"),
         ("Pilotage", "61,5", "64,0", "texte, qui suit les données (report/2014/10-un.qmd)")),
        ("61,5&nbsp;%</span>", "64,0&nbsp;%</span>", ("textes",),
         ("Pilotage", "61,5", "64,0", "texte (report/2014/10-un.qmd)")),
        ("illustration&nbsp;1</a>", "illustration&nbsp;2</a>", (),
         ("Pilotage", "1", "2", "numérotation des illustrations, des tableaux ou des parties")),
        ("75 des 122", "78 des 122", ("entrees", "textes"), ("Pilotage", "75", "78", "données")),
        ("75 des 122", "78 des 122", ("code", "definitions"),
         ("Pilotage", "75", "78", "données ou code")),
        ("<td>83</td>", "<td>84</td>", ("entrees",), ("Suite", "83", "84", "données")),
        ("Un point", "Un long point", ("textes",),
         ("Suite", "", "long ", "texte (report/2014/20-deux.qmd)")),
        ("Un autre", "Un tel autre", (), ("Suite", "", "tel ", "indéterminée")),
        ("<h2>Suite", "<h2>La suite", ("textes",),
         ("La suite", "Suite", "La suite", "texte (report/2014/20-deux.qmd)")),
    ],
)  # fmt: skip
def test_a_passage_that_changed(
    publish: Publish, old: str, new: str, changed: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert PAGE.count(old) == 1
    files = {"bilan.html": PAGE.replace(old, new)}
    found = compared(publish("a"), publish("b", files, changed=changed))
    assert passages(found) == [expected]


def test_data_of_an_illustration_are_no_passage(publish: Publish) -> None:
    files = {"bilan.html": PAGE.replace("<td>75</td>", "<td>76</td>")}
    found = compared(publish("a"), publish("b", files))
    assert (found.passages, found.files) == ((), ("bilan.html",))
    assert found.changed
    assert not found.seen


def test_tools_are_named(publish: Publish) -> None:
    tools = {"python": "3.12.1", "verrou": "b", "paquets": {"pandas": "3.1"}}
    found = compared(publish("a"), publish("b", environnement=tools))
    assert found.causes.changed["outils"] == (
        "Python 3.11.7 → 3.12.1", "pandas 3.0 → 3.1", "requirements.txt",
    )  # fmt: skip


def test_an_older_manifest_leaves_the_cause_open(publish: Publish) -> None:
    new = NUMBERS.replace("75,122", "76,122")
    other = publish("b", {"donnees/indicateurs.csv": new}, without=("code", "textes"))
    causes = compared(publish("a"), other).causes
    assert causes.silent == ("code", "texte")
    assert causes.among("données", "code") == (
        "indéterminée (un manifeste ne dit rien de ce qui touche\u00a0: code)"
    )


def test_two_waves_have_other_data(publish: Publish) -> None:
    stated = {
        "vague": "2015",
        "entrees": {"data/2015/enquete.sav": {"sha256": "b"}},
        "textes": {"report/2015/10-un.qmd": {"sha256": "a", "sections": ["sec-un"]}},
    }
    causes = compared(publish("a"), publish("b", **stated)).causes
    assert causes.other_wave
    assert causes.changed["données"] == ("data/<vague>/enquete.sav",)
    assert causes.changed["texte"] == (
        "report/<vague>/20-deux.qmd", "report/<vague>/illustrations.yml",
    )  # fmt: skip
    assert causes.among("données", "code") == "données (une autre vague)"


def test_words_parted_by_a_space_change_together() -> None:
    assert marked("un deux trois quatre", "un six sept quatre") == [
        ("=", "un "), ("-", "deux trois"), ("+", "six sept"), ("=", " quatre"),
    ]  # fmt: skip
    assert marked("soit 61,5 %", "soit 61,6 %") == [
        ("=", "soit "), ("-", "61,5"), ("+", "61,6"), ("=", " %"),
    ]  # fmt: skip
    assert marked("", "neuf") == [("+", "neuf")]
    assert marked("un", "un") == [("=", "un")]


def test_a_page_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert read_page(tmp_path / "bilan.html").passages == ()
