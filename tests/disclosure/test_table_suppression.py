"""Groups of a row are hidden as few as leave a reader in doubt, against every way to spread it."""

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilan.disclosure.table_suppression import (
    MOST_GROUPS,
    hidden_shares,
    left_by_total,
    suppress_groups,
)

Counts = tuple[int, ...]


def hide(counts: Counts, bases: Counts, threshold: int) -> list[bool]:
    groups = [f"G{n}" for n in range(len(counts))]
    flags = hidden_shares(
        pd.Series(counts, groups, dtype=int), pd.Series(bases, groups, dtype=int),
        threshold=threshold,
    )  # fmt: skip
    assert flags.index.tolist() == groups
    assert flags.dtype == bool
    return flags.tolist()


def spreads(bases: Counts, total: int) -> list[Counts]:
    """Every count by group with this total."""
    return [c for c in product(*(range(base + 1) for base in bases)) if sum(c) == total]


def width(ways: list[Counts], at: int) -> int:
    return max(w[at] for w in ways) - min(w[at] for w in ways)


def needs(counts: Counts, bases: Counts, threshold: int) -> tuple[list[Counts], list[int]]:
    """Every way that the margins leave, and how wide the range of each group must be."""
    every = spreads(bases, sum(counts))
    return every, [min(threshold, width(every, at)) for at in range(len(bases))]


def is_safe(
    every: list[Counts], counts: Counts, chosen: tuple[int, ...], needed: list[int]
) -> bool:
    shown = [at for at in range(len(counts)) if at not in chosen]
    left = [way for way in every if all(way[at] == counts[at] for at in shown)]
    return all(width(left, at) >= needed[at] for at in chosen)


@st.composite
def row(draw: st.DrawFn) -> tuple[Counts, Counts, int]:
    bases = tuple(draw(st.lists(st.integers(0, 9), min_size=1, max_size=4)))
    counts = tuple(draw(st.integers(0, base)) for base in bases)
    return counts, bases, draw(st.integers(1, 5))


@given(row())
def test_the_least_choice_of_groups_that_is_safe_is_hidden(
    given: tuple[Counts, Counts, int],
) -> None:
    counts, bases, threshold = given
    every, needed = needs(counts, bases, threshold)
    free = [at for at in range(len(bases)) if width(every, at)]
    small = {at for at in free if min(counts[at], bases[at] - counts[at]) < threshold}
    hidden = tuple(at for at, flag in enumerate(hide(counts, bases, threshold)) if flag)
    assert small <= set(hidden) <= set(free)
    assert is_safe(every, counts, hidden, needed)

    def cost(chosen: tuple[int, ...]) -> tuple[int, int]:
        return len(chosen), sum(bases[at] for at in chosen)

    for size in range(len(free) + 1):
        for chosen in combinations(free, size):
            if small <= set(chosen) and cost(chosen) < cost(hidden):
                assert not is_safe(every, counts, chosen, needed)


@given(row())
def test_an_answer_and_its_contrary_hide_the_same_groups(given: tuple[Counts, Counts, int]) -> None:
    counts, bases, threshold = given
    contrary = tuple(base - count for count, base in zip(counts, bases, strict=True))
    assert hide(counts, bases, threshold) == hide(contrary, bases, threshold)


@given(row())
def test_the_ends_that_a_total_leaves_are_those_of_every_spread(
    given: tuple[Counts, Counts, int],
) -> None:
    counts, bases, _ = given
    every = spreads(bases, sum(counts))
    ends = [(min(w[at] for w in every), max(w[at] for w in every)) for at in range(len(bases))]
    assert left_by_total(counts, bases) == ends


@pytest.mark.parametrize(
    ("counts", "bases", "hidden"),
    [
        ((40, 20, 30), (83, 40, 60), []),
        ((40, 4, 20), (83, 40, 60), [1, 2]),  # a lone group would follow from the total
        ((40, 36, 20), (83, 40, 60), [1, 2]),  # as few without the answer as with it
        ((40, 0, 20), (83, 40, 60), [1, 2]),  # nobody is as telling as a few
        ((40, 40, 20), (83, 40, 60), [1, 2]),
        ((40, 5, 20), (83, 40, 60), []),
        ((40, 35, 20), (83, 40, 60), []),
        ((40, 3, 2), (83, 40, 60), [1, 2]),  # five together leave 0 to 5 of each
        ((40, 3, 1), (83, 40, 60), [0, 1, 2]),  # four leave 0 to 4
        ((30, 30, 4), (90, 60, 40), [1, 2]),  # the group of fewer schools goes with it
        ((0, 0, 0), (83, 40, 60), []),  # the total tells it
        ((83, 40, 60), (83, 40, 60), []),
        ((3,), (40,), []),
        ((40, 0), (83, 0), []),
        ((), (), []),
    ],
)
def test_which_groups_are_hidden_at_five(counts: Counts, bases: Counts, hidden: list[int]) -> None:
    assert [at for at, flag in enumerate(hide(counts, bases, 5)) if flag] == hidden


def test_of_choices_that_are_as_good_the_first_is_hidden() -> None:
    assert hide((3, 20, 20, 20), (40, 40, 40, 40), 5) == [True, True, False, False]


def test_labels_are_kept_and_not_sorted() -> None:
    counts = pd.Series({"PRO": 4, "CLG": 40, "LGT": 20})
    bases = pd.Series({"PRO": 40, "CLG": 83, "LGT": 60})
    hidden = hidden_shares(counts, bases, threshold=5)
    assert hidden.to_dict() == {"PRO": True, "CLG": False, "LGT": True}


def test_ten_groups_of_many_choices_are_decided_on() -> None:
    draw = np.random.default_rng(0)
    bases = tuple(draw.integers(15, 60, size=10).tolist())
    counts = tuple(base // 3 for base in bases[:-1])
    assert sum(hide((*counts, 1), bases, 5)) == 2


@pytest.mark.parametrize(
    ("counts", "bases", "threshold", "message"),
    [
        ((3, 5), (4, 4), 5, "expected counts that are at most their bases"),
        ((-1, 3), (4, 4), 5, "expected counts that are at most their bases"),
        ((3, 3), (4, 4), 0, "threshold 0 starts at 1"),
        ((20,) * 17 + (1,), (40,) * 18, 5, f"expected at most {MOST_GROUPS} groups"),
    ],
)
def test_what_is_no_row_of_counts_is_refused(
    counts: Counts, bases: Counts, threshold: int, message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        hide(counts, bases, threshold)


def test_a_threshold_of_one_hides_nobody_and_all() -> None:
    assert hide((40, 0, 20), (83, 40, 60), 1) == [False, True, True]
    assert hide((40, 1, 20), (83, 40, 60), 1) == [False, False, False]


def test_as_many_groups_as_are_looked_at() -> None:
    counts, bases = (20,) * MOST_GROUPS + (1,), (40,) * (MOST_GROUPS + 1)
    assert sum(hide(counts, bases, 5)) == 2


@pytest.mark.parametrize(
    ("bases", "expected"),
    [
        ([80, 20, 15, 9], [False, False, False, False]),
        # A lone hidden group follows from the figure over all: the smallest other one goes too.
        ([80, 20, 15, 3], [False, False, True, True]),
        # Two hidden groups of four schools together: their joint figure rests on too few.
        ([80, 15, 2, 2], [False, True, True, True]),
        ([80, 4, 3, 15], [False, True, True, False]),
        # Five together are enough, and so is a group of five.
        ([80, 15, 3, 2], [False, False, True, True]),
        ([80, 5, 3], [False, True, True]),
        ([80, 20, 6, 5], [False, False, False, False]),
        ([80, 20, 1], [False, True, True]),
        # Of two groups that are as small, the first.
        ([9, 80, 9, 3], [True, False, False, True]),
        ([80, 9, 9, 3], [False, True, False, True]),
        # No school, no figure: nothing to hide.
        ([80, 20, 0], [False, False, False]),
        ([3], [True]),
    ],
)
def test_groups_of_means(bases: list[int], expected: list[bool]) -> None:
    labels = list("ABCD")[: len(bases)]
    hidden = suppress_groups(pd.Series(bases, index=labels), threshold=5)
    assert hidden.to_dict() == dict(zip(labels, expected, strict=True))
