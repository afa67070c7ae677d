"""The step that writes what the chapters include."""

from pathlib import Path

import pandas as pd

from bilan.estimation.estimates import read_estimates
from bilan.estimation.wave_change import read_changes
from bilan.project.files import replace_text
from bilan.project.paths import ESTIMATES, EVOLUTION, FIGURES, built
from bilan.report.annex_tables import response_piece, tables_piece
from bilan.report.questionnaire import questionnaire_piece
from bilan.report.sections import colophon_piece, illustration_piece, imprint_piece, read_titles
from bilan.survey.codebook import asked_in
from bilan.survey.illustration_specs import illustrations_of, not_asked
from bilan.survey.indicators import indicators_in
from bilan.survey.wave import read_wave


def pieces(wave: str) -> None:
    """Write every piece that the chapters of a wave include."""
    stated, folder = read_wave(wave), FIGURES / wave
    names = list(illustrations_of(stated))
    titles = read_titles(wave, names)
    estimates = read_estimates(built(wave, ESTIMATES))
    facts = [folder / f"{name}.json" for name in names]
    written = {name: illustration_piece(folder / f"{name}.json", titles[name]) for name in names}
    written |= {
        "protocole": response_piece(estimates),
        "questionnaire": questionnaire_piece(asked_in(wave)),
        "tables": _tables(wave, facts, estimates),
        "colophon": colophon_piece(stated),
        "publication": imprint_piece(stated) + "\n",
    }
    written |= {name: f"{why}\n" for name, why in not_asked(stated).items()}
    for name, text in written.items():
        replace_text(folder / f"{name}.qmd", text)


def _tables(wave: str, facts: list[Path], estimates: pd.DataFrame) -> str:
    previous = read_wave(wave).stated.previous
    changes = None if previous is None else read_changes(built(wave, EVOLUTION))
    waves = (previous or "", wave)
    return tables_piece(facts, indicators_in(wave), estimates, changes=changes, waves=waves)
