"""The attack on the comparison of two waves: how many schools changed their answer, each way."""

import csv
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

from scipy.stats import binom

from bilan.campaigns.secrecy.attack import Narrowed
from bilan.measures import Measure, measures
from bilan.paths import EVOLUTION_FILE
from bilan.responses import Responses
from bilan.study import Study

LOST, GAINED = "gave it before only", "gives it now only"


def attack_changes(study: Study, site: Path) -> list[Narrowed]:
    """How far the numbers of schools that changed can be narrowed down, where they are few.

    A reader knows how many gave the answer in each wave, how many schools answered in both, and
    what is published of the test's p-value, which comes from the two numbers alone.
    """
    path = site / "donnees" / EVOLUTION_FILE
    if study.previous is None or not path.is_file():
        return []
    before = {m.id: m for m in _shares(study.previous.responses, study.previous)}
    after = {m.id: m for m in _shares(study.responses, study)}
    threshold, found = study.wave.stated.thresholds.disclosure, []
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        name = row["indicateur"]
        if name not in before or name not in after or not row["p"]:
            continue
        one, two = (
            _given(before[name], study.previous.responses),
            _given(after[name], study.responses),
        )
        both = sorted(set(one) & set(two))
        left = list(_possible(sum(one.values()), len(one), sum(two.values()), len(two), len(both)))
        known = [pair for pair in left if agrees(mcnemar(*pair), row["p"])]
        true = (
            sum(one[s] and not two[s] for s in both),
            sum(two[s] and not one[s] for s in both),
        )
        if true not in known:
            raise RuntimeError(f"what is published of {name} contradicts itself")
        for way, label in enumerate((LOST, GAINED)):
            if true[way] < threshold:
                low, high = _ends(known, way)
                lowest, highest = _ends(left, way)
                free = highest - lowest
                needed = min(threshold, free)
                found.append(Narrowed(name, label, low, high, free, needed))
    return found


def _ends(pairs: list[tuple[int, int]], way: int) -> tuple[int, int]:
    return min(pair[way] for pair in pairs), max(pair[way] for pair in pairs)


def _shares(responses: Responses, study: Study) -> Iterator[Measure]:
    return (m for m in measures(responses, study.indicators) if m.kind == "share")


def _given(measure: Measure, responses: Responses) -> dict[str, bool]:
    """Whether each school of the base that answered gave the answer."""
    kept = measure.base & (measure.numerator == measure.numerator)
    names = responses.answers.index
    return {str(n): bool(v) for n, v, k in zip(names, measure.numerator, kept, strict=True) if k}


def _possible(had: int, asked: int, have: int, ask: int, both: int) -> Iterator[tuple[int, int]]:
    """Numbers that gave the answer before only and now only, with these counts of each wave."""
    firsts = range(max(0, had - (asked - both)), min(had, both) + 1)
    seconds = range(max(0, have - (ask - both)), min(have, both) + 1)
    differences = {two - one for one, two in product(firsts, seconds)}
    for lost, gained in product(range(both + 1), range(both + 1)):
        kept = gained - lost in differences and any(
            lost <= one <= both - gained and one + gained - lost in seconds for one in firsts
        )
        if kept:
            yield lost, gained


@cache
def mcnemar(lost: int, gained: int) -> float:
    """Exact two-sided p-value."""
    changed = lost + gained
    return min(1.0, 2 * float(binom.cdf(min(lost, gained), changed, 0.5))) if changed else 1.0


def agrees(p: float, published: str) -> bool:
    """Whether a p-value is one that may have been published so: as a class, or rounded.

    Of two classes the narrower is named: what is said to be under 0.05 is not under 0.01.
    """
    if published.startswith("<"):
        limit = float(published[1:])
        return {0.05: 0.01}.get(limit, 0.0) <= p < limit
    if published.startswith(">="):
        return p >= float(published[2:])
    digits = len(published.partition(".")[2])
    return abs(p - float(published)) <= 0.5 * 10.0 ** -max(digits, 4) + 1e-9
