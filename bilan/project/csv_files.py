"""Tables as CSV text: decimal points, nothing that a spreadsheet runs."""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table as CSV text that a spreadsheet opens without running anything in it.

    A missing value is an empty field, however it is missing.

    Raises
    ------
    ValueError
        A number is infinite: no table of this project has one.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([neutral(_present(cell)) for cell in row] for row in (header, *rows))
    return text.getvalue()


def _present(cell: Any) -> Any:
    if pd.isna(cell):
        return ""
    if isinstance(cell, float) and math.isinf(cell):
        raise ValueError("an infinite number in a table to publish")
    return cell


def neutral(cell: Any) -> Any:
    """The cell, with a quote before a text that a spreadsheet would take for a formula."""
    if isinstance(cell, str) and cell.startswith(FORMULA) and not _is_number(cell):
        return f"'{cell}"
    return cell


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
