"""The « Tableau de bord » of a wave: each indicator, its change and its target, as Markdown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

import pandas as pd

from bilan.disclosure.crossed_tables import group_label, groups_of
from bilan.disclosure.group_table import Row, notes_by_group, rows_by_group
from bilan.disclosure.row_table import Hidden
from bilan.estimation.progress import NONE, Before, ProgressLine, lines_of
from bilan.estimation.study import written
from bilan.french.blocks import Markup, Table, section
from bilan.french.formats import NBSP, count, under
from bilan.french.markdown_writer import div, escaped
from bilan.french.texts import Holds, texts_of
from bilan.french.typography_rules import typographic
from bilan.french.verdicts import verdict_words
from bilan.illustrations.small_multiples import Multiple, multiples
from bilan.project.yaml_records import Strict
from bilan.report.chapters import chapter_titles
from bilan.report.dashboard_rows import bold, cells_of, chapter_id, filters, label, sign
from bilan.survey.indicators import Indicator
from bilan.survey.wave import Wave

# Domain → the identifier of the section that shows it.
DOMAINS = {"voie": "par-type", "bassin": "par-bassin"}


class _Group(Strict, frozen=True):
    title: str
    words: str


class _Summary(Strict, frozen=True):
    title: str
    first: str
    compared: str
    chapter: str
    indicators: str
    targets: str
    everything: str


class _Columns(Strict, frozen=True):
    indicator: str
    gap: str
    verdict: str
    target: str
    situation: str
    calculation: str
    bounds: str


class _Texts(Strict, frozen=True):
    opening: Annotated[str, Holds("wave", "compared")]
    opening_compared: Annotated[str, Holds("before")]
    how_to_read: str
    reading: tuple[str, ...]
    reading_changes: tuple[Annotated[str, Holds(may=("after", "before", "chance"))], ...]
    reading_verdicts: tuple[str, ...]
    summary: _Summary
    chapter: Annotated[str, Holds("chapter", "wave")]
    chapter_compared: Annotated[str, Holds("chapter", "wave", "before")]
    columns: _Columns
    groups: dict[str, _Group]
    group_caption: Annotated[str, Holds("words", "wave")]
    everyone: str
    how_to_see: str


texts = texts_of(__file__, _Texts)


@dataclass
class Dashboard:
    """The page's Markdown, the drawings that stand in it by name, and its rows by domain."""

    markdown: str = ""
    drawings: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)


def dashboard_page(
    wave: Wave,
    *,
    indicators: Sequence[Indicator],
    estimates: pd.DataFrame,
    before: Before | None = None,
    hidden: Hidden | None = None,
) -> Dashboard:
    """The page: how to read it, its summary, a table a chapter, then types and bassins.

    Parameters
    ----------
    indicators, estimates
        Those of the wave; an indicator without an estimate is left out.
    before
        The wave before. Without it, values and targets only.
    hidden
        Groups whose share is hidden, by domain and indicator, where that was decided together with
        all that the report shows elsewhere (`bilan.disclosure.crossed_tables.hidden_groups`).

    Raises
    ------
    DataError
        An indicator has a target and no direction that leads to it.
    """
    lines = lines_of(indicators, estimates, before=before)
    chapters: dict[str, list[ProgressLine]] = {name: [] for name in chapter_titles()}
    for line in lines:
        chapters.setdefault(line.indicator.chapter, []).append(line)
    chapters = {name: within for name, within in chapters.items() if within}
    blocks = [_introduction(wave, before), _summary(chapters, before), "::: {#filtres}\n:::\n"]
    blocks += [_chapter(name, within, wave, before) for name, within in chapters.items()]
    page = Dashboard()
    for domain in DOMAINS:
        secret = None if hidden is None else hidden[domain]
        blocks.append(_by_group(domain, lines, wave, estimates, secret=secret, page=page))
    page.markdown = "\n".join(blocks)
    return page


def _introduction(wave: Wave, before: Before | None) -> str:
    """What the page is, and how its columns are read."""
    said = texts()
    compared = "" if before is None else said.opening_compared.format(before=before.wave)
    opening = said.opening.format(wave=wave.name, compared=compared)
    items = list(said.reading)
    if before is not None:
        named = {"after": wave.name, "before": before.wave, "chance": under(wave.stated.alpha)}
        items += [text.format(**named) for text in said.reading_changes]
        items[-1] += "".join(f"\n    - {text}" for text in said.reading_verdicts)
    reading = "\n".join(f"- {typographic(item)}" for item in items)
    return f"{opening}\n\n{section(said.how_to_read, 'lire', reading)}"


def _summary(chapters: dict[str, list[ProgressLine]], before: Before | None) -> str:
    """How many indicators of each chapter have each verdict, and how many targets are reached."""
    said = texts().summary
    if before is None:
        caption, header = said.first, [said.indicators]
    else:
        caption = said.compared
        header = [
            Markup(f"{sign(words.sign)}{NBSP}{words.several}") for words in verdict_words().values()
        ]
    rows = [
        [Markup(f"[{escaped(_heading(name))}](#{chapter_id(name)})"), *_tally(lines, before)]
        for name, lines in chapters.items()
    ]
    everyone = [line for lines in chapters.values() for line in lines]
    rows.append([bold(cell) for cell in (said.everything, *_tally(everyone, before))])
    table = Table([said.chapter, *header, said.targets], rows, caption=caption)
    return section(said.title, "synthese", table.markdown())


def _tally(lines: Sequence[ProgressLine], before: Before | None) -> list[str]:
    verdicts = Counter(line.verdict for line in lines)
    counted = [len(lines)] if before is None else [verdicts[verdict] for verdict in verdict_words()]
    targets = [line.reached for line in lines if line.reached is not None]
    reached = f"{count(sum(targets))} / {count(len(targets))}" if targets else NONE
    return [*[count(n) if n else NONE for n in counted], reached]


def _chapter(name: str, lines: Sequence[ProgressLine], wave: Wave, before: Before | None) -> str:
    said, heading, year = texts(), _heading(name), wave.name
    of = said.columns
    if before is None:
        values = [year]
        caption = said.chapter.format(chapter=heading, wave=year)
    else:
        values = [before.wave, year, of.gap, of.verdict]
        caption = said.chapter_compared.format(chapter=heading, wave=year, before=before.wave)
    header = [of.indicator, *values, of.target, of.situation, of.calculation, of.bounds]
    rows = [cells_of(line, compared=before is not None) for line in lines]
    table = Table(header, rows, caption=caption, texts=(of.verdict, of.situation))
    return section(heading, chapter_id(name), table.markdown())


def _heading(chapter: str) -> str:
    return chapter_titles().get(chapter, chapter)


def _by_group(
    domain: str,
    lines: Sequence[ProgressLine],
    wave: Wave,
    estimates: pd.DataFrame,
    *,
    secret: Mapping[str, "pd.Series[bool]"] | None,
    page: Dashboard,
) -> str:
    """The section of a domain, its drawing noted on the page; "" where there is nothing to show."""
    aimed = {line.indicator.id: line for line in lines if line.indicator.target is not None}
    groups = groups_of(domain, estimates)
    if not aimed or not groups:
        return ""
    threshold = wave.stated.thresholds.disclosure
    rows = rows_by_group(
        [line.indicator for line in aimed.values()],
        estimates,
        domain=domain,
        threshold=threshold,
        secret=secret,
    )
    page.rows[domain] = rows
    said = texts()
    group = said.groups[domain]
    caption = said.group_caption.format(words=group.words, wave=wave.name)
    charts = [Multiple(row, filters(aimed[row.indicator.id])) for row in rows]
    page.drawings[f"dessin-{domain}"] = multiples(charts, domain=domain, heading=caption)
    labels = [group_label(domain, name) for name in groups]
    header = [said.columns.indicator, said.everyone, *labels, said.columns.target]
    cells = [_group_cells(row, aimed[row.indicator.id]) for row in rows]
    return section(
        group.title,
        DOMAINS[domain],
        said.how_to_see,
        f"::: {{#dessin-{domain} .dessin}}\n:::",
        Table(header, cells, caption=caption).markdown(),
        div(".notes", *[typographic(note) for note in notes_by_group(domain, threshold)]),
    )


def _group_cells(row: Row, line: ProgressLine) -> list[str]:
    cells = [cell.counted for cell in (row.whole, *row.groups.values())]
    cells.append(written(line.indicator.target, line.indicator))
    return [Markup(label(line)), *cells]
