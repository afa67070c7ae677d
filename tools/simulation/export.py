"""Answers as LimeSurvey exports them to SPSS, without a clock.

Shape of the native export (LimeSurvey, `application/core/plugins/ExportSPSSsav/SPSSWriter.php`):
technical columns first, then one variable per question or sub-question; a tick is `Y`, its absence
and a question not shown are both an empty text; yes/no are letters; lists are answer codes; dates
are SPSS dates; a sub-question's label is `[option] wording`.
"""

import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

from bilan.project.errors import DataError
from bilan.survey.codebook import asked_in

TECHNICAL = {
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
YES_NO = {"Y": "Oui", "N": "Non"}
TICKED = {"Y": "Oui", "0": "Non sélectionné"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Header of a .sav file: 4 + 60 + 5 * 4 + 8 bytes, then creation date and time, `dd Mmm yyhh:mm:ss`.
CREATED = slice(92, 109)
STAMP = re.compile(rb"\d\d [A-Z][a-z][a-z] \d\d\d\d:\d\d:\d\d")


@dataclass(frozen=True)
class Variable:
    """One variable of the export, and the column of the answers that it is made from."""

    name: str
    answers: str
    kind: str  # LimeSurvey's letter of the question type
    label: str
    page: int  # 1 = first group of the questionnaire
    value_labels: Mapping[str, str]
    codes: Mapping[str, str]  # L: option id → answer code


def variables(wave: str) -> Iterator[Variable]:
    """Variables of a wave's export, in the order of the questionnaire."""
    groups: list[str] = []
    for asked in asked_in(wave):
        if asked.group not in groups:
            groups.append(asked.group)
        page = len(groups)
        codes = {option: spec.code for option, spec in asked.options.items()}
        if asked.type == "M":
            for option, spec in asked.options.items():
                name, answers = f"{asked.column}_{spec.code}", f"{asked.id}={option}"
                label = f"[{spec.label}] {asked.wording}"
                yield Variable(name, answers, "M", label, page, TICKED, {})
            continue
        labels = {spec.code: spec.label for spec in asked.options.values()}
        labels = YES_NO if asked.type == "Y" else labels
        yield Variable(asked.column, asked.id, asked.type, asked.wording, page, labels, codes)


def exported(answers: pd.DataFrame, table: tuple[Variable, ...]) -> pd.DataFrame:
    """One row per row of the answers, one column per variable, with LimeSurvey's codes."""
    return pd.DataFrame({v.name: _coded(answers[v.answers], v) for v in table})


def _coded(column: pd.Series, variable: Variable) -> pd.Series:
    if variable.kind == "N":
        return column.astype(float)
    if variable.kind in ("M", "Y"):
        codes: Mapping[Any, str] = {1: "Y", 0: "N" if variable.kind == "Y" else ""}
        return column.map(codes).fillna("").astype(object)
    return (column.map(variable.codes) if variable.codes else column).fillna("").astype(object)


def write_sav(rows: pd.DataFrame, table: tuple[Variable, ...], *, label: str, made: date) -> bytes:
    """A .sav file: `rows` has the technical columns, then one column per variable.

    pyreadstat writes the time of the day into the header; `made`, at midnight, takes its place, so
    that the same answers give the same bytes.
    """
    # pyreadstat's annotations know numeric value labels only; it takes both.
    value_labels: Any = {v.name: dict(v.value_labels) for v in table if v.value_labels}
    labels: dict[str, str | None] = {**TECHNICAL, **{v.name: v.label for v in table}}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "enquete.sav"
        pyreadstat.write_sav(
            rows,
            path,
            file_label=label,
            column_labels=labels,
            variable_value_labels=value_labels,
            row_compress=True,
        )
        content = bytearray(path.read_bytes())
    if not STAMP.fullmatch(content[CREATED]):
        raise DataError(
            "simulation",
            expected="pyreadstat to write the creation time at byte 92",
            found="something else there",
            next_step="see what changed in pyreadstat's .sav header",
        )
    stamp = f"{made.day:02d} {MONTHS[made.month - 1]} {made.year % 100:02d}00:00:00"
    content[CREATED] = stamp.encode("ascii")
    return bytes(content)
