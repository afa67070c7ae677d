"""The step that makes the dictionary of the questions."""

import msgspec

from bilan.assembly.pages import render_page
from bilan.project.files import replace_text
from bilan.project.paths import BAR, DICTIONARY, FIGURES, USES, built, known_waves, workbook_name
from bilan.prose.uses import Use
from bilan.report.dictionary import Entry, entries
from bilan.report.dictionary_page import dictionary_markdown, page_title
from bilan.report.mention import mentions
from bilan.survey.illustration_specs import illustrations_of
from bilan.survey.indicators import indicators_in
from bilan.survey.wave import read_wave


def dictionary(wave: str) -> None:
    """Write the page of the questions."""
    stated = read_wave(wave)
    markdown = dictionary_markdown(
        entries_of(wave),
        wave=wave,
        workbook=f"donnees/{workbook_name(wave)}",
        illustrations=illustrations_of(stated),
    )
    page = render_page(
        markdown,
        title=page_title(wave),
        subtitle=stated.stated.title,
        mention=mentions().page if stated.stated.simulated else "",
        epoch=stated.epoch,
        bar=FIGURES / wave / BAR,
    )
    replace_text(built(wave, DICTIONARY), page.decode())


def entries_of(wave: str) -> list[Entry]:
    """The dictionary of a wave and of those before it."""
    used = msgspec.json.decode(built(wave, USES).read_bytes(), type=dict[str, list[Use]])
    return entries(
        [name for name in known_waves() if name <= wave],
        indicators=indicators_in(wave),
        illustrations=illustrations_of(read_wave(wave)),
        uses=used,
    )
