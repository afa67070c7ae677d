"""The step that writes where each number and each illustration of a report comes from."""

import json
from collections.abc import Sequence

import pandas as pd

from bilan.estimation.estimates import read_estimates
from bilan.estimation.wave_change import read_changes
from bilan.project.files import replace_text
from bilan.project.paths import CARDS, ESTIMATES, EVOLUTION, EXECUTED, FIGURES, built
from bilan.prose.data import read_figures
from bilan.prose.wordings import read_wordings
from bilan.report.card import script
from bilan.report.indicator_cards import Survey
from bilan.report.notebook_cells import read_recorded
from bilan.report.provenance import Shown, cards
from bilan.report.tally_cards import tally_cards
from bilan.running.steps.register import outcomes_in
from bilan.survey.codebook import asked_in
from bilan.survey.illustration_specs import illustrations_of
from bilan.survey.indicators import indicators_in, read_statements
from bilan.survey.wave import read_wave


def provenance(wave: str, notebooks: Sequence[str]) -> None:
    """Write the cards of a wave as the script that its page carries."""
    stated, folder = read_wave(wave), FIGURES / wave
    previous = stated.stated.previous
    illustrations = illustrations_of(stated)
    facts = {
        name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        for name in illustrations
    }
    cells = read_recorded(built(wave, EXECUTED) / f"{name}.ipynb" for name in notebooks)
    evolution = None if previous is None else read_changes(built(wave, EVOLUTION))
    made = cards(
        _survey(wave, evolution),
        Shown(illustrations, facts, cells),
        before=None if previous is None else _survey(previous),
        statements=read_statements(),
        wave=stated,
    )
    proposed, followed = outcomes_in(wave)
    made |= tally_cards(followed, proposed, read_figures(wave), read_wordings())
    replace_text(folder / CARDS, script(made))


def _survey(wave: str, evolution: pd.DataFrame | None = None) -> Survey:
    estimates = read_estimates(built(wave, ESTIMATES))
    return Survey(wave, indicators_in(wave), estimates, asked_in(wave), evolution)
