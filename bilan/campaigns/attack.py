"""An attacker who has read all that is published, and solves for what is not.

A cell of fewer schools than the threshold is safe where the smallest and the largest count that it
may have (see `bilan.unknowns`) are at least the threshold apart, or as far apart as they are
without any figure by group.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bilan.codebook import Asked
from bilan.unknowns import Fact, Unit, Unknowns, components, small_cells, without_cells


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


def attack(
    facts: Sequence[Fact],
    truth: Mapping[tuple[str, str], int],
    *,
    bases: Mapping[Unit, int],
    questions: Sequence[Asked],
    threshold: int,
) -> list[Narrowed]:
    """Every cell under the threshold, by answer, its contrary, and what nested answers leave.

    `truth` has the true count by name and group. What the attacker knows is in `facts`, and
    `bases`: how many schools answered of each unit, which is in one group of each domain.
    """
    known = {question.id: question for question in questions}
    found = []
    for members in components(facts, known):
        model = Unknowns(members, bases, known)
        blind = Unknowns([without_cells(fact) for fact in members], bases, known)
        for cell in small_cells(members, truth, bases, model=model, threshold=threshold):
            low, high = model.range(cell.weights)
            free = blind.width(cell.weights)
            found.append(Narrowed(cell.name, cell.group, low, high, free, min(threshold, free)))
    return found
