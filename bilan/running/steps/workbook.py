"""Steps that make the tables ready for programs and for readers: data package and workbook."""

import json
from pathlib import Path

from bilan.project.files import replace_text
from bilan.project.paths import (
    DATA_PACKAGE,
    EVOLUTION_FILE,
    FIGURES,
    GROUPS_FILE,
    INDICATORS_FILE,
    SET_ASIDE_FILE,
    built,
    workbook_name,
)
from bilan.report.data_package import data_package
from bilan.report.data_tables import DataTable, data_tables
from bilan.report.dictionary import entries_of
from bilan.report.sections import read_titles
from bilan.report.workbook_sheets import questions_sheet, signs_sheet, table_sheets
from bilan.survey.illustration_specs import illustrations_of
from bilan.survey.indicators import indicators_in
from bilan.survey.wave import read_wave


def package(wave: str) -> None:
    """Write the description of the tables."""
    descriptor = data_package(read_wave(wave), tables_of(wave))
    text = json.dumps(descriptor, ensure_ascii=False, indent=1)
    replace_text(built(wave, DATA_PACKAGE), text + "\n")


def workbook(wave: str) -> None:
    """Write the workbook."""
    from bilan.report.workbook import write_workbook  # gptables, which only this step needs

    path = built(wave, workbook_name(wave))
    beside = path.with_name(f".{path.name}.new")
    entries = entries_of(wave)
    sheets = [
        signs_sheet(),
        questions_sheet(entries),
        *table_sheets(tables_of(wave), indicators=indicators_in(wave), entries=entries),
    ]
    write_workbook(beside, read_wave(wave), sheets)
    beside.replace(path)


def tables_of(wave: str) -> list[DataTable]:
    """The tables of a wave that readers download."""
    stated = read_wave(wave)
    illustrations = illustrations_of(stated)
    return data_tables(
        stated,
        {Path(name).stem: path for name, path in downloads(wave).items()},
        illustrations=illustrations,
        titles=read_titles(wave, illustrations),
        figures=FIGURES / wave,
    )


def downloads(wave: str) -> dict[str, Path]:
    """The tables of a wave by the name under which they are published, but for illustrations'."""
    compared = [EVOLUTION_FILE] if read_wave(wave).stated.previous else []
    found = {name: built(wave, name) for name in (INDICATORS_FILE, GROUPS_FILE, *compared)}
    return found | {"ecartes.csv": built(wave, SET_ASIDE_FILE)}
