"""`check --fix`: plain numbers that are no longer true, rewritten in place."""

import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from bilan.project.files import composed
from bilan.project.paths import BUILD, REPORT, shown
from bilan.prose.check import examine_wave
from bilan.prose.verdict import Examined


@dataclass(frozen=True, order=True)
class Fix:
    """A number that was rewritten: file relative to the project, line, before, after."""

    file: str
    line: int
    before: str
    after: str


def fix_wave(wave: str, *, report: Path = REPORT, build: Path = BUILD) -> list[Fix]:
    """Rewrite the plain numbers of a wave's text that are wrong; what was rewritten.

    Only percentages, and counts near one of numerator and base, whose unit or noun stands within
    the brackets, without a shade. All else is left to the editor. Each file is replaced
    whole, and no byte outside the numbers changes.
    """
    wrong: dict[Path, list[Examined]] = defaultdict(list)
    for result in examine_wave(wave, report=report, build=build):
        if result.replacement is not None:
            wrong[result.binding.line.file].append(result)
    fixes = []
    for path, results in wrong.items():
        _rewrite(path, results)
        fixes += [
            Fix(shown(path), r.binding.line.number, r.binding.text, r.replacement or "")
            for r in results
        ]
    return sorted(fixes)


def _rewrite(path: Path, results: list[Examined]) -> None:
    rows = composed(path.read_bytes().decode("utf-8")).split("\n")
    for result in sorted(results, key=lambda result: -result.binding.start):
        binding, row = result.binding, rows[result.binding.line.number - 1]
        rows[binding.line.number - 1] = (
            row[: binding.start] + (result.replacement or "") + row[binding.end :]
        )
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes("\n".join(rows).encode("utf-8"))
    beside.chmod(path.stat().st_mode)
    os.replace(beside, path)  # noqa: PTH105 — atomic where both are on one disk
