"""What is shown of a link between an answer and the type leaves the hidden counts hidden.

A reader is one who lists every way to spread the answer over the types, by hand: the p-values and
strengths here are worked out from counts of combinations, not by the package.
"""

from itertools import product
from math import comb, isnan, sqrt

import numpy as np
import pytest
from builders import asked, frame, responses, wave

from bilan.disclosure.crossed_tables import links_by_group, shares_by_group
from bilan.disclosure.p_value_disclosure import class_is_safe
from bilan.estimation.estimates import estimate
from bilan.estimation.study import Study

Counts = tuple[int, ...]
KINDS = ("CLG", "LGT", "LP")
MEMBERS = asked("members", "M", options=("head", "nurse"))
# The link of « head » is neither clear nor absent: 0.01 <= p < 0.05, as few other ways have it.
HEAD, NURSE, SIZES = (14, 4, 3), (12, 8, 7), (25, 17, 14)
HIDDEN = np.array([False, True, True])


def ways(sizes: Counts, total: int) -> list[Counts]:
    """Every way to spread an answer over the groups."""
    return [w for w in product(*(range(size + 1) for size in sizes)) if sum(w) == total]


def likelihood(way: Counts, sizes: Counts) -> int:
    """How many choices of schools make this way."""
    number = 1
    for gave, size in zip(way, sizes, strict=True):
        number *= comb(size, gave)
    return number


def p_value(way: Counts, sizes: Counts) -> float:
    """Chance of a way no likelier than this one."""
    all_ways = [likelihood(other, sizes) for other in ways(sizes, sum(way))]
    return sum(n for n in all_ways if n <= likelihood(way, sizes)) / sum(all_ways)


def strength(way: Counts, sizes: Counts) -> float:
    """V de Cramér of given or not, by group."""
    share, squares = sum(way) / sum(sizes), 0.0
    for gave, size in zip(way, sizes, strict=True):
        squares += (gave - share * size) ** 2 / (share * size)
        squares += (gave - share * size) ** 2 / ((1 - share) * size)
    return sqrt(squares / sum(sizes))


def académie(**given: Counts) -> Study:
    """Schools of three types; of each type, the first ones gave the answer."""
    schools = [(kind, n) for kind, size in zip(KINDS, SIZES, strict=True) for n in range(size)]
    answers = {
        f"{kind}{n}": {
            f"members_{option}": float(n < counts[KINDS.index(kind)])
            for option, counts in given.items()
        }
        for kind, n in schools
    }
    places = frame(*(f"{kind}{n} {kind} public nord" for kind, n in schools))
    made = responses((MEMBERS,), answers, places)
    return Study(wave(), made, estimate(made, ()))


def test_the_strength_of_a_link_is_missing_where_a_group_is_hidden() -> None:
    study = académie(head=HEAD, nurse=NURSE)
    shares = shares_by_group("members", study)
    hidden = shares.groupby("label", sort=False)["suppressed"].agg(list).to_dict()
    assert hidden == {"Option head": HIDDEN.tolist(), "Option nurse": [False] * 3}
    head, nurse = links_by_group("members", study)["cramers_v"]
    assert isnan(head)
    assert nurse == pytest.approx(strength(NURSE, SIZES))


def test_the_strength_would_give_back_the_hidden_counts() -> None:
    shown = round(strength(HEAD, SIZES), 4)
    left = [w for w in ways(SIZES, sum(HEAD)) if w[0] == HEAD[0]]
    assert len(left) == 8
    assert [w for w in left if round(strength(w, SIZES), 4) == shown] == [HEAD]


def class_of(p: float) -> int:
    """How many of the named limits a p-value is under."""
    return sum(p < limit for limit in (0.01, 0.05))


@pytest.mark.parametrize("head", [HEAD, (14, 3, 4), (14, 2, 5), (14, 6, 1)])
def test_a_class_that_leaves_fewer_than_six_counts_is_not_shown(head: Counts) -> None:
    left = [w for w in ways(SIZES, sum(head)) if w[0] == head[0]]
    own = class_of(p_value(head, SIZES))
    agreeing = {w[1] for w in left if class_of(p_value(w, SIZES)) == own}
    safe = max(agreeing) - min(agreeing) >= 5
    settings = {"factor": 1.0, "alpha": 0.05, "threshold": 5}
    p = p_value(head, SIZES)
    told = class_is_safe(np.array(head), np.array(SIZES), HIDDEN, p_adjusted=p, **settings)
    assert told is safe


def test_a_link_is_shown_without_its_class_where_that_tells_too_much() -> None:
    study = académie(head=HEAD, nurse=NURSE)
    # Doubled by Holm, its chance is above 0.05: of the eight ways, only 3, 4 and 5 are.
    head, nurse = links_by_group("members", study)["p_adjusted"]
    assert isnan(head)
    assert nurse == pytest.approx(p_value(NURSE, SIZES))
