"""Steps that say what a wave's export is worth."""

from typing import Any

from bilan.assembly.pages import render_page
from bilan.estimation.study import read_built
from bilan.project.current_builds import is_current
from bilan.project.files import replace_text
from bilan.project.paths import BAR, FIGURES, RESPONSES, VALIDATION, built
from bilan.report.mention import mentions
from bilan.report.quality_page import validation_markdown
from bilan.report.quality_report import ValidationReport, validation_report
from bilan.report.quality_text import validation_text
from bilan.responses.load import look, take
from bilan.responses.responses import Responses
from bilan.running.steps.reading import kept
from bilan.survey.indicators import indicators_in
from bilan.survey.wave import read_wave


def report(wave: str) -> None:
    """Write the validation report of a wave, also of an export that cannot be used."""
    facts = facts_of(wave, kept(wave))
    stated = facts.wave.stated
    page = render_page(
        validation_markdown(facts),
        title=f"Rapport de validation {wave}",
        subtitle=stated.title,
        mention=mentions().page if stated.simulated else "",
        epoch=facts.wave.epoch,
        bar=FIGURES / wave / BAR,
    )
    target = built(wave, VALIDATION)
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_text(target, page.decode())


def facts_of(wave: str, content: Any = None) -> ValidationReport:
    """What the check of a wave's export finds, problems included.

    `content` is what was read of the export; None to read it.

    Raises
    ------
    DataError
        An input is missing or is not the one that was pinned, the export is not this survey's, or
        that of the wave before cannot be used.
    """
    stated = read_wave(wave)
    previous = stated.stated.previous
    before = None if previous is None else _responses(previous)
    return validation_report(
        look(stated, content), stated, before=before, indicators=indicators_in(wave)
    )


def _responses(wave: str) -> Responses:
    """Responses of a wave, as they were built where that is current."""
    stated = read_wave(wave)
    current = is_current(built(wave, RESPONSES))
    return read_built(stated) if current else take(stated).responses


def terminal(wave: str) -> tuple[str, bool]:
    """The report for the terminal, and whether the export can be used as it is."""
    facts = facts_of(wave)
    return validation_text(facts), not facts.faults
