"""How much two texts resemble each other."""

import re
from collections import Counter
from collections.abc import Callable

from bilan.review.word.placing import folded

WORD = re.compile(r"\w+")
ALIKE = 0.4

Pair = tuple[int | None, int | None]


def similarity(one: Counter[str], other: Counter[str]) -> float:
    """Share of their words that two texts have in common, 0-1."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def words_of(text: str) -> Counter[str]:
    """How often each word stands in a text."""
    return Counter(WORD.findall(folded(text).lower()))


def pairs(rows: range, columns: range, worth: Callable[[int, int], float]) -> list[Pair]:
    """Pairs of two lists, in order, for which the sum of worths is greatest.

    What is worth less than `ALIKE` is no pair; `None` stands where one has no fellow.
    """
    worths = [[value if (value := worth(i, j)) >= ALIKE else 0.0 for j in columns] for i in rows]
    best = [[0.0] * (len(columns) + 1) for _ in range(len(rows) + 1)]
    for i in reversed(range(len(rows))):
        for j in reversed(range(len(columns))):
            taken = worths[i][j] + best[i + 1][j + 1] if worths[i][j] else 0.0
            best[i][j] = max(taken, best[i + 1][j], best[i][j + 1])
    found: list[Pair] = []
    i = j = 0
    while i < len(rows) and j < len(columns):
        if worths[i][j] and best[i][j] == worths[i][j] + best[i + 1][j + 1]:
            found.append((rows[i], columns[j]))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            found.append((rows[i], None))
            i += 1
        else:
            found.append((None, columns[j]))
            j += 1
    found += [(rows[k], None) for k in range(i, len(rows))]
    return found + [(None, columns[k]) for k in range(j, len(columns))]
