"""Reading in a process of its own: what leaves it, and one message for what is damaged."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from writers import Column, write_csv, write_native_sav, write_sps, write_vv

from bilan.exports.load import Source, describe_export, read_export
from bilan.exports.raw import RawExport
from bilan.project.errors import DataError

pytestmark = pytest.mark.slow

SECRET = "Madame Untel, 06 12 34 56 78"
COLUMNS = [
    Column("id", label="ID de la réponse"),
    Column("submitdate", label="submitdate"),
    Column("ipaddr", label="ipaddr"),
    Column("LISTE", "", "L", "Quelle liste ?", {"A1": "Un", "A2": "Deux"}, True),
    Column("LISTE", "other", "L", "[Autre] Quelle liste ?"),
    Column("Q", "SQ001", "M", "[Un] Question"),
    Column("Q", "SQ002", "M", "[Deux] Question"),
    Column("R", "SQ001", "M", "[Un] Autre question"),
]
ROWS: list[Any] = [
    {"id": "1", "submitdate": "2014-05-12 10:00:00", "ipaddr": SECRET, "LISTE": "A1",
     "LISTE_other": "", "Q_SQ001": "Y", "Q_SQ002": "", "R_SQ001": ""},
    {"id": "2", "submitdate": None, "ipaddr": SECRET, "LISTE": "-oth-", "LISTE_other": SECRET,
     "Q_SQ001": "", "Q_SQ002": "", "R_SQ001": None},
]  # fmt: skip
WANTED = {"id", "LISTE", "R_SQ001", "ABSENT"}


def source(format: str, folder: Path) -> Source:
    path = folder / f"e.{format}"
    if format in ("sav", "zsav"):
        write_native_sav(path, COLUMNS, ROWS, zsav=format == "zsav")
        return Source(path, format)
    if format == "sps":
        syntax, data = write_sps(COLUMNS, ROWS)
        path.write_bytes(syntax)
        path.with_suffix(".dat").write_bytes(data)
        return Source(path, format, data=path.with_suffix(".dat"))
    path.write_bytes((write_vv if format == "vv" else write_csv)(COLUMNS, ROWS))
    return Source(path, format)


every_format = pytest.mark.parametrize("format", ["sav", "zsav", "sps", "csv", "vv"])


def read(format: str, folder: Path) -> RawExport:
    return read_export(source(format, folder), WANTED, presence={"LISTE_other"})


@every_format
def test_only_what_is_wanted_leaves_the_reader(format: str, tmp_path: Path) -> None:
    export = read(format, tmp_path)
    assert sorted(export.rows) == ["LISTE", "LISTE_other", "R_SQ001", "id"]
    assert export.rows["id"].tolist() == ["1", "2"]
    assert export.rows["LISTE_other"].tolist() == ["", "Y"]
    assert export.rows["LISTE"].tolist() == ["A1", "-oth-"]
    assert export.variables == (
        "id", "submitdate", "ipaddr", "LISTE", "LISTE_other", "Q_SQ001", "Q_SQ002", "R_SQ001",
    )  # fmt: skip


@pytest.mark.parametrize(("format", "tells"), [("csv", True), ("vv", True), ("sav", False)])
def test_some_formats_say_what_was_not_shown(format: str, tells: bool, tmp_path: Path) -> None:
    hidden = read(format, tmp_path).not_shown
    assert (hidden is not None) == tells
    if hidden is not None:
        assert hidden["R_SQ001"].tolist() == [False, True]
        assert not hidden["LISTE"].any()


@every_format
def test_a_description_holds_no_answer(format: str, tmp_path: Path) -> None:
    variables = describe_export(source(format, tmp_path))
    assert [variable.name for variable in variables][3:6] == ["LISTE", "LISTE_other", "Q_SQ001"]
    assert SECRET not in repr(variables)
    assert (variables[3].label == "Quelle liste ?") == (format != "csv")


def test_a_syntax_file_is_described_without_its_data(tmp_path: Path) -> None:
    path = source("sps", tmp_path).path
    assert describe_export(Source(path, "sps"))[3].value_labels == {"A1": "Un", "A2": "Deux"}
    with pytest.raises(DataError, match=r"found:    no \.dat file beside it"):
        read_export(Source(path, "sps"), WANTED)


def test_the_value_for_no_answer_is_none(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_bytes(b'"id","A","A_other"\r\n"1","-99","-99"\r\n"2","N/A","x"\r\n\r\n')
    stated = Source(path, "csv", missing=("-99", "N/A"))
    rows = read_export(stated, {"A"}, presence={"A_other"}).rows
    assert rows.to_dict("list") == {"A": ["", ""], "A_other": ["", "Y"]}


def test_inner_names_give_way_to_codes(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_bytes(b'"id","Q12","Q13_S34"\r\n"1","A1","Y"\r\n\r\n')
    names = {"Q12": "LISTE", "Q13_S34": "Q_SQ001"}
    export = read_export(Source(path, "csv", names=names), {"LISTE", "Q_SQ001"})
    assert export.variables == ("id", "LISTE", "Q_SQ001")
    assert export.rows.to_dict("list") == {"LISTE": ["A1"], "Q_SQ001": ["Y"]}


def test_brackets_of_every_kind_give_way_to_underscores(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    names = {
        "T[SQ001_SQ002]": "T_SQ001_SQ002",  # a table of texts or numbers
        "D[SQ001][1]": "D_SQ001_1",  # a dual scale
        "P[SQ001comment]": "P_SQ001comment",
        "L[other]": "L_other",
        "R[1]": "R_1",  # a ranking
        "0014 [SQ002]": "0014_SQ002",  # version 1
    }
    header = ",".join(f'"{name}"' for name in ("id", *names))
    path.write_bytes(f"{header}\r\n{'x,' * len(names)}x\r\n\r\n".encode())
    export = read_export(Source(path, "csv"), set(names.values()))
    assert export.variables == ("id", *names.values())
    assert sorted(export.rows) == sorted(names.values())


def test_a_missing_file_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"found:    No such file or directory"):
        read_export(Source(tmp_path / "e.csv", "csv"), WANTED)


@every_format
@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) * 2 // 3],
        lambda content: content[:-6],
        lambda _: b"",
        lambda _: bytes(range(256)) * 8,
    ],
    ids=["two thirds", "six bytes short", "empty", "noise"],
)
def test_a_damaged_file_is_one_message(
    format: str, damage: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    stated = source(format, tmp_path)
    target = stated.data or stated.path
    target.write_bytes(damage(target.read_bytes()))
    with pytest.raises(DataError) as error:
        read_export(stated, WANTED)
    assert_one_message(str(error.value), stated.path)


@every_format
@pytest.mark.parametrize("other", ["sav", "sps", "csv", "vv"])
def test_a_file_of_another_format_is_one_message(format: str, other: str, tmp_path: Path) -> None:
    if format == other or {format, other} == {"sav", "zsav"}:
        pytest.skip("the same format")
    path = source(other, tmp_path).path
    data = path if format == "sps" else None
    with pytest.raises(DataError) as error:
        read_export(Source(path, format, data=data), WANTED)
    assert_one_message(str(error.value), path)


def assert_one_message(message: str, path: Path) -> None:
    lines = message.split("\n")
    assert lines[0] == f"{path} cannot be read whole"
    assert [line.split(":")[0].strip() for line in lines[1:]] == ["expected", "found", "next"]
    assert "Traceback" not in message
    assert SECRET not in message
