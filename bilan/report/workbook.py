"""The workbook of a wave: cover, contents, signs, dictionary, then each table that is published.

gptables lays it out as the UK Analysis Function asks of accessible spreadsheets: one table a sheet,
from the first column, marked as a table, with no empty cell. What the package writes in English is
said in French here. The same tables give the same bytes.
"""

import datetime as dt
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import gptables
import pandas as pd

from bilan.french.formats import date
from bilan.french.markdown_writer import one_line
from bilan.french.texts import Holds, texts_of
from bilan.illustrations.facts import SUPPRESSED
from bilan.project.csv_files import neutral
from bilan.project.yaml_records import Strict
from bilan.report.data_tables import DataTable, nature
from bilan.report.dictionary import Entry
from bilan.survey.wave import Wave

WIDEST, NARROWEST = 60, 11  # of a column, in characters
LONGEST_NAME = 31  # of a sheet
# What gptables would take for a link to a page, or for the mark of a note.
MARKS = ((re.compile(r"\](?=\()"), "] "), (re.compile(r"\$(?=\$)"), "$ "))
LINE = 85  # width of the cover


class _Sheet(Strict, frozen=True):
    name: str
    title: str
    instructions: str
    columns: tuple[str, ...]


class _Texts(Strict, frozen=True):
    cover: str
    title: Annotated[str, Holds("title")]
    what: str
    about: tuple[Annotated[str, Holds(may=("wave", "date", "nature"))], ...]
    contact: str
    address: Annotated[str, Holds("authors", "contact")]
    licence: Annotated[str, Holds("licence")]
    contents: _Sheet
    signs: _Sheet
    explained: dict[str, str]
    questions: _Sheet
    nothing: str
    instructions: str
    reading: Annotated[str, Holds("text")]
    field: Annotated[str, Holds("text")]
    source: Annotated[str, Holds("text")]
    empty: str
    sign_alone: Annotated[str, Holds("sign")]
    section: Annotated[str, Holds("title", "times")]


texts = texts_of(__file__, _Texts)


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, what stands above its table, and its rows under a header."""

    name: str
    title: str
    instructions: str
    header: Sequence[str]
    rows: Sequence[Sequence[str | float]]
    subtitles: Sequence[str] = ()
    field: str = ""
    source: str = ""
    legend: Sequence[str] = ()


def write_workbook(
    path: Path, wave: Wave, tables: Sequence[DataTable], entries: Sequence[Entry]
) -> None:
    """Write the workbook of a wave."""
    said = texts()
    sheets = [_signs(), _questions(entries, wave), *[_of_table(table) for table in tables]]
    cover = [said.what, *_about(wave), said.contact, *_contact(wave)]
    contents = said.contents
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="No note text provided")
        book = gptables.produce_workbook(
            str(path),
            {sheet.name: _gptable(sheet, n) for n, sheet in enumerate(sheets)},
            cover=gptables.Cover(
                said.title.format(title=_told(wave.stated.title)),
                cover_label=said.cover,
                width=LINE,
            ),
            contentsheet_label=contents.name,
            contentsheet_options={
                "column_names": list(contents.columns),
                "title": contents.title,
                "instructions": contents.instructions,
                "table_name": "sommaire",
            },
            workbook_options={"strings_to_formulas": False, "strings_to_urls": False},
        )
    noon = dt.datetime.combine(wave.stated.publication, dt.time(12))
    authors = ", ".join(wave.stated.imprint.authors) if wave.stated.imprint else ""
    book.set_properties(
        {"title": _told(wave.stated.title), "author": _told(authors), "created": noon}
    )
    _cover(book, cover)
    for sheet in sheets:
        _set_widths(book.get_worksheet_by_name(sheet.name), [sheet.header, *sheet.rows])
    for worksheet in book.worksheets():
        worksheet.set_landscape()
        worksheet.set_paper(9)
        worksheet.fit_to_pages(1, 0)
    book.close()


def _about(wave: Wave) -> list[str]:
    stated = wave.stated
    known = {"wave": wave.name, "date": date(stated.publication), "nature": nature(wave)}
    return [text.format(**known) for text in texts().about]


def _contact(wave: Wave) -> list[str]:
    said, imprint = texts(), wave.stated.imprint
    if imprint is None:
        return [said.nothing]
    authors = ", ".join(imprint.authors)
    lines = [said.address.format(authors=authors, contact=imprint.contact)]
    return [*lines, said.licence.format(licence=imprint.licence)] if imprint.licence else lines


def _cover(book: Any, lines: Sequence[str]) -> None:
    """Below the title: headings, which are the texts that name a part, and what is said there."""
    said, theme = texts(), book.theme
    headings = (said.what, said.contact)
    worksheet = book.get_worksheet_by_name(said.cover)
    for row, line in enumerate(lines, start=1):
        style = theme.cover_subtitle_format if line in headings else theme.cover_text_format
        worksheet.write_string(row, 0, _told(line), book.add_format(style))


def _signs() -> Sheet:
    said = texts()
    of = said.signs
    rows = [list(pair) for pair in said.explained.items()]
    return Sheet(of.name, of.title, of.instructions, of.columns, rows)


def _questions(entries: Sequence[Entry], wave: Wave) -> Sheet:
    """The dictionary, a row for each question."""
    said = texts()
    of = said.questions
    waves = sorted({name for entry in entries for name in entry.waves})
    rows = []
    for entry in entries:
        used = [said.section.format(title=use.title, times=use.times) for use in entry.sections]
        lists = [
            [indicator.id for indicator in entry.indicators], entry.illustrations, used
        ]  # fmt: skip
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
                *[" ; ".join(names) for names in lists],
            ]
        )
    header = [*of.columns[:7], *waves, *of.columns[7:]]
    return Sheet(of.name, of.title.format(wave=wave.name), of.instructions, header, rows)


def _of_table(table: DataTable) -> Sheet:
    """The sheet of a table: the cells of its file, numbers as numbers."""
    said, facts = texts(), table.facts or {}
    columns = list(table.columns.values())
    rows = [
        [_cell(cell, column.type) for cell, column in zip(row, columns, strict=True)]
        for row in table.rows[1:]
    ]
    return Sheet(
        name=table.sheet[:LONGEST_NAME],
        title=table.title,
        instructions=said.instructions,
        header=[column.title for column in columns],
        rows=rows or [[""] * len(columns)],
        subtitles=[table.description],
        field=said.field.format(text=facts["field"]) if facts else "",
        source=said.source.format(text=facts["source"]) if facts else "",
        legend=[said.reading.format(text=facts["reading"])] if facts else [],
    )


def _cell(text: str, kind: str) -> str | float:
    """The cell of a file: a number where its column holds numbers and it is one."""
    if kind == "string" or text in ("", SUPPRESSED):
        return text
    value = float(text)
    return int(value) if value.is_integer() else value


def _gptable(sheet: Sheet, number: int) -> gptables.GPTable:
    header = [_told(name) for name in sheet.header]
    rows = [[_written(cell) for cell in row] for row in sheet.rows]
    frame = pd.DataFrame(rows, columns=header, dtype=object)
    return gptables.GPTable(
        frame,
        table_name=f"tableau_{number}",
        title=_told(sheet.title),
        subtitles=[_told(text) for text in sheet.subtitles if text],
        instructions=_told(sheet.instructions),
        scope=_told(sheet.field) or None,
        source=_told(sheet.source) or None,
        legend=[_told(text) for text in sheet.legend],
        index_columns={2: 0},
        additional_formatting=[
            {"column": {"columns": list(range(len(header))), "format": {"valign": "top"}}}
        ],
    )


def _written(cell: str | float) -> str | float:
    """What a cell of a table shows: no cell is empty, and none is a sign alone."""
    if not isinstance(cell, str):
        return cell
    said, text = texts(), _told(cell)
    if not text:
        return said.empty
    return text if re.search("[a-zA-Z0-9]", text) else said.sign_alone.format(sign=text)


def _told(text: str) -> str:
    """A text that is only text: on one line, no formula, no mark of gptables."""
    told = one_line(text)
    for mark, written in MARKS:
        told = mark.sub(written, told)
    return str(neutral(told))


def _set_widths(worksheet: Any, rows: Sequence[Sequence[object]]) -> None:
    """Columns as wide as their texts, within limits: longer ones go on below."""
    for place, cells in enumerate(zip(*rows, strict=True)):
        longest = max(len(str(cell)) for cell in cells)
        worksheet.set_column(place, place, min(max(longest + 2, NARROWEST), WIDEST))
