"""The attack on the tests: what the published class of a p-value tells of hidden counts."""

import csv
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from bilan.campaigns.attack import Narrowed
from bilan.crossed import crossed_shares, links_by_group
from bilan.illustrated import illustrations_of
from bilan.modalities import LABELS
from bilan.published import csv_chance
from bilan.statistics.association import fisher_freeman_halton
from bilan.study import Study

Counts = tuple[int, ...]
HIDDEN = "s"


def attack_links(study: Study, site: Path) -> list[Narrowed]:
    """How far hidden counts by group can be narrowed down by the class of a p-value.

    The reader knows the shown cells, the total, the class of the p-value, and (more than is
    published) the factor that Holm's adjustment gave it.
    """
    found = []
    for illustration in illustrations_of(study.wave).values():
        if illustration.kind == "association":
            path = site / "donnees" / f"{illustration.id}.csv"
            with path.open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            found += _of_question(study, illustration.question, rows)
    return found


def _of_question(study: Study, question: str, rows: list[dict[str, str]]) -> list[Narrowed]:
    threshold, found = study.wave.stated.thresholds.disclosure, []
    alpha = study.wave.stated.alpha
    tests = links_by_group(question, study).set_index("label")["p_adjusted"]
    crossed = crossed_shares(question, study)
    raw = pd.Series({n: _p(tuple(s.numerators), tuple(s.bases)) for n, s in crossed.items()})
    for label, shares in crossed.items():
        bases, true = tuple(map(int, shares.bases)), tuple(map(int, shares.numerators))
        names = [LABELS["voie"][group] for group in shares.bases.index]
        cells = {row["type"]: row for row in rows if row["modalite"] == label}
        left = [c for c in _tables(bases, sum(true)) if _as_shown(c, names, cells)]
        published = cells[names[0]]["p_holm"]
        factor = float(len(raw) - (raw < raw[label]).sum())
        if tests[label] < 1:
            factor = max(factor, tests[label] / raw[label])
        known = [
            c for c in left
            if published in (HIDDEN, csv_chance(min(1.0, factor * _p(c, bases)), alpha))
        ]  # fmt: skip
        if true not in known:
            raise RuntimeError(f"what is published of {label} contradicts itself")
        for at, name in enumerate(names):
            if min(true[at], bases[at] - true[at]) < threshold:
                low, high = min(c[at] for c in known), max(c[at] for c in known)
                free = max(c[at] for c in left) - min(c[at] for c in left)
                named = f"{label}, from its test"
                found.append(Narrowed(named, name, low, high, free, min(threshold, free)))
    return found


def _tables(bases: Counts, total: int) -> Iterator[Counts]:
    for counts in product(*(range(base + 1) for base in bases[:-1])):
        last = total - sum(counts)
        if 0 <= last <= bases[-1]:
            yield (*counts, last)


def _as_shown(counts: Counts, names: list[str], cells: Mapping[str, dict[str, str]]) -> bool:
    shown = [cells[name]["effectif"] for name in names]
    return all(not s.isdecimal() or int(s) == n for n, s in zip(counts, shown, strict=True))


def _p(counts: Counts, bases: Counts) -> float:
    table = np.array([[n, base - n] for n, base in zip(counts, bases, strict=True)])
    return float(fisher_freeman_halton(table, seed=0).p_value)
