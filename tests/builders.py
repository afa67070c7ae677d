"""Tiny waves: a frame, questions, an export and its responses, each of a few lines."""

import datetime as dt
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bilan.exports.raw import TECHNICAL, RawExport
from bilan.project.paths import ROOT
from bilan.project.sealed import read_sealed, write_sealed
from bilan.responses.responses import Responses
from bilan.survey.codebook import Asked, Option
from bilan.survey.conditions import Condition
from bilan.survey.indicators import Indicator
from bilan.survey.sampling_frame import VOIES
from bilan.survey.wave import Export, Fieldwork, Input, Wave, WaveFile


def asked(
    id: str,
    type: str = "Y",
    *,
    options: Sequence[str] = (),
    filter: Condition | None = None,
    base: str = "all",
    range: tuple[float | None, float | None] | None = None,
    mandatory: bool = False,
    comparable: bool = True,
    whole: bool = False,
    at_most: str | None = None,
) -> Asked:
    """A question as a wave asked it; its column is its name in capitals."""
    code = "A{}" if type == "L" else "SQ{:03}"
    return Asked(
        id=id,
        group="pilotage",
        type=type,
        wording=f"{id} ?",
        column=id.upper(),
        options={
            name: Option(label=f"Option {name}", code=code.format(number))
            for number, name in enumerate(options, start=1)
        },
        filter=filter,
        base=base,
        range=range,
        mandatory=mandatory,
        change="identical",
        comparable=comparable,
        reason="",
        whole=whole,
        at_most=at_most,
    )


UAI = asked("uai", "S")


def frame(*rows: str) -> pd.DataFrame:
    """Sampling frame from rows such as "S1 CLG public nord"."""
    table = pd.DataFrame(
        [row.split() for row in rows], columns=["uai", "type", "secteur", "bassin"]
    ).set_index("uai")
    nom, voie = "Établissement " + table.index, table["type"].map(VOIES)
    return table.assign(nom=nom, voie=voie)[["nom", "type", "voie", "secteur", "bassin"]]


def wave(
    name: str = "2014",
    *,
    folder: Path = Path("data/2014"),
    previous: str | None = None,
    **rules: Any,
) -> Wave:
    """A wave whose fieldwork is the whole of May."""
    year = int(name)
    stated = WaveFile(
        wave=name,
        title=f"Bilan {name}",
        fieldwork=Fieldwork(start=dt.date(year, 5, 1), end=dt.date(year, 5, 31)),
        publication=dt.date(year, 6, 30),
        simulated=True,
        export=Export(file="enquete.sav", sha256="0" * 64),
        sampling_frame=Input(file="../base_eple.csv", sha256="0" * 64),
        previous=previous,
        **rules,
    )
    return Wave(stated, folder)


def export(*rows: Mapping[str, str], missing: Sequence[str] = ()) -> RawExport:
    """An export from its rows; what a row does not say of LimeSurvey's own columns is made up."""
    filled = []
    for number, row in enumerate(rows, start=1):
        common = {"id": str(number), "submitdate": "2014-05-12 10:00:00"}
        filled.append({**dict.fromkeys(TECHNICAL, ""), **common, **row})
    table = pd.DataFrame(filled, dtype=str).fillna("")
    return RawExport(table, tuple(name for name in table.columns if name not in missing))


def responses(
    questions: Sequence[Asked],
    answers: Mapping[str, Mapping[str, Any]],
    schools: pd.DataFrame,
    *,
    hidden: Mapping[str, Sequence[str]] | None = None,
    name: str = "2014",
) -> Responses:
    """Responses from one row of items a school; `hidden` says to whom a question was not shown."""
    items = [item for question in questions for item in question.items.values()]
    table = pd.DataFrame.from_dict(
        {school: {item: row.get(item) for item in items} for school, row in answers.items()},
        orient="index",
        columns=items,
    ).astype(object)
    numbers = [item for q in questions if q.type in "MN" for item in q.items.values()]
    table = table.where(table.notna(), None).astype(dict.fromkeys(numbers, float))
    shown = pd.DataFrame(True, index=table.index, columns=[q.id for q in questions])
    for question, where in (hidden or {}).items():
        shown.loc[list(where), question] = False
    return Responses(name, tuple(questions), table, shown, schools)


def indicator(
    id: str, numerator: Any, *, kind: str = "share", base: Any = "all", **more: Any
) -> Indicator:
    """An indicator of chapter 1.1."""
    stated = {"label": f"Libellé {id}", "chapter": "1.1", "unit": "percent", "base_label": "EPLE"}
    return Indicator(id=id, kind=kind, numerator=numerator, base=base, **(stated | more))


def same(values: Any, expected: Sequence[float | None]) -> bool:
    """Whether numbers are those expected, None standing for a missing one."""
    wanted = [np.nan if value is None else value for value in expected]
    return bool(np.allclose(np.asarray(values, dtype=float), wanted, equal_nan=True, atol=1e-12))


SOURCES = ("bilan", "data", "notebooks", "report", "tests", "docs")


def copied_project(folder: Path) -> Path:
    """A copy of the project's sources, without anything that was made."""
    folder.mkdir(parents=True)
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy2(path, folder)
        elif path.name in SOURCES:
            ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
            shutil.copytree(path, folder / path.name, ignore=ignored)
    return folder


MADE = ("_build", "figures", "_site")


def add_built(site: Path, folder: Path) -> Path:
    """Put what was built of its waves into a copy of the sources: a build makes what changed.

    `site` is what the fixture of that name gives.
    """
    waves = {path.name for path in (folder / "data").iterdir()}

    def of_others(_: str, names: list[str]) -> set[str]:
        return {name for name in names if name.isdecimal() and name not in waves}

    for name in MADE:
        shutil.copytree(site.parent / name, folder / name, ignore=of_others, dirs_exist_ok=True)
    known = folder / "_build" / "etat.json"  # names files by their whole path
    content = read_sealed(known) or b""
    write_sealed(known, content.replace(f'"{site.parent}/'.encode(), f'"{folder}/'.encode()))
    return folder
