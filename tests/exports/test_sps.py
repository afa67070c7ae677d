"""LimeSurvey's syntax and data for SPSS: names, types, labels, and texts in quotes."""

from typing import Any

import pytest
from writers import Column, write_sps

from bilan.exports.content import Cell
from bilan.exports.sps import parse_sps, read_syntax
from bilan.project.errors import UnreadableError

LONG = "Une réponse dont le texte est si long qu’il est coupé " * 4
COLUMNS = [
    Column("id", type="technical", label="id"),
    Column("submitdate", type="technical", label="submitdate"),
    Column("LISTE", "", "L", 'La "liste" ' + "x" * 300, {"A1": 'Dit "oui" ici', "A2": LONG}),
    Column("OUI", "", "Y", "Oui ou non ?"),
    Column("Q", "SQ001", "M", "[Un] Question"),
    Column("NOMBRE", "", "N", "Combien ?"),
    Column("T", "", "T", "Remarques"),
]
ROWS: list[Any] = [
    {"id": "1", "submitdate": "2014-05-12 10:00:00", "LISTE": "A2", "OUI": "N", "Q_SQ001": "Y",
     "NOMBRE": "12.5000000000", "T": "l'été, puis l'hiver\nsuite"},
    {"id": "2", "submitdate": None, "LISTE": "", "OUI": "", "Q_SQ001": "", "NOMBRE": None, "T": ""},
    {"id": "3", "submitdate": "1980-01-01 00:00:00", "LISTE": None, "OUI": None, "Q_SQ001": None,
     "NOMBRE": None, "T": None},
]  # fmt: skip


@pytest.mark.parametrize(("old", "number"), [(True, "12.5000000000"), (False, "12.5000")])
def test_cells_as_they_are_written(old: bool, number: str) -> None:
    columns = parse_sps(*write_sps(COLUMNS, ROWS, old=old)).columns
    assert columns == {
        "id": ["1", "2", "3"],
        "submitdate": ["12-05-2014 10:00:00", "", "01-01-1980 00:00:00"],
        "LISTE": ["A2", "", ""],
        "OUI": ["2", "", ""],
        "Q_SQ001": ["1", "0", ""],
        "NOMBRE": [number, "", ""],
        "T": ["l'été, puis l'hiversuite", "", ""],
    }


@pytest.mark.parametrize("old", [True, False])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_variables_have_their_labels(old: bool, ends: str) -> None:
    syntax, _ = write_sps(COLUMNS, ROWS, old=old)
    variables = read_syntax(syntax.replace(b"\n", ends.encode()))
    assert [v.name for v in variables] == [
        "id", "submitdate", "LISTE", "OUI", "Q_SQ001", "NOMBRE", "T",
    ]  # fmt: skip
    assert [v.kind for v in variables] == [
        "number", "date", "text", "number", "number", "number", "text",
    ]  # fmt: skip
    assert variables[2].label == 'La "liste" ' + "x" * 300
    assert variables[2].value_labels == {"A1": 'Dit "oui" ici', "A2": LONG[:120]}
    assert variables[3].value_labels == {"1": "Oui", "2": "Non"}


@pytest.mark.parametrize("length", [255, 16_384])
def test_texts_are_cut(length: int) -> None:
    rows = [{**ROWS[0], "T": "x" * 20_000}]
    assert parse_sps(*write_sps(COLUMNS, rows, length=length)).columns["T"] == ["x" * length]


def test_rows_may_all_end_with_a_comma() -> None:
    """Version 2 writes one before a last variable that it hides."""
    syntax, data = write_sps(COLUMNS, ROWS, old=True)
    columns = parse_sps(syntax, data.replace(b"\n", b",\n")).columns
    assert columns == parse_sps(syntax, data).columns
    for ends in (b",'x'\n", b",,\n"):
        with pytest.raises(UnreadableError, match=r"^row 1 has (8|9) cells, for 7 variables"):
            parse_sps(syntax, data.replace(b"\n", ends))
    with pytest.raises(UnreadableError, match=r"^row 1 has 8 cells, for 7 variables"):
        parse_sps(syntax, data.replace(b"\n", b",\n", 1))


def with_command(command: str, *, old: bool = False) -> dict[str, list[Cell]]:
    """Cells of the pair, the syntax ending with a command that somebody added."""
    syntax, data = write_sps(COLUMNS, ROWS, old=old)
    end = b"RESTORE LOCALE."
    content = parse_sps(syntax.replace(end, command.encode() + b"\n" + end), data)
    assert set(content.declared_missing) <= set(content.columns)
    for name, rows in content.declared_missing.items():
        assert all(content.columns[name][row] == "" for row in rows)
    return {name: content.columns[name] for name, rows in content.declared_missing.items() if rows}


@pytest.mark.parametrize("old", [True, False])
@pytest.mark.parametrize(
    ("command", "cells"),
    [
        ("MISSING VALUES NOMBRE (12.5).", {"NOMBRE": ["", "", ""]}),
        ("missing values nombre (12, 12.5 99).", {"NOMBRE": ["", "", ""]}),
        ("MISSING VALUES NOMBRE (10 THRU 20).", {"NOMBRE": ["", "", ""]}),
        ("MISSING VALUES NOMBRE (LO THRU 0, 12.5).", {"NOMBRE": ["", "", ""]}),
        ("MISSING VALUES NOMBRE (12 THRU HIGHEST).", {"NOMBRE": ["", "", ""]}),
        ("MISSING VALUES V6 (12.5).", {"NOMBRE": ["", "", ""]}),
        ("MISSING VALUES NOMBRE (13 THRU HI).", {}),
        ("MISSING VALUES LISTE ('A2').", {"LISTE": ["", "", ""]}),
        ('MISSING VALUES LISTE ("A1", "A2  ").', {"LISTE": ["", "", ""]}),
        (
            "MISSING VALUES OUI (2) / NOMBRE\n  (12.5).",
            {"OUI": ["", "", ""], "NOMBRE": ["", "", ""]},
        ),
        ("MIS VAL OUI Q_SQ001 (1, 2).", {"OUI": ["", "", ""], "Q_SQ001": ["", "0", ""]}),
        (
            "MISSING VALUES OUI TO NOMBRE (0, 2).",
            {"OUI": ["", "", ""], "Q_SQ001": ["1", "", ""]},
        ),
        ("MISSING VALUES OUI (2).\nMISSING VALUES OUI ().", {}),
        ("MISSING VALUES OUI (2).\nMISSING VALUES OUI (1).", {}),
    ],
)
def test_values_that_a_command_declares_missing_are_no_answer(
    command: str, cells: dict[str, list[Cell]], old: bool
) -> None:
    assert with_command(command, old=old) == cells


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("MISSING VALUES AUTRE (9).", "not understood: no variable AUTRE"),
        ("MISSING VALUES NOMBRE (9 TIL 12).", "not understood: its values"),
        ("MISSING VALUES NOMBRE 9.", "not understood: its form"),
        ("MISSING VALUES NOMBRE TO OUI (9).", "not understood: OUI stands before"),
        ("RECODE NOMBRE (99=SYSMIS).", "a command RECODE, which changes answers"),
        ("  compute NOMBRE = 2.", "a command COMPUTE, which changes answers"),
        ("SELECT IF (OUI = 1).", "a command SELECT, which changes answers"),
    ],
)
def test_a_command_that_is_not_read_is_not_passed_over(command: str, message: str) -> None:
    with pytest.raises(UnreadableError, match=message):
        with_command(command)


def test_a_wording_that_reads_as_a_command_is_none() -> None:
    columns = [*COLUMNS[:-1], Column("T", "", "T", "Dites\nMISSING VALUES OUI (2).\nIF (1)")]
    syntax, data = write_sps(columns, ROWS)
    assert parse_sps(syntax, data).declared_missing == {}


def test_variables_say_what_is_declared_missing() -> None:
    end = b"RESTORE LOCALE."
    command = b"MISSING VALUES NOMBRE (LO THRU 0, 99) LISTE ('A2').\n"
    variables = read_syntax(write_sps(COLUMNS, ROWS)[0].replace(end, command + end))
    assert {v.name: v.missing for v in variables if v.missing} == {
        "NOMBRE": ("lowest to 0", "99"), "LISTE": ("A2",),
    }  # fmt: skip


REAL = """\
* Encoding: UTF-8.
*$Rev: 121017 $ complete 2.
SET UNICODE=ON.
SHOW LOCALE.
PRESERVE LOCALE.
SET LOCALE='en_AR'.
SET DECIMAL=DOT.
GET DATA
 /TYPE=TXT
 /FILE='D:\\enquete\\survey_123456_SPSS_data_file.dat'
 /VARIABLES=
 V1 F7
 V3 A31
 V5 F13.12
 V6 F2.0
 V9 F1.
CACHE.
EXECUTE.
VARIABLE LABELS V1 "id".
VARIABLE LABELS V3 "Seed".
VARIABLE LABELS V5 "Quel âge ?".
VARIABLE LABELS V6 "[Rang 1] Dans quel ordre ?\t ".
VARIABLE LABELS V9 "Échelle # de 1 à 2".
*Define Value labels.
VALUE LABELS  V9
 1 ""
 2 "Tout à fait # 2".
VARIABLE LEVEL V5(SCALE).
RENAME VARIABLE ( V1 = id ).
* Variable name was incorrect and was changed from  to q_ .
RENAME VARIABLE ( V3 = q_ ).
RENAME VARIABLE ( V5 = age ).
RENAME VARIABLE ( V6 = ordre_1 ).
* Variable name was incorrect and was changed from 0005 to q_0005 .
RENAME VARIABLE ( V9 = q_0005 ).
RESTORE LOCALE.
"""


def test_what_real_files_have_beside() -> None:
    """Comments, a path, variables that are hidden, names that were not fit for SPSS."""
    variables = read_syntax(REAL.encode())
    assert [(v.name, v.kind) for v in variables] == [
        ("id", "number"), ("q_", "text"), ("age", "number"), ("ordre_1", "number"),
        ("q_0005", "number"),
    ]  # fmt: skip
    assert variables[4].label == "Échelle # de 1 à 2"
    assert variables[4].value_labels == {"1": "", "2": "Tout à fait # 2"}


def test_version_1_neither_keeps_nor_restores_the_locale() -> None:
    old = REAL.replace("PRESERVE LOCALE.\n", "").replace("RESTORE LOCALE.\n", "")
    assert len(read_syntax(old.encode())) == 5
    with pytest.raises(UnreadableError, match="a syntax file that does not end with RESTORE"):
        read_syntax(old[:-5].encode())


SYNTAX, DATA = write_sps(COLUMNS, ROWS)


@pytest.mark.parametrize(
    ("syntax", "data", "message"),
    [
        (b"DATA LIST FREE.\n", DATA, "no list of variables"),
        (SYNTAX[:-40], DATA, "a syntax file that does not end with RESTORE LOCALE"),
        (SYNTAX.replace(b"RENAME VARIABLES ( V3 ", b"* ( V3 "), DATA, "no name for variable V3"),
        (SYNTAX, DATA[:-1], "line 3 does not end"),
        (SYNTAX, DATA[:20], "line 1: a quote that is not closed"),
        (SYNTAX, DATA.replace(b"3,", b"3,4,"), "row 3 has 8 cells, for 7 variables"),
        (SYNTAX, b"", "an empty file"),
    ],
)
def test_what_is_not_whole_is_an_error(syntax: bytes, data: bytes, message: str) -> None:
    with pytest.raises(UnreadableError, match=f"^{message}"):
        parse_sps(syntax, data)
