"""What is left of hidden counts, against every way the schools may have answered."""

from collections.abc import Iterator
from itertools import combinations_with_replacement, product

import numpy as np
import pytest
from builders import asked

from bilan.disclosure.integer_programme import (
    Fact,
    Small,
    Unknowns,
    components,
    small_cells,
    without_cells,
)

KNOWN = {
    q.id: q
    for q in (
        asked("letter"),
        asked("project"),
        asked("why", filter={"letter": "Y"}, base="shown"),
        asked("topics", "M", options=("art", "books")),
        asked("body", "L", options=("new", "old", "none")),
        asked("place", "L", options=("in", "out"), filter={"letter": "Y"}, base="shown"),
    )
}
BASES = {
    frozenset({"voie CLG", "bassin est"}): 3,
    frozenset({"voie CLG", "bassin nord"}): 2,
    frozenset({"voie LGT", "bassin nord"}): 2,
}


def fact(name: str, condition, total: int | None = None, absent=(), **cells: int | None) -> Fact:
    return Fact(
        name, condition, {f"voie {g}": n for g, n in cells.items()}, total, frozenset(absent)
    )


def answers(question: str) -> list[str | frozenset[str]]:
    """Every answer that one school may give; of a multiple choice, what it ticked."""
    asked_ = KNOWN[question]
    if asked_.type == "M":
        names = list(asked_.options)
        return [frozenset(n for n, t in zip(names, ticks, strict=True) if t)
                for ticks in product((True, False), repeat=len(names))]  # fmt: skip
    found = list(asked_.options) if asked_.type == "L" else ["Y", "N"]
    return [*found, "not asked"] if asked_.filter else found


def gives(school: dict, condition) -> bool:
    def one(question: str, wanted) -> bool:
        options = {wanted} if isinstance(wanted, str) else set(wanted)
        given = school[question]
        return bool(given & options) if isinstance(given, frozenset) else given in options

    return all(one(question, wanted) for question, wanted in condition.items())


def ways(questions: list[str], bases) -> Iterator[list[tuple[frozenset, dict]]]:
    """Every way that the schools may have answered: the groups and the answers of each."""
    patterns = [dict(zip(questions, a, strict=True)) for a in product(*map(answers, questions))]
    units = [
        [[(unit, patterns[i]) for i in chosen]
         for chosen in combinations_with_replacement(range(len(patterns)), size)]
        for unit, size in bases.items()
    ]  # fmt: skip
    for parts in product(*units):
        yield [school for part in parts for school in part]


def count(schools, group: str, condition) -> int:
    return sum((not group or group in unit) and gives(a, condition) for unit, a in schools)


def left(questions: list[str], facts: list[Fact], bases=BASES) -> list[list]:
    """The ways that agree with all that is known."""
    return [
        schools
        for schools in ways(questions, bases)
        if all(
            (f.total is None or count(schools, "", f.condition) == f.total)
            and all(n is None or count(schools, g, f.condition) == n for g, n in f.cells.items())
            and not any(count(schools, g, f.condition) for g in f.absent)
            for f in facts
        )
    ]


@pytest.mark.parametrize(
    ("questions", "facts"),
    [
        (["letter"], [fact("x", {"letter": "Y"}, 5, CLG=None, LGT=None)]),
        (["letter"], [fact("x", {"letter": "Y"}, None, CLG=4, LGT=None)]),
        (["letter"], [fact("x", {"letter": "N"}, 4, CLG=None, LGT=1)]),
        (["letter"], [fact("x", {"letter": "Y"}, 5, ["voie LGT"], CLG=None)]),
        (
            ["letter", "project"],
            [
                fact("x", {"letter": "Y"}, 5, CLG=3, LGT=None),
                fact("y", {"letter": "Y", "project": "Y"}, 4, CLG=None, LGT=None),
            ],
        ),
        # Of those who were not asked neither answer is known.
        (["why"], [fact("x", {"why": "Y"}, 3, CLG=2, LGT=1), fact("n", {"why": "N"}, CLG=None)]),
        (
            ["place"],
            [fact("x", {"place": "in"}, 3, CLG=2, LGT=1), fact("n", {"place": "out"}, CLG=None)],
        ),
        # Of a choice of three, the third is what the other two leave.
        (
            ["body"],
            [
                fact("x", {"body": "new"}, 4, CLG=3, LGT=1),
                fact("y", {"body": ["old"]}, 2, CLG=None, LGT=None),
                fact("z", {"body": ["old", "none"]}, CLG=None),
            ],
        ),
        (
            ["topics"],
            [
                fact("x", {"topics": "art"}, 2, CLG=1, LGT=1),
                fact("y", {"topics": ["art", "books"]}, 4, CLG=None, LGT=None),
                fact("z", {"topics": "books"}, CLG=None, LGT=None),
            ],
        ),
    ],
    ids=["total", "no total", "no", "absent", "two", "filtered", "one of", "choice", "several"],
)
def test_ranges_are_those_of_every_way_to_answer(questions: list[str], facts: list[Fact]) -> None:
    agreeing = left(questions, facts)
    assert agreeing
    model = Unknowns(facts, BASES, KNOWN)
    for one in facts:
        for group in ["", "voie CLG", "voie LGT", "bassin nord"]:
            for negated in (False, True):
                everyone = [
                    sum(not group or group in unit for unit, _ in schools) for schools in agreeing
                ]
                counts = [count(schools, group, one.condition) for schools in agreeing]
                seen = np.subtract(everyone, counts) if negated else counts
                weights = model.weights(group, one.condition, negated=negated)
                assert model.range(weights) == (min(seen), max(seen)), (one.name, group, negated)
                assert model.width(weights) == max(seen) - min(seen)


def test_what_contradicts_itself_is_told() -> None:
    model = Unknowns([fact("x", {"letter": "Y"}, 8, CLG=None)], BASES, KNOWN)
    with pytest.raises(RuntimeError, match=r"^what is published contradicts itself: \S"):
        model.range(model.weights("", {"letter": "Y"}))


def test_the_total_alone_is_known_without_the_cells() -> None:
    whole = fact("x", {"letter": "Y"}, 5, ["bassin est"], CLG=3, LGT=None)
    assert without_cells(whole) == fact(
        "x", {"letter": "Y"}, 5, ["bassin est"], CLG=None, LGT=None
    )  # fmt: skip


def test_facts_of_a_common_answer_are_together() -> None:
    facts = [
        fact("x", {"letter": "Y"}),
        fact("a", {"topics": "art"}),
        fact("y", {"project": "N"}),
        fact("b", {"topics": ["books"]}),
        fact("z", {"letter": "N", "project": "Y"}),
        fact("n", {"body": "new"}),
        fact("o", {"body": ["old", "none"]}),
    ]
    groups = [sorted(one.name for one in group) for group in components(facts, KNOWN)]
    # Options of a multiple choice are answers of their own, those of a single choice are not.
    assert sorted(groups) == [["a"], ["b"], ["n", "o"], ["x", "y", "z"]]
    joined = components([*facts, fact("c", {"topics": ["art", "books"]})], KNOWN)
    assert sorted(sorted(one.name for one in group) for group in joined)[0] == ["a", "b", "c"]


def small(facts: list[Fact], truth: dict[tuple[str, str], int], threshold: int) -> list[Small]:
    model = Unknowns(facts, BASES, KNOWN)
    return list(small_cells(facts, truth, BASES, model=model, threshold=threshold))


def test_small_cells_are_those_of_an_answer_its_contrary_and_between_two() -> None:
    facts = [
        fact("x", {"letter": "Y"}, 6, CLG=None, LGT=2),
        fact("y", {"letter": "Y", "project": "Y"}, 4, CLG=3),
        fact("told", {"project": "Y"}, 5),  # by no group
    ]
    truth = {("x", "voie CLG"): 4, ("x", "voie LGT"): 2, ("y", "voie CLG"): 3}
    cells = small(facts, truth, 3)
    assert [(c.name, c.group, c.count, c.answers) for c in cells] == [
        ("not: x", "voie CLG", 1, ("x",)),
        ("x", "voie LGT", 2, ("x",)),
        ("not: x", "voie LGT", 0, ("x",)),
        ("not: y", "voie CLG", 2, ("y",)),
        ("x, without y", "voie CLG", 1, ("x", "y")),
    ]
    model = Unknowns(facts, BASES, KNOWN)
    expected = {
        "not: x": model.weights("voie CLG", {"letter": "Y"}, negated=True),
        "x, without y": model.weights("voie CLG", {"letter": "Y", "project": "N"}),
    }
    for cell in cells:
        if cell.group == "voie CLG" and cell.name in expected:
            assert cell.weights.tolist() == expected[cell.name].tolist()
    assert len(small(facts, truth, 5)) == 7


def test_two_rows_of_one_answer_have_nothing_between_them() -> None:
    facts = [fact("x", {"letter": "Y"}, 6, CLG=4), fact("same", {"letter": "Y"}, 6, CLG=4)]
    truth = {("x", "voie CLG"): 4, ("same", "voie CLG"): 4}
    assert {c.name for c in small(facts, truth, 9)} == {"x", "not: x", "same", "not: same"}


def test_cells_are_compared_in_the_groups_that_both_rows_have() -> None:
    facts = [
        fact("y", {"letter": "Y", "project": "Y"}, 4, CLG=3, LGT=1),
        fact("x", {"letter": "Y"}, 6, LGT=2),
    ]
    truth = {("y", "voie CLG"): 3, ("y", "voie LGT"): 1, ("x", "voie LGT"): 2}
    between = [c for c in small(facts, truth, 3) if c.answers == ("x", "y")]
    assert [(c.name, c.group, c.count) for c in between] == [("x, without y", "voie LGT", 1)]
