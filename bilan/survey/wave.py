"""What a wave is: its dates, its export, its sampling frame, its rules (`vague.yml`)."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import yaml

from bilan.project.errors import DataError, UsageError
from bilan.project.files import digest, replace_text
from bilan.project.paths import known_waves, shown, wave_file
from bilan.project.yaml_records import Strict, load
from bilan.survey.significance import ALPHA


class Fieldwork(Strict, frozen=True):
    """First and last day on which the questionnaire was online."""

    start: dt.date
    end: dt.date


class Input(Strict, frozen=True):
    """A file that the wave rests on, pinned by its hash."""

    file: str
    sha256: str


class Export(Input, frozen=True):
    """The survey's export.

    `data` is the data file of a syntax file (`sps`). `structure` is the questionnaire's `.lss`,
    where the variables have LimeSurvey's inner names. `missing` are the texts that were chosen
    for "no answer" when exporting.
    """

    format: Literal["sav", "zsav", "sps", "csv", "vv"] = "sav"
    data: Input | None = None
    structure: Input | None = None
    missing: list[str] = msgspec.field(default_factory=list)


class Rules(Strict, frozen=True):
    """Which answers count.

    `test_uai` are schools under which the questionnaire was tried out; `set_aside` maps the
    number of a response, as messages give it, to the reason, in French, for which it does not
    count. `contradictions` says what becomes of an answer to a question that its filter hides:
    reported and treated as not shown, or refused.
    """

    submitted_only: bool = True
    duplicates: Literal["last_complete", "first_complete"] = "last_complete"
    within_fieldwork: bool = True
    test_uai: list[str] = msgspec.field(default_factory=list)
    set_aside: dict[int | str, str] = msgspec.field(default_factory=dict)
    contradictions: Literal["report", "refuse"] = "report"


class Thresholds(Strict, frozen=True):
    """Settings that decide what may be published."""

    disclosure: int = 5


class Imprint(Strict, frozen=True):
    """Who made the bilan, how to reach them, its place in a series, and what else to read.

    `further` are Markdown links.
    """

    authors: list[str]
    contact: str
    series: str = ""
    number: str = ""
    licence: str = ""
    further: list[str] = msgspec.field(default_factory=list)

    @property
    def collection(self) -> str:
        """The series and its number: « Les bilans du numérique, n° 2 »."""
        return f"{self.series}, n° {self.number}" if self.number else self.series


class WaveFile(Strict, frozen=True):
    """The content of `data/<wave>/vague.yml`.

    `alpha` is the level of significance of every test of the wave. `draft` names the keys of a new
    wave that are still to be confirmed.
    """

    wave: str
    title: str
    fieldwork: Fieldwork
    publication: dt.date
    simulated: bool
    export: Export
    sampling_frame: Input
    previous: str | None = None
    rules: Rules = msgspec.field(default_factory=Rules)
    thresholds: Thresholds = msgspec.field(default_factory=Thresholds)
    alpha: Annotated[float, msgspec.Meta(gt=0, lt=1)] = ALPHA
    imprint: Imprint | None = None
    draft: list[str] = msgspec.field(default_factory=list)


@dataclass(frozen=True)
class Wave:
    """A wave: what its file states, and where its inputs lie."""

    stated: WaveFile
    folder: Path

    @property
    def name(self) -> str:
        """Name of the wave, such as "2015"."""
        return self.stated.wave

    @property
    def export(self) -> Path:
        """Path of the survey's export."""
        return self.folder / self.stated.export.file

    def beside_export(self, what: Literal["data", "structure"]) -> Path | None:
        """Path of the file that goes with the export; None where there is none."""
        stated: Input | None = getattr(self.stated.export, what)
        return None if stated is None else self.folder / stated.file

    @property
    def sampling_frame(self) -> Path:
        """Path of the sampling frame."""
        return (self.folder / self.stated.sampling_frame.file).resolve()

    @property
    def epoch(self) -> int:
        """Noon UTC of the day of publication, in seconds since 1970: the date of all files."""
        noon = dt.datetime.combine(self.stated.publication, dt.time(12), dt.UTC)
        return int(noon.timestamp())


def read_wave(name: str) -> Wave:
    """Wave of that name.

    Raises
    ------
    UsageError
        No folder of `data/` states that wave.
    DataError
        Its file is wrong.
    """
    path = wave_file(name)
    if name not in known_waves():
        raise UsageError(
            f"unknown wave: {name}",
            expected=f"one of {', '.join(known_waves()) or '(none)'}",
            next_step=f"make {shown(path)}, or ask for another wave",
        )
    stated = load(path, WaveFile)
    if stated.wave != name:
        raise DataError(
            f"{shown(path)}: the wave does not have the name of its folder",
            expected=name,
            found=stated.wave,
            next_step="mend the key `wave`",
        )
    problems = []
    if stated.fieldwork.end < stated.fieldwork.start:
        problems.append("`fieldwork` ends before it starts")
    if stated.previous is not None and stated.previous not in known_waves()[: _rank(name)]:
        problems.append(f"`previous`: there is no earlier wave {stated.previous}")
    if (stated.export.format == "sps") != (stated.export.data is not None):
        problems.append("`export`: `data` names the .dat file of the format sps, and of no other")
    if problems:
        raise DataError(f"{shown(path)} is inconsistent", found="; ".join(problems))
    return Wave(stated, path.parent)


def _rank(name: str) -> int:
    return known_waves().index(name)


def inputs(wave: Wave) -> dict[Path, Input]:
    """The pinned inputs of a wave, by path."""
    return dict(_pinned(wave).values())


def _pinned(wave: Wave) -> dict[tuple[str, ...], tuple[Path, Input]]:
    """The pinned inputs of a wave, by the keys under which `vague.yml` states them."""
    export = wave.stated.export
    found: dict[tuple[str, ...], tuple[Path, Input]] = {("export",): (wave.export, export)}
    found["sampling_frame",] = (wave.sampling_frame, wave.stated.sampling_frame)
    if export.data is not None:
        found["export", "data"] = (wave.folder / export.data.file, export.data)
    if export.structure is not None:
        found["export", "structure"] = (wave.folder / export.structure.file, export.structure)
    return found


def verify_inputs(wave: Wave) -> None:
    """Compare each input with the hash that `vague.yml` pins.

    Raises
    ------
    DataError
        An input is missing, or is not the one that was pinned.
    """
    for path, pinned in inputs(wave).items():
        if not path.is_file():
            raise DataError(
                f"{shown(path)} is missing",
                expected=f"the file that {shown(wave_file(wave.name))} names",
                next_step="put the file there, or mend its name in vague.yml",
            )
        found = digest(path)
        if found != pinned.sha256 and _same_but_line_ends(path, pinned):
            raise DataError(
                f"{shown(path)} is the file that was pinned, but for its line ends",
                expected="the file byte for byte: git or a transfer has changed its line ends",
                next_step=(
                    f"`rm '{shown(path)}' && git -c core.autocrlf=false checkout -- "
                    f"'{shown(path)}'`, or copy the file again, as a binary one"
                ),
            )
        if found != pinned.sha256:
            raise DataError(
                f"{shown(path)} is not the file that was pinned",
                expected=f"SHA-256 {pinned.sha256[:16]}…",
                found=f"SHA-256 {found[:16]}…",
                next_step=(
                    "restore the file, or, if the change is meant, "
                    f"`python pipeline.py accept --wave {wave.name}`"
                ),
            )


def _same_but_line_ends(path: Path, pinned: Input) -> bool:
    """Whether the file with all its line ends LF, or all CRLF, is the one that was pinned."""
    lines = path.read_bytes().replace(b"\r\n", b"\n")
    made = (lines, lines.replace(b"\n", b"\r\n"))
    return any(hashlib.sha256(content).hexdigest() == pinned.sha256 for content in made)


def accept_inputs(wave: Wave) -> list[str]:
    """Pin the inputs as they are now; the names of those whose hash changed.

    Only the hashes in `vague.yml` are rewritten: its other lines and comments stay.

    Raises
    ------
    DataError
        An input is missing.
    """
    path = wave_file(wave.name)
    text, changed = path.read_text(encoding="utf-8"), []
    for keys, (source, _) in sorted(_pinned(wave).items(), reverse=True):
        if not source.is_file():
            raise DataError(f"{shown(source)} is missing", next_step="put the file there")
        pinned, found = _scalar(text, *keys, "sha256"), digest(source)
        if pinned.value != found:
            start, end = pinned.start_mark.index, pinned.end_mark.index
            text = f'{text[:start]}"{found}"{text[end:]}'
            changed.append(shown(source))
    if changed:
        replace_text(path, text)
    return changed


def _scalar(text: str, *keys: str) -> Any:
    """YAML node that stands in a text under these keys; it knows where it begins and ends."""
    node: Any = yaml.compose(text)
    for key in keys:
        node = next(value for name, value in node.value if name.value == key)
    return node
