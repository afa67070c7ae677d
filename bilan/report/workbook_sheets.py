"""What the sheets of a workbook hold: signs, dictionary, and each table that is published.

Every cell of a table stands in a file to download: the sheets of illustrations take bounds and
verdicts from the tables of the indicators.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from bilan.french.texts import Holds, texts_of
from bilan.illustrations.facts import SUPPRESSED
from bilan.project.paths import EVOLUTION_FILE
from bilan.project.yaml_records import Strict
from bilan.report.data_tables import INDICATORS, Column, DataTable
from bilan.report.dictionary import Entry
from bilan.survey.indicators import Indicator, counted_by

CHANGES = EVOLUTION_FILE.removesuffix(".csv")
BOUNDS = ("borne_basse", "borne_haute")
VERDICT = "verdict"


class _Sheet(Strict, frozen=True):
    name: str
    title: str
    instructions: str
    columns: tuple[str, ...]


class _Texts(Strict, frozen=True):
    signs: _Sheet
    explained: dict[str, str]
    questions: _Sheet
    section: Annotated[str, Holds("title", "times")]
    instructions: str
    reading: Annotated[str, Holds("text")]
    scope: Annotated[str, Holds("text")]
    source: Annotated[str, Holds("text")]


texts = texts_of(__file__, _Texts)


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, what stands above its table, and its rows under a header.

    `numbers` says how the columns at these places are shown.
    """

    name: str
    title: str
    instructions: str
    header: Sequence[str]
    rows: Sequence[Sequence[str | float]]
    numbers: Mapping[int, str] = field(default_factory=dict)
    subtitles: Sequence[str] = ()
    scope: str = ""
    source: str = ""
    legend: Sequence[str] = ()


def signs_sheet() -> Sheet:
    """The sheet of signs and words."""
    said = texts()
    of = said.signs
    rows = [list(pair) for pair in said.explained.items()]
    return Sheet(of.name, of.title, of.instructions, of.columns, rows)


def questions_sheet(entries: Sequence[Entry]) -> Sheet:
    """The dictionary, a row for each question."""
    said = texts()
    of = said.questions
    waves = sorted({name for entry in entries for name in entry.waves})
    rows = []
    for entry in entries:
        used = [said.section.format(title=use.title, times=use.times) for use in entry.sections]
        named = [indicator.id for indicator in entry.indicators]
        rows.append(
            [
                entry.asked.id,
                entry.asked.column,
                entry.asked.wording,
                entry.type,
                " ; ".join(entry.options),
                entry.shown_to,
                entry.base,
                *[entry.waves.get(name, "") for name in waves],
                entry.note,
                *[" ; ".join(names) for names in (named, entry.illustrations, used)],
            ]
        )
    header = [*of.columns[:7], *waves, *of.columns[7:]]
    return Sheet(of.name, of.title, of.instructions, header, rows)


def table_sheets(
    tables: Sequence[DataTable], *, indicators: Sequence[Indicator], entries: Sequence[Entry]
) -> list[Sheet]:
    """A sheet for each table: the cells of its file, numbers as numbers.

    Illustrations of one question have the bounds and the verdict of the indicator of each answer.
    """
    known = {table.name: table for table in tables}
    return [_sheet(table, known, _answers(table, indicators, entries)) for table in tables]


def _answers(
    table: DataTable, indicators: Sequence[Indicator], entries: Sequence[Entry]
) -> dict[str, str]:
    """Label of each answer that an illustration shows → the indicator that counts it alone."""
    found = {}
    for entry in entries:
        if table.name in entry.illustrations and table.key == ("modalite",):
            for indicator in indicators:
                question, option = counted_by(indicator)
                if question == entry.asked.id and option in entry.asked.options:
                    found[entry.asked.options[option].label] = indicator.id
    return found


def _sheet(table: DataTable, known: Mapping[str, DataTable], answers: Mapping[str, str]) -> Sheet:
    said, facts = texts(), table.facts or {}
    columns = dict(table.columns)
    rows = [dict(zip(columns, row, strict=True)) for row in table.rows[1:]]
    if answers:
        columns |= _added(known)
        rows = [row | _of_indicator(row, answers, known) for row in rows]
    written = [
        [_cell(row.get(name, ""), column) for name, column in columns.items()] for row in rows
    ]
    return Sheet(
        name=table.sheet,
        title=table.title,
        instructions=said.instructions,
        header=[column.title for column in columns.values()],
        rows=written or [[""] * len(columns)],
        numbers={
            place: _form(column)
            for place, column in enumerate(columns.values())
            if column.type != "string"
        },
        subtitles=[table.description],
        scope=said.scope.format(text=facts["field"]) if facts else "",
        source=said.source.format(text=facts["source"]) if facts else "",
        legend=[said.reading.format(text=facts["reading"])] if facts else [],
    )


def _added(known: Mapping[str, DataTable]) -> dict[str, Column]:
    """Columns that the sheet of an illustration has beside those of its file."""
    bounds = {name: known[INDICATORS].columns[name] for name in BOUNDS}
    return bounds | ({VERDICT: known[CHANGES].columns[VERDICT]} if CHANGES in known else {})


def _of_indicator(
    row: Mapping[str, str], answers: Mapping[str, str], known: Mapping[str, DataTable]
) -> dict[str, str]:
    """Bounds and verdict of the indicator that counts what a row counts, on the same base."""
    stated = known[INDICATORS].by_key.get((answers.get(row["modalite"], ""),))
    if stated is None or (stated["numerateur"], stated["base"]) != (row["effectif"], row["base"]):
        return {}
    found = {name: stated[name] for name in BOUNDS}
    if CHANGES in known:
        found[VERDICT] = known[CHANGES].by_key.get((stated["indicateur"],), {}).get(VERDICT, "")
    return found


def _form(column: Column) -> str:
    digits = 0 if column.type == "integer" else column.decimals
    return f"0.{'0' * digits}" if digits else "0"


def _cell(text: str, column: Column) -> str | float:
    """The cell of a file: a number where its column holds numbers and it is one."""
    if column.type == "string" or text in ("", SUPPRESSED):
        return text
    value = float(text)
    return int(value) if value.is_integer() else value
