"""Small multiples: bars as long as their values, a text that says them, nothing that is hidden."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from progress_samples import indicator

from bilan.disclosure.group_table import Cell, Row
from bilan.illustrations.small_multiples import LEFT, RIGHT, Multiple, multiples, told

NBSP, NARROW = "\u00a0", "\u202f"
HIDDEN, NOBODY = Cell("s", "s"), Cell("–", "–")


def cell(share):
    return Cell(f"{100 * share:.1f}{NBSP}%".replace(".", ","), "", share)


def row(*groups, whole=0.5, **fields):
    stated = indicator(label="Un indicateur", **{"target": 0.75, **fields})
    return Row(stated, cell(whole), dict(zip(("CLG", "LGT", "PRO"), groups, strict=True)))


def drawn(one, **filters):
    text = multiples([Multiple(one, filters)], domain="voie", heading="Titre")
    return ElementTree.fromstring(text.replace(NBSP, " "))


def lengths(tree):
    bars = [r for r in tree.iter("rect") if r.get("class", "").startswith("barre")]
    return [float(bar.get("width")) / (RIGHT - LEFT) for bar in bars]


def test_bars_are_as_long_as_their_values_the_whole_first():
    tree = drawn(row(cell(0.25), cell(1.0), cell(0.0)))
    assert lengths(tree) == pytest.approx([0.5, 0.25, 1.0, 0.0], abs=1e-3)
    names = [text.text for text in tree.iter("text")]
    assert names[::2] == ["Ensemble", "Collège", "LGT", "LP et SEP"]
    assert names[1::2] == ["50,0 %", "25,0 %", "100,0 %", "0,0 %"]
    (line,) = [line for line in tree.iter("line") if line.get("class") == "cible"]
    assert float(line.get("x1")) == pytest.approx(LEFT + 0.75 * (RIGHT - LEFT))


def test_a_screen_reader_hears_why_a_value_is_missing():
    text = told(row(HIDDEN, NOBODY, cell(1.0)), "voie").replace(NBSP, " ")
    assert "Collège valeur tenue secrète" in text
    assert "LGT aucun établissement concerné" in text


def test_a_hidden_value_and_an_empty_base_have_no_bar():
    tree = drawn(row(cell(0.25), HIDDEN, NOBODY))
    assert lengths(tree) == pytest.approx([0.5, 0.25], abs=1e-3)
    assert [t.text for t in tree.iter("text")][4:] == ["LGT", "secret", "LP et SEP", "–"]


def test_the_name_of_the_chart_says_all_that_it_shows():
    (svg,) = drawn(row(cell(0.25), HIDDEN, cell(1.0))).iter("svg")
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == (
        "Un indicateur : Ensemble 50,0 %, Collège 25,0 %, LGT valeur tenue secrète et LP et SEP "
        f"100,0 %{NARROW}; cible 75,0 %."
    )


def test_numbers_that_are_no_share_have_a_scale_of_their_own():
    number = row(
        Cell("4,0", "", 4.0), Cell("2,0", "", 2.0), HIDDEN,
        whole=3.0, kind="mean", unit="number", numerator="n", target=8.0,
    )  # fmt: skip
    assert lengths(drawn(number)) == pytest.approx([0.375, 0.5, 0.25], abs=1e-3)
    percent = row(
        Cell("40,0", "", 40.0), HIDDEN, HIDDEN, whole=20.0, kind="mean", numerator="n", target=50.0
    )
    assert lengths(drawn(percent)) == pytest.approx([0.2, 0.4], abs=1e-3)


def test_filters_know_what_a_chart_is_and_texts_are_text():
    one = row(cell(0.25), HIDDEN, cell(1.0))
    hostile = "<script>\"&'"
    one = Row(indicator(label=hostile, target=0.75), one.whole, one.groups)
    text = multiples([Multiple(one, {"verdict": hostile})], domain="voie", heading=hostile)
    assert "<script" not in text
    tree = ElementTree.fromstring(text)
    (item,) = tree.iter("li")
    assert item.get("data-verdict") == hostile
    assert "<script>" in told(one, "voie")


def test_the_same_rows_give_the_same_text_without_a_style_of_their_own():
    one = [Multiple(row(cell(1 / 3), HIDDEN, cell(2 / 3)), {"chapitre": "chapitre-1-1"})]
    text = multiples(one, domain="voie", heading="Titre")
    assert text == multiples(one, domain="voie", heading="Titre")
    assert not re.search(r"style=|href=|url\(|<script", text)
