"""The whole attack on the files of a wave, and on the sheets of its schools."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bilan.estimation.study import Study
from tests.adversarial.secrecy.attack import Narrowed, attack, attack_from_inside, told_by
from tests.adversarial.secrecy.changes import attack_changes
from tests.adversarial.secrecy.means import (
    MeanTold,
    attack_means,
    attack_means_from_inside,
    read_means,
)
from tests.adversarial.secrecy.sentence_forms import read_sentences
from tests.adversarial.secrecy.sheets import read_sheet_means, read_sheets
from tests.adversarial.secrecy.system import Spread, Told
from tests.adversarial.secrecy.world import World


@dataclass(frozen=True)
class Attacked:
    """What an attack looked at, and what it found: cells that give way, and other faults."""

    cells: tuple[Narrowed, ...]
    faults: tuple[str, ...]

    @property
    def found(self) -> list[str]:
        """All that should not be so, in words."""
        return [*self.faults, *(str(cell) for cell in self.cells if not cell.safe)]


def attack_site(study: Study, site: Path, *, sheets: Iterable[str] = ()) -> Attacked:
    """The attack on the files of a wave; with the pages of its sheets, on both together."""
    world, threshold = (
        World(study.responses, study.indicators, study.wave.stated.alpha),
        study.wave.stated.thresholds.disclosure,
    )
    said, unread = read_sentences(site, world)
    shares = [item for item in said if not isinstance(item, MeanTold)]
    report, faults = told_by(site, world, threshold=threshold, said=shares)
    faults += unread
    means = [*read_means(site, world), *(item for item in said if isinstance(item, MeanTold))]
    pages = list(sheets)
    if pages:
        found = attack_sheets(world, pages, report=report, means=means, threshold=threshold)
    else:
        found = Attacked(
            tuple(attack(world, report, threshold=threshold)),
            tuple(attack_means(world, means, threshold=threshold)),
        )
    return Attacked((*found.cells, *attack_changes(study, site)), (*faults, *found.faults))


def attack_sheets(
    world: World,
    pages: Sequence[str],
    *,
    report: Sequence[Told | Spread],
    means: Sequence[MeanTold],
    threshold: int,
) -> Attacked:
    """The attack on the report and the sheets of all schools together, by anyone and by each."""
    on_sheets, wrong = read_sheets(pages, world)
    told = [*report, *on_sheets]
    cells = attack(world, told, threshold=threshold)
    cells += attack_from_inside(world, told, threshold=threshold, granted=report)
    of_means = read_sheet_means(pages, world)
    known = attack_means(world, [*means, *of_means], threshold=threshold)
    known += attack_means_from_inside(world, of_means, threshold=threshold, granted=means)
    return Attacked(tuple(cells), (*wrong, *known))
