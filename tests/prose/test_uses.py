"""Which sections of a text use which question."""

from pathlib import Path

import pytest
from builders import indicator

from bilan.prose.chapter_lines import ChapterLine
from bilan.prose.uses import Use, questions_of, uses_in
from bilan.survey.indicators import Statement

INDICATORS = [
    indicator("part", {"projet": "Y"}),
    indicator("concernes", {"vœu": "Y"}, base={"lettre": "N", "type": "CLG"}),
    indicator("formes", ["dehors", "dedans"], kind="ratio", base="total"),
    indicator("moyenne", "temps", kind="mean"),
]
TEXT = """\
Un mot [avant]{ind=part} tout titre.
# Un {#sec-un}
[Deux tiers]{ind=part}, puis [la moitié]{ind=part} et [peu]{ind=formes}.
## Deux {#sec-deux .unnumbered}
[12 points]{ind=part-concernes} ; [un tiers]{ind=instance=comite} ; [rien]{ind=externe source="x"}.
[nettement]{ind=lien}
"""


def lines() -> list[ChapterLine]:
    return [ChapterLine(Path("a.qmd"), n, raw) for n, raw in enumerate(TEXT.splitlines(), 1)]


@pytest.mark.parametrize(
    ("name", "questions"),
    [
        ("part", ["projet"]),
        ("concernes", ["vœu", "lettre"]),
        ("formes", ["dehors", "dedans", "total"]),
        ("moyenne", ["temps"]),
    ],
)
def test_questions_behind_an_indicator(name: str, questions: list[str]) -> None:
    assert questions_of(next(i for i in INDICATORS if i.id == name)) == questions


def test_each_section_counts_the_texts_that_are_bound_to_a_question() -> None:
    used = uses_in(lines(), INDICATORS, [Statement("lien", "significant", question="projet")])
    assert used["projet"] == [
        Use(section="sec-un", title="Un", times=2),
        Use(section="sec-deux", title="Deux", times=2),
    ]
    assert used["total"] == [Use(section="sec-un", title="Un", times=1)]
    assert used["lettre"] == [Use(section="sec-deux", title="Deux", times=1)]
    assert used["instance"] == [Use(section="sec-deux", title="Deux", times=1)]
    assert "temps" not in used
