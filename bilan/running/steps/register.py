"""The step that writes the register of recommendations, and the check of what it rests on."""

import json

from bilan.estimation.estimates import read_estimates
from bilan.estimation.recommendations import Outcome, made_by, outcomes, read_register
from bilan.estimation.wave_change import read_changes
from bilan.project.files import replace_text
from bilan.project.paths import ESTIMATES, EVOLUTION, FIGURES, REGISTER, built, known_waves
from bilan.report.recommendation_tables import FOLLOWED, findings, followed_piece, register_piece
from bilan.survey.indicators import read_indicators
from bilan.survey.wave import read_wave


def register(wave: str) -> None:
    """Write what the wave recommends and, from the second on, what became of what was before.

    What an editor must look at in it goes to `registre.json`, for the check of the text.
    """
    made, followed = outcomes_in(wave)
    previous = read_wave(wave).stated.previous
    written = {"registre": register_piece(made, wave=wave)}
    if previous is not None:
        written |= {
            f"registre-{name}": followed_piece(
                followed, chapter=chapter, wave=wave, previous=previous
            )
            for chapter, name in FOLLOWED.items()
        }
    for name, text in written.items():
        replace_text(FIGURES / wave / f"{name}.qmd", text)
    messages = findings([*followed, *made], wave=wave)
    replace_text(built(wave, REGISTER), json.dumps(messages, ensure_ascii=False, indent=1) + "\n")


def outcomes_in(wave: str) -> tuple[list[Outcome], list[Outcome]]:
    """Outcomes of what the wave recommends, and of what the wave before did."""
    previous = read_wave(wave).stated.previous
    waves = [name for name in known_waves() if name <= wave]
    estimates = {name: read_estimates(built(name, ESTIMATES)) for name in waves}
    evolution = None if previous is None else read_changes(built(wave, EVOLUTION))

    def of(bilan: str | None) -> list[Outcome]:
        return outcomes(
            made_by(bilan, read_register()),
            wave=wave,
            indicators=read_indicators(),
            estimates=estimates,
            evolution=evolution,
        )

    return of(wave), of(previous)
