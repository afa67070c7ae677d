"""Reading `.sav` files: texts as LimeSurvey exported them, and one error for each damage."""

import datetime as dt
import struct
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from bilan.exports import reader_process
from bilan.exports.load import Source, describe_export, read_export
from bilan.exports.raw import RawExport
from bilan.exports.sav import announced_rows, parse_sav, text_of
from bilan.project.code_dependencies import code_of
from bilan.project.errors import DataError, UnreadableError

pytestmark = pytest.mark.slow

HEADER_ROWS = 80  # where the header says how many rows there are


def write(path: Path, **more: object) -> Path:
    table = pd.DataFrame(
        {
            "id": [1.0, 2.0, 3.0],
            "submitdate": [dt.datetime(2014, 5, 12, 10, 30), pd.NaT, dt.datetime(1980, 1, 1)],
            "LISTE": ["A1", "", "-oth-"],
            "COCHE_SQ001": ["Y", "", ""],
            "NOMBRE": [12.5, None, 99.0],
            "ipaddr": ["192.0.2.1", "192.0.2.2", "192.0.2.3"],
            "TEXTE": ["été  ", " deux mots", ""],
        }
    )
    pyreadstat.write_sav(table, str(path), **more)
    return path


def read_sav(path: Path, variables: set[str]) -> RawExport:
    return read_export(Source(path, "sav"), variables)


def damaged(path: Path, found: str) -> str:
    return (
        f"{path} cannot be read whole\n"
        "  expected: a .sav file as LimeSurvey exports it\n"
        f"  found:    {found}\n"
        "  next:     export the survey again from LimeSurvey"
    )


def test_only_wanted_variables_are_read_as_texts(tmp_path: Path) -> None:
    path = write(tmp_path / "e.sav")
    wanted = {"id", "submitdate", "LISTE", "COCHE_SQ001", "NOMBRE", "TEXTE", "ABSENT"}
    export = read_sav(path, wanted)
    assert export.rows.to_dict("list") == {
        "id": ["1", "2", "3"],
        "submitdate": ["2014-05-12 10:30:00", "", "1980-01-01 00:00:00"],
        "LISTE": ["A1", "", "-oth-"],
        "COCHE_SQ001": ["Y", "", ""],
        "NOMBRE": ["12.5", "", "99"],
        "TEXTE": ["été", " deux mots", ""],
    }
    assert "ipaddr" in export.variables
    assert len(export.variables) == 7


INFINITY = float("inf")


@pytest.mark.parametrize(
    ("declared", "cells", "where", "words"),
    [
        ({"NOMBRE": [99.0]}, ["12.5", "", ""], [2], ("99",)),
        ({"NOMBRE": [{"lo": 90, "hi": 99}]}, ["12.5", "", ""], [2], ("90 to 99",)),
        ({"NOMBRE": [{"lo": -INFINITY, "hi": 20}]}, ["", "", "99"], [0], ("lowest to 20",)),
        ({"NOMBRE": [{"lo": 99, "hi": INFINITY}, 12.5]}, ["", "", ""], [0, 2],
         ("99 to highest", "12.5")),
        ({"NOMBRE": [98.0]}, ["12.5", "", "99"], [], ("98",)),
        ({"LISTE": ["-oth-"]}, ["A1", "", ""], [2], ("-oth-",)),
        ({"COCHE_SQ001": ["Y"]}, ["", "", ""], [0], ("Y",)),
    ],
)  # fmt: skip
def test_a_value_declared_missing_is_no_answer_and_is_known_as_such(
    declared: dict[str, list[object]],
    cells: list[str],
    where: list[int],
    words: tuple[str, ...],
    tmp_path: Path,
) -> None:
    path = write(tmp_path / "e.sav", missing_ranges=declared)
    (name,) = declared
    export = read_sav(path, {"id", name})
    assert list(export.rows[name]) == cells
    missing = export.declared_missing
    assert ([] if missing is None else list(missing.index[missing[name]])) == where
    assert missing is None or not missing["id"].any()
    described = {v.name: v for v in describe_export(Source(path, "sav"))}[name]
    assert described.missing == words
    assert described.missing_cells == len(where)


def test_a_truncated_file_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path / "e.sav")
    content = path.read_bytes()
    for length in (len(content) - 20, len(content) // 2, 200):
        path.write_bytes(content[:length])
        with pytest.raises(DataError, match=r"^[^\n]*e\.sav cannot be read whole\n"):
            read_sav(path, {"id", "LISTE"})


@pytest.mark.parametrize("content", [b"", b"\x7fELF" + b"\0" * 200, b"id;uai\n1;2\n" * 20])
def test_what_is_no_sav_file_is_an_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "e.sav"
    path.write_bytes(content)
    with pytest.raises(DataError) as error:
        read_sav(path, {"id"})
    assert str(error.value) == damaged(path, "no header of an SPSS system file")


def test_rows_are_as_many_as_the_header_announces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "e.sav")
    monkeypatch.setattr("bilan.exports.sav.announced_rows", lambda _: 4)
    with pytest.raises(UnreadableError, match=r"^3 rows, where the header announces 4$"):
        parse_sav(path, {"id"})


def test_the_header_is_read_as_it_is_written(tmp_path: Path) -> None:
    assert announced_rows(announce(write(tmp_path / "e.sav"), 258)) == 258


def test_a_header_that_announces_a_billion_rows_does_not_eat_the_memory(tmp_path: Path) -> None:
    path = announce(write(tmp_path / "e.sav"), 10**9)
    with pytest.raises(DataError, match="found:    MemoryError: "):
        read_sav(path, {"id", "LISTE", "TEXTE"})


def announce(path: Path, rows: int) -> Path:
    content = bytearray(path.read_bytes())
    content[HEADER_ROWS : HEADER_ROWS + 4] = struct.pack("<i", rows)
    path.write_bytes(content)
    return path


def test_a_reader_that_crashes_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of the child stands for one that dies as a segmentation fault makes it."""
    path = write(tmp_path / "e.sav")
    (tmp_path / "crash.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr("bilan.exports.reader_client.CHILD", "crash")
    with pytest.raises(DataError) as error:
        read_sav(path, {"id"})
    assert str(error.value) == damaged(path, "the reader was ended by signal 11")


def test_a_reader_that_does_not_end_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "e.sav")
    monkeypatch.setattr("bilan.project.limited_process.SECONDS", 0.01)
    with pytest.raises(DataError) as error:
        read_sav(path, {"id"})
    assert str(error.value) == damaged(path, "reading did not end within 0.01 s")


def test_the_child_counts_among_the_files_of_the_reader() -> None:
    assert Path(reader_process.__file__) in code_of("bilan.exports.load")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (pd.NaT, ""),
        (0.0, "0"),
        (0.1, "0.1"),
        (1e16, "10000000000000000"),
        (dt.date(2014, 5, 1), "2014-05-01"),
        ("Y   ", "Y"),
        ("  Y", "  Y"),
    ],
)
def test_cells_become_texts(cell: object, text: str) -> None:
    assert text_of(cell) == text
