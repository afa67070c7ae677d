"""A chapter is read once: the kind of each line, and the places of its parts."""

import time

import pytest

from bilan.french.markdown_attributes import ATTRIBUTES, read_attributes
from bilan.french.markdown_reader import mark_of, read_rows


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("", "blank", ""),
        ("  ", "blank", ""),
        ("Une phrase.", "text", "Une phrase."),
        ("> une citation", "text", "une citation"),
        ("## Titre {#sec-a .unnumbered}", "heading", "Titre"),
        ("# Titre `{x}` ##", "heading", "Titre `{x}`"),
        ("# Titre \\{x\\}", "heading", "Titre \\{x\\}"),
        ("#sans espace", "text", "#sans espace"),
        (": Légende {#tbl-a}", "caption", "Légende"),
        ("Table: Légende {#tbl-a}", "caption", "Légende"),
        (": définition", "definition", "définition"),
        ("[^n]: La note.", "note", "La note."),
        ("- point", "item", "point"),
        ("  12. étape", "item", "étape"),
        ("> - point cité", "item", "point cité"),
        ("| a | b |", "table", "| a | b |"),
        ("![](figure){fig-alt=\"x\"}", "image", "![](figure){fig-alt=\"x\"}"),
        ("::: {.notes}", "div", "{.notes}"),
        (":::", "div", ""),
        ("::: {.donnees summary=\"a : b\"} :::", "div", "{.donnees summary=\"a : b\"}"),
    ],
)  # fmt: skip
def test_kind_and_text_of_a_line(text: str, kind: str, said: str) -> None:
    mark = mark_of(text)
    assert mark.kind == kind
    assert text[mark.start : mark.end] == said


def test_what_a_heading_and_a_div_have_in_braces() -> None:
    heading = mark_of("## Titre {#sec-a .unnumbered}")
    assert (heading.level, heading.attributes.identifiers) == (2, ("sec-a",))
    assert mark_of("::: notes").attributes.classes == ("notes",)
    assert mark_of(":::").attributes.classes == ()


def test_lines_in_their_place() -> None:
    text = """---
lang: fr
---
# A
{{< include "b c.qmd" >}}
> ~~~~ {.sh}
{{< include non.qmd >}}
> ~~~
# non
> ~~~~~
fin"""
    rows = list(read_rows(text.split("\n"), front=True))
    assert [row.kind for row in rows] == [
        "front", "front", "front", "heading", "include", "fence", "code", "code", "code", "fence",
        "text",
    ]  # fmt: skip
    assert rows[4].mark.path == "b c.qmd"
    assert rows[5].mark.braces == "{.sh}"
    assert [row.number for row in rows] == list(range(1, 12))


def test_a_head_that_never_ends_is_text() -> None:
    assert [row.kind for row in read_rows(["---", "a"], front=True)] == ["text", "text"]


@pytest.mark.parametrize(
    ("inside", "keys", "rest"),
    [
        ('ind=a source="b } c"', (("ind", "a"), ("source", "b } c")), ""),
        (".x ind=a #y", (("ind", "a"),), ".x #y"),
        ("ind=a, vague=2014", (("ind", "a,"), ("vague", "2014")), ""),
        ('a="b', (("a", ""),), '"b'),
    ],
)
def test_attributes(inside: str, keys: tuple[tuple[str, str], ...], rest: str) -> None:
    match = ATTRIBUTES.fullmatch(f"{{{inside}}}")
    assert match is not None
    found = read_attributes(match["inside"])
    assert found.keys == keys
    assert found.rest == rest


def test_braces_that_never_close_cost_little() -> None:
    start = time.process_time()
    assert ATTRIBUTES.search("{" + 'a="b" ' * 5000) is None
    assert time.process_time() - start < 1
