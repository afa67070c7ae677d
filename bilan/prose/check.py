"""The check of a wave's text: all that is wrong with it, in the order of the text."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bilan.french.markdown_writer import escaped
from bilan.project.paths import BUILD, RECOMMENDATIONS, REPORT, SYNTHESIS, documents_of
from bilan.prose.bindings import Binding
from bilan.prose.chapter_lines import ChapterLine, read_lines, register_lines
from bilan.prose.check_binding import examine
from bilan.prose.clause_context import around
from bilan.prose.data import Figures, read_figures
from bilan.prose.findings import Finding, errors, findings_text, to_json
from bilan.prose.glossary import Glossary, acronyms_used, check_names, read_glossary
from bilan.prose.omissions import omissions
from bilan.prose.paragraphs import bindings_in, paragraphs
from bilan.prose.unbound_numbers import unbound
from bilan.prose.verdict import Examined
from bilan.prose.wordings import Wordings, read_wordings

NO_BINDING = "Une recommandation ne se lie pas à un chiffre\u00a0: dites-le dans un chapitre"

__all__ = ["Finding", "check_wave", "errors", "examine_wave", "findings_text", "to_json"]


def check_wave(
    wave: str,
    *,
    report: Path = REPORT,
    build: Path = BUILD,
    recommendations: Path = RECOMMENDATIONS,
) -> list[Finding]:
    """All findings in the text of a wave, sorted by file, line and column.

    Reads `<report>/<wave>/`, the recommendations that the wave makes and, of this wave and the one
    before, the CSV of `<build>/<wave>/`: estimations.csv, evolution.csv, liens.csv.

    Raises
    ------
    TextError
        The wave is not built, or a chapter cannot be read.
    DataError
        data/formulations.yml, data/indicateurs.yml or report/glossaire.yml is wrong.
    """
    lines, wordings = read_lines(wave, report=report), read_wordings()
    figures = read_figures(wave, build=build)
    found = check_lines(lines, figures, wordings, read_glossary())
    if SYNTHESIS in documents_of(wave, report=report):
        lines = read_lines(wave, report=report, document=SYNTHESIS)
        found += [
            finding
            for finding in check_lines(lines, figures, wordings, read_glossary())
            if finding.kind != "omission" or finding.severity == "erreur"  # it may leave things out
        ]
    register = register_lines(wave, path=recommendations)
    return sorted({*found, *check_register(register, wordings, compared=bool(figures.previous))})


def check_register(
    lines: Sequence[ChapterLine], wordings: Wordings, *, compared: bool
) -> Iterator[Finding]:
    """Claims in the recommendations, which no binding ties to the data: a warning each."""
    for part in paragraphs(lines):
        for finding in unbound(part, wordings, compared=compared):
            what = finding.message.partition(". Liez")[0]
            yield replace(finding, message=f"{what}. {NO_BINDING}")


def check_lines(
    lines: Sequence[ChapterLine], figures: Figures, wordings: Wordings, glossary: Glossary
) -> list[Finding]:
    """All findings in lines of text."""
    found_in = list(paragraphs(lines))
    bindings = [binding for part in found_in for binding in bindings_in(part)]
    examined = [examine(binding, figures, wordings) for binding in bindings]
    found = [result.finding for result in examined if result.finding is not None]
    found += [warning for result in examined for warning in around(result, figures, wordings)]
    compared = figures.previous is not None
    for part in found_in:
        found += unbound(part, wordings, compared=compared)
    found += check_names(lines, glossary)
    if lines:
        found += omissions(bindings, figures, wordings, first=lines[0])
    return sorted(set(found))


def examine_wave(wave: str, *, report: Path = REPORT, build: Path = BUILD) -> list[Examined]:
    """Every bound text of a wave with its judgement, in the order of its documents."""
    figures, wordings = read_figures(wave, build=build), read_wordings()
    return [
        examine(binding, figures, wordings)
        for document in documents_of(wave, report=report)
        for binding in _bindings(read_lines(wave, report=report, document=document))
    ]


def acronyms_piece(wave: str, *, report: Path = REPORT) -> str:
    """The acronyms of a wave's text with their expansions, in alphabetical order, as Markdown."""
    known = sorted(acronyms_used(read_lines(wave, report=report), read_glossary()).items())
    lines = [f"- **{escaped(name)}**\u00a0: {escaped(meaning)}" for name, meaning in known]
    return "\n".join(lines) + "\n"


def _bindings(lines: Sequence[ChapterLine]) -> list[Binding]:
    return [binding for part in paragraphs(lines) for binding in bindings_in(part)]
