"""Exports as LimeSurvey writes them, from what its database holds, for the tests of the readers.

A row is a dictionary: the name of a variable → its value in the database, None where the question
was not shown. Read in LimeSurvey's own code: each function names the file and the function.
"""

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

from bilan.survey.codebook import Asked

Row = Mapping[str, str | None]

BOM = b"\xef\xbb\xbf"
DATES = ("submitdate", "startdate", "datestamp")
NUMBERS = ("id", "lastpage")
LABELS = {
    "id": "ID de la réponse",
    "submitdate": "Date de soumission",
    "lastpage": "Dernière page",
    "startlanguage": "Langue de départ",
    "token": "Code d’invitation",
    "startdate": "Date de lancement",
    "datestamp": "Date de la dernière action",
    "ipaddr": "Adresse IP",
    "refurl": "URL de référence",
}
TECHNICAL = tuple(LABELS)
FIXED = {
    "fr": {"Yes": "Oui", "No": "Non", "Not Selected": "Non sélectionné"},
    "en": {"Yes": "Yes", "No": "No", "Not Selected": "Not selected"},
}


@dataclass(frozen=True)
class Column:
    """A variable: its question's code, that of its sub-question, type, texts and answers."""

    question: str
    code: str = ""
    type: str = "S"
    label: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    has_other: bool = False

    @property
    def name(self) -> str:
        """Name with an underscore."""
        return f"{self.question}_{self.code}" if self.code else self.question

    @property
    def bracketed(self) -> str:
        """Name with brackets (`application/helpers/viewHelper.php`, `getFieldCode`)."""
        return f"{self.question}[{self.code}]" if self.code else self.question

    @property
    def is_list(self) -> bool:
        """Whether the answer is one of a list."""
        return self.type == "L" and self.code != "other"


def columns_of(questions: Sequence[Asked]) -> list[Column]:
    """Variables of a survey, LimeSurvey's own first."""
    columns = [Column(name, type="technical", label=label) for name, label in LABELS.items()]
    for q in questions:
        codes = {o.code: o.label for o in q.options.values()}
        others = {"-oth-", "other"} & set(codes)
        answers = {code: label for code, label in codes.items() if code not in others}
        if q.type == "M":
            columns += [Column(q.column, c, "M", f"[{a}] {q.wording}") for c, a in answers.items()]
        else:
            columns.append(Column(q.column, "", q.type, q.wording, answers, bool(others)))
        if others:
            columns.append(Column(q.column, "other", q.type, f"[Autre] {q.wording}"))
    return columns


def write_csv(
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    separator: str = ",",
    brackets: bool = True,
    bom: bool = True,
    nulls_bare: bool = True,
    spreadsheet: bool = False,
    convert: tuple[str, str] | None = None,
) -> bytes:
    """CSV (`application/helpers/admin/export/CsvWriter.php`, `outputRecord`, `close`).

    `convert` gives what Y and N become (`Writer.php`, `transformResponseValue`). `spreadsheet`
    saves it as a French spreadsheet does: no needless quotes, decimal commas, no blank line.
    """

    def escaped(value: str | None) -> str:
        if value is None and nulls_bare:
            return ""
        return '"' + (value or "").replace("\r\n", "\n").replace('"', '""') + '"'

    def short(column: Column, value: str | None) -> str | None:
        """`application/helpers/admin/export/SurveyObj.php`, `getShortAnswer`."""
        if column.type == "N" and value and "." in value:
            return value.rstrip("0").rstrip(".")
        if convert and column.type in ("M", "Y") and column.code != "other":
            if value == "Y":
                return convert[0]
            if value in ("N", ""):
                return convert[1]
        return value

    names = [c.bracketed if brackets else c.name for c in columns]
    table = [[short(c, row[c.name]) for c in columns] for row in rows]
    if spreadsheet:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
        writer.writerow(names)
        for line in table:
            writer.writerow(
                (value or "").replace(".", ",") if column.type == "N" else value or ""
                for column, value in zip(columns, line, strict=True)
            )
        content = text.getvalue()
    else:
        lines = [[escaped(name) for name in names], *([escaped(v) for v in row] for row in table)]
        content = "\r\n".join(separator.join(line) for line in lines) + "\r\n\r\n"
    return (BOM if bom else b"") + content.encode("utf-8")


def write_vv(
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    old: bool = False,
    names: Mapping[str, str] | None = None,
) -> bytes:
    """VV survey file (`application/controllers/admin/Export.php`, `vvexport`).

    `names` gives the inner name of each variable, for version 1 of the format; `old` writes it as
    LimeSurvey 2 did, without quotes and with a tab at the end of both header lines.
    """
    codes = [(names or {}).get(column.name, column.name) for column in columns]
    lines = [[column.label for column in columns], codes]
    for row in rows:
        line = []
        for column in columns:
            value = row[column.name]
            text = "{question_not_shown}" if value is None else value.strip()
            if value is not None:
                for sign, spelt in (
                    ("{", "{lbrace}"), ("\n", "{newline}"), ("\r", "{cr}"), ("\t", "{tab}"),
                ):  # fmt: skip
                    text = text.replace(sign, spelt)
            if text.startswith('"'):
                text = "{quote}" + text[1:]
            if column.name == "submitdate" and not value:
                text = "NULL" if old else "{question_not_shown}"
            line.append(text)
        lines.append(line)
    if old:
        heads = ["\t".join(line) + "\t" for line in lines[:2]]
        content = "\n".join([*heads, *("\t".join(line) for line in lines[2:])]) + "\n"
    else:
        content = "".join("\t".join(_fputcsv(cell) for cell in line) + "\n" for line in lines)
    return content.encode("utf-8")


def _fputcsv(cell: str) -> str:
    """PHP's `fputcsv`, but for its escape by a backslash."""
    if any(sign in cell for sign in '\t"\\\n\r '):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def write_sps(
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    old: bool = False,
    not_available: str = "",
    language: str = "fr",
    length: int = 16_384,
) -> tuple[bytes, bytes]:
    """Syntax and data for SPSS (`Export.php`, `exportspss`; `export_helper.php`, `SPSSExportData`).

    `old` writes as LimeSurvey 2 did: every value quoted, `-oth-` dropped, `RENAME VARIABLE`.
    `not_available` is the value that was chosen for what is not available; `length` is where
    texts are cut, 255 for SPSS before 16.
    """
    fixed = FIXED[language]
    syntax = ["*$Rev: 121017 $ all 2.", "SET UNICODE=ON.", "SHOW LOCALE.", "PRESERVE LOCALE."]
    syntax += ["SET LOCALE='en_UK'.", "GET DATA", " /TYPE=TXT"]
    syntax += [" /FILE='survey_123456_SPSS_data_file.dat'", " /DELCASE=LINE", ' /DELIMITERS=","']
    syntax += [""" /QUALIFIER="'\"""", " /ARRANGEMENT=DELIMITED", " /FIRSTCASE=1"]
    syntax += [" /IMPORTCASE=ALL"]
    types = [spss_type(column, rows, length=length) for column in columns]
    declared = "".join(f"\n V{number} {type}" for number, type in enumerate(types, start=1))
    syntax += [f" /VARIABLES={declared}.", "CACHE.", "EXECUTE.", "*Define Variable Properties."]
    for number, column in enumerate(columns, start=1):
        label = column.label.replace('"', '""')
        size = 255 - len(f"V{number}")
        pieces = [label[at : at + size] for at in range(0, len(label), size)] or [""]
        joined = '"+\n"'.join(pieces)
        syntax.append(f'VARIABLE LABELS V{number} "{joined}".')
    syntax.append("*Define Value labels.")
    for number, (column, type) in enumerate(zip(columns, types, strict=True), start=1):
        if values := _value_labels(column, fixed):
            quote = "" if type.startswith("F") else '"'
            lines = [f' {quote}{code}{quote} "{label[:120]}"' for code, label in values.items()]
            syntax += [f"VALUE LABELS  V{number}", "\n".join(lines) + "."]
    for number, column in enumerate(columns, start=1):
        if column.is_list and needs_recoding(column) and not old:
            syntax += [f'RECODE V{number} ("-oth-" = "666666").', "EXECUTE."]
            syntax += [
                f'ADD VALUE LABELS V{number} 666666 "other".',
                f"ALTER TYPE V{number} (F6.0).",
            ]
    rename = "RENAME VARIABLE" if old else "RENAME VARIABLES"
    syntax += [f"{rename} ( V{n} = {c.name} )." for n, c in enumerate(columns, start=1)]
    syntax.append("RESTORE LOCALE.")

    lines = []
    for row in rows:
        cells = []
        for column, type in zip(columns, types, strict=True):
            value = data_value(column, row[column.name], old=old, length=length)
            value = not_available if value is None else value
            plain = not value or (not old and type.startswith("F"))
            cells.append(value if plain else "'" + value.replace("'", "''") + "'")
        lines.append(",".join(cells) + "\n")
    head = BOM
    return head + ("\n".join(syntax) + "\n").encode("utf-8"), head + "".join(lines).encode("utf-8")


def needs_recoding(column: Column) -> bool:
    """Whether all codes are numbers and "other" is not (`export_helper.php`, `SPSSGetValues`)."""
    return column.has_other and all(code.isdecimal() for code in column.answers)


def spss_type(column: Column, rows: Sequence[Row], *, length: int) -> str:
    """Type that the syntax declares (`export_helper.php`, `SPSSFieldMap`)."""
    if column.name in DATES:
        return "DATETIME23.2"
    if column.name in NUMBERS:
        return "F7"
    if column.type == "N":
        return "F8.4"
    if column.type in ("M", "Y") and column.code != "other":
        return "F1"
    if column.is_list and all(code.isdecimal() for code in column.answers):
        return "A6" if column.has_other else "F1"
    longest = max((len(row[column.name] or "") for row in rows), default=0)
    return f"A{min(max(longest, 1), length)}"


def data_value(column: Column, value: str | None, *, old: bool, length: int) -> str | None:
    """A value in the data file, None where it is not available."""
    if column.name in DATES:
        return None if not value else _day_first(value)
    if column.type == "M" and column.code != "other":
        return None if value is None else ("1" if value == "Y" else "0")
    if column.type == "Y":
        return {"Y": "1", "N": "2"}.get(value or "", None if value is None else "")
    if column.type == "N" and not old:
        return None if value is None else f"{float(value):.4f}"
    text = (value or "").replace("\r\n", "").replace("\n", "")
    if old:
        text = text.replace("-oth-", "")
    return text[:length].strip() or (None if value is None else "")


def _day_first(value: str) -> str:
    return dt.datetime.fromisoformat(value).strftime("%d-%m-%Y %H:%M:%S")


def _value_labels(column: Column, fixed: Mapping[str, str]) -> dict[str, str]:
    if column.code == "other":
        return {}
    if column.type == "M":
        return {"1": fixed["Yes"], "0": fixed["Not Selected"]}
    if column.type == "Y":
        return {"1": fixed["Yes"], "2": fixed["No"]}
    return dict(column.answers)


def write_native_sav(
    path: Path,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    language: str = "fr",
    zsav: bool = False,
    missing: Mapping[str, Any] | None = None,
) -> None:
    """The plugin's own file (`application/core/plugins/ExportSPSSsav/SPSSWriter.php`).

    The type of a variable is that of its values: one `-oth-` makes texts of a whole list.
    """
    fixed = FIXED[language]
    labels = {"Y": fixed["Yes"], "N": fixed["No"]}, {"Y": fixed["Yes"], "0": fixed["Not Selected"]}
    table, value_labels = {}, {}
    for column in columns:
        values = [row[column.name] or "" for row in rows]
        given = [value for value in values if value]
        if column.name in DATES:
            table[column.name] = pd.Series(pd.to_datetime([value or None for value in values]))
        elif given and all(_is_number(value) for value in given):
            table[column.name] = pd.Series([float(v) if v else None for v in values], dtype=float)
        else:
            table[column.name] = pd.Series(values, dtype=object)
        known = {"Y": labels[0], "M": labels[1]}.get(column.type, dict(column.answers))
        if known and column.code != "other" and table[column.name].dtype == object:
            value_labels[column.name] = known | ({"-oth-": "Other"} if "-oth-" in given else {})
    _write(path, table, columns=columns, value_labels=value_labels, zsav=zsav, missing=missing)


def write_spss_sav(
    path: Path,
    columns: Sequence[Column],
    rows: Sequence[Row],
    *,
    language: str = "fr",
    length: int = 16_384,
    zsav: bool = False,
    missing: Mapping[str, Any] | None = None,
) -> None:
    """What SPSS saves after it ran the syntax of `write_sps`: numbers, dates and recoded lists."""
    table, value_labels = {}, {}
    for column in columns:
        type = spss_type(column, rows, length=length)
        values = [data_value(column, row[column.name], old=False, length=length) for row in rows]
        if column.is_list and needs_recoding(column):
            values, type = ["666666" if v == "-oth-" else v for v in values], "F6.0"
        if column.name in DATES:
            stamps = [row[column.name] or None for row in rows]
            table[column.name] = pd.Series(pd.to_datetime(stamps))
        elif type.startswith("F"):
            table[column.name] = pd.Series([float(v) if v else None for v in values], dtype=float)
        else:
            table[column.name] = pd.Series([v or "" for v in values], dtype=object)
        if known := _value_labels(column, FIXED[language]):
            numeric = type.startswith("F")
            value_labels[column.name] = {
                float(code) if numeric else code: label[:120] for code, label in known.items()
            }
    _write(path, table, columns=columns, value_labels=value_labels, zsav=zsav, missing=missing)


def _write(
    path: Path,
    table: Mapping[str, Any],
    *,
    columns: Sequence[Column],
    value_labels: Mapping[str, Any],
    zsav: bool,
    missing: Mapping[str, Any] | None,
) -> None:
    pyreadstat.write_sav(
        pd.DataFrame(table),
        path,
        column_labels={column.name: column.label[:100] for column in columns},
        variable_value_labels={
            name: {code: label[:40] for code, label in labels.items()}
            for name, labels in value_labels.items()
        },
        missing_ranges=missing,
        compress=zsav,
        row_compress=not zsav,
    )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
