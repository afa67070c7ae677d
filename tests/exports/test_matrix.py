"""The same 122 answers, in every format as LimeSurvey writes it: the same responses, each time."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from database import database
from writers import (
    Row,
    columns_of,
    write_csv,
    write_native_sav,
    write_sps,
    write_spss_sav,
    write_vv,
)

from bilan.estimation.estimates import estimate
from bilan.exports.questionnaire.lss import inner_names
from bilan.exports.questionnaire.lss_writing import questionnaire_lss
from bilan.exports.questionnaire.structure import parse_lss
from bilan.project.files import digest
from bilan.responses.load import look, take
from bilan.responses.responses import write_responses
from bilan.responses.validate import Checked
from bilan.survey.codebook import asked_in
from bilan.survey.indicators import indicators_in
from bilan.survey.wave import Export, Input, Wave, read_wave

pytestmark = pytest.mark.slow

GROUPS = {name: name.capitalize() for name in ("identification", "pilotage")} | {
    "accompagnement": "Accompagnement",
    "assistance": "Assistance",
}
SHIPPED = read_wave("2014")
COLUMNS = columns_of(asked_in("2014"))


@cache
def shipped() -> Checked:
    """What the shipped export gives."""
    return take(SHIPPED)


def stated(folder: Path, format: str, *, structure: bool = False, **more: Any) -> Wave:
    """The wave 2014 with the export that lies in a folder."""

    def pinned(name: str) -> Input:
        return Input(file=name, sha256=digest(folder / name))

    if format == "sps":
        more["data"] = pinned("enquete.dat")
    if structure:
        (folder / "enquete.lss").write_bytes(questionnaire_lss(SHIPPED, groups=GROUPS))
        more["structure"] = pinned("enquete.lss")
    name = f"enquete.{format}"
    export = Export(file=name, sha256=digest(folder / name), format=format, **more)
    frame = Input(file=str(SHIPPED.sampling_frame), sha256=SHIPPED.stated.sampling_frame.sha256)
    return Wave(
        msgspec.structs.replace(SHIPPED.stated, export=export, sampling_frame=frame), folder
    )


def text(writer: Callable[..., bytes], format: str, **how: Any) -> Callable[[Path], Wave]:
    def write(folder: Path) -> Wave:
        (folder / f"enquete.{format}").write_bytes(writer(COLUMNS, database("2014"), **how))
        return stated(folder, format)

    return write


def pair(*, missing: tuple[str, ...] = (), **how: Any) -> Callable[[Path], Wave]:
    def write(folder: Path) -> Wave:
        syntax, data = write_sps(COLUMNS, database("2014"), **how)
        (folder / "enquete.sps").write_bytes(syntax)
        (folder / "enquete.dat").write_bytes(data)
        return stated(folder, "sps", missing=list(missing))

    return write


def binary(writer: Callable[..., None], format: str = "sav", **how: Any) -> Callable[[Path], Wave]:
    def write(folder: Path) -> Wave:
        path = folder / f"enquete.{format}"
        writer(path, COLUMNS, database("2014"), zsav=format == "zsav", **how)
        return stated(folder, format)

    return write


# A range, a number and a text that stand for "no answer", in questions of which two are mandatory.
MISSING: dict[str, list[Any]] = {
    "cticeservice": [{"lo": 990, "hi": float("inf")}],
    "enseignantstotal": [{"lo": float("-inf"), "hi": 0}, 999],
    "instancetaille": ["A9"],
}
COMMAND = b"""\
MISSING VALUES cticeservice (990 THRU HI)
  / enseignantstotal (LOWEST THRU 0, 999) / V{place} ("A9").
"""
STANDING_FOR_NONE = {"cticeservice": "999", "enseignantstotal": "999", "instancetaille": "A9"}


def unanswered() -> list[Row]:
    """Rows of which every eleventh has those values where a question was shown."""
    return [
        row if int(row["id"] or 0) % 11 else {
            **row, **{n: v for n, v in STANDING_FOR_NONE.items() if row[n] is not None},
        }
        for row in database("2014")
    ]  # fmt: skip


def declared_sav(writer: Callable[..., None]) -> Callable[[Path], Wave]:
    def write(folder: Path) -> Wave:
        writer(folder / "enquete.sav", COLUMNS, unanswered(), missing=MISSING)
        return stated(folder, "sav")

    return write


def declared_pair(**how: Any) -> Callable[[Path], Wave]:
    def write(folder: Path) -> Wave:
        syntax, data = write_sps(COLUMNS, unanswered(), **how)
        place = [column.name for column in COLUMNS].index("instancetaille") + 1
        command = COMMAND.replace(b"{place}", str(place).encode())
        syntax = syntax.replace(b"RENAME VARIABLE", command + b"RENAME VARIABLE", 1)
        (folder / "enquete.sps").write_bytes(syntax)
        (folder / "enquete.dat").write_bytes(data)
        return stated(folder, "sps")

    return write


def stated_missing(writer: Callable[..., bytes], format: str) -> Callable[[Path], Wave]:
    """Formats that declare nothing: the wave's file says which texts are no answer."""

    def write(folder: Path) -> Wave:
        (folder / f"enquete.{format}").write_bytes(writer(COLUMNS, unanswered()))
        return stated(folder, format, missing=["999", "999.0000000000", "A9"])

    return write


DECLARING: dict[str, Callable[[Path], Wave]] = {
    "sav, plugin": declared_sav(write_native_sav),
    "sav, SPSS's own": declared_sav(write_spss_sav),
    "sps and dat": declared_pair(),
    "sps and dat, LimeSurvey 2": declared_pair(old=True),
    "csv": stated_missing(write_csv, "csv"),
    "vv": stated_missing(write_vv, "vv"),
}


@pytest.mark.parametrize("variant", DECLARING)
def test_values_declared_missing_are_no_answer_in_any_format(variant: str, tmp_path: Path) -> None:
    found = look(DECLARING[variant](tmp_path))
    assert found.problems == ()
    counts = {name: number for name, number in found.declared_missing.items() if number}
    answers, before = found.checked.responses.answers, shipped().responses
    kept = before.answers.copy()
    eleventh = [row["uai"] for row in unanswered() if row["cticeservice"] == "999"]
    kept.loc[kept.index.isin(eleventh), ["ctice_service", "enseignants_total"]] = None
    touched = int(kept.index.isin(eleventh).sum())
    where = kept.index.isin(eleventh) & before.shown["instance_taille"]
    kept.loc[where, "instance_taille"] = None
    assert counts == {
        "ctice_service": touched,
        "enseignants_total": touched, "instance_taille": int(where.sum()),
    }  # fmt: skip
    assert found.checked.responses.shown.equals(before.shown)
    assert answers.equals(kept)
    table = estimate(found.checked.responses, indicators_in("2014"))
    whole = table[(table["domain"] == "ensemble") & (table["id"] == "ctice_service")].iloc[0]
    expected = kept["ctice_service"]
    assert whole["value"] == pytest.approx(expected.mean())
    assert whole["base"] == expected.notna().sum()


def inner(style: str, **how: Any) -> Callable[[Path], Wave]:
    """Variables under LimeSurvey's inner names, the structure beside them."""

    def write(folder: Path) -> Wave:
        names = inner_names(parse_lss(questionnaire_lss(SHIPPED, groups=GROUPS)))
        kept = {name: own for own, name in names.items() if own.startswith(style)}
        content = write_vv(COLUMNS, database("2014"), names=kept, **how)
        assert b"composition_SQ001" not in content
        (folder / "enquete.vv").write_bytes(content)
        return stated(folder, "vv", structure=True)

    return write


VARIANTS: dict[str, Callable[[Path], Wave]] = {
    "sav, plugin": binary(write_native_sav),
    "sav, plugin, English labels": binary(write_native_sav, language="en"),
    "zsav, plugin": binary(write_native_sav, "zsav"),
    "sav, SPSS's own": binary(write_spss_sav),
    "sav, SPSS's own, English labels, cut at 255": binary(
        write_spss_sav, language="en", length=255
    ),
    "zsav, SPSS's own": binary(write_spss_sav, "zsav"),
    "sps and dat": pair(),
    "sps and dat, LimeSurvey 2, cut at 255": pair(old=True, length=255),
    "sps and dat, English labels": pair(language="en"),
    "sps and dat, a value for N/A": pair(not_available="-99", missing=("-99",)),
    "csv, comma, brackets": text(write_csv, "csv"),
    "csv, semicolon, underscores": text(write_csv, "csv", separator=";", brackets=False),
    "csv, no BOM": text(write_csv, "csv", bom=False),
    "csv, nulls quoted": text(write_csv, "csv", nulls_bare=False),
    "csv, tab": text(write_csv, "csv", separator="\t"),
    "csv, saved by a spreadsheet": text(write_csv, "csv", separator=";", spreadsheet=True),
    "csv, Y and N converted": text(write_csv, "csv", convert=("1", "2")),
    "vv": text(write_vv, "vv"),
    "vv, LimeSurvey 2": text(write_vv, "vv", old=True),
    "vv, names of LimeSurvey 2 to 6": inner("992014X"),
    "vv, names of LimeSurvey 2, old": inner("992014X", old=True),
    "vv, names of LimeSurvey 7": inner("Q"),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_format_gives_the_same_responses(variant: str, tmp_path: Path) -> None:
    checked = take(VARIANTS[variant](tmp_path))
    expected = shipped()
    assert len(checked.responses.answers) == 122
    assert checked.set_aside == expected.set_aside
    assert checked.responses.answers.equals(expected.responses.answers)
    assert checked.responses.shown.equals(expected.responses.shown)
    assert write_responses(checked.responses) == write_responses(expected.responses)
