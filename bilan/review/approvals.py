"""Approvals of sections: who approved which, at which content; a change voids those it touches.

A section goes from its title to the next title of its level or above, so it holds its
subsections, and the generated pieces that it includes, with their values. Its content is what the
chapters and the pieces say, whatever the blank lines.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import yaml

from bilan.assembly.sources import Source, load
from bilan.french.formats import NARROW, NBSP, date, enumeration
from bilan.project.errors import TextError
from bilan.project.files import replace_bytes
from bilan.project.paths import ROOT, visa_file
from bilan.project.yaml_records import Strict, record_in
from bilan.project.yaml_records import load as load_record
from bilan.review.word.blocks import blocks_of
from bilan.review.word.inlines import units_of
from bilan.review.word.plain import plain

HEAD = """\
# Qui a approuvé quelle section, et à quel contenu ; écrit par `pipeline.py visa`.
# Un visa ne vaut que tant que la section n’a pas changé.
"""
APPROVED, VOID, NONE = "visée", "à revoir", "sans visa"


class Visa(Strict, frozen=True):
    """An approval: of which section, by whom (a function), on what day, of what content."""

    section: str
    par: str
    empreinte: str
    le: dt.date | None = None


class VisaFile(Strict, frozen=True):
    """The content of `report/<wave>/visas.yml`."""

    visas: list[Visa] = msgspec.field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """A section: identifier, title, level from 1, and the SHA-256 of what it says."""

    identifier: str
    title: str
    level: int
    digest: str


@dataclass(frozen=True)
class SectionState:
    """A section, the approvals of what it says now, and those of what it said before."""

    section: Section
    valid: tuple[Visa, ...]
    void: tuple[Visa, ...]

    @property
    def state(self) -> str:
        """One of "visée", "à revoir" (approved once, changed since), "sans visa"."""
        return APPROVED if self.valid else VOID if self.void else NONE


def sections_of(source: Source) -> list[Section]:
    """Sections of a wave's text that have an identifier, in reading order."""
    titles = [block for block in blocks_of(source) if block.kind == "titre"]
    sections = []
    for rank, title in enumerate(titles):
        if not title.identifier:
            continue
        after = (other for other in titles[rank + 1 :] if other.level <= title.level)
        following = next(after, None)
        end = following.stretches[0].line if following else len(source.lines)
        rows = [line.text.rstrip() for line in source.lines[title.stretches[0].line : end]]
        text = "\n".join(row for row in rows if row)
        shown = "".join(unit.text for unit in units_of(title.raw))
        digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
        sections.append(Section(title.identifier, shown, title.level, digest))
    return sections


def read_visas(wave: str, *, project: Path = ROOT) -> list[Visa]:
    """Approvals of a wave, in the order in which they were given.

    Raises
    ------
    DataError
        `visas.yml` does not have the expected shape.
    """
    path = visa_file(wave, project=project)
    return list(load_record(path, VisaFile).visas) if path.is_file() else []


def visa_states(wave: str, *, project: Path = ROOT) -> list[SectionState]:
    """The state of every section of a wave, in reading order.

    An approval of a section that is no more has no state.

    Raises
    ------
    DataError, TextError, AssemblyError
        `visas.yml`, or the text, cannot be read.
    """
    visas = read_visas(wave, project=project)
    states = []
    for section in sections_of(load(project, wave)):
        own = [visa for visa in visas if visa.section == section.identifier]
        valid = tuple(visa for visa in own if visa.empreinte == section.digest)
        void = tuple(visa for visa in own if visa.empreinte != section.digest)
        states.append(SectionState(section, valid, void))
    return states


def add_visa(
    wave: str, section: str, *, by: str, on: dt.date | None = None, project: Path = ROOT
) -> SectionState:
    """Note that someone approved a section as it is now; its new state.

    It takes the place of what the same function approved of that section before.

    Raises
    ------
    TextError
        The wave has no such section, or nobody is named.
    """
    states = {state.section.identifier: state for state in visa_states(wave, project=project)}
    name = plain(by)
    if section not in states:
        raise TextError(
            f"aucune section «{NBSP}{plain(section)}{NBSP}» dans le bilan {wave}",
            expected=", ".join(states) or "une section qui a un nom",
            next_step="reprenez un de ces noms",
        )
    if not name:
        raise TextError(
            "un visa dit qui approuve",
            expected=f"une fonction, par exemple «{NBSP}Délégué académique{NBSP}»",
        )
    new = Visa(section=section, par=name, empreinte=states[section].section.digest, le=on)
    kept = [
        visa
        for visa in read_visas(wave, project=project)
        if (visa.section, visa.par) != (section, name)
    ]
    rows = [msgspec.to_builtins(visa, builtin_types=(dt.date,)) for visa in (*kept, new)]
    written = yaml.safe_dump({"visas": rows}, allow_unicode=True, sort_keys=False, width=100)
    content, path = (HEAD + written).encode(), visa_file(wave, project=project)
    if record_in(content, VisaFile, path=path).visas != [*kept, new]:
        raise ValueError(f"{path.name} would not say what is approved")
    replace_bytes(path, content)
    after = visa_states(wave, project=project)
    return next(state for state in after if state.section.identifier == section)


def visa_summary(states: Sequence[SectionState]) -> str:
    """One French sentence on the states, as plain text; "" where nobody has approved anything."""
    if all(state.state == NONE for state in states):
        return ""
    counts = {name: sum(s.state == name for s in states) for name in (APPROVED, VOID, NONE)}
    words = {
        APPROVED: ("section visée", "sections visées"),
        VOID: ("à revoir", "à revoir"),
        NONE: ("sans visa", "sans visa"),
    }
    parts = [f"{n} {words[name][n > 1]}" for name, n in counts.items() if n]
    return f"Relecture{NBSP}: {enumeration(parts)}."


def _named(state: SectionState) -> str:
    """Who approved the section as it is or, where nobody did, as it was."""
    return f"{NARROW}; ".join(map(_told, state.valid or state.void))


def _told(visa: Visa) -> str:
    day = f", {date(visa.le)}" if visa.le else ""
    return f"{visa.par}{day}"


def visa_text(states: Sequence[SectionState]) -> str:
    """The states for a terminal."""
    rows = []
    for state in states:
        by = _named(state)
        indent = "  " * (state.section.level - 1)
        rows.append(
            f"{indent}{state.section.identifier}{NBSP}: {state.state}" + (by and f" ({by})")
        )
    return "\n".join(rows) + "\n"
