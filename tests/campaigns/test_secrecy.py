"""An attack that shares nothing with the defence finds nothing, and each rule taken out is found.

The defence decides on tiny académies; what it shows is told to the attack.
"""

import ast
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from builders import asked, indicator, responses
from test_crossed import HEAD, NURSE
from test_crossed import académie as by_type
from without_rules import without

from bilan import crossed, disclosure, linked, together
from bilan import told as p_classes
from bilan.campaigns import secrecy
from bilan.campaigns.secrecy.attack import Narrowed, attack
from bilan.campaigns.secrecy.links import spreads
from bilan.campaigns.secrecy.readings import CHANCE, STRENGTH, Link
from bilan.campaigns.secrecy.system import Spread, Told
from bilan.campaigns.secrecy.world import World, group_label, named
from bilan.linked import Shares
from bilan.published import csv_chance
from bilan.study import Study

THRESHOLD, SEEDS = 5, range(5)
DEFENCE = ("disclosure", "linked", "together", "unknowns", "told", "crossed", "by_group")
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
            assert not {n for n in names for d in DEFENCE if f"bilan.{d}" in n}, path.name


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


def partly_asked() -> World:
    """A wish of those without a letter, one of whom does not answer: the base crosses unseen."""
    kinds = {  # letters, wishes, other wishes, none
        ("CLG", "est"): (12, 8, 8, 0), ("CLG", "nord"): (0, 1, 1, 0),
        ("LGT", "nord"): (8, 4, 8, 0), ("PRO", "sud"): (10, 5, 8, 1),
    }  # fmt: skip
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


def told_of(world: World, rows: Conditions) -> list[Told]:
    """What the defence lets a reader see: the totals, and each group that it does not hide."""
    schools = world.responses.schools
    tables: dict[str, dict[str, Shares]] = {d: {} for d in DOMAINS}
    for domain, (name, (condition, within)) in product(DOMAINS, rows.items()):
        base = pd.Series(world.truth(within), schools.index)
        answered = base & pd.Series(world.answered(condition), schools.index)
        gave = answered & pd.Series(world.truth(condition), schools.index)
        groups = schools[domain]
        sizes = groups.value_counts().sort_index()
        tables[domain][name] = Shares(
            condition,
            gave.groupby(groups).sum().astype(int),
            answered.groupby(groups).sum().astype(int),
            within=within or "all",
            schools=sizes if within and answered.equals(base) else None,
        )  # fmt: skip
    hidden = together.withheld_together(
        tables, schools=schools, questions=world.responses.questions, threshold=THRESHOLD
    )
    told = []
    answers = {str(a.condition): a for a in world.answers.values()}
    for name, (condition, _) in rows.items():
        whole = tables["voie"][name]
        answer = answers[str(condition)]
        total, of = int(whole.numerators.sum()), int(whole.bases.sum())
        told.append(Told("totals", answer, None, count=total, base=of))
        for domain in DOMAINS:
            for group, flag in hidden[domain][name].items():
                if not flag:
                    row, label = tables[domain][name], group_label(domain, str(group))
                    counts = int(row.numerators[group]), int(row.bases[group])
                    told.append(Told(domain, answer, label, count=counts[0], base=counts[1]))
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
RULES = {
    "primary": (disclosure, "(known.counts < threshold)", "(known.counts < 1)", LETTER, ONE),
    "complement": (
        disclosure,
        "pattern = _complemented(known, pattern, protection=protection)",
        "pass",
        LETTER,
        ONE,
    ),
    "nested": (linked, "in _nested(list(first)):", "in ():", ROWS, ONE),
    "protection": (
        disclosure,
        "protection=threshold).any()",
        "protection=1).any()",
        LETTER,
        ONE,
    ),
    "nested protection": (linked, "protection=threshold)", "protection=1)", ROWS, ONE),
    "domains": (
        together,
        "while weak := table.weak(names, threshold):",
        "while weak := None:",
        LETTER,
        BOTH,
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_taken_out_is_found(monkeypatch: pytest.MonkeyPatch, rule: str) -> None:
    module, old, new, rows, domains = RULES[rule]
    monkeypatch.setattr("test_secrecy.DOMAINS", domains)
    without(monkeypatch, module, (old, new))
    seeds = (14,) if rule == "protection" else SEEDS  # few draws leave a hidden count that narrow
    assert next(given_away(rows, seeds), None) is not None


def test_a_base_that_crosses_unseen_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    world = partly_asked()
    found = attack(world, told_of(world, FILTERED), threshold=THRESHOLD)
    assert [cell for cell in found if not cell.safe] == []
    without(monkeypatch, together, ("\n    _hide_partial(given, whole, hidden)", ""))
    found = attack(world, told_of(world, FILTERED), threshold=THRESHOLD)
    assert any("wanted" in cell.name and cell.group == "LGT" for cell in found if not cell.safe)


def told_of_links(study: Study) -> tuple[World, list[Told | Spread]]:
    """What tables of a multiple choice by type tell, with the strength and class of each link."""
    world = World(study.responses, ())
    told: list[Told] = []
    links: list[Link] = []
    shares = crossed.shares_by_group("members", study)
    for label, cells in shares.groupby("label", sort=False):
        (answer,) = named(world, str(label))
        total, of = int(cells["numerator"].sum()), int(cells["base"].sum())
        told.append(Told("totals", answer, None, count=total, base=of))
        told += [
            Told("table", answer, str(cell["type"]), count=cell["numerator"], base=cell["base"])
            for cell in cells.to_dict("records")
            if not cell["suppressed"]
        ]
    for link in crossed.links_by_group("members", study).to_dict("records"):
        (answer,) = named(world, link["label"])
        v = "s" if link["cramers_v"] != link["cramers_v"] else f"{link['cramers_v']:.4f}"
        links.append(Link("table", answer, STRENGTH, v))
        links.append(Link("table", answer, CHANCE, csv_chance(link["p_adjusted"], 0.05)))
    return world, [*told, *spreads(world, links, told)]


LINKS = {
    "strength": (crossed, "None if hidden.any() else strength", "strength"),
    "class": (
        p_classes,
        "return bool((width >= np.minimum(threshold, free))[small].all())",
        "return True",
    ),
}


@pytest.mark.parametrize("rule", ["none", *LINKS])
def test_what_is_said_of_a_link_gives_nothing_away(
    monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    if rule in LINKS:
        module, old, new = LINKS[rule]
        without(monkeypatch, module, (old, new))
    world, told = told_of_links(by_type(head=HEAD, nurse=NURSE))
    found = attack(world, told, threshold=THRESHOLD)
    assert [cell.name for cell in found] == ["Option head"] * 2
    assert bool([cell for cell in found if not cell.safe]) is (rule in LINKS)
