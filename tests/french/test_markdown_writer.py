"""Text from data stays text: what pandoc reads back is what was typed."""

import json
from typing import Any

import pypandoc
import pytest

from bilan.french.blocks import Table
from bilan.french.markdown_writer import attribute, div, escaped, one_line

HOSTILE = (
    "<script>alert(1)</script>",
    "{{< include /etc/passwd >}}",
    "{{< meta titre >}}",
    "`rm -rf`{=html}",
    "`code`{.python}",
    "[lien](http://a.example)",
    "![](http://a.example/x.png)",
    "[61,5 %]{ind=instance_comite}",
    "$x^2$ et $$y$$",
    "\\input{/etc/passwd} \\newpage",
    "# titre",
    "titre\n=====",
    "a | b || c",
    "*x* **y** _z_ ~~s~~ ^u^ ~v~",
    "@fig-instance et [@source]",
    "^[note] et [^1]",
    "&lt; &amp; &#60; &eacute;",
    "https://x.example et <https://x.example>",
    "\"q\" 's' --- ... --",
    "1. un",
    "- un\n- deux",
    "(@) exemple",
    ": définition",
    "> citation",
    "::: {.notes}",
    ":::",
    "\\",
    "fin\\",
    "a\u202eb\u200bc",
    "l’été, c'est « l'été »\u00a0!",
    "{.x #y key=val}",
    ":smile: ==x== [[wiki]]",
    "#sys.inputs #read(\"/etc/passwd\")",
    "```{=typst}\n#panic()\n```",
    "---\ntitle: x\n---",
    "C:\\x\\y | d",
    "%\n<!-- commentaire -->",
    "    quatre espaces",
    "ligne\rretour\x00nul\x1b[31m",
)  # fmt: skip


def pandoc(text: str, reader: str = "markdown") -> Any:
    return json.loads(pypandoc.convert_text(text, "json", reader))["blocks"]


def text_of(node: Any) -> str:
    """Text of a node; what is neither text nor space shows as its name between marks."""
    if isinstance(node, list):
        return "".join(text_of(part) for part in node)
    if not isinstance(node, dict):
        return ""
    if node["t"] == "Str":
        return str(node["c"])
    return " " if node["t"] in ("Space", "SoftBreak") else f"<<{node['t']}>>"


@pytest.fixture(scope="module")
def paragraphs() -> list[Any]:
    return pandoc("\n\n".join(escaped(text) for text in HOSTILE))


@pytest.fixture(scope="module")
def cells() -> list[Any]:
    rows = [[text, text] for text in HOSTILE]
    (block,) = pandoc(Table(["titre | <b>", "# deux"], rows).markdown())
    assert block["t"] == "Table"
    body = block["c"][4][0][3]
    return [[cell[4] for cell in row[1]] for row in body]


@pytest.fixture(scope="module")
def alternatives() -> list[str]:
    pictures = "".join(f"![](a.svg){{fig-alt={attribute(text)}}}\n\n" for text in HOSTILE)
    blocks = pandoc(pictures, "markdown-implicit_figures")
    return [dict(block["c"][0]["c"][0][2])["fig-alt"] for block in blocks]


@pytest.mark.parametrize("number", range(len(HOSTILE)), ids=lambda n: repr(HOSTILE[n]))
def test_hostile_text_is_text(
    number: int, paragraphs: list[Any], cells: list[Any], alternatives: list[str]
) -> None:
    wanted = one_line(HOSTILE[number])
    assert len(paragraphs) == len(cells) == len(alternatives) == len(HOSTILE)
    assert paragraphs[number]["t"] == "Para"
    assert text_of(paragraphs[number]["c"]) == wanted
    for cell in cells[number]:
        assert [block["t"] for block in cell] == ["Plain"]
        assert text_of(cell[0]["c"]) == wanted
    assert alternatives[number] == wanted


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (" a \n\n b\t c ", "a b c"),
        ("a\x00b\x07c", "a b c"),
        ("10\u00a0%\u202f!", "10\u00a0%\u202f!"),
        ("a\u200bb\u202ec\ufeffd\u2066e", "abcde"),
        ("a\u2003b\u2028c", "a b c"),
        ("\ud800x\uffff", "x"),
        ("l’été, œuvre, ½", "l’été, œuvre, ½"),
    ],
)
def test_a_text_is_one_line_without_what_cannot_be_seen(text: str, line: str) -> None:
    assert one_line(text) == line


def test_every_ascii_punctuation_is_escaped() -> None:
    punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    assert escaped(punctuation) == "".join(f"\\{character}" for character in punctuation)
    assert escaped("été 61,5") == "été 61\\,5"


def test_no_shortcode_is_left_in_an_attribute() -> None:
    assert "{" not in attribute("{{< include x >}}")
    assert "<" not in attribute("{{< include x >}}")


def test_a_table_holds_its_numbers_to_the_right() -> None:
    block = pandoc(Table(["a", "b", "Champ"], [["x", "1", "tous"]], texts=["Champ"]).markdown())[0]
    alignments = [column[0]["t"] for column in block["c"][2]]
    assert alignments == ["AlignDefault", "AlignRight", "AlignDefault"]


def test_a_fence_is_longer_than_those_inside() -> None:
    inner = div(".a", "texte")
    assert inner == "::: {.a}\n\ntexte\n\n:::\n"
    assert div("#b", inner, "suite") == (":::: {#b}\n\n::: {.a}\n\ntexte\n\n:::\n\nsuite\n\n::::\n")
    outer = pandoc(div("#c", div("#b", inner)))
    assert [outer[0]["c"][0][0], outer[0]["c"][1][0]["c"][0][0]] == ["c", "b"]
