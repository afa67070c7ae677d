"""The whole attack on the files of a wave, and on the sheets of its schools."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bilan.estimation.study import Study
from tests.adversarial.secrecy.attack import Narrowed, attack, attack_from_inside, told_by
from tests.adversarial.secrecy.changes import attack_changes
from tests.adversarial.secrecy.means import attack_means, read_means
from tests.adversarial.secrecy.sheets import read_sheets
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
    report, faults = told_by(site, world, threshold=threshold)
    on_sheets, wrong = read_sheets(sheets, world)
    told = [*report, *on_sheets]
    cells = attack(world, told, threshold=threshold)
    if on_sheets:
        cells += attack_from_inside(world, told, threshold=threshold, granted=report)
    cells += attack_changes(study, site)
    means = attack_means(world, list(read_means(site, world)), threshold=threshold)
    return Attacked(tuple(cells), (*faults, *wrong, *means))
