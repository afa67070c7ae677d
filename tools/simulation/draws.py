"""Which schools tick: exactly as many as asked for, likelier where the score is higher.

Drawing the `k` highest of score + Gumbel noise is drawing `k` schools one after the other without
replacement, each with a chance proportional to exp(score) (Yellott 1977, J. Math. Psych. 15).
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from bilan.project.errors import DataError
from tools.simulation.scenario import Item

CERTAIN = 100.0  # a score that Gumbel noise never outweighs


def pick(rng: np.random.Generator, score: pd.Series, number: int) -> pd.Index:
    """Index of `number` schools drawn without replacement."""
    if not 0 <= number <= len(score):
        raise DataError(
            "simulation",
            expected=f"between 0 and {len(score)} schools to draw",
            found=str(number),
            next_step="mend the counts in data/simulation/scenario.yml",
        )
    noisy = score + rng.gumbel(size=len(score))
    return noisy.sort_values(ascending=False, kind="stable").index[:number]


def quotas(
    total: int, *, sizes: Mapping[str, int], log_odds: Mapping[str, float | None]
) -> dict[str, int]:
    """Ticks by type that add up to `total`, their shares differing by the given log-odds.

    The common intercept is found by bisection, then shares become whole numbers by the largest
    remainders. A type whose log-odds are None gets none.
    """
    odds = {kind: value for kind in sizes if (value := log_odds[kind]) is not None}

    def expected(intercept: float) -> dict[str, float]:
        return {k: sizes[k] / (1 + np.exp(-intercept - w)) for k, w in odds.items()}

    low, high = -30.0, 30.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(expected(middle).values()) < total else (low, middle)
    wanted = expected(high)
    whole = {kind: int(value) for kind, value in wanted.items()}
    by_remainder = sorted(odds, key=lambda kind: whole[kind] - wanted[kind])
    for kind in by_remainder[: total - sum(whole.values())]:
        whole[kind] += 1
    return whole


def draw_first(
    rng: np.random.Generator, *, item: Item, types: pd.Series, score: pd.Series
) -> pd.Index:
    """Index of the schools that tick when no earlier answer is known."""
    if item.log_odds is None:
        return pick(rng, score, item.count)
    sizes = {str(kind): int(number) for kind, number in types.value_counts(sort=False).items()}
    drawn: list[str] = []
    for kind, number in quotas(item.count, sizes=sizes, log_odds=item.log_odds).items():
        drawn.extend(pick(rng, score[types == kind], number))
    return pd.Index(drawn)


def draw_again(
    rng: np.random.Generator,
    *,
    item: Item,
    prior: pd.Series,
    score: pd.Series,
    holds_alone: pd.Series,
) -> pd.Index:
    """Index of the schools that tick, most of them as they did before.

    `prior` is 1, 0 or missing. The schools that answered before move by exactly what the count asks
    for, plus `churn` both ways. Where `holds_alone`, the tick is the school's only one in a
    question that wants one: it is given up last.
    """
    known = prior.dropna()
    fresh = prior.index[prior.isna()]
    new = item.new if item.new is not None else round(len(fresh) * item.count / len(prior))
    if known.empty:
        new = item.count
    new = min(new, len(fresh))
    had, lacked = known.index[known == 1], known.index[known == 0]
    net = item.count - new - len(had)
    churn = item.churn or 0
    gains, losses = max(net, 0) + churn, max(-net, 0) + churn
    lost = pick(rng, -score[had] - CERTAIN * holds_alone[had], losses)
    won = pick(rng, score[lacked], gains)
    return had.difference(lost, sort=False).append([won, pick(rng, score[fresh], new)])


def draw_list(
    rng: np.random.Generator,
    *,
    counts: Mapping[str, int],
    prior: pd.Series,
    churn: int,
    fixed: str | None,
) -> pd.Series:
    """One option per school of `prior.index`, each as often as `counts` says.

    Schools keep their earlier option, but for `churn` pairs that swap, and for as few moves as the
    counts need. An option that is `fixed` takes no part in swaps.
    """
    fresh = prior.index[prior.isna()]
    answer = prior.copy()
    free = prior.index[prior.notna() & (prior != fixed)].to_numpy(copy=True)
    for one, other in rng.permutation(free)[: 2 * min(churn, len(free) // 2)].reshape(-1, 2):
        answer[one], answer[other] = answer[other], answer[one]
    surplus: list[str] = []
    for option, wanted in counts.items():
        holders = answer.index[answer == option]
        share = round(len(fresh) * wanted / len(prior)) if len(fresh) < len(prior) else 0
        extra = max(len(holders) - (wanted - share), 0)
        surplus.extend(rng.choice(holders.to_numpy(), size=extra, replace=False))
    answer[surplus] = None
    missing = [
        option
        for option, wanted in counts.items()
        for _ in range(wanted - int((answer == option).sum()))
    ]
    answer[answer.isna()] = rng.permutation(np.array(missing, dtype=object))
    return answer
