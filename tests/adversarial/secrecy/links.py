"""What the strength and the chance of a link leave of the counts by type, by brute force."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from tests.adversarial.secrecy.chances import may_be
from tests.adversarial.secrecy.readings import CHANCE, HIDDEN, LINKED, NOTHING, STRENGTH, Link
from tests.adversarial.secrecy.system import Spread, Told
from tests.adversarial.secrecy.world import Answer, World

Ways = npt.NDArray[np.int64]  # a row for each way to spread an answer over the groups
DOMAIN = "voie"


def spreads(world: World, links: Iterable[Link], told: Sequence[Told]) -> Iterator[Spread]:
    """The ways that are left by all that is told of the link of each answer.

    More is granted than is published: by how much the chance was adjusted.
    """
    by_answer: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        by_answer[link.answer.key].append(link)
    family: dict[str, list[Answer]] = defaultdict(list)
    for found in by_answer.values():
        family[str(sorted(found[0].answer.condition))].append(found[0].answer)
    for members in family.values():
        shown = {
            a.key for a in members if any(link.text not in HIDDEN for link in by_answer[a.key])
        }
        factors = _factors(world, members, shown)
        for answer in members:
            groups, bases, true = _table(world, answer)
            ways = _ways(bases, sum(true))
            chance = factors[answer.key] * _chances(ways, bases)
            kept = np.ones(len(ways), dtype=bool)
            places = []
            for link in by_answer[answer.key]:
                agrees = _agrees(
                    link, _strengths(ways, bases), np.minimum(1.0, chance), alpha=world.alpha
                )
                if agrees is not None:
                    kept &= agrees
                    places.append(link.place)
            if kept.all():
                continue
            for item in told:
                own = item.answer.key == answer.key and item.group in groups
                if own and item.count is not None:
                    kept &= ways[:, groups.index(str(item.group))] == item.count
            left = tuple(tuple(int(n) for n in way) for way in ways[kept])
            yield Spread(f"link, {places[0]}", answer, tuple(groups), left)


def _table(world: World, answer: Answer) -> tuple[list[str], list[int], list[int]]:
    """Groups in which the answer can be given, schools of each, and how many gave it."""
    (key,) = answer.condition
    option = world.questions[key].options.get(str(answer.condition[key]))
    only = (option.only or {}) if option else {}
    kinds = only.get("type")
    allowed = {kinds} if isinstance(kinds, str) else set(kinds or ())
    gave, base = world.true_counts(answer)
    groups = []
    for group in dict.fromkeys(_ordered(world)):
        inside = world.mask(group, DOMAIN)
        if not allowed or any(world.units[u][0] in allowed for u in np.flatnonzero(inside)):
            groups.append((group, int(base[inside].sum()), int(gave[inside].sum())))
    return [g[0] for g in groups], [g[1] for g in groups], [g[2] for g in groups]


def _ordered(world: World) -> list[str]:
    return world.groups[DOMAIN]


def _ways(bases: Sequence[int], total: int) -> Ways:
    spread = product(*(range(base + 1) for base in bases[:-1]))
    kept = [(*c, total - sum(c)) for c in spread if 0 <= total - sum(c) <= bases[-1]]
    return np.array(kept, dtype=np.int64)


def _chances(ways: Ways, bases: Sequence[int]) -> npt.NDArray[np.float64]:
    """Exact p-value of each way: all ways that are no likelier, were there no link."""
    of = np.asarray(bases)
    logs = (gammaln(of + 1) - gammaln(ways + 1) - gammaln(of - ways + 1)).sum(axis=1)
    weights = np.exp(logs - logs.max())
    order = np.argsort(weights)
    summed = np.cumsum(weights[order])
    last = np.searchsorted(weights[order], weights * (1 + 1e-7), side="right") - 1
    return np.asarray(summed[last] / summed[-1])


def _strengths(ways: Ways, bases: Sequence[int]) -> npt.NDArray[np.float64]:
    """V de Cramér of each way, of a table of two rows."""
    of = np.asarray(bases, dtype=float)
    total, gave = of.sum(), ways.sum(axis=1, keepdims=True)
    expected = gave * of / total
    rest = (total - gave) * of / total
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = (ways - expected) ** 2 * (1 / expected + 1 / rest)
    return np.asarray(np.sqrt(np.nan_to_num(squares).sum(axis=1) / total))


def _factors(world: World, members: Sequence[Answer], shown: Collection[str]) -> dict[str, float]:
    """By how much Holm's adjustment multiplies each p-value; hidden ones count as the likeliest."""
    raw = {}
    for answer in members:
        _, bases, true = _table(world, answer)
        ways = _ways(bases, sum(true))
        raw[answer.key] = float(_chances(ways, bases)[(ways == np.array(true)).all(axis=1)][0])
        raw[answer.key] = raw[answer.key] if answer.key in shown else 1.0
    order, highest, factors = sorted(raw, key=lambda key: raw[key]), 0.0, {}
    for rank, key in enumerate(order):
        factor = float(len(order) - rank)
        highest = max(highest, factor * raw[key])
        factors[key] = max(factor, highest / raw[key]) if highest < 1 else factor
    return factors


def _agrees(
    link: Link,
    strengths: npt.NDArray[np.float64],
    chances: npt.NDArray[np.float64],
    *,
    alpha: float,
) -> npt.NDArray[np.bool_] | None:
    """Which ways a written strength or chance leaves; None where it tells nothing."""
    text = link.text.replace("\u00a0", "").replace(" ", "").replace(",", ".")
    if link.text in (*HIDDEN, *NOTHING):
        return None
    if link.kind == STRENGTH:
        half = 0.5 * 10.0 ** -len(text.partition(".")[2]) + 1e-9
        return np.asarray(np.abs(strengths - float(text)) <= half)
    if link.kind in (LINKED, CHANCE):
        return may_be(chances, text, alpha)
    return None
