"""The scaffold of a new wave: its folder, its profile, its chapters to write."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import yaml

from bilan.exports.inspect import MAPPING
from bilan.french.markdown_reader import read_rows
from bilan.project.errors import DataError, UsageError
from bilan.project.files import replace_text
from bilan.project.paths import (
    CODEBOOK,
    QUARTO_PROJECT,
    REPORT,
    SYNTHESIS,
    environment_file,
    known_waves,
    profile_file,
    shown,
    wave_file,
)
from bilan.project.yaml_records import Strict, load
from bilan.project.yaml_text import yaml_values
from bilan.survey.codebook import asked_in
from bilan.survey.codebook_edit import with_columns
from bilan.survey.drafts import DRAFT, PIECES, TO_WRITE
from bilan.survey.illustration_specs import illustrations_of
from bilan.survey.wave import Imprint, Rules, Wave, WaveFile, read_wave

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
SIMULATED = re.compile(r"^mention-simulation:.*\n", re.MULTILINE)
REAL = "# A report on real data has no mention-simulation.\n"


class Mapping(Strict, frozen=True):
    """The content of `data/<wave>/correspondance.yml`: question → column, null for none."""

    columns: dict[str, str | None]


def new_wave(name: str, *, source: str) -> list[Path]:
    """Make a wave after the model of an earlier one; the files written, the wave's own last.

    Dates and title are those of `source`, moved by the years between; chapters keep their headings
    and illustrations, and lose their text. The questions need nothing: what the codebook does not
    change for the wave is as before. What is left to do, `bilan.survey.drafts` tells.

    Raises
    ------
    UsageError
        The name is no year after `source`, or the wave is there already.
    """
    before = read_wave(source)
    if not (re.fullmatch(r"\d{4}", name) and source.isdecimal() and name > source):
        raise UsageError(f"{name} is no wave after {source}", expected="a later year, as 2016")
    if name in known_waves():
        raise UsageError(f"wave {name} is there already", next_step=f"see {shown(wave_file(name))}")
    stated = _stated(name, before.stated)
    wave = Wave(
        msgspec.convert(yaml_values(stated.encode()), WaveFile, builtin_types=(dt.date,)),
        wave_file(name).parent,
    )
    files = dict(_report(wave, source))
    files[profile_file(name)] = _profile(name, source)
    files[environment_file(name)] = _environment(wave)
    if present := [path for path in files if path.exists()]:
        raise UsageError(f"{shown(present[0])} is there already", next_step="move it away")
    files[QUARTO_PROJECT] = _with_profile(QUARTO_PROJECT.read_text(encoding="utf-8"), name)
    files[wave_file(name)] = stated
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_text(path, text)
    return list(files)


def adopt_mapping(name: str) -> list[str]:
    """Write the columns of `data/<wave>/correspondance.yml` into the codebook; what it changed.

    A question that is `null` there keeps its column: dropping it is a decision on the series,
    which the codebook states in words.

    Raises
    ------
    DataError
        The mapping is missing or wrong, or names a question that the wave does not have.
    """
    path = wave_file(name).with_name(MAPPING)
    columns = load(path, Mapping).columns
    asked = {question.id: question.column for question in asked_in(name)}
    if unknown := [question for question in columns if question not in asked]:
        raise DataError(
            f"{shown(path)}: the codebook has no question `{unknown[0]}` in wave {name}",
            next_step="mend the mapping, or add the question to data/codebook.yml",
        )
    changed = {q: new for q, new in columns.items() if new is not None and new != asked[q]}
    text = with_columns(CODEBOOK.read_text(encoding="utf-8"), name, changed)
    replace_text(CODEBOOK, text)
    told = [f"{question}: {asked[question]} → {column}" for question, column in changed.items()]
    return told + [
        f"{question}: not in the export; state in data/codebook.yml that the wave drops it"
        for question, column in columns.items()
        if column is None
    ]


def _moved(text: str, years: int) -> str:
    """Text whose years are moved."""
    return YEAR.sub(lambda year: str(int(year[0]) + years), text)


def _later(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, day=28)


def _stated(name: str, before: WaveFile) -> str:
    years = int(name) - int(before.wave)
    start = _later(before.fieldwork.start, years)
    end, publication = _later(before.fieldwork.end, years), _later(before.publication, years)
    rules = msgspec.to_builtins(msgspec.structs.replace(before.rules, set_aside={}))
    default = msgspec.to_builtins(Rules())
    always = ("submitted_only", "duplicates", "within_fieldwork")
    kept = {key: value for key, value in rules.items() if key in always or value != default[key]}
    flow = yaml.safe_dump(kept, default_flow_style=True, sort_keys=False, width=10_000).strip()
    title = _moved(before.title, years).replace('"', '\\"')
    imprint = ", imprint" if before.imprint else ""
    data = "" if before.export.data is None else (
        f'  data: {{file: {before.export.data.file}, sha256: ""}}\n'
    )  # fmt: skip
    return f"""\
# Made from the wave of {before.wave}. `draft` lists the keys that are still those of that wave,
# moved by the years between: take each out of the list once it is right.
# The hashes are pinned by `python pipeline.py accept --wave {name}`, once the files are in place.
wave: "{name}"
previous: "{before.wave}"
title: "{title}"
fieldwork: {{start: {start}, end: {end}}}
publication: {publication}
simulated: false
draft: [title, fieldwork, publication{imprint}]
export:
  file: {before.export.file}
  format: {before.export.format}
  sha256: ""
{data}sampling_frame:
  file: {before.sampling_frame.file}
  sha256: ""
rules: {flow}
# A cell of a crossed table that rests on fewer schools than this lets a school be recognised.
thresholds: {{disclosure: {before.thresholds.disclosure}}}
# A change, or a link, is significant when p < alpha, strictly, p adjusted after Holm.
alpha: {before.alpha}
{_imprint(before.imprint)}"""


def _imprint(before: Imprint | None) -> str:
    """What the first and last pages say, with the next number of the series."""
    if before is None:
        return ""
    following = msgspec.structs.replace(before, number=_next(before.number))
    stated = {key: value for key, value in msgspec.to_builtins(following).items() if value}
    return yaml.safe_dump({"imprint": stated}, allow_unicode=True, sort_keys=False, width=10_000)


def _next(number: str) -> str:
    return str(int(number) + 1) if number.isdecimal() else number


def _report(wave: Wave, source: str) -> Iterator[tuple[Path, str]]:
    """Chapters without their text, and titles to write."""
    years = int(wave.name) - int(source)
    folder = REPORT / wave.name
    for path in sorted((REPORT / source).glob("*.qmd")):
        if path.stem == SYNTHESIS:
            continue  # written last, of a report that is finished
        text = path.read_text(encoding="utf-8")
        yield folder / path.name, text if path.name == "bilan.qmd" else _skeleton(text, years)
    titles = yaml.safe_load((REPORT / source / "illustrations.yml").read_text(encoding="utf-8"))
    lines = [
        "# Titles and subtitles of the illustrations, in French. A title states a finding and may",
        "# bind numbers as the chapters do; a subtitle says what, who, when and in which unit.",
    ]
    for name in illustrations_of(wave):
        subtitle = _moved(str(titles.get(name, {}).get("subtitle", "")), years)
        subtitle = (subtitle or f"{DRAFT}\u00a0: sous-titre à écrire").replace('"', '\\"')
        lines += [f"{name}:", f'  title: "{DRAFT}\u00a0: titre à écrire"']
        lines.append(f'  subtitle: "{subtitle}"')
    yield folder / "illustrations.yml", "\n".join(lines) + "\n"


def _skeleton(text: str, years: int) -> str:
    """Headings and inclusions of a chapter, its years moved, with the mark of a draft."""
    kept = (
        row.text
        for row in read_rows(text.splitlines(), front=True)
        if row.kind == "heading" or (row.kind == "include" and row.mark.path.startswith(PIECES))
    )
    lines = [_moved(line, years) for line in kept]
    lines[1:1] = [TO_WRITE]
    return "\n\n".join(lines) + "\n"


def _profile(name: str, source: str) -> str:
    """Quarto's profile of the wave; the data are real, until somebody says otherwise."""
    text = profile_file(source).read_text(encoding="utf-8")
    text = SIMULATED.sub("", text).replace(REAL, "").replace(" (données simulées)", "")
    if imprint := read_wave(source).stated.imprint:
        following = msgspec.structs.replace(imprint, number=_next(imprint.number))
        text = text.replace(imprint.collection, following.collection)
    return _moved(text, int(name) - int(source))


def _environment(wave: Wave) -> str:
    """What dates a document that Quarto renders by hand as the pipeline dates it."""
    return (
        "# What Quarto renders by hand is dated as what the pipeline renders: "
        f"{wave.stated.publication}.\nSOURCE_DATE_EPOCH={wave.epoch}\n"
    )


def _with_profile(text: str, name: str) -> str:
    """`_quarto.yml` whose group of profiles begins with the new one."""
    added = re.sub(r"^(\s*- \[)(vague-)", rf"\g<1>vague-{name}, \2", text, count=1, flags=re.M)
    if added == text:
        raise DataError(
            f"{shown(QUARTO_PROJECT)} has no group of profiles",
            expected="a line such as `- [vague-2015, vague-2014]` under `profile: group:`",
            next_step="add it",
        )
    return added
