"""A table and a section say the same as Markdown and as HTML, and no text becomes markup."""

import pypandoc
from lxml import html

from bilan.french.blocks import Markup, Table, html_section, section, typeset

HOSTILE = 'a | b <i>c</i> **d** & "e"'


def cells(text: str) -> list[list[str]]:
    return [[cell.text_content() for cell in row] for row in html.fromstring(text).iter("tr")]


def test_a_table_says_the_same_in_both() -> None:
    table = Table(["Nom", "n"], [[HOSTILE, "1"], ["Autre", "2"]], caption="Titre *du* tableau")
    expected = [["Nom", "n"], [HOSTILE, "1"], ["Autre", "2"]]
    made = pypandoc.convert_text(table.markdown(), "html", "markdown-smart")
    for text in (made, table.html()):
        assert cells(text) == expected
        assert html.fromstring(text).findtext(".//caption") == "Titre *du* tableau"


def test_only_what_is_said_to_be_markup_is() -> None:
    assert "\\*x\\*" in Table(["a"], [["*x*"]]).markdown()
    assert "| **x** |" in Table(["a"], [[Markup("**x**")]]).markdown()
    assert "&lt;b&gt;" in Table(["a"], [["<b>"]]).html()
    assert '<th scope="row"><b></b></th>' in Table(["a"], [[Markup("<b></b>")]]).html()


def test_numbers_stand_to_the_right_and_texts_to_the_left() -> None:
    table = Table(["a", "b", "Champ"], [["x", "1", "tous"]], texts=["Champ"])
    assert table.markdown().splitlines()[1] == "|---|---:|---|"
    wide = Table(["a", "b"], [["x", "y"]], widths=(3, 5))
    assert wide.markdown().splitlines()[1] == "|:---|:-----|"


def test_a_caption_carries_the_name_of_its_table() -> None:
    made = Table(["a"], [["x"]], caption="Titre", name="tbl-x").markdown()
    assert made.endswith("\n\n: Titre {#tbl-x}\n")
    assert ":" not in Table(["a"], [["x"]]).markdown()


def test_a_typeset_table_leaves_markup_alone() -> None:
    made = typeset(Table(["a"], [["l'an", Markup("l'an")]], caption="l'an"))
    assert made.rows == [["l’an", "l'an"]]
    assert made.caption == "l’an"


def test_a_section_leaves_out_blocks_without_text() -> None:
    assert section("Titre *a*", "nom", "un\n", "", "deux") == (
        "# Titre \\*a\\* {#nom .unnumbered}\n\nun\n\ndeux\n"
    )
    made = html_section("a & b", "nom", "<p>un</p>", "")
    (heading,) = html.fromstring(made).iter("h2")
    assert (heading.text, heading.get("id")) == ("a & b", "nom")
    assert made.startswith('<section aria-labelledby="nom">')
