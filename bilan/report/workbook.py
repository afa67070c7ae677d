"""The workbook of a wave: cover, contents, signs, dictionary, then each table that is published.

gptables lays it out as the UK Analysis Function asks of accessible spreadsheets: one table a sheet,
from the first column, marked as a table, with no empty cell. What the package writes in English is
said in French here. The same tables give the same bytes.
"""

import datetime as dt
import re
import warnings
from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import Annotated, Any

import gptables  # type: ignore[import-untyped]
import pandas as pd

from bilan.french.formats import date
from bilan.french.markdown_writer import one_line
from bilan.french.texts import Holds, texts_of
from bilan.project.csv_files import neutral
from bilan.project.yaml_records import Strict
from bilan.report.data_tables import nature
from bilan.report.workbook_sheets import Sheet
from bilan.survey.wave import Wave

WIDEST, NARROWEST = 60, 11  # of a column, in characters
# What gptables would take for a link to a page, or for the mark of a note.
MARKS = ((re.compile(r"\](?=\()"), "] "), (re.compile(r"\$(?=\$)"), "$ "))
LINE = 85  # width of the cover
LINE_HEIGHT = 17  # of a text of 12 points
A4, TITLE_HEIGHT = 9, 44  # the cover's title takes two lines


class _Texts(Strict, frozen=True):
    cover: str
    title: Annotated[str, Holds("title")]
    what: str
    about: tuple[Annotated[str, Holds(may=("wave", "date", "nature"))], ...]
    contact: str
    address: Annotated[str, Holds("authors", "contact")]
    licence: Annotated[str, Holds("licence")]
    contents: str
    contents_instructions: str
    contents_columns: tuple[str, str]
    nothing: str
    empty: str
    units: dict[str, str]
    sign_alone: Annotated[str, Holds("sign")]


texts = texts_of(__file__, _Texts)


def write_workbook(path: Path, wave: Wave, sheets: Sequence[Sheet]) -> None:
    """Write the workbook of a wave: its cover, its contents, these sheets."""
    said = texts()
    cover = [said.what, *_about(wave), said.contact, *_contact(wave)]
    laid = {sheet.name: _gptable(sheet, n) for n, sheet in enumerate(sheets)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a sheet of notes, and of pandas to gptables
        book = gptables.produce_workbook(
            str(path),
            laid,
            cover=gptables.Cover(
                said.title.format(title=_told(wave.stated.title)),
                cover_label=said.cover,
                width=LINE,
            ),
            contentsheet_label=said.contents,
            contentsheet_options={
                "column_names": list(said.contents_columns),
                "title": said.contents,
                "instructions": said.contents_instructions,
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
        start = laid[sheet.name].data_range[0]
        _fit(book.get_worksheet_by_name(sheet.name), [sheet.header, *sheet.rows], start)
    for worksheet in book.worksheets():
        worksheet.set_landscape()
        worksheet.set_paper(A4)
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
    worksheet.set_row(0, TITLE_HEIGHT)
    for row, line in enumerate(lines, start=1):
        style = theme.cover_subtitle_format if line in headings else theme.cover_text_format
        worksheet.write_string(row, 0, _told(line), book.add_format(style))
        worksheet.set_row(row, LINE_HEIGHT * _lines(line, LINE))


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
        scope=_told(sheet.scope) or None,
        source=_told(sheet.source) or None,
        legend=[_told(text) for text in sheet.legend],
        index_columns={2: 0},
        additional_formatting=[
            {"column": {"columns": list(range(len(header))), "format": {"valign": "top"}}},
            *[
                {"column": {"columns": [place], "format": _right(form)}}
                for place, form in sheet.numbers.items()
            ],
            *[
                {"column": {"columns": [place], "format": {"align": "left", "indent": 1}}}
                for place in range(1, len(header))
                if place not in sheet.numbers
            ],
        ],
    )


def _right(form: str) -> dict[str, object]:
    """How a number is shown: to the right, a text may stand in the next column."""
    return {"num_format": form, "align": "right", "indent": 1}


def _written(cell: str | float) -> str | float:
    """What a cell of a table shows: no cell is empty, and none is a sign alone."""
    if not isinstance(cell, str):
        return cell
    said, text = texts(), _told(texts().units.get(cell, cell))
    if not text:
        return said.empty
    return text if re.search("[a-zA-Z0-9]", text) else said.sign_alone.format(sign=text)


def _told(text: str) -> str:
    """A text that is only text: on one line, no formula, no mark of gptables."""
    told = one_line(text)
    for mark, written in MARKS:
        told = mark.sub(written, told)
    return str(neutral(told))


def _fit(worksheet: Any, rows: Sequence[Sequence[object]], start: int) -> None:
    """Columns as wide as their texts, within limits, and rows high enough for what goes on below.

    `start` is the place of the first of `rows`.
    """
    widths = []
    for place, cells in enumerate(zip(*rows, strict=True)):
        longest = max(len(str(cell)) for cell in cells)
        widths.append(min(max(longest + 2, NARROWEST), WIDEST))
        worksheet.set_column(place, place, widths[-1])
    for number, row in enumerate(rows, start=start):
        lines = max(_lines(str(cell), width) for cell, width in zip(row, widths, strict=True))
        worksheet.set_row(number, LINE_HEIGHT * lines)


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column: words that go on below leave a tenth of it empty."""
    return 1 if len(text) < width else ceil(1.1 * len(text) / width)
