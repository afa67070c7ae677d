"""Which groups of a published row are hidden, so that no school's answer can be told.

A row gives, for each group of schools, how many gave an answer, out of how many. It stands for a
table of two lines, those who gave the answer and those who did not, whose margins are published.

Primary suppression. A group is hidden when fewer than `threshold` of its schools gave the answer,
or did not: those who know the académie can name them, and nobody is as telling as a few. A group
whose count follows from the margins alone is shown: to hide it would hide nothing.

Complementary suppression. The total is published, so that a lone hidden count follows by
subtraction. Further groups are hidden until a reader who solves for the hidden counts, knowing that
they are whole and not negative, is left with `threshold` + 1 neighbouring values of each, or with
all that the margins allow where these are fewer. The fewest groups are hidden, and among such
choices those of the fewest schools.

A reader who knows the total `t` of the hidden counts, and their bases, is left with
max(0, t - the other bases) to min(own base, t) for each: every value between is reached. So the
least choice is found by looking at all of them.

What other rows tell of the same schools is not seen here, but in `bilan.disclosure.across_domains`.

Source: Cox, L. H. (1980), "Suppression methodology and statistical disclosure control", JASA
75(370), 377-385.
"""

from functools import lru_cache
from itertools import combinations

import pandas as pd

Counts = tuple[int, ...]
# Choices of groups that are looked at grow with 2 to the number of groups.
MOST_GROUPS = 16


def hidden_shares(
    numerators: "pd.Series[int]", bases: "pd.Series[int]", *, threshold: int
) -> "pd.Series[bool]":
    """Groups whose share is hidden, on the groups' index; the share over all of them is published.

    An answer and its contrary hide the same groups.

    Raises
    ------
    ValueError
        These are no counts of parts and wholes, there are too many groups, or the threshold is
        below 1.
    """
    counts, sizes = tuple(map(int, numerators)), tuple(map(int, bases))
    if threshold < 1:
        raise ValueError(f"threshold {threshold} starts at 1")
    if any(not 0 <= count <= size for count, size in zip(counts, sizes, strict=True)):
        raise ValueError("expected counts that are at most their bases")
    hidden = _hidden(counts, sizes, threshold)
    return pd.Series([at in hidden for at in range(len(sizes))], numerators.index, dtype=bool)


def left_by_total(counts: Counts, bases: Counts) -> list[tuple[int, int]]:
    """Smallest and largest value of each count, to who knows their total and the bases."""
    total, schools = sum(counts), sum(bases)
    return [(max(0, total - (schools - base)), min(base, total)) for base in bases]


def suppress_groups(bases: "pd.Series[int]", *, threshold: int) -> "pd.Series[bool]":
    """Groups whose mean or ratio is hidden, the one over all groups being published.

    Parameters
    ----------
    bases
        Schools that each group's figure rests on.
    threshold
        Least number of schools that a shown figure rests on.

    Returns
    -------
    Series of bool
        Groups of 1 to `threshold` - 1 schools. The figure over all groups gives that of the hidden
        ones together: where they rest on too few schools, the smallest group that was left is
        hidden too.
    """
    hidden = bases.between(1, threshold - 1)
    if 0 < bases[hidden].sum() < threshold:
        smallest = bases[bases >= threshold].sort_values(kind="stable").index[:1]
        hidden |= bases.index.isin(smallest)
    return hidden


@lru_cache(maxsize=8192)  # the same row is shown in several places, and to every school
def _hidden(counts: Counts, bases: Counts, threshold: int) -> frozenset[int]:
    """Places of the groups to hide."""
    free = [high - low for low, high in left_by_total(counts, bases)]
    small = {
        at
        for at, (count, base) in enumerate(zip(counts, bases, strict=True))
        if free[at] and min(count, base - count) < threshold
    }
    others = [at for at, width in enumerate(free) if width and at not in small]
    if len(others) > MOST_GROUPS:
        raise ValueError(f"expected at most {MOST_GROUPS} groups")
    needed = [min(threshold, width) for width in free]
    by_size = (
        [
            chosen
            for more in combinations(others, size)
            if _is_safe(sorted(chosen := small.union(more)), counts, bases, needed)
        ]
        for size in range(len(others) + 1)
    )
    fewest = next(safe for safe in by_size if safe)  # all of them are safe together
    return frozenset(min(fewest, key=lambda chosen: sum(bases[at] for at in chosen)))


def _is_safe(chosen: list[int], counts: Counts, bases: Counts, needed: list[int]) -> bool:
    """Whether each chosen group, all being hidden, keeps a range as wide as it needs."""
    left = left_by_total(tuple(counts[at] for at in chosen), tuple(bases[at] for at in chosen))
    return all(high - low >= needed[at] for at, (low, high) in zip(chosen, left, strict=True))
