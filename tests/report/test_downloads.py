"""Tables for readers: what they hold, and nothing that a spreadsheet would run."""

import csv
import io
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from builders import indicator

from bilan.disclosure.group_table import Cell, Row
from bilan.estimation.estimates import COLUMNS
from bilan.project.csv_files import csv_text, neutral
from bilan.report.downloads import (
    GROUPS_HEADER,
    HEADER,
    groups_csv,
    indicators_csv,
    set_aside_csv,
)
from bilan.survey.indicators import Published


def estimates(**more: Any) -> pd.DataFrame:
    """One row of estimates, over the whole frame and in one type."""
    row = {
        "id": "i", "domain": "ensemble", "category": "", "numerator": 75.0, "base": 122.0,
        "value": 75 / 122, "lower": 75 / 130, "upper": 83 / 130, "ci_lower": 0.592, **more,
    }  # fmt: skip
    other = {**row, "domain": "type", "category": "CLG", "value": 0.1}
    return pd.DataFrame([row, other], columns=list(COLUMNS))


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_share_is_in_percent_with_its_count_and_its_bounds() -> None:
    stated = indicator("i", {"a": "Y"}, label="Comité", published=Published(value="61.5"))
    (row,) = rows(indicators_csv([stated], estimates()))
    assert row == {
        "indicateur": "i",
        "libelle": "Comité",
        "valeur": "61.4754",
        "unite": "%",
        "numerateur": "75",
        "base": "122",
        "base_libelle": "EPLE",
        "definition": "EPLE où a = Y / EPLE répondants",
        "borne_basse": "57.6923",
        "borne_haute": "63.8462",
        "ic95_bas": "59.2",
        "ic95_haut": "",
        "publie_2014": "61.5",
    }


@pytest.mark.parametrize(
    ("kind", "unit", "numerator", "value", "written"),
    [
        ("ratio", "percent", ["a"], 0.186, ("18.6", "%")),
        ("mean", "percent", "a", 16.7, ("16.7", "%")),
        ("mean", "per_month", "a", 3.0, ("3", "par mois")),
        ("count_mean", "number", "a", 4.05, ("4.05", "nombre")),
        ("mean", "number", "a", 0.0, ("0", "nombre")),
        ("mean", "number", "a", 100.0, ("100", "nombre")),
        ("mean", "number", "a", None, ("", "nombre")),
    ],
)
def test_each_kind_has_its_unit(
    kind: str, unit: str, numerator: Any, value: float | None, written: tuple[str, str]
) -> None:
    stated = indicator("i", numerator, kind=kind, unit=unit)
    (row,) = rows(indicators_csv([stated], estimates(value=value)))
    assert (row["valeur"], row["unite"]) == written


def test_an_indicator_that_the_wave_does_not_have_takes_no_row() -> None:
    text = indicators_csv([indicator("j", {"a": "Y"})], estimates())
    assert text == ",".join(HEADER) + "\n"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+33 6 12", "'+33 6 12"),
        ("-oth-", "'-oth-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("-1.5", "-1.5"),
        ("+2", "+2"),
        ("", ""),
        ("a=1", "a=1"),
        (-1.5, -1.5),
        (None, None),
    ],
)
def test_a_formula_is_made_a_text(cell: Any, written: Any) -> None:
    assert neutral(cell) == written


def test_a_label_that_is_a_formula_is_neutral_in_the_table() -> None:
    stated = indicator("i", {"a": "Y"}, label='=HYPERLINK("http://x")', base_label="@base")
    (row,) = rows(indicators_csv([stated], estimates()))
    assert row["libelle"] == '\'=HYPERLINK("http://x")'
    assert row["base_libelle"] == "'@base"


def test_csv_is_quoted_where_it_must_be() -> None:
    assert csv_text(["a", "=b"], [["x, y", 'dit "z"'], [1, 2.5]]) == (
        'a,\'=b\n"x, y","dit ""z"""\n1,2.5\n'
    )


@pytest.mark.parametrize("missing", [None, math.nan, np.nan, pd.NA, pd.NaT])
def test_a_missing_value_is_an_empty_field(missing: Any) -> None:
    assert csv_text(["a", "b"], [[missing, 1]]) == "a,b\n,1\n"


def test_an_infinite_number_is_refused() -> None:
    with pytest.raises(ValueError, match="infinite"):
        csv_text(["a"], [[math.inf]])


def test_rows_set_aside_are_counted_and_not_named() -> None:
    text = set_aside_csv(["incomplète", "doublon", "incomplète"])
    assert text == "motif,lignes\ndoublon,1\nincomplète,2\n"


def test_the_post_stratified_value_is_not_published() -> None:
    table = estimates().assign(poststratified=0.123456)
    text = indicators_csv([indicator("i", {"a": "Y"})], table)
    assert "12.3" not in text
    assert not {name for name in HEADER if "redress" in name}


def test_groups_are_what_the_dashboard_shows() -> None:
    share = indicator("i", {"a": "Y"}, label="Comité")
    mean = indicator("m", "n", kind="mean", unit="number", label="Services")
    tables = {
        "voie": [
            Row(share, Cell("", ""), {
                "CLG": Cell("61,5 %", "61,5 % (8/13)", 8 / 13, 8, 13), "LGT": Cell("s", "s"),
                "PRO": Cell("–", "–"),
            }),
        ],
        "bassin": [Row(mean, Cell("", ""), {"est": Cell("4,1", "4,1 (9)", 4.0517, None, 9)})],
    }  # fmt: skip
    assert groups_csv(tables).splitlines() == [
        ",".join(GROUPS_HEADER),
        "i,Comité,voie,Collège,61.5385,%,8,13",
        "i,Comité,voie,LGT,s,%,s,s",
        "i,Comité,voie,LP et SEP,,%,,",
        "m,Services,bassin,Est,4.1,nombre,,9",
    ]
