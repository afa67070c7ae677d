"""One odd cell changes what its own row says, and no other: in each format that is a text."""

from collections.abc import Callable
from dataclasses import asdict

import pytest
from database import database
from hypothesis import given, settings
from hypothesis import strategies as st
from writers import Row, columns_of, write_csv, write_sps, write_vv

from bilan.exports.asked import coded_questions
from bilan.exports.content import Content
from bilan.exports.csv_codes import parse_csv
from bilan.exports.load import as_raw
from bilan.exports.recode import as_native
from bilan.exports.sps import parse_sps
from bilan.exports.vv import parse_vv
from bilan.survey.codebook import asked_in

pytestmark = pytest.mark.slow

ROWS = list(database("2014"))[:8]
COLUMNS = columns_of(asked_in("2014"))
QUESTIONS = coded_questions("2014")
ITEMS = [name for question in QUESTIONS for name in question.items]

READERS: dict[str, Callable[[list[Row]], Content]] = {
    "csv": lambda rows: parse_csv(write_csv(COLUMNS, rows, brackets=False)),
    "csv, spreadsheet": lambda rows: parse_csv(
        write_csv(COLUMNS, rows, brackets=False, separator=";", spreadsheet=True)
    ),
    "csv, Y and N converted": lambda rows: parse_csv(
        write_csv(COLUMNS, rows, brackets=False, convert=("1", "0"))
    ),
    "vv": lambda rows: parse_vv(write_vv(COLUMNS, rows)),
    "sps": lambda rows: parse_sps(*write_sps(COLUMNS, rows, old=True)),
}


def read(way: str, rows: list[Row]) -> list[tuple[list[str], list[bool]]]:
    """Each row as it is read: its cells, and where the export says that nothing was shown."""
    content = READERS[way](rows)
    columns = {name: content.columns[name] for name in ITEMS}
    export = as_native(as_raw({**asdict(content), "columns": columns}), QUESTIONS)
    hidden = export.rows.isna() if export.not_shown is None else export.not_shown
    return list(zip(export.rows.to_numpy().tolist(), hidden.to_numpy().tolist(), strict=True))


BEFORE = {way: read(way, ROWS) for way in READERS}


@given(
    way=st.sampled_from(sorted(READERS)),
    row=st.integers(0, len(ROWS) - 1),
    name=st.sampled_from(ITEMS),
    odd=st.sampled_from([None, "", "0", "1", "N", "Y", "Oui", "A9", "1.234", "1 234", "x"]),
)
@settings(deadline=None, max_examples=60)
def test_one_odd_cell_condemns_no_other_row(way: str, row: int, name: str, odd: str | None) -> None:
    column = next(column for column in COLUMNS if column.name == name)
    if way == "sps" and column.type in "MY" and odd not in (None, "", "Y", "N"):
        odd = "N"  # the writer of this pair knows no other
    changed = [{**one, name: odd} if place == row else one for place, one in enumerate(ROWS)]
    after = read(way, changed)
    assert after[:row] == BEFORE[way][:row]
    assert after[row + 1 :] == BEFORE[way][row + 1 :]
    own = [place for place, item in enumerate(ITEMS) if not item.startswith(column.question)]
    assert [after[row][0][p] for p in own] == [BEFORE[way][row][0][p] for p in own]
