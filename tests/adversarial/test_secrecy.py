"""An attack that shares nothing with the defence finds nothing, and each rule taken out is found.

The defence decides on tiny académies; what it shows is told to the attack.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from builders import asked, frame, indicator, responses
from crossed_samples import HEAD, NURSE
from crossed_samples import académie as by_type

from bilan.disclosure import (
    across_domains,
    crossed_tables,
    group_table,
    integer_programme,
    row_table,
    table_suppression,
)
from bilan.disclosure.answer_rows import questions_of, row_of
from bilan.disclosure.row_table import Row
from bilan.estimation.estimates import estimate
from bilan.estimation.study import Study
from bilan.french.formats import csv_chance
from bilan.report import downloads
from tests.adversarial import secrecy
from tests.adversarial.secrecy.attack import Narrowed, attack
from tests.adversarial.secrecy.links import spreads
from tests.adversarial.secrecy.means import MeanTold, attack_means
from tests.adversarial.secrecy.readings import CHANCE, STRENGTH, Link
from tests.adversarial.secrecy.system import Spread, Told
from tests.adversarial.secrecy.world import World, group_label, named

from .without_rules import without

pytestmark = pytest.mark.long


THRESHOLD, SEEDS = 5, range(5)
DEFENCE = "bilan.disclosure"
KINDS = {"CLG": "CLG", "LGT": "LGT", "PRO": "LP"}
QUESTIONS = (
    asked("project"), asked("letter"), asked("wanted", filter={"letter": "N"}, base="shown"),
)  # fmt: skip
COMPLETE = indicator("complete", {"project": "Y", "letter": "Y"})
DOMAINS = ("voie", "bassin")
Conditions = dict[str, tuple[dict[str, str], dict[str, str]]]
ROWS: Conditions = {
    "letter": ({"letter": "Y"}, {}), "complete": ({"project": "Y", "letter": "Y"}, {}),
}  # fmt: skip
LETTER: Conditions = {"letter": ROWS["letter"]}
FILTERED: Conditions = {"wanted": ({"wanted": "Y"}, {"letter": "N"})}


def test_the_attack_imports_nothing_of_the_defence() -> None:
    for path in Path(secrecy.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [a.name for a in node.names] if isinstance(node, ast.Import) else []
            assert not any(name.startswith(DEFENCE) for name in names), path.name


def académie(seed: int) -> World:
    """Three types, each mostly in one bassin; a project, a letter, and the wish of one."""
    draw = np.random.default_rng(seed)
    sizes = draw.integers(0, 4, size=(3, 3)) * (draw.random((3, 3)) < 0.5)
    sizes += np.diag([30, 20, 14])
    places = product(enumerate(KINDS), enumerate(("est", "nord", "sud")))
    units = [(v, b) for (i, v), (j, b) in places for _ in range(sizes[i, j])]
    frame = pd.DataFrame(
        [(f"E {n}", KINDS[v], v, "public", b) for n, (v, b) in enumerate(units)],
        columns=["nom", "type", "voie", "secteur", "bassin"],
        index=[f"S{n}" for n in range(len(units))],
    )
    given, hidden = {}, []
    for school in frame.index:
        likely = (0.7, 0.2 if frame.loc[school, "voie"] == "PRO" else 0.5, 0.8)
        yes = dict(zip(("project", "letter", "wanted"), draw.random(3) < likely, strict=True))
        given[school] = {q: "Y" if y else "N" for q, y in yes.items()}
        if yes["letter"]:
            del given[school]["wanted"]
            hidden.append(school)
    made = responses(QUESTIONS, given, frame, hidden={"wanted": hidden})
    return World(made, (COMPLETE,))


# By type and bassin: letters; of those without one, wishes, other wishes, and no answer.
Numbers = dict[tuple[str, str], tuple[int, int, int, int]]
UNSEEN: Numbers = {  # one does not answer: the base crosses unseen
    ("CLG", "est"): (12, 8, 8, 0), ("CLG", "nord"): (0, 1, 1, 0),
    ("LGT", "nord"): (8, 4, 8, 0), ("PRO", "sud"): (10, 5, 8, 1),
}  # fmt: skip
BEHIND: Numbers = {  # eighteen of twenty LGT are asked: two have a letter
    ("CLG", "est"): (12, 9, 9, 0), ("LGT", "est"): (2, 9, 9, 0), ("PRO", "est"): (10, 6, 8, 0),
}  # fmt: skip


def partly_asked(kinds: Numbers) -> World:
    """A wish that only schools without a letter are asked for."""
    said = ({"letter": "Y"}, {"letter": "N", "wanted": "Y"}, {"letter": "N", "wanted": "N"},
            {"letter": "N"})  # fmt: skip
    places = [(v, b, answers) for (v, b), numbers in kinds.items()
              for answers, number in zip(said, numbers, strict=True)
              for _ in range(number)]  # fmt: skip
    frame = pd.DataFrame(
        [(f"E {n}", KINDS[v], v, "public", b) for n, (v, b, _) in enumerate(places)],
        columns=["nom", "type", "voie", "secteur", "bassin"],
        index=[f"S{n}" for n in range(len(places))],
    )
    given = {f"S{n}": {**answers, "project": "Y"} for n, (*_, answers) in enumerate(places)}
    hidden = [school for school, answers in given.items() if answers["letter"] == "Y"]
    return World(responses(QUESTIONS, given, frame, hidden={"wanted": hidden}), ())


def rows_of(world: World, rows: Conditions, domains: tuple[str, ...]) -> dict[str, Row]:
    """The rows as the defence has them, published in some domains."""
    schools = world.responses.schools
    groups = {domain: sorted(schools[domain].unique()) for domain in domains}
    return {
        name: row_of(condition, within or "all", world.responses, groups=groups)
        for name, (condition, within) in rows.items()
    }


def told_of(world: World, rows: Conditions, silent: Conditions | None = None) -> list[Told]:
    """What the defence lets a reader see: the totals, and each group that it does not hide."""
    made, schools = rows_of(world, rows, DOMAINS), world.responses.schools
    unseen = rows_of(world, silent or {}, ())
    hidden = across_domains.withheld(
        made, schools=schools[["voie", "bassin"]], questions=questions_of(world.responses),
        threshold=THRESHOLD, silent=list(unseen.values()),
    )  # fmt: skip
    told = []
    answers = {str(a.condition): a for a in world.answers.values()}
    for name, row in {**made, **unseen}.items():
        answer = answers[str({**rows, **(silent or {})}[name][0])]
        told.append(
            Told("totals", answer, None, count=int(row.gave.sum()), base=int(row.base.sum()))
        )
        for domain, groups in row.groups.items():
            for group in groups:
                if not hidden[domain][name][group]:
                    inside = (schools[domain] == group).to_numpy()
                    counts = (int((flags & inside).sum()) for flags in (row.gave, row.base))
                    label = group_label(domain, str(group))
                    told.append(Told(domain, answer, label, *[0.0, 1.0], *counts))
    return told


def given_away(rows: Conditions, seeds: Iterable[int] = SEEDS) -> Iterator[Narrowed]:
    for seed in seeds:
        world = académie(seed)
        found = attack(world, told_of(world, rows), threshold=THRESHOLD)
        yield from (cell for cell in found if not cell.safe)


@pytest.mark.parametrize("rows", [LETTER, FILTERED])
def test_what_the_defence_shows_gives_nothing_away(rows: Conditions) -> None:
    assert list(given_away(rows)) == []


ONE, BOTH = ("voie",), ("voie", "bassin")
# What is found of all rows covers for what a row finds by itself: it is taken out with that.
LOOKS = (across_domains, "for answers in components(table.rows, questions):", "for answers in ():")
Taken = tuple[ModuleType, str, str]
RULES: dict[str, tuple[list[Taken], Conditions, tuple[str, ...]]] = {
    "primary": (
        [LOOKS, (table_suppression, "base - count) < threshold", "base - count) < 1")],
        LETTER, ONE,
    ),
    "complement": (
        [LOOKS, (table_suppression, "high - low >= needed[at]", "high - low >= 0")], LETTER, ONE,
    ),
    "protection": (
        [LOOKS, (table_suppression, "[min(threshold, width) for", "[min(1, width) for")],
        LETTER, ONE,
    ),
    "nested": (
        [(integer_programme, "return (True, False) not in both and", "return False and")],
        ROWS, ONE,
    ),
    "domains": ([LOOKS], LETTER, BOTH),
    "width of all rows": (
        [(across_domains, "min(self.threshold, free), own", "min(1, free), own"),
         (across_domains, "(small.weights, self.threshold, own", "(small.weights, 1, own")],
        LETTER, BOTH,
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_taken_out_is_found(monkeypatch: pytest.MonkeyPatch, rule: str) -> None:
    taken, rows, domains = RULES[rule]
    monkeypatch.setattr("adversarial.test_secrecy.DOMAINS", domains)
    assert next(given_away(rows, SEEDS), None) is None
    for module in dict.fromkeys(module for module, *_ in taken):
        without(monkeypatch, module, *[(old, new) for of, old, new in taken if of is module])
    # few draws leave a hidden count that narrow
    seeds = (14, 15, 16) if rule == "protection" else range(12)
    assert next(given_away(rows, seeds), None) is not None


BASE = ("if {key for key, _ in one.within} - set(FRAME_COLUMNS):", "if False:")
LED = {
    "unseen": (UNSEEN, LOOKS, "wanted"), "behind": (BEHIND, (row_table, *BASE), "letter"),
}  # fmt: skip


@pytest.mark.parametrize("rule", LED)
def test_what_a_base_gives_away_is_found(monkeypatch: pytest.MonkeyPatch, rule: str) -> None:
    kinds, taken, name = LED[rule]
    world = partly_asked(kinds)
    found = attack(world, told_of(world, FILTERED), threshold=THRESHOLD)
    assert [cell for cell in found if not cell.safe] == []
    without(monkeypatch, taken[0], taken[1:])
    found = attack(world, told_of(world, FILTERED), threshold=THRESHOLD)
    assert any(name in cell.name and cell.group == "LGT" for cell in found if not cell.safe)


# Five of thirty LGT have no letter: of the 50 asked, 47 wish for one.
SHOWN: Numbers = {
    ("CLG", "est"): (30, 30, 0, 0), ("LGT", "est"): (25, 2, 3, 0), ("PRO", "est"): (15, 15, 0, 0),
}  # fmt: skip


def test_what_a_filter_tells_of_the_answers_behind_it_is_found() -> None:
    world = partly_asked(SHOWN)
    found = attack(world, told_of(world, LETTER, FILTERED), threshold=THRESHOLD)
    assert [cell for cell in found if not cell.safe] == []
    (total,) = (t for t in told_of(world, FILTERED) if t.group is None)
    found = attack(world, [*told_of(world, LETTER), total], threshold=THRESHOLD)
    assert any("wanted" in cell.name and cell.group == "LGT" for cell in found if not cell.safe)


def told_of_links(study: Study) -> tuple[World, list[Told | Spread]]:
    """What tables of a multiple choice by type tell, with the strength and class of each link."""
    world = World(study.responses, ())
    told: list[Told] = []
    links: list[Link] = []
    shares = crossed_tables.shares_by_group("members", study)
    for label, cells in shares.groupby("label", sort=False):
        (answer,) = named(world, str(label))
        total, of = int(cells["numerator"].sum()), int(cells["base"].sum())
        told.append(Told("totals", answer, None, count=total, base=of))
        told += [
            Told("table", answer, str(cell["group"]), count=cell["numerator"], base=cell["base"])
            for cell in cells.to_dict("records")
            if not cell["suppressed"]
        ]
    for link in crossed_tables.links_by_group("members", study).to_dict("records"):
        (answer,) = named(world, link["label"])
        v = "s" if link["cramers_v"] != link["cramers_v"] else f"{link['cramers_v']:.4f}"
        links.append(Link("table", answer, STRENGTH, v))
        links.append(Link("table", answer, CHANCE, csv_chance(link["p_adjusted"], 0.05)))
    return world, [*told, *spreads(world, links, told)]


MASKED = "told.loc[hidden.index].mask(hidden, axis=0)"
LINKS = {
    "strength": MASKED + '.assign(cramers_v=told["cramers_v"])',
    "class": MASKED + '.assign(p_adjusted=told["p_adjusted"])',
}
# A hidden link counts as the likeliest: it has no class of its own.
AS_LIKELIEST = ("holm(p_values.where(shown, 1.0))", "holm(p_values)")
# Its class leaves 0, 1, 6 and 7 of the LGT.
FAR = (14, 6, 1)


@pytest.mark.parametrize("rule", ["none", *LINKS])
def test_what_is_said_of_a_link_gives_nothing_away(
    monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    if rule in LINKS:
        without(monkeypatch, crossed_tables, (MASKED, LINKS[rule]), AS_LIKELIEST)
    studies = by_type(head=FAR, nurse=(5, 12, 9)), by_type(head=HEAD, nurse=NURSE)
    found = [attack(*told_of_links(study), threshold=THRESHOLD) for study in studies]
    assert [cell.name for cells in found for cell in cells] == ["Option head"] * 3
    assert bool([cell for cells in found for cell in cells if not cell.safe]) is (rule in LINKS)


def test_a_post_stratified_share_would_give_hidden_counts_away() -> None:
    """With four decimals and schools that did not answer, it is one more equation."""
    study = by_type(head=HEAD, nurse=NURSE)
    silent = frame("C CLG public nord", "L1 LGT public nord", "L2 LGT public nord")
    asked_of = pd.concat([study.responses.frame, silent])
    world = World(replace(study.responses, frame=asked_of), ())
    told = told_of_links(study)[1]
    assert all(cell.safe for cell in attack(world, told, threshold=THRESHOLD))
    (answer,) = named(world, "Option head")
    share = sum(w * n for w, n in zip((26 / 25, 19 / 17, 1), HEAD, strict=True)) / 59
    ends = (round(100 * share, 4) - 5e-5) / 100, (round(100 * share, 4) + 5e-5) / 100
    more = [*told, Told("redresse", answer, None, *ends, weighted=True)]
    assert not any(cell.safe for cell in attack(world, more, threshold=THRESHOLD))
    assert "redresse" not in downloads.HEADER


def means_told(sizes: dict[str, int]) -> tuple[World, list[MeanTold]]:
    """Hours by type, as the defence shows their means."""
    schools = [(kind, n) for kind, size in sizes.items() for n in range(size)]
    places = frame(*(f"{kind}{n} {kind} public nord" for kind, n in schools))
    hours = asked("hours", "N", range=(0, 1000))
    given = {f"{kind}{n}": {"hours": float(100 + 70 * n % 130)} for kind, n in schools}
    mean = indicator("mean", "hours", kind="mean", unit="number")
    world = World(responses((hours,), given, places), (mean,))
    table = estimate(world.responses, world.indicators)
    (row,) = group_table.rows_by_group([mean], table, domain="voie", threshold=THRESHOLD)
    cells = {None: row.whole} | {group_label("voie", g): c for g, c in row.groups.items()}
    told = [
        MeanTold("mean", group, (cell.value - 0.05) * of, (cell.value + 0.05) * of)
        for group, cell in cells.items()
        if cell.value is not None
        and (of := int(world.sizes[world.mask(group)].sum()))
    ]  # fmt: skip
    return world, told


@pytest.mark.parametrize("sizes", [{"CLG": 40, "LGT": 20, "LP": 3}, {"CLG": 40, "LGT": 2, "LP": 2}])
def test_a_mean_of_few_schools_taken_from_its_rule_is_found(
    monkeypatch: pytest.MonkeyPatch, sizes: dict[str, int]
) -> None:
    assert attack_means(*means_told(sizes), threshold=THRESHOLD) == []
    without(
        monkeypatch, table_suppression, ("if 0 < bases[hidden].sum() < threshold:", "if False:")
    )
    assert attack_means(*means_told(sizes), threshold=THRESHOLD)
