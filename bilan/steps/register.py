"""The step that writes the register of recommendations, and the check of what it rests on."""

import json

from bilan.checks import REGISTER
from bilan.estimates import read_estimates
from bilan.evolution import read_changes
from bilan.files import replace_text
from bilan.indicators import read_indicators
from bilan.paths import ESTIMATES, EVOLUTION, FIGURES, built, known_waves
from bilan.register import Outcome, made_by, outcomes, read_register
from bilan.register_text import FOLLOWED, findings, followed_piece, register_piece
from bilan.waves import read_wave


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
            for chapter, (name, _) in FOLLOWED.items()
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
