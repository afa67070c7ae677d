"""The step that makes the dictionary of the questions."""

from bilan.assembly.pages import render_page
from bilan.project.files import replace_text
from bilan.project.paths import BAR, DICTIONARY, FIGURES, built, workbook_name
from bilan.report.dictionary import entries_of
from bilan.report.dictionary_page import dictionary_markdown, page_title
from bilan.report.mention import mentions
from bilan.survey.illustration_specs import illustrations_of
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
