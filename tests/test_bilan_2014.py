"""The first bilan again: every figure that the 2014 report published comes out of its export."""

import csv
import dataclasses
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd
import pyreadstat
import pytest

from bilan.estimation.association import links_with_type
from bilan.estimation.estimates import estimate, of
from bilan.project.files import digest
from bilan.responses.load import take
from bilan.responses.responses import Responses, holds
from bilan.survey.indicators import indicators_in
from bilan.survey.wave import Wave, read_wave

pytestmark = pytest.mark.slow

GOLDEN = list(csv.DictReader(Path(__file__).with_name("bilan_2014.csv").open(encoding="utf-8")))
MAJORS = ("compo_ctice", "compo_chef", "compo_adjoint")
MINORS = ("compo_referent_dane", "compo_coord_disc", "compo_cpe", "compo_prof_doc")


def rounded(value: float, like: str) -> str:
    """The value with as many decimals as the published text has."""
    unit = Decimal(1).scaleb(Decimal(like).as_tuple().exponent)
    return str(Decimal(repr(float(value))).quantize(unit, ROUND_HALF_UP))


def disagreements(wave: Wave, responses: Responses) -> list[str]:
    """Each figure of the report that the responses do not give, with what they give."""
    table = estimate(responses, indicators_in("2014"))
    found = []
    for figure in GOLDEN:
        agrees, value = CHECKS[figure["kind"]](figure, table, wave, responses)
        if not agrees:
            found.append(f"{figure['id']}: {figure['published'] or figure['kind']}, found {value}")
    return found


Check = Callable[[dict[str, str], pd.DataFrame, Wave, Responses], tuple[bool, Any]]


def number(
    figure: dict[str, str], table: pd.DataFrame, *_: Any, scale: int = 1
) -> tuple[bool, Any]:
    """The value at its published rounding, and the counts behind it where they are known."""
    row = of(table, figure["id"])
    found = (
        rounded(row["value"] * scale, figure["published"]),
        *(f"{row[name]:g}" for name in ("numerator", "base") if figure[name]),
    )
    wanted = (
        figure["published"],
        *(figure[name] for name in ("numerator", "base") if figure[name]),
    )
    return found == wanted, found


def percent(figure: dict[str, str], table: pd.DataFrame, *_: Any) -> tuple[bool, Any]:
    return number(figure, table, scale=100)


def verbal(figure: dict[str, str], table: pd.DataFrame, *_: Any) -> tuple[bool, Any]:
    value = of(table, figure["id"])["value"]
    return float(figure["lowest"]) <= value <= float(figure["highest"]), value


def date(figure: dict[str, str], _: pd.DataFrame, wave: Wave, __: Responses) -> tuple[bool, Any]:
    day = getattr(wave.stated.fieldwork, figure["id"].removeprefix("fieldwork_")).isoformat()
    return day == figure["published"], day


def rank(_: dict[str, str], table: pd.DataFrame, *__: Any) -> tuple[bool, Any]:
    """Equipment difficulties come first among the subjects that bodies discuss."""
    whole = table[(table["domain"] == "ensemble") & table["id"].str.startswith("sujets=")]
    first = whole.sort_values("value").iloc[-1]["id"]
    return first == "sujets=materiel", first


def order(_: dict[str, str], table: pd.DataFrame, *__: Any) -> tuple[bool, Any]:
    """Each of the minor members sits in the body less often than each of the major ones."""
    most = max(of(table, name)["value"] for name in MINORS)
    least = min(of(table, name)["value"] for name in MAJORS)
    return most < least, (most, least)


def significant(
    _: dict[str, str], __: pd.DataFrame, ___: Wave, given: Responses
) -> tuple[bool, Any]:
    """The composition depends on the type, in the directions that the report says."""
    links = links_with_type(given, "composition").set_index("option")
    sits = pd.DataFrame({o: holds({"composition": o}, given) for o in links.index})
    by_type = sits.groupby(given.schools["type"].to_numpy()).mean()
    directions = (
        (by_type["chef"].idxmax() == "CLG")
        and (by_type["aed_tice"].idxmax() == "CLG")
        and (by_type["chef_travaux"].nlargest(2).index.isin(["LP", "SEP"]).all())
        and all(by_type[o].idxmin() == "CLG" for o in ("cpe", "prof_doc", "referent_dane"))
    )
    least = links["p_adjusted"].min()
    return bool(least < 0.05 and directions), least


CHECKS: dict[str, Check] = {
    "percent": percent,
    "number": number,
    "verbal": verbal,
    "date": date,
    "rank": rank,
    "order": order,
    "significant": significant,
}


@pytest.fixture(scope="module")
def wave() -> Wave:
    return read_wave("2014")


@pytest.fixture(scope="module")
def given(wave: Wave) -> Responses:
    return take(wave).responses


def test_every_figure_of_the_report_comes_out(wave: Wave, given: Responses) -> None:
    assert len(GOLDEN) == 40
    assert disagreements(wave, given) == []


def test_the_file_of_indicators_publishes_the_same() -> None:
    stated = {i.id: i.published for i in indicators_in("2014") if i.published is not None}
    kinds = {"percent": "exact", "number": "exact", "verbal": "verbal", "rank": "rank"}
    figures = {f["id"]: f for f in GOLDEN if f["kind"] in kinds}
    assert {name: (p.value or "", p.kind) for name, p in stated.items()} == {
        name: (figure["published"], kinds[figure["kind"]]) for name, figure in figures.items()
    }


def altered(wave: Wave, folder: Path, column: str, value: str, other: str) -> Wave:
    """The wave with one answer changed: the first school that gave `value` gives `other`."""
    rows, meta = pyreadstat.read_sav(str(wave.export))
    counts = rows["submitdate"].notna() & ~rows["uai"].duplicated(keep=False)
    rows.loc[rows.index[counts & (rows[column] == value)][0], column] = other
    export = folder / "enquete.sav"
    pyreadstat.write_sav(rows, str(export), variable_value_labels=meta.variable_value_labels)
    stated = msgspec.structs.replace(
        wave.stated,
        export=msgspec.structs.replace(wave.stated.export, sha256=digest(export)),
        sampling_frame=msgspec.structs.replace(
            wave.stated.sampling_frame, file=str(wave.sampling_frame)
        ),
    )
    return dataclasses.replace(wave, stated=stated, folder=folder)


@pytest.mark.parametrize(
    ("column", "value", "other", "named"),
    [
        ("maintenance_SQ002", "Y", "", ["maintenance_ctice: 46, found ('45', '55', '122')"]),
        (
            "instance",
            "A1",
            "A2",
            ["instance_comite: 61.5, found ('60.7', '74', '122')"],
        ),
    ],
)
def test_one_changed_answer_is_found_and_named(
    wave: Wave, tmp_path: Path, column: str, value: str, other: str, named: list[str]
) -> None:
    changed = altered(wave, tmp_path, column, value, other)
    assert disagreements(changed, take(changed).responses) == named
