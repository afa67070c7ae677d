"""What Markdown shows, and where each character of it stands."""

import pytest

from bilan.review.word.inlines import units_of
from bilan.review.word.word_file import NOTE


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("un *deux* **trois** ***quatre***", "un deux trois quatre"),
        ("2 * 3 et mot_à_mot et _italique_", "2 * 3 et mot_à_mot et italique"),
        (r"\*pas gras\* \[a\] l\'an \\", r"*pas gras* [a] l'an \ ".rstrip()),
        ('[61 %]{ind=x} et [texte](https://a.fr/b_(c) "t")', "61 % et texte"),
        ("[**gras** ici](#sec-x){.c}", "gras ici"),
        ("note[^a] et `a*b*` et <https://a.fr>", f"note{NOTE} et a*b* et https://a.fr"),
        ("fin... a -- b --- c", "fin… a – b — c"),
        ("&amp; &#123; &nbsp;x", "& { \u00a0x"),
        ("a\n  b  \nc ", "a b c"),
        ("[pas un lien] (x) et x@y.fr", "[pas un lien] (x) et x@y.fr"),
        ('![dessin](x.png){fig-alt="a"}', ""),
        ("", ""),
    ],
)
def test_what_a_reader_sees(raw: str, shown: str) -> None:
    assert "".join(unit.text for unit in units_of(raw)) == shown


@pytest.mark.parametrize("raw", ["l’@fig-a.", "(-@sec-b)", "[@tbl-c]", "{{< meta vague >}}"])
def test_what_the_engine_writes_has_no_text(raw: str) -> None:
    (unit,) = [unit for unit in units_of(raw) if not unit.text]
    assert unit.atom is not None
    assert raw[unit.start : unit.end].strip("[]") in ("@fig-a", "-@sec-b", "@tbl-c", raw)


def test_bound_texts_are_held_as_a_whole() -> None:
    raw = "a [b **c**]{ind=x} d"
    held = {u.atom for u in units_of(raw) if u.atom}
    ((start, end, what),) = [(a.start, a.end, a.what) for a in held]
    assert (raw[start:end], what) == ("[b **c**]{ind=x}", "le texte lié à «\u00a0x\u00a0»")
    assert [u.text for u in units_of(raw) if u.atom] == list("b c")


def test_places_are_those_of_the_text() -> None:
    raw = "Le **mot** [lié]{ind=x} \\* &amp; fin..."
    for unit in units_of(raw):
        piece = raw[unit.start : unit.end]
        assert piece in (unit.text, "\\*", "&amp;", "...")
