"""A table's own facts, before any row is weighed against another."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from builders import asked

from bilan.disclosure.answer_patterns import Answer, Count, Questions, answer_of
from bilan.disclosure.row_table import Row, Table

KNOWN = Questions(
    {name: asked(name) for name in ("letter", "project")}, frozenset({"letter", "project"})
)
LETTER, PROJECT = answer_of({"letter": "Y"}), answer_of({"project": "Y"})
BOTH, NONE = answer_of({"letter": "Y", "project": "Y"}), answer_of({"letter": "N"})
SCHOOLS = pd.DataFrame(
    {"voie": ["CLG"] * 40 + ["LGT"] * 20 + ["PRO"] * 20, "bassin": ["est", "nord"] * 40}
)
GROUPS = {"voie": ["CLG", "LGT", "PRO"]}


def row(answer: Answer, numbers: Sequence[int], groups: Mapping[str, Sequence[str]]) -> Row:
    """So many of each type gave the answer, the first ones."""
    of = zip(numbers, (40, 20, 20), strict=True)
    gave = np.array([n < number for number, size in of for n in range(size)])
    return Row(answer, gave, np.ones(80, dtype=bool), groups)


def table(**rows: Row) -> Table:
    return Table.of(rows, SCHOOLS, KNOWN)


def test_each_row_hides_its_small_groups_by_itself() -> None:
    made = table(few=row(LETTER, (20, 3, 10), GROUPS), many=row(PROJECT, (20, 10, 10), GROUPS))
    assert made.hidden_alone(5) == {(LETTER, ("voie", "LGT")), (LETTER, ("voie", "PRO"))}
    assert made.hidden_alone(3) == set()


def test_rows_that_have_an_answer_in_common_speak_of_each_other() -> None:
    made = table(one=row(LETTER, (1, 1, 1), GROUPS), two=row(PROJECT, (1, 1, 1), GROUPS))
    assert made.that_speak_of(BOTH) == [LETTER, PROJECT]
    assert made.that_speak_of(NONE) == [LETTER]
    assert made.that_speak_of(PROJECT) == [PROJECT]


def test_a_cell_is_worth_more_in_the_first_domain_then_by_its_schools() -> None:
    made = table(one=row(LETTER, (20, 3, 10), {**GROUPS, "bassin": ["est", "nord"]}))
    cells = list(made.cells([LETTER]))
    ranked = sorted(cells, key=made.worth, reverse=True)
    assert [group for _, group in ranked] == [
        ("voie", "CLG"), ("voie", "PRO"), ("voie", "LGT"), ("bassin", "est"), ("bassin", "nord"),
    ]  # fmt: skip
    even = table(one=row(LETTER, (3, 3, 3), GROUPS))
    assert max(even.cells([LETTER]), key=even.worth)[1] == ("voie", "PRO")


def test_a_row_that_stands_twice_has_the_groups_of_both() -> None:
    gave = row(LETTER, (20, 3, 10), {"voie": ["CLG", "LGT"]})
    contrary = Row(NONE, ~gave.gave, gave.base, {"voie": ["LGT", "PRO"], "bassin": ["est"]})
    made = table(one=gave, two=contrary)
    assert list(made.rows) == [LETTER]
    assert made.rows[LETTER].groups == {"voie": ("CLG", "LGT", "PRO"), "bassin": ("est",)}
    assert (made.rows[LETTER].gave == gave.gave).all()
    assert made.domains == ("voie", "bassin")
    hidden = made.flags({"one": gave, "two": contrary}, {(LETTER, ("voie", "LGT"))})
    assert hidden["voie"]["one"].to_dict() == {"CLG": False, "LGT": True}
    assert hidden["voie"]["two"].to_dict() == {"LGT": True, "PRO": False}
    assert hidden["bassin"]["two"].to_dict() == {"est": False}
    assert "one" not in hidden["bassin"]


def test_what_is_published_is_the_totals_and_the_shown_cells() -> None:
    made = table(one=row(LETTER, (20, 3, 10), GROUPS))
    totals = {Count(LETTER, (), "gave"): 33, Count(LETTER, (), "base"): 80}
    assert made.totals([LETTER]) == totals
    hidden = {(LETTER, ("voie", "LGT")), (LETTER, ("voie", "PRO"))}
    assert made.published([LETTER], hidden) == {
        **totals,
        Count(LETTER, ("voie", "CLG"), "gave"): 20,
        Count(LETTER, ("voie", "CLG"), "base"): 40,
    }


def test_schools_are_of_the_groups_that_the_rows_tell_apart() -> None:
    made = table(one=row(LETTER, (20, 3, 10), GROUPS))
    assert made.kinds([LETTER]) == [frozenset({("voie", name)}) for name in SCHOOLS["voie"]]
    assert made.count(made.rows[LETTER].gave, ("voie", "PRO")) == 10
    assert made.count(made.rows[LETTER].gave, ("voie", "unknown")) == 0


def test_small_counts_are_those_who_gave_an_answer_and_those_who_did_not() -> None:
    made = table(one=row(LETTER, (37, 3, 10), GROUPS))
    found = [
        (small.group[1], int(small.weights @ np.ones(len(small.weights))))
        for small in made.small([LETTER], made.unknowns([LETTER]), 5)
    ]
    assert [group for group, _ in found] == ["CLG", "LGT"]
    assert len(list(made.small([LETTER], made.unknowns([LETTER]), 4))) == 2
    assert not list(made.small([LETTER], made.unknowns([LETTER]), 3))


def test_small_counts_of_nested_answers_are_what_is_between_them() -> None:
    """Of the LGT, 18 have a letter and 3 of these no project."""
    made = table(wide=row(LETTER, (20, 18, 10), GROUPS), inner=row(BOTH, (20, 15, 10), GROUPS))
    answers = [LETTER, BOTH]
    unknowns = made.unknowns(answers)
    found = list(made.small(answers, unknowns, 5))
    between = [small for small in found if len(small.answers) == 2]
    assert [(small.answers, small.group[1]) for small in between] == [
        ((BOTH, LETTER), "CLG"), ((BOTH, LETTER), "LGT"), ((BOTH, LETTER), "PRO"),
    ]  # fmt: skip
    for small in between:
        counted = {
            tuple(sorted((atom[0], value) for atom, value in pattern.items()))
            for weight, (_, unit, pattern) in zip(small.weights, unknowns.places, strict=True)
            if weight == 1 and small.group in unit
        }
        assert counted == {(("letter", "Y"), ("project", "N"))}
        assert small.weights.sum() == 1


def test_small_counts_of_a_base_are_those_who_are_led_to_it_and_the_others() -> None:
    known = Questions(
        {q.id: q for q in (asked("letter"), asked("why", filter={"letter": "Y"}, base="shown"))},
        frozenset({"letter", "why"}),
    )
    why = answer_of({"why": "Y"}, {"letter": "Y"})
    base = np.array([n < number for number, size in zip((37, 3, 10), (40, 20, 20), strict=True)
                     for n in range(size)])  # fmt: skip
    made = Table.of({"why": Row(why, base, base, GROUPS)}, SCHOOLS, known)
    unknowns = made.unknowns([why])
    places = [
        (dict(unit)["voie"], pattern["letter", ""], pattern["why", ""])
        for _, unit, pattern in unknowns.places
    ]
    found = [
        {place for weight, place in zip(small.weights, places, strict=True) if weight}
        for small in made.small([why], unknowns, 5)
    ]
    led = {("LGT", "Y", "Y"), ("LGT", "Y", "N")}
    assert found == [
        {("CLG", "Y", "N")}, {("CLG", "N", "not asked")},  # none said no; three are not led there
        {("LGT", "Y", "Y")}, {("LGT", "Y", "N")}, led, {("PRO", "Y", "N")},
    ]  # fmt: skip


def test_a_row_of_no_group_hides_none() -> None:
    made = table(one=row(LETTER, (20, 3, 10), {"voie": ["CLG"]}))
    hidden = made.flags({"one": row(LETTER, (20, 3, 10), {"voie": []})}, set())
    assert hidden["voie"]["one"].empty
    assert hidden["voie"]["one"].dtype == bool
