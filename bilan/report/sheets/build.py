"""Making the sheets of a wave: in batches, and all of them or none."""

import re
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bilan.assembly.fonts import prepare_fonts
from bilan.estimation.study import open_study
from bilan.project.errors import DataError
from bilan.project.paths import FONTS, ROOT
from bilan.report.sheets.facts import Facts
from bilan.report.sheets.html import page_of
from bilan.report.sheets.pdf import pdf_maker
from bilan.report.sheets.sheet import Fiche

FICHES = ROOT / "_fiches"
UAI = re.compile(r"[0-9A-Za-z]+")


def make_fiches(wave: str, *, jobs: int, output: Path = FICHES) -> list[Path]:
    """Files of the sheets of a wave: `<output>/<wave>/<UAI>.pdf` and `.html`, by UAI.

    One sheet for each school that was asked, also for one that did not answer; what was there
    before is replaced when all are whole.
    Each is for its school alone: the folder lies outside what is published.

    Raises
    ------
    UsageError, DataError
        There is no such wave, or its data are wrong.
    AssemblyError
        A sheet cannot be made.
    """
    study = open_study(wave)
    facts = Facts(study)
    schools = sorted([*facts.schools, *facts.absent])
    if unnamed := [uai for uai in schools if not UAI.fullmatch(uai)]:
        raise DataError(
            "a school's UAI cannot name a file",
            expected="letters and digits",
            found=repr(unnamed[0]),
            next_step="mend the sampling frame",
        )
    fiches = [facts.of(uai) for uai in schools]
    fonts, workers = prepare_fonts(FONTS), max(1, jobs)
    batches = [fiches[start::workers] for start in range(workers)]
    with ThreadPoolExecutor(max_workers=workers) as pool:
        made = list(
            pool.map(lambda batch: make_batch(batch, fonts=fonts, epoch=study.wave.epoch), batches)
        )
    return _written([file for batch in made for file in batch], output / wave)


def make_batch(fiches: Sequence[Fiche], *, fonts: Path, epoch: int) -> list[tuple[str, bytes]]:
    """Name and content of the two files of each sheet; the same wherever it runs."""
    make_pdf = pdf_maker([fonts], epoch=epoch)
    files = []
    for fiche in fiches:
        files += [(f"{fiche.uai}.html", page_of(fiche)), (f"{fiche.uai}.pdf", make_pdf(fiche))]
    return files


def _written(files: Sequence[tuple[str, bytes]], folder: Path) -> list[Path]:
    """The files, in a folder that takes the place of the one before."""
    beside, before = (
        folder.with_name(f".{folder.name}.new"),
        folder.with_name(f".{folder.name}.old"),
    )
    for left in (beside, before):
        shutil.rmtree(left, ignore_errors=True)
    beside.mkdir(parents=True)
    for name, content in files:
        (beside / name).write_bytes(content)
    if folder.exists():
        folder.replace(before)
    beside.replace(folder)
    shutil.rmtree(before, ignore_errors=True)
    return sorted(folder / name for name, _ in files)
