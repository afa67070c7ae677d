"""What is written of a link, of a change and of a page, each with what it leaves open."""

from math import comb, sqrt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from crossed_samples import HEAD, NURSE, SIZES, académie

from bilan.project.paths import EVOLUTION_FILE
from tests.adversarial.secrecy.changes import read_changes
from tests.adversarial.secrecy.links import spreads
from tests.adversarial.secrecy.readings import CHANCE, HIDDEN, LINKED, STRENGTH, Link
from tests.adversarial.secrecy.site import attack_site
from tests.adversarial.secrecy.system import Spread, Told
from tests.adversarial.secrecy.world import World, named

WORLD = World(académie(head=HEAD, nurse=NURSE).responses, ())
GROUPS = ("Collège", "LGT", "LP et SEP")
Way = tuple[int, ...]


def ways(total: int) -> list[Way]:
    """Every way to spread an answer over the three groups."""
    return [
        (a, b, total - a - b)
        for a in range(SIZES[0] + 1)
        for b in range(SIZES[1] + 1)
        if 0 <= total - a - b <= SIZES[2]
    ]


def strength(way: Way) -> float:
    """V de Cramér: the root of chi-square by the number of schools, given or not."""
    share = sum(way) / sum(SIZES)
    parts = (
        (n - size * share) ** 2 / (size * share) + (n - size * share) ** 2 / (size * (1 - share))
        for n, size in zip(way, SIZES, strict=True)
    )
    return sqrt(sum(parts) / sum(SIZES))


def chance(way: Way) -> float:
    """All ways that are no likelier, twice: two answers are adjusted together."""

    def likelihood(one: Way) -> int:
        return comb(SIZES[0], one[0]) * comb(SIZES[1], one[1]) * comb(SIZES[2], one[2])

    every = [likelihood(one) for one in ways(sum(way))]
    return 2 * sum(n for n in every if n <= likelihood(way)) / sum(every)


def left(kind: str, text: str, *told: Told) -> list[Way]:
    """The ways that are left by what is written of the link of the heads."""
    (head,), (nurse,) = (named(WORLD, f"Option {name}") for name in ("head", "nurse"))
    links = [Link("a table", head, kind, text), Link("a table", nurse, STRENGTH, "0,1")]
    found = [one for one in spreads(WORLD, links, told) if one.answer.key == head.key]
    if not found:
        return ways(sum(HEAD))
    assert isinstance(found[0], Spread)
    assert found[0].groups == GROUPS
    return [tuple(way) for way in found[0].ways]


@pytest.mark.parametrize(("text", "half"), [("0,34", 0.005), ("0.3", 0.05)])
def test_a_strength_leaves_the_ways_that_round_to_it(text: str, half: float) -> None:
    written = float(text.replace(",", "."))
    assert abs(strength(HEAD) - written) <= half, strength(HEAD)
    expected = [w for w in ways(sum(HEAD)) if abs(strength(w) - written) <= half]
    assert sorted(left(STRENGTH, text)) == sorted(expected)
    assert len(expected) < len(ways(sum(HEAD)))


def test_four_digits_and_one_group_give_the_counts_back() -> None:
    (head,) = named(WORLD, "Option head")
    shown = Told("a table", head, "Collège", count=HEAD[0], base=SIZES[0])
    assert left(STRENGTH, f"{strength(HEAD):.4f}", shown) == [HEAD]
    assert all(way[0] == HEAD[0] for way in left(STRENGTH, "0.3", shown))


@pytest.mark.parametrize(
    ("kind", "text", "low", "high"),
    [
        (LINKED, "oui", 0, 0.1),
        (LINKED, "non", 0.1, 3),
        (CHANCE, "<0.1", 0.01, 0.1),  # below 0.01 it would say so
        (CHANCE, ">=0.1", 0.1, 3),
    ],
)
def test_the_class_of_a_chance_leaves_the_ways_of_that_class(
    kind: str, text: str, low: float, high: float
) -> None:
    world = World(WORLD.responses, (), alpha=0.1)
    (head,), (nurse,) = (named(world, f"Option {name}") for name in ("head", "nurse"))
    links = [Link("a table", head, kind, text), Link("a table", nurse, STRENGTH, "0,1")]
    found = [one.ways for one in spreads(world, links, []) if one.answer.key == head.key]
    expected = [way for way in ways(sum(HEAD)) if low <= chance(way) < high]
    assert sorted(found[0]) == sorted(expected)


@pytest.mark.parametrize("text", [*HIDDEN, "–", "non testé"])
def test_a_link_that_is_not_shown_tells_nothing(text: str) -> None:
    assert left(STRENGTH, text) == ways(sum(HEAD))
    assert left(CHANCE, text) == ways(sum(HEAD))


def test_what_tables_of_changes_tell_is_gathered_by_indicator_and_column(tmp_path: Path) -> None:
    (tmp_path / "donnees").mkdir()
    for name, rows in {
        EVOLUTION_FILE: "letter,118,<0.05,10.2\nproject,,,\n",
        "evolution.csv": "letter,118,>=0.05,10.2\n",
    }.items():
        text = "indicateur,eple_apparies,p_holm,ecart_decelable\n" + rows
        (tmp_path / "donnees" / name).write_text(text, encoding="utf-8")
    assert read_changes(tmp_path) == {
        "letter": {
            "eple_apparies": {"118"}, "p_holm": {"<0.05", ">=0.05"}, "ecart_decelable": {"10.2"},
        }
    }  # fmt: skip


def test_a_sentence_that_no_reader_knows_is_a_fault_of_the_whole_attack(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("", encoding="utf-8")
    site = tmp_path / "2014"
    site.mkdir()
    (site / "a.html").write_text("<p>Un chef siège dans 7 des lycées.</p>", encoding="utf-8")
    stated = SimpleNamespace(alpha=0.05, thresholds=SimpleNamespace(disclosure=5))
    study: Any = SimpleNamespace(
        responses=WORLD.responses, indicators=(), wave=SimpleNamespace(stated=stated), previous=None
    )
    assert attack_site(study, site).found == [
        "a.html: no reader knows « Un chef siège dans 7 des lycées. »"
    ]
