"""Steps from the export to the estimates."""

import csv
import io
import json

import pandas as pd

from bilan.disclosure.crossed_tables import decide_hidden, published_links, write_hidden
from bilan.estimation.estimates import estimate, read_estimates, write_estimates
from bilan.estimation.study import open_study, read_built
from bilan.estimation.wave_change import read_changes
from bilan.exports.declared_text import declared_lines
from bilan.project.files import replace_text
from bilan.project.paths import (
    ESTIMATES,
    EVOLUTION,
    EVOLUTION_FILE,
    HIDDEN,
    INDICATORS_FILE,
    LINKS,
    RESPONSES,
    SET_ASIDE,
    SET_ASIDE_FILE,
    UNDECIDED,
    built,
)
from bilan.report.downloads import evolution_csv, indicators_csv, set_aside_csv
from bilan.report.quality_report import contradictions_said
from bilan.responses.load import take
from bilan.responses.responses import write_responses
from bilan.running.steps.reading import kept
from bilan.survey.indicators import indicators_in
from bilan.survey.wave import read_wave


def responses(wave: str) -> None:
    """Check the export; keep the responses that count and why others do not."""
    checked = take(read_wave(wave), kept(wave))
    if said := contradictions_said(wave, checked.contradictions):
        print(said)
    if checked.differences:
        print("\n".join(declared_lines(checked.differences, wave)))
    undecided = json.dumps(dict(checked.responses.undecided), ensure_ascii=False, indent=1)
    replace_text(built(wave, UNDECIDED), undecided + "\n")
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["identifiant", "motif"])
    rows.writerows((aside.identifier, aside.reason) for aside in checked.set_aside)
    replace_text(built(wave, SET_ASIDE), text.getvalue())
    replace_text(built(wave, RESPONSES), write_responses(checked.responses))


def estimates(wave: str) -> None:
    """Estimate every indicator and every option of the wave."""
    table = estimate(read_built(read_wave(wave)), indicators_in(wave))
    replace_text(built(wave, ESTIMATES), write_estimates(table))


def hidden(wave: str) -> None:
    """Decide which groups' shares are hidden, over all that is published of the wave."""
    replace_text(built(wave, HIDDEN), write_hidden(decide_hidden(open_study(wave))))


def links(wave: str) -> None:
    """Test whether the answers to each question depend on the type of EPLE, as texts may say it."""
    table = published_links(open_study(wave))
    replace_text(built(wave, LINKS), table.to_csv(index=False, lineterminator="\n"))


def evolution(wave: str) -> None:
    """Compare the wave with the one before."""
    study = open_study(wave)
    if study.previous is None:
        raise ValueError(f"wave {wave} has none before it")
    table = study.compared(study.previous)
    replace_text(built(wave, EVOLUTION), table.to_csv(index=False, lineterminator="\n"))


def downloads(wave: str) -> None:
    """Indicators, their evolution where a wave precedes, rows set aside, as readers get them."""
    indicators = indicators_in(wave)
    table = indicators_csv(indicators, read_estimates(built(wave, ESTIMATES)))
    replace_text(built(wave, INDICATORS_FILE), table)
    reasons = pd.read_csv(built(wave, SET_ASIDE))["motif"]
    replace_text(built(wave, SET_ASIDE_FILE), set_aside_csv(reasons))
    if read_wave(wave).stated.previous is not None:
        changes = read_changes(built(wave, EVOLUTION))
        replace_text(
            built(wave, EVOLUTION_FILE),
            evolution_csv(indicators, changes, alpha=read_wave(wave).stated.alpha),
        )
