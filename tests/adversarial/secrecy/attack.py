"""The verdict on each small cell: how many values a reader is left with."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.adversarial.secrecy.links import spreads
from tests.adversarial.secrecy.readings import Link, Read, read_site, sentences_telling
from tests.adversarial.secrecy.system import ContradictionError, Row, Spread, System, Told
from tests.adversarial.secrecy.world import Answer, World, group_label

# Domains whose groups are published: a cell is one of these groups.
CROSSED = ("voie", "bassin")


@dataclass(frozen=True)
class Narrowed:
    """A cell under the threshold: how far a reader can narrow it down, and what was possible."""

    name: str
    group: str
    low: int
    high: int
    free: int
    needed: int

    @property
    def safe(self) -> bool:
        """Whether enough counts are left."""
        return self.high - self.low >= self.needed


@dataclass(frozen=True)
class Secret:
    """A sum of few schools: those of a group that gave an answer, or did not, or the middle."""

    name: str
    group: str
    answers: tuple[Answer, ...]
    negated: bool
    count: int

    def row(self, system: System) -> Row:
        """The sum in a system's unknowns."""
        inside = system.world.mask(self.group)
        gave, base = system.counted(self.answers[0])
        row = system.row(gave, inside)
        if self.negated:
            row = _difference(system.row(base, inside), row)
        if len(self.answers) > 1:
            row = _difference(row, system.row(system.counted(self.answers[1])[0], inside))
        return row


def _difference(row: Row, other: Row) -> Row:
    found = dict(row)
    for at, value in other.items():
        found[at] = found.get(at, 0.0) - value
    return {at: value for at, value in found.items() if value}


def small_cells(world: World, answers: Iterable[Answer], *, threshold: int) -> Iterator[Secret]:
    """Cells of fewer schools than the threshold, by answer, its contrary, and nested answers."""
    known = list(answers)
    for answer in known:
        gave, base = world.true_counts(answer)
        for domain in CROSSED:
            for group in world.groups[domain]:
                inside = world.mask(group, domain)
                count, of = int(gave[inside].sum()), int(base[inside].sum())
                if count < threshold and of:
                    yield Secret(str(answer), group, (answer,), False, count)
                if of - count < threshold and of:
                    yield Secret(f"not: {answer}", group, (answer,), True, of - count)
    for inner in known:
        for outer in known:
            if inner.within == outer.within and set(outer.condition) < set(inner.condition):
                yield from _between(world, inner, outer, threshold)


def _between(world: World, inner: Answer, outer: Answer, threshold: int) -> Iterator[Secret]:
    """Schools that gave the outer answer and not the inner one, which follows from it."""
    gave, around = world.truth(inner.condition), world.truth(outer.condition)
    if (gave & ~around).any():
        return
    between = np.bincount(world.unit_of[around & ~gave], minlength=len(world.units))
    for domain in CROSSED:
        for group in world.groups[domain]:
            count = int(between[world.mask(group, domain)].sum())
            if count < threshold:
                yield Secret(f"{outer}, without {inner}", group, (outer, inner), False, count)


def attack(
    world: World,
    told: Sequence[Told | Spread],
    *,
    threshold: int,
    granted: Sequence[Told | Spread] = (),
) -> list[Narrowed]:
    """Every cell under the threshold, with the values that are left to a reader.

    A cell is safe where at least `threshold` + 1 neighbouring values are left, or as many as are
    without what is told by group: the totals, and what is `granted`, are then all that is known.
    """
    totals = [t for t in told if isinstance(t, Told) and t.group is None and not t.weighted]
    full, blind = System(world, told), System(world, [*totals, *granted])
    found = []
    for secret in small_cells(world, world.answers.values(), threshold=threshold):
        if full.tells_of(secret.row(full)):
            found.append(_judged(secret, full, blind, threshold=threshold))
    return found


def attack_from_inside(
    world: World,
    told: Sequence[Told | Spread],
    *,
    threshold: int,
    granted: Sequence[Told | Spread],
) -> list[Narrowed]:
    """Cells that are small for a school of the group, which knows its own answer.

    The report does not reckon with that, and is `granted`: what more is told, on the sheets of
    schools, must not narrow a cell of the others further.
    """
    full, blind = System(world, told), System(world, granted)
    voies, found = world.responses.schools["voie"].map(lambda v: group_label("voie", str(v))), []
    for answer in world.answers.values():
        gave = world.truth({**answer.within, **answer.condition})
        base = world.truth(answer.within) & world.answered(answer.condition)
        for group in world.groups["voie"]:
            inside = base & (voies == group).to_numpy()
            for own in (True, False):
                knowers = np.flatnonzero(inside & (gave == own))
                others = int((inside & gave).sum()) - own, int((inside & ~gave).sum()) - (not own)
                for negated, count in zip((False, True), others, strict=True):
                    if not len(knowers) or count >= threshold:
                        continue
                    name = f"{'not: ' if negated else ''}{answer}, to one of them"
                    secret = Secret(name, group, (answer,), negated, count)
                    if full.tells_of(secret.row(full)):
                        knower = int(knowers[0])
                        found.append(
                            _judged(secret, full, blind, threshold=threshold, knower=knower)
                        )
    return found


def _judged(
    secret: Secret, full: System, blind: System, *, threshold: int, knower: int | None = None
) -> Narrowed:
    try:
        low, high = full.range(secret.row(full), knower=knower)
    except ContradictionError as error:
        raise ContradictionError(
            f"what is told of {secret.name} cannot all be true: {error}"
        ) from None
    free = high - low
    if free < threshold:
        lowest, highest = blind.range(secret.row(blind), knower=knower)
        free = highest - lowest
    return Narrowed(secret.name, secret.group, low, high, free, min(threshold, free))


def told_by(
    site: Path, world: World, *, threshold: int, said: Iterable[Read] = ()
) -> tuple[list[Told | Spread], list[str]]:
    """All that the published files tell, ready for the system; and what they should not say.

    said : what their sentences tell. A label may name several answers: of one by group, or of its
        link, those are meant that tables by group have.
    """
    read, faults = read_site(site, world)
    shown = {r.answer.key for r in read if isinstance(r, Link) or r.group is not None}
    read += [
        r for r in said
        if r.answer.key in shown or (isinstance(r, Told) and r.group is None)
    ]  # fmt: skip
    links = [item for item in read if isinstance(item, Link)]
    numbers = _unique(item for item in read if isinstance(item, Told))
    known = {(t.answer.key, t.group) for t in numbers if t.count is not None}
    numbers = [
        t
        for t in numbers
        if t.count is not None or t.weighted or (t.answer.key, t.group) not in known
    ]
    crossed = {t.answer.key: t.answer for t in numbers if t.group is not None}
    crossed |= {link.answer.key: link.answer for link in links}
    secrets = [
        (s.answers[0], s.group)
        for s in small_cells(world, crossed.values(), threshold=threshold)
        if len(s.answers) == 1 and (s.answers[0].key, s.group) not in known
    ]
    numbers += _unique(sentences_telling(site, world, _pairs(secrets)))
    return [*numbers, *spreads(world, links, numbers)], faults


def _pairs(secrets: Iterable[tuple[Answer, str]]) -> list[tuple[Answer, str]]:
    return list({(a.key, g): (a, g) for a, g in secrets}.values())


def _unique(told: Iterable[Told]) -> list[Told]:
    """What is told, once for each answer, group and number."""
    found: dict[tuple[object, ...], Told] = {}
    for item in told:
        key = (
            item.answer.key,
            item.group,
            item.low,
            item.high,
            item.count,
            item.base,
            item.weighted,
        )
        found.setdefault(key, item)
    return list(found.values())
