"""The tables of the annexes: indicators, what changed, data of illustrations, participation."""

import json
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Annotated, Any

import pandas as pd

from bilan.estimation.progress import NONE
from bilan.estimation.study import distinct_bounds, fraction, gap, smallest_shown, written
from bilan.french.blocks import Markup, Table
from bilan.french.formats import NBSP, count, percent
from bilan.french.markdown_writer import div
from bilan.french.texts import Holds, texts_of
from bilan.french.verdicts import NOT_COMPARABLE
from bilan.project.errors import DataError
from bilan.project.yaml_records import Strict
from bilan.report.chapters import chapter_titles
from bilan.report.sections import data_table
from bilan.survey.indicators import Indicator
from bilan.survey.modalities import LABELS, WHOLE


class _Indicators(Strict, frozen=True):
    columns: tuple[str, str, str, str, str]
    caption: Annotated[str, Holds("chapter")]


class _Changes(Strict, frozen=True):
    indicator: str
    gap: str
    bounds: str
    verdict: str
    smallest: str
    caption: Annotated[str, Holds("before", "chapter")]
    range: Annotated[str, Holds("low", "high")]


class _Responses(Strict, frozen=True):
    columns: tuple[str, str, str, str]
    caption: str
    everyone: str


class _Texts(Strict, frozen=True):
    data_of: Annotated[str, Holds("illustration")]
    indicators: _Indicators
    changes: _Changes
    responses: _Responses


texts = texts_of(__file__, _Texts)


def tables_piece(
    facts_files: Sequence[Path],
    indicators: Sequence[Indicator],
    estimates: pd.DataFrame,
    *,
    changes: pd.DataFrame | None = None,
    waves: tuple[str, str] = ("", ""),
) -> str:
    """The tables of the annex, dense: indicators by chapter, then the data of each illustration.

    With `changes` since the wave before (see `bilan.estimation.wave_change`), a table of them
    follows that of each chapter; `waves` are the names of the two.
    """
    whole = estimates[estimates["domain"] == WHOLE].set_index("id")
    blocks = []
    said = texts()
    for chapter, heading in chapter_titles().items():
        known = [i for i in indicators if i.chapter == chapter and i.id in whole.index]
        if not known:
            continue
        rows = [_indicator_row(i, whole.loc[i.id].to_dict()) for i in known]
        name = f"indicateurs-{chapter.replace('.', '-')}"
        of = said.indicators
        blocks.append(_titled(of.columns, rows, of.caption.format(chapter=heading), name))
        if changes is not None and (changes["chapter"] == chapter).any():
            rows = _change_rows(known, changes)
            to = said.changes
            header = [to.indicator, *waves, to.gap, to.bounds, to.verdict, to.smallest]
            caption = to.caption.format(before=waves[0], chapter=heading)
            blocks.append(_titled(header, rows, caption, f"evolution-{chapter.replace('.', '-')}"))
    for path in facts_files:
        facts = json.loads(path.read_text(encoding="utf-8"))
        if facts["kind"] == "table":  # the chapter that includes it shows it whole
            continue
        caption = Markup(said.data_of.format(illustration=f"@fig-{facts['id']}"))
        data = data_table(facts, caption=caption, name=f"tbl-{facts['id']}")
        blocks.append(div('.content-hidden when-format="html"', data))
    return div(".dense", *blocks)


def _titled(header: Sequence[str], rows: Sequence[Sequence[str]], title: str, name: str) -> str:
    columns = (texts().indicators.columns[-1], texts().changes.verdict)  # they hold no numbers
    return Table(header, rows, caption=title, name=f"tbl-{name}", texts=columns).markdown()


def _indicator_row(indicator: Indicator, row: dict[Hashable, Any]) -> list[str]:
    return [
        indicator.label,
        written(row["value"], indicator),
        fraction(row),
        distinct_bounds(row, indicator),
        indicator.base_label,
    ]


def _change_rows(known: Sequence[Indicator], changes: pd.DataFrame) -> list[list[str]]:
    stated = changes.set_index("id")
    rows = []
    for indicator in known:
        if indicator.id not in stated.index:
            continue
        row = stated.loc[indicator.id].to_dict()
        broken = row["verdict"] == NOT_COMPARABLE
        low, high = row["lower"], row["upper"]
        rows.append(
            [
                indicator.label,
                written(row["before"], indicator),
                written(row["after"], indicator),
                NONE if broken else gap(row["after"] - row["before"], indicator),
                NONE if pd.isna(low) else _gaps(low, high, indicator),
                row["verdict"],
                smallest_shown(row["smallest"], indicator),
            ]
        )
    return rows


def _gaps(low: float, high: float, indicator: Indicator) -> str:
    """Two differences, their unit said once: "+5,0 à +20,0 points"."""
    without_unit = gap(low, indicator).split(NBSP)[0]
    return texts().changes.range.format(low=without_unit, high=gap(high, indicator))


def response_piece(estimates: pd.DataFrame) -> str:
    """The table of who answered, by type and by secteur (@tbl-reponse)."""
    rates = estimates[estimates["id"] == "response_rate"]
    if rates.empty:
        raise DataError("no estimate `response_rate`", next_step="add it to data/indicateurs.yml")
    said = texts().responses
    rows = []
    for rate in rates.to_dict("records"):
        if rate["domain"] not in (WHOLE, "type", "secteur"):
            continue
        label = LABELS.get(rate["domain"], {}).get(rate["category"], said.everyone)
        share = percent(rate["value"]) if rate["base"] else NONE
        rows.append([label, count(int(rate["base"])), count(int(rate["numerator"])), share])
    return Table(said.columns, rows, caption=said.caption, name="tbl-reponse").markdown()
