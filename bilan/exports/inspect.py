"""Showing an unknown export: its variables and their labels, never an answer."""

import textwrap
from collections.abc import Sequence
from pathlib import Path

from bilan.exports.content import Variable
from bilan.exports.declared import WAITING, differences
from bilan.exports.declared_text import difference_text
from bilan.exports.foreign import AGAIN, foreign
from bilan.exports.guess import Match, match_variables, own_variables
from bilan.exports.load import Source, describe_export
from bilan.exports.questionnaire.columns import structure_variables
from bilan.exports.questionnaire.lss import inner_names, read_lss
from bilan.project.errors import DataError, UsageError
from bilan.project.files import replace_text
from bilan.project.paths import DATA, known_waves, shown
from bilan.survey.codebook import Asked, asked_in

SUFFIXES = {".sav": "sav", ".zsav": "zsav", ".sps": "sps", ".lss": "lss", ".csv": "csv"}
VV_SUFFIXES = (".vv", ".txt", ".tsv", ".tab", ".csv")
INSTEAD = {
    ".dat": "name the .sps file that goes with it",
    ".lsa": "unpack this archive, and name the .lss file in it",
    ".lsg": "export the structure of the whole survey, as .lss",
    ".lsq": "export the structure of the whole survey, as .lss",
    **dict.fromkeys((".xls", ".xlsx", ".xlsm", ".xlsb", ".ods"), AGAIN),
}
WIDTH = 60
MAPPING = "correspondance.yml"


def format_of(path: Path) -> str:
    """Format of an export, from its name and its first lines.

    Raises
    ------
    DataError
        The file is missing, or is none of the formats.
    """
    if not path.is_file():
        raise DataError(f"{shown(path)} is missing", next_step="check its name")
    suffix = path.suffix.lower()
    if suffix in VV_SUFFIXES:
        with path.open("rb") as file:
            lines = file.read(100_000).splitlines()[:2]
        second = lines[1].replace(b'"', b"").split(b"\t") if len(lines) > 1 else []
        if b"id" in second and b"submitdate" in second:
            return "vv"
        return "csv"
    if suffix not in SUFFIXES:
        raise DataError(
            f"{shown(path)} is no export that can be read",
            expected=f"a file that ends in {', '.join(sorted({*SUFFIXES, *VV_SUFFIXES}))}",
            found=foreign(path) or "",
            next_step=INSTEAD.get(
                suffix, "export the survey again from LimeSurvey, in one of these formats"
            ),
        )
    return SUFFIXES[suffix]


def inspect(path: Path, *, structure: Path | None = None) -> str:
    """An export's variables, types, labels and likely questions, as text to read.

    `structure` is the survey's `.lss`, where the variables have LimeSurvey's inner names.

    Raises
    ------
    DataError
        The file cannot be read.
    """
    format = format_of(path)
    variables = _variables(path, format, structure)
    wave, found = _best(variables)
    items = {
        name: f"{question.id}={option}" if question.type == "M" else question.id
        for question in asked_in(wave)
        for name, option in zip(
            question.items, question.options if question.type == "M" else ("",), strict=True
        )
    }
    limesurvey = own_variables(variables)
    lists = {question.column for question in asked_in(wave) if question.type == "L"}
    lines = [f"{shown(path)}: format {format}, {len(variables)} variables"]
    lines += ["", f"{'variable':<28} {'type':<8} {'question':<32} label"]
    for variable in variables:
        own = "(LimeSurvey)" if variable.name in limesurvey else ""
        label = textwrap.shorten(variable.label, WIDTH, placeholder="…")
        question = items.get(variable.name, own)
        lines.append(f"{variable.name:<28} {variable.kind:<8} {question:<32} {label}".rstrip())
        if variable.value_labels and (variable.name in lists or variable.name not in items):
            values = ", ".join(f"{code} {text}" for code, text in variable.value_labels.items())
            lines.append(f"{'':<70} {textwrap.shorten(values, WIDTH, placeholder='…')}")
    asked = len(asked_in(wave))
    lines += [
        "",
        f"nearest wave of the codebook: {wave}, {len(found.columns)} of {asked} questions",
    ]
    lines += _told(
        "guessed", [f"{q}: {column}, {why}" for q, (column, why) in found.guessed.items()]
    )
    lines += _told("not found", found.absent)
    lines += _told("not in the codebook", [_named(variable) for variable in found.unknown])
    lines += _told("does not match", _odd(variables, asked_in(wave), found))
    lines += _told("declared to be no answer", [_declared(v) for v in variables if v.missing])
    return "\n".join(lines) + "\n"


def draft_mapping(path: Path, wave: str) -> Path:
    """Write which column of an export each question of a wave is, to be corrected.

    The draft stands in `data/<wave>/correspondance.yml`, a question a line.

    Raises
    ------
    UsageError
        The codebook has no question for that wave.
    DataError
        The export cannot be read.
    """
    questions = asked_in(wave)
    if not questions:
        raise UsageError(f"data/codebook.yml does not know wave {wave}", next_step="make the wave")
    format = format_of(path)
    variables = _variables(path, format, None)
    found = match_variables(variables, questions)
    target = DATA / wave / MAPPING
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_text(target, _draft(path.name, questions, found, _odd(variables, questions, found)))
    return target


def _odd(variables: Sequence[Variable], questions: Sequence[Asked], found: Match) -> list[str]:
    """What does not match in the questions that were found."""
    declared = differences(variables, [q for q in questions if q.id in found.columns])
    return [*found.odd, *(difference_text(one) for one in declared if one.kind in WAITING)]


def _draft(name: str, questions: tuple[Asked, ...], found: Match, odd: Sequence[str]) -> str:
    lines = [
        f"# Draft made from {name}: which column of the export each question is; null: none.",
        "# Once it is corrected, its columns can be adopted into data/codebook.yml.",
        "columns:",
    ]
    for question in questions:
        if question.id in found.columns:
            lines.append(f"  {question.id}: {question.column}")
        elif question.id in found.guessed:
            column, why = found.guessed[question.id]
            lines.append(f"  {question.id}: {column}  # to check: {why}")
        else:
            lines.append(f"  {question.id}: null  # not found: {question.column}")
    if found.unknown:
        lines.append("# Variables that no question of the codebook has:")
        lines += [f"#   {_named(variable)}" for variable in found.unknown]
    if odd:
        lines.append("# What does not match:")
        lines += [f"#   {line}" for line in odd]
    return "\n".join(lines) + "\n"


def _variables(path: Path, format: str, structure: Path | None) -> tuple[Variable, ...]:
    if format == "lss":
        return structure_variables(read_lss(path))
    names = {} if structure is None else inner_names(read_lss(structure))
    variables = describe_export(Source(path, format, names=names))
    data = _data_of(path) if format == "sps" else None
    if data is None or not any(variable.missing for variable in variables):
        return variables
    return describe_export(Source(path, format, data, names=names))


def _data_of(syntax: Path) -> Path | None:
    """The data file that lies beside a syntax file under the same name or LimeSurvey's own."""
    names = (f"{syntax.stem}.dat", f"{syntax.stem.replace('syntax', 'data')}.dat")
    return next((path for name in names if (path := syntax.with_name(name)).is_file()), None)


def _declared(variable: Variable) -> str:
    values = ", ".join(variable.missing)
    return f"{variable.name}: {values} ({variable.missing_cells} cells)"


def _best(variables: tuple[Variable, ...]) -> tuple[str, Match]:
    """Wave of the codebook that the variables are nearest to, the latest among equals."""
    matches = {wave: match_variables(variables, asked_in(wave)) for wave in known_waves()}
    if not matches:
        raise UsageError("there is no wave yet", next_step="make one")
    best = max(matches, key=lambda wave: (len(matches[wave].columns), wave))
    return best, matches[best]


def _named(variable: Variable) -> str:
    label = textwrap.shorten(variable.label, WIDTH, placeholder="…")
    return f"{variable.name} ({label})" if label else variable.name


def _told(what: str, lines: Sequence[str]) -> list[str]:
    return [f"{what}:", *(f"- {line}" for line in lines)] if lines else []
