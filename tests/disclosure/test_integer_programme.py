"""What is left of hidden counts, against every way the schools may have answered."""

from collections.abc import Iterator
from itertools import combinations_with_replacement, product

import numpy as np
import pandas as pd
import pytest
from builders import asked

from bilan.disclosure.answer_patterns import (
    NO_ANSWER,
    NOT_ASKED,
    Answer,
    Count,
    Group,
    Questions,
    Unit,
    answer_of,
    components,
    units_of,
)
from bilan.disclosure.integer_programme import Known, Unknowns
from bilan.survey.codebook import Option

ASKED = {
    q.id: q
    for q in (
        asked("letter"),
        asked("project"),
        asked("why", filter={"letter": "Y"}, base="shown"),
        asked("who", "M", options=("head", "nurse"), filter={"letter": "Y"}, base="shown"),
        asked("topics", "M", options=("art", "books")),
        asked("body", "L", options=("new", "old", "none")),
        asked("place", "L", options=("in", "out"), filter={"body": ["new", "old"]}),
        asked("works", filter={"type": ["LGT"]}),
    )
}
ALL = frozenset(ASKED)
QUESTIONS = Questions(ASKED, ALL)
EST, NORD = ("bassin", "est"), ("bassin", "nord")
CLG, LGT = ("type", "CLG"), ("type", "LGT")
UNITS: dict[Unit, int] = {
    frozenset({CLG, EST}): 3, frozenset({CLG, NORD}): 1, frozenset({LGT, NORD}): 2,
}  # fmt: skip
GROUPS: list[Group | tuple[()]] = [(), CLG, LGT, EST, NORD]
School = dict[str, object]


def gives(school: School, condition: Answer | tuple, unit: Unit) -> bool | None:
    """Whether a school meets a condition; None where it did not answer what decides."""
    found: list[bool | None] = []
    for key, options in condition:
        given = dict(unit)[key] if key == "type" else school[key]
        if given == NO_ANSWER:
            found.append(None)
        elif isinstance(given, frozenset):
            found.append(bool(given & options))
        else:
            found.append(given in options)
    return False if False in found else None if None in found else True


def answers(question: str, questions: Questions) -> list[object]:
    """Every answer that one school may give; of a multiple choice, what it ticked."""
    one = questions.asked[question]
    names = list(one.options)
    if one.type == "M":
        every: list[object] = [
            frozenset(n for n, t in zip(names, ticks, strict=True) if t)
            for ticks in product((True, False), repeat=len(names))
        ]
    else:
        every = [*names] if one.type == "L" else ["Y", "N"]
    every += [] if question in questions.complete else [NO_ANSWER]
    return [*every, NOT_ASKED] if one.filter or question in questions.untied else every


def schools_of(unit: Unit, named: list[str], questions: Questions) -> list[School]:
    """Every way that one school of a unit may have answered."""
    found = []
    for values in product(*(answers(q, questions) for q in named)):
        school = dict(zip(named, values, strict=True))
        odd = False
        for question in named:
            one = questions.asked[question]
            if one.filter and question not in questions.untied:
                led = gives(school, answer_of(one.filter).condition, unit) is True
                odd |= led == (school[question] == NOT_ASKED)
            if one.type == "M" and isinstance(school[question], frozenset):
                for option in school[question]:
                    only = one.options[option].only
                    odd |= bool(only) and not gives(school, answer_of(only or {}).condition, unit)
        if not odd:
            found.append(school)
    return found


def ways(named: list[str], questions: Questions) -> Iterator[list[tuple[Unit, School]]]:
    """Every way that all schools may have answered."""
    units = []
    for unit, size in UNITS.items():
        kinds = schools_of(unit, named, questions)
        chosen = combinations_with_replacement(range(len(kinds)), size)
        units.append([[(unit, kinds[i]) for i in one] for one in chosen])
    for parts in product(*units):
        yield [school for part in parts for school in part]


def counted(schools: list[tuple[Unit, School]], count: Count) -> int:
    number = 0
    for unit, school in schools:
        if count.group and count.group not in unit:
            continue
        if gives(school, count.answer.within, unit) is not True:
            continue
        met = gives(school, count.answer.condition, unit)
        number += {"gave": met is True, "not": met is False, "base": met is not None}[count.kind]
    return number


LETTER, PROJECT = answer_of({"letter": "Y"}), answer_of({"project": "Y"})
BOTH, WHY = answer_of({"letter": "Y", "project": "Y"}), answer_of({"why": "Y"}, {"letter": "Y"})
CASES: dict[str, tuple[list[str], list[Answer], list[tuple[Answer, Group]], Questions]] = {
    "one row": (["letter"], [LETTER], [(LETTER, CLG)], QUESTIONS),
    "two domains": (["letter"], [LETTER], [(LETTER, CLG), (LETTER, EST)], QUESTIONS),
    "nested": (["letter", "project"], [LETTER, BOTH], [(LETTER, CLG), (BOTH, NORD)], QUESTIONS),
    "overlapping": (
        ["letter", "project"], [LETTER, PROJECT, BOTH], [(LETTER, CLG), (PROJECT, CLG)], QUESTIONS,
    ),
    "filtered": (["letter", "why"], [WHY], [(WHY, CLG)], QUESTIONS),
    "filtered beside its filter": (["letter", "why"], [LETTER, WHY], [(LETTER, NORD)], QUESTIONS),
    "two of one filter": (
        ["letter", "who"],
        [answer_of({"who": o}, {"letter": "Y"}) for o in ("head", "nurse")],
        [(answer_of({"who": "head"}, {"letter": "Y"}), CLG)],
        QUESTIONS,
    ),
    "one of several": (
        ["body"], [answer_of({"body": o}) for o in ("new", "old")],
        [(answer_of({"body": "new"}), CLG), (answer_of({"body": "old"}), CLG)], QUESTIONS,
    ),
    "any of several": (
        ["topics"], [answer_of({"topics": ["art", "books"]}), answer_of({"topics": "art"})],
        [(answer_of({"topics": "art"}), CLG)], QUESTIONS,
    ),
    "filtered, of all": (
        ["body", "place"], [answer_of({"place": "in"}), answer_of({"body": "new"})],
        [(answer_of({"place": "in"}), CLG)], QUESTIONS,
    ),
    "asked of a type": (["works"], [answer_of({"works": "Y"})], [], QUESTIONS),
    "of a type": (["letter"], [answer_of({"letter": "Y"}, {"type": "LGT"})], [], QUESTIONS),
    "not all answered": (
        ["letter"], [LETTER], [(LETTER, CLG)], Questions(ASKED, ALL - {"letter"}),
    ),
    "a filter not all answered": (
        ["letter", "why"], [WHY], [(WHY, NORD)], Questions(ASKED, ALL - {"letter"}),
    ),
    "untied": (
        ["letter", "why"], [answer_of({"why": "Y"})], [], Questions(ASKED, ALL, frozenset({"why"})),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_ranges_are_those_of_every_way_to_answer(case: str) -> None:
    named, rows, shown, questions = CASES[case]
    draw = np.random.default_rng(0)
    every = list(ways(named, questions))
    true = every[int(draw.integers(len(every)))]
    known = {Count(one, (), kind): counted(true, Count(one, (), kind))
             for one in rows for kind in ("gave", "base")}  # fmt: skip
    known |= {Count(one, group, kind): counted(true, Count(one, group, kind))
              for one, group in shown for kind in ("gave", "base")}  # fmt: skip
    left = [s for s in every if all(counted(s, c) == n for c, n in known.items())]
    model = Unknowns(tuple(rows), UNITS, questions)
    reader = Known(model, known)
    aims = [Count(one, group, kind) for one in rows for group in GROUPS
            for kind in ("gave", "not", "base")]  # fmt: skip
    aims += [Count(Answer(one.within), group, kind) for one in rows if one.within
             for group in GROUPS for kind in ("gave", "not")]  # fmt: skip
    for aim in aims:
        seen = [counted(schools, aim) for schools in left]
        width = max(seen) - min(seen)
        weights = model.weights(aim)
        assert reader.width(weights) == width, aim
        for needed in range(5):
            assert Known(model, known).is_wide(weights, needed) is (width >= needed), aim
            assert reader.is_wide(weights, needed) is (width >= needed), aim


def own_of(school: School) -> dict[tuple[str, str], str]:
    """What a school answered, by question and option."""
    found = {}
    for question, given in school.items():
        if ASKED[question].type == "M":
            for option in ASKED[question].options:
                ticked = given == NOT_ASKED or option in given  # type: ignore[operator]
                found[question, option] = NOT_ASKED if given == NOT_ASKED else "NY"[ticked]
        else:
            found[question, ""] = str(given)
    return found


@pytest.mark.parametrize("case", ["two domains", "nested", "filtered", "two of one filter"])
def test_who_knows_its_own_answers_is_left_with_fewer_ways(case: str) -> None:
    named, rows, shown, questions = CASES[case]
    every = list(ways(named, questions))
    true = every[len(every) // 3]
    known = {Count(one, group, kind): counted(true, Count(one, group, kind))
             for one, group in [*((one, ()) for one in rows), *shown]
             for kind in ("gave", "base")}  # fmt: skip
    model = Unknowns(tuple(rows), UNITS, questions)
    reader = Known(model, known)
    for unit, school in true:
        left = [
            s
            for s in every
            if (unit, school) in s and all(counted(s, c) == n for c, n in known.items())
        ]
        own = model.own(own_of(school), unit)
        for aim in [Count(one, group, "gave") for one in rows for group in GROUPS]:
            seen = [counted(schools, aim) for schools in left]
            width = max(seen) - min(seen)
            assert reader.width(model.weights(aim), own=own) == width
            assert reader.is_wide(model.weights(aim), width, own=own)
            assert not reader.is_wide(model.weights(aim), width + 1, own=own)


def test_what_was_found_of_another_reader_counts_where_it_agrees() -> None:
    model = Unknowns((LETTER,), UNITS, QUESTIONS)
    totals = {Count(LETTER, (), "gave"): 3}
    ways_found: list = []
    aim = model.weights(Count(LETTER, CLG, "gave"))
    assert Known(model, totals, ways_found).width(aim) == 2
    assert len(ways_found) == 2
    shown = {**totals, Count(LETTER, LGT, "gave"): 1}
    assert not Known(model, shown, ways_found).is_wide(aim, 1)
    assert Known(model, totals, ways_found).is_wide(aim, 2)


def test_what_contradicts_itself_is_told() -> None:
    model = Unknowns((LETTER,), UNITS, QUESTIONS)
    reader = Known(model, {Count(LETTER, (), "gave"): 8})
    with pytest.raises(RuntimeError, match=r"^what is published contradicts itself: \S"):
        reader.width(model.weights(Count(LETTER, (), "gave")))


def test_rows_of_a_common_answer_are_together() -> None:
    topics = [answer_of({"topics": o}) for o in ("art", "books")]
    place, body = answer_of({"place": "in"}), answer_of({"body": "new"})
    found = components([LETTER, *topics, WHY, BOTH, place, body], QUESTIONS)
    assert sorted(map(len, found)) == [1, 1, 2, 3]
    assert {frozenset(one) for one in found} == {
        frozenset({LETTER, WHY, BOTH}), frozenset({topics[0]}), frozenset({topics[1]}),
        frozenset({place, body}),
    }  # fmt: skip


def test_two_rows_that_meet_in_a_third_are_together() -> None:
    assert len(components([LETTER, PROJECT, BOTH], QUESTIONS)) == 1
    assert len(components([LETTER, PROJECT], QUESTIONS)) == 2


@pytest.mark.parametrize(
    ("inner", "outer", "between"),
    [
        (BOTH, LETTER, True),
        (LETTER, BOTH, False),
        (LETTER, LETTER, False),
        (LETTER, PROJECT, False),
        (answer_of({"body": "new"}), answer_of({"body": ["new", "old"]}), True),
        (answer_of({"body": ["new", "old"]}), answer_of({"body": "new"}), False),
        (WHY, LETTER, False),  # another base
        (answer_of({"place": "in"}), answer_of({"body": ["new", "old"]}), True),
    ],
)
def test_an_answer_lies_within_another(inner: Answer, outer: Answer, between: bool) -> None:
    assert Unknowns((inner, outer), UNITS, QUESTIONS).between(inner, outer) is between


def test_an_option_that_a_type_does_not_have_is_given_by_none_of_it() -> None:
    who = asked("who", "M", options=("head", "nurse"))
    who.options["head"] = Option(label="Head", code="SQ001", only={"type": ["LGT"]})
    questions = Questions({"who": who}, frozenset({"who"}))
    head = answer_of({"who": "head"})
    assert questions.columns(questions.atoms_of(head)) == {"type"}
    model = Unknowns((head,), UNITS, questions)
    reader = Known(model, {Count(head, (), "gave"): 1})
    assert reader.width(model.weights(Count(head, LGT, "gave"))) == 0
    assert reader.width(model.weights(Count(head, EST, "gave"))) == 0


def test_units_are_counted_by_the_columns_that_are_named() -> None:
    schools = pd.DataFrame({"type": ["CLG", "CLG", "LGT"], "bassin": ["est", "nord", "nord"]})
    assert units_of(schools, ["bassin"]) == {frozenset({EST}): 1, frozenset({NORD}): 2}
    assert units_of(schools, ["type", "bassin"]) == {
        frozenset({CLG, EST}): 1, frozenset({CLG, NORD}): 1, frozenset({LGT, NORD}): 1,
    }  # fmt: skip


def test_answers_that_nothing_tells_apart_are_one_unknown() -> None:
    assert len(Unknowns((answer_of({"body": "new"}),), UNITS, QUESTIONS).places) == 2 * len(UNITS)


THREE = ("type", "secteur", "bassin")
# Schools and how many of them have a letter, by group of each domain. Halves of schools leave the
# one of (a, b, b) free; whole schools do not: it has a letter.
HALVES = {
    "aab": (1, 0), "aba": (2, 1), "abb": (1, 1), "baa": (1, 1), "bbb": (1, 0),
}  # fmt: skip


def unit_of(groups: str) -> Unit:
    return frozenset(zip(THREE, groups, strict=True))


def by_three_domains(numbers: dict[str, tuple[int, int]]) -> tuple[Unknowns, Known]:
    """The letters by each of three domains, and what a reader of them knows."""
    model = Unknowns((LETTER,), {unit_of(g): of for g, (of, _) in numbers.items()}, QUESTIONS)
    told = {
        Count(LETTER, (domain, name), "gave"): sum(
            gave for groups, (_, gave) in numbers.items() if groups[at] == name
        )
        for at, domain in enumerate(THREE)
        for name in "ab"
    }
    return model, Known(model, told)


def with_letter(model: Unknowns, groups: str) -> np.ndarray:
    """The unknown of the schools of a unit that have a letter."""
    own = model.own({("letter", ""): "Y"}, unit_of(groups))
    assert own.sum() == 1
    return own


def test_schools_are_whole() -> None:
    model, reader = by_three_domains(HALVES)
    aim = with_letter(model, "abb")
    assert not reader.is_wide(aim, 1)
    assert reader.width(aim) == 0
    assert Known(model, reader.counts).width(aim) == 0


def test_who_knows_its_own_answer_reckons_with_whole_schools_too() -> None:
    """One more school has a letter: others can't tell it from that of (a, b, b), and it can."""
    model, reader = by_three_domains({**HALVES, "aaa": (1, 1)})
    aim, own = with_letter(model, "abb"), with_letter(model, "aaa")
    assert reader.width(aim) == 1
    assert reader.is_wide(aim, 1)
    assert reader.width(aim, own=own) == 0
    assert not reader.is_wide(aim, 1, own=own)
    assert not Known(model, reader.counts).is_wide(aim, 1, own=own)
