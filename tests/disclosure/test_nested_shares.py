"""Rows of one answer, or of nested ones, against every table that a reader may think of."""

from itertools import product

import numpy as np
import pandas as pd

from bilan.disclosure.nested_shares import Shares, answer_of, withheld
from bilan.disclosure.table_suppression import hidden_shares, suppress

GROUPS = ["CLG", "LGT", "PRO"]
LETTER, PROJECT, BOTH = {"letter": "Y"}, {"project": "Y"}, {"letter": "Y", "project": "Y"}


def shares(condition, counts, bases, within="all", groups=GROUPS) -> Shares:
    return Shares(condition, pd.Series(counts, groups), pd.Series(bases, groups), within)


def alone(row: Shares, threshold: int = 5) -> "pd.Series[bool]":
    return hidden_shares(row.numerators, row.bases, threshold=threshold)


def flags(hidden: "pd.Series[bool]") -> list[bool]:
    assert hidden.dtype == bool
    return hidden.tolist()


def test_an_answer_is_what_is_wanted_of_each_question_and_of_whom() -> None:
    yes = ((("letter", frozenset({"Y"})),), "all")
    assert answer_of({"letter": "Y"}, "all") == yes
    assert answer_of({"letter": "N"}, "all") == yes
    assert answer_of({"letter": ["N"]}, "all") == yes
    assert answer_of({"letter": ["N", "Y"]}, "all") != yes
    assert answer_of({"topics": "art"}, "all") == ((("topics", frozenset({"art"})),), "all")
    assert answer_of({"topics": ["b", "a"], "letter": "N"}, {"project": "Y"}) == (
        (("letter", frozenset({"N"})), ("topics", frozenset({"a", "b"}))),
        (("project", frozenset({"Y"})),),
    )
    # "No" of the base stays "no": those who said it are other schools.
    assert answer_of({"letter": "N"}, {"project": "N"})[1] == (("project", frozenset({"N"})),)


def test_one_answer_hides_the_groups_of_its_first_row_in_each() -> None:
    # The last row has a group more, of which the first one says nothing.
    first = shares(LETTER, [30, 3, 9], [60, 20, 20])
    last = shares(LETTER, [30, 3, 9, 7], [60, 20, 20, 20], groups=[*GROUPS, "SEP"])
    hidden = withheld({"a": first, "b": last}, threshold=5)
    assert flags(hidden["a"]) == flags(alone(first)) == [False, True, True]
    assert flags(hidden["b"]) == [False, True, True, False]
    assert list(hidden["b"].index) == [*GROUPS, "SEP"]
    fewer = shares(LETTER, [30, 3], [60, 20], groups=["CLG", "LGT"])
    assert flags(withheld({"a": first, "b": fewer}, threshold=5)["b"]) == [False, True]


def listed(inner, outer, bases, hidden) -> np.ndarray:
    """Every (inner, between, neither) by group that agrees with what is shown and the totals."""
    rows = []
    for i, (base, a, b) in enumerate(zip(bases, inner, outer, strict=True)):
        rows.append(
            [
                (x, y)
                for x, y in product(range(base + 1), repeat=2)
                if x <= y
                and (hidden["inner"].iloc[i] or x == a)
                and (hidden["outer"].iloc[i] or y == b)
            ]
        )
    found = [
        [(x, y - x, base - y) for (x, y), base in zip(cells, bases, strict=True)]
        for cells in product(*rows)
        if sum(x for x, _ in cells) == sum(inner) and sum(y for _, y in cells) == sum(outer)
    ]
    return np.array(found)


def test_nested_rows_leave_no_small_count_to_who_subtracts_them() -> None:
    """Of both alone, the schools with a letter and without a project would be told."""
    draw, told = np.random.default_rng(3), 0
    everything = {name: pd.Series([True] * 3, GROUPS) for name in ("inner", "outer")}
    for _ in range(12):
        parts = draw.integers(0, 4, size=(3, 3))
        inner, outer, bases = parts.cumsum(axis=0).tolist()
        rows = {"inner": shares(BOTH, inner, bases), "outer": shares(LETTER, outer, bases)}
        free = np.ptp(listed(inner, outer, bases, everything), axis=0).T
        for hidden, is_safe in (
            ({name: alone(row, 2) for name, row in rows.items()}, None),
            (withheld(rows, threshold=2), True),
        ):
            width = np.ptp(listed(inner, outer, bases, hidden), axis=0).T
            weak = (parts < 2) & (width < np.minimum(2, free))
            assert not (is_safe and weak.any()), parts
            told += is_safe is None and weak.any()
    assert told > 2


def of_three(inner: Shares, outer: Shares) -> pd.DataFrame:
    """What the table of three answers hides."""
    between, neither = outer.numerators - inner.numerators, outer.bases - outer.numerators
    table = pd.DataFrame([inner.numerators, between, neither])
    return suppress(table, threshold=5, protection=5).set_axis(["in", "between", "out"])


def test_nested_rows_hide_what_their_table_and_each_alone_hide() -> None:
    draw, more = np.random.default_rng(5), 0
    for _ in range(10):
        inner, outer, bases = draw.integers(2, 12, size=(3, 3)).cumsum(axis=0).tolist()
        rows = {"inner": shares(BOTH, inner, bases), "outer": shares(LETTER, outer, bases)}
        expected = of_three(*rows.values())
        for given in (rows, dict(reversed(rows.items()))):
            hidden = withheld(given, threshold=5)
            assert flags(hidden["inner"]) == flags(alone(rows["inner"]) | expected.loc["in"])
            assert flags(hidden["outer"]) == flags(alone(rows["outer"]) | expected.loc["out"])
        more += any(flags(hidden[name]) != flags(alone(rows[name])) for name in rows)
        # The contrary of the outer answer is the outer answer, and so is one of a wider choice.
        no = shares({"letter": "N"}, np.subtract(bases, outer), bases)
        hidden = withheld({"inner": rows["inner"], "no": no}, threshold=5)
        assert flags(hidden["no"]) == flags(alone(rows["outer"]) | expected.loc["out"])
        choice = {
            "inner": shares({"topics": "art"}, inner, bases),
            "outer": shares({"topics": ["books", "art"]}, outer, bases),
        }
        hidden = withheld(choice, threshold=5)
        assert flags(hidden["inner"]) == flags(alone(rows["inner"]) | expected.loc["in"])
        # Of another base, of other groups' schools, or of answers apart: each is hidden alone.
        for apart in (
            {"inner": shares(BOTH, inner, bases), "outer": shares(LETTER, outer, bases, PROJECT)},
            {"inner": shares(BOTH, inner, bases),
             "outer": shares(LETTER, outer, np.add(bases, 1).tolist())},
            {"inner": shares(PROJECT, inner, bases), "outer": shares(LETTER, outer, bases)},
            {"inner": shares({"topics": "art"}, inner, bases),
             "outer": shares({"topics": "books"}, outer, bases)},
        ):  # fmt: skip
            hidden = withheld(apart, threshold=5)
            assert all(flags(hidden[name]) == flags(alone(row)) for name, row in apart.items())
    assert more > 1


def test_no_and_yes_of_a_part_of_the_schools_hide_the_same_groups() -> None:
    # 3 of 20 said yes of the LGT with a project.
    yes = shares(LETTER, [30, 3, 9], [60, 20, 20], within=PROJECT)
    no = shares({"letter": "N"}, [30, 17, 11], [60, 20, 20], within=PROJECT)
    hidden = withheld({"no": no, "yes": yes}, threshold=5)
    assert flags(hidden["no"]) == flags(hidden["yes"]) == flags(alone(yes))
    inner = shares(BOTH, [20, 1, 5], [60, 20, 20], within=PROJECT)
    hidden = withheld({"no": no, "inner": inner}, threshold=5)
    assert flags(hidden["no"]) == flags(alone(yes) | of_three(inner, yes).loc["out"])


def test_what_a_row_alone_needs_hidden_stays_hidden_beside_a_nested_one() -> None:
    # Alone the third group hides the 2 of the second; the table of three hides it by the first.
    rows = {
        "inner": shares(BOTH, [10, 2, 12], [50, 30, 50]),
        "outer": shares(LETTER, [30, 17, 30], [50, 30, 50]),
    }
    assert flags(alone(rows["inner"])) == [False, True, True]
    assert flags(withheld(rows, threshold=5)["inner"]) == [True, True, True]
    rows = {
        "inner": shares(BOTH, [20, 18, 20], [60, 20, 60]),
        "outer": shares(LETTER, [26, 20, 30], [60, 20, 60]),
    }
    assert flags(alone(rows["outer"])) == [False, True, True]
    assert flags(withheld(rows, threshold=5)["outer"]) == [True, True, True]
