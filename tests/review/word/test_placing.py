"""Blocks of a text, and the paragraphs of a document that show them."""

from pathlib import Path

import pytest

from bilan.assembly.sources import Source, SourceLine
from bilan.review.word.blocks import blocks_of
from bilan.review.word.placing import place
from bilan.review.word.word_file import Paragraph, Sign

TEXT = """\
# Titre {#sec-un}

Une phrase
sur deux lignes.

- a
- b, suite
  ici

: Légende {#tbl-a}

:::: {#fig-x}
::: {.sous-titre}
Le sous-titre.
:::

![](x.png)

Sa légende, typée après.
::::

> Une citation.

| a | b |
|---|---|
| 1 | 2 |
[^n]: Une note.
"""


def source(text: str) -> Source:
    root = Path("/projet")
    file = root / "report" / "2014" / "a.qmd"
    lines = tuple(SourceLine(file, n, row) for n, row in enumerate(text.split("\n"), start=1))
    return Source(root, file, lines, {})


def paragraph(text: str, where: str = "corps") -> Paragraph:
    none = frozenset[str]()
    return Paragraph(tuple(Sign(c, False, False, True, True, none) for c in text), where)


def test_each_block_has_its_kind_and_text() -> None:
    blocks = blocks_of(source(TEXT))
    assert [(block.kind, block.raw) for block in blocks] == [
        ("titre", "Titre"),
        ("paragraphe", "Une phrase\nsur deux lignes."),
        ("liste", "a"),
        ("liste", "b, suite\nici"),
        ("légende", "Légende"),
        ("paragraphe", "Sa légende, typée après."),
        ("paragraphe", "Le sous-titre."),
        ("paragraphe", "Une citation."),
        ("tableau", "| a | b |\n|---|---|\n| 1 | 2 |"),
        ("note", "Une note."),
    ]
    assert {block.section for block in blocks} == {"sec-un"}
    assert (blocks[0].identifier, blocks[0].level, blocks[3].marker) == ("sec-un", 1, "- ")


def test_a_place_in_a_block_is_one_of_a_line() -> None:
    text = source(TEXT)
    block = blocks_of(text)[3]
    for offset, sign in enumerate(block.raw):
        line, column = block.at(offset)
        row = text.lines[line].text
        assert row[column : column + 1] == ("" if sign == "\n" else sign)


def test_paragraphs_find_their_blocks_in_order() -> None:
    rows = ["1. Titre", "Une phrase sur deux lignes.", "Autre chose", "b, suite ici",
            "Tableau\u00a02\u00a0: Légende"]  # fmt: skip
    places = place([paragraph(row) for row in rows], blocks_of(source(TEXT)))
    assert [found and found.block.raw.split("\n")[0] for found in places] == [
        "Titre", "Une phrase", None, "b, suite", "Légende",
    ]  # fmt: skip
    assert all(
        found is None or len(found.units) == len(row)
        for found, row in zip(places, rows, strict=True)
    )


@pytest.mark.parametrize("where", ["tableau", "sommaire", "titre"])
def test_what_is_no_prose_has_no_place(where: str) -> None:
    assert place([paragraph("Titre", where)], blocks_of(source(TEXT))) == [None]


def test_a_text_that_differs_has_no_place() -> None:
    rows = ["Une phrase sur trois lignes.", "Une phrase  sur deux lignes.", ""]
    assert place([paragraph(row) for row in rows], blocks_of(source(TEXT))) == [None] * 3


def test_the_same_text_twice_keeps_its_order() -> None:
    blocks = blocks_of(source("Oui.\n\nNon.\n\nOui.\n"))
    places = place([paragraph("Non."), paragraph("Oui.")], blocks)
    assert [found and found.block.stretches[0].line for found in places] == [2, 4]
