"""One name and one date for each thing, and each acronym expanded where it first appears."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from bilan.french.formats import MONTHS
from bilan.french.markdown_inlines import HIDDEN
from bilan.french.typography_rules import typographic
from bilan.project.paths import REPORT, shown
from bilan.project.yaml_records import Strict, load, remembered
from bilan.prose.chapter_lines import ChapterLine
from bilan.prose.findings import Finding
from bilan.prose.normalise import plain

GLOSSARY = REPORT / "glossaire.yml"
ACRONYM = re.compile(r"(?<![\w.])[A-ZÀÉÈ]{2,}(?![\w.]*\w)")
DATE = rf"(?:1er|\d{{1,2}}) (?:{'|'.join(MONTHS)}) \d{{4}}"
ROMAN = re.compile(r"^[IVXLC]+$")
_SIMPLE = str.maketrans({"\u00a0": " ", "\u202f": " ", "’": "'"})
NATURES = {"décret": "le décret", "loi": "la loi"}


class Acronym(Strict, frozen=True):
    """What an acronym stands for; `connu` ones need no expansion in the text."""

    developpement: str
    formes: list[str] = msgspec.field(default_factory=list)
    connu: bool = False


class Name(Strict, frozen=True):
    """A thing that has one name, and the others that are refused."""

    nom: str
    variantes: list[str]


class Act(Strict, frozen=True):
    """A law or decree: how to recognise it, and its only date."""

    nom: str
    designation: str
    nature: Literal["décret", "loi"]
    date: str


class Glossary(Strict, frozen=True):
    """The content of `report/glossaire.yml`."""

    sigles: dict[str, Acronym]
    noms: list[Name] = msgspec.field(default_factory=list)
    textes: list[Act] = msgspec.field(default_factory=list)


@remembered
def read_glossary(path: Path = GLOSSARY) -> Glossary:
    """The glossary of the reports.

    Raises
    ------
    DataError
        The file does not have the expected shape.
    """
    return load(path, Glossary)


def check_names(lines: Sequence[ChapterLine], glossary: Glossary) -> list[Finding]:
    """Acronyms out of place, things named in two ways, acts dated in two ways, in text order."""
    return [
        *_acronyms(lines, glossary),
        *(finding for line in lines for finding in _names(line, glossary)),
        *_dates(lines, glossary),
    ]


def acronyms_used(lines: Sequence[ChapterLine], glossary: Glossary) -> dict[str, str]:
    """The list of acronyms of a text: each one that it uses, in order, and its expansion."""
    used = {match[0] for line in lines for match in ACRONYM.finditer(line.words)}
    return {
        name: entry.developpement for name, entry in sorted(glossary.sigles.items()) if name in used
    }


def _acronyms(lines: Sequence[ChapterLine], glossary: Glossary) -> Iterator[Finding]:
    seen: set[str] = set()
    for line in lines:
        for match in ACRONYM.finditer(line.words):
            name = match[0]
            if name in seen or ROMAN.match(name):
                continue
            seen.add(name)
            entry = glossary.sigles.get(name)
            if entry is None:
                message = f"le sigle « {name} » n’est pas dans report/glossaire.yml"
                yield _finding(line, match.span(), "avertissement", "sigle", message)
            elif not entry.connu and not _expanded(line, entry):
                message = (
                    f"le sigle « {name} » est employé avant d’être développé : "
                    f"{entry.developpement}"
                )
                yield _finding(
                    line, match.span(), "erreur", "sigle", message,
                    f"{name} ({entry.developpement})",
                )  # fmt: skip


def _expanded(line: ChapterLine, entry: Acronym) -> bool:
    words = plain(line.words)
    return any(plain(form) in words for form in (entry.developpement, *entry.formes))


def _names(line: ChapterLine, glossary: Glossary) -> Iterator[Finding]:
    words = _spaced(line.words)
    for name in glossary.noms:
        good = [match.span() for match in re.finditer(re.escape(_spaced(name.nom)), words)]
        for variant in name.variantes:
            if _spaced(variant) not in words:
                continue
            for match in re.finditer(rf"(?<!\w){re.escape(_spaced(variant))}(?![\w-])", words):
                inside = any(start <= match.start() < end for start, end in good)
                if not inside:
                    told = line.raw[match.start() : match.end()]
                    message = f"« {told} » se nomme partout ailleurs « {name.nom} »"
                    yield _finding(line, match.span(), "erreur", "nom", message, name.nom)


def _dates(lines: Sequence[ChapterLine], glossary: Glossary) -> Iterator[Finding]:
    """Dates right after a law or decree that are not its date, or not those given before."""
    numbered: dict[str, tuple[str, ChapterLine]] = {}
    for line in lines:
        words = _spaced(line.words)
        dated: list[tuple[int, int]] = []
        for act in glossary.textes:
            pattern = rf"{_spaced(act.designation)}(?: du (?P<date>{DATE}))?"
            for match in re.finditer(pattern, words, re.IGNORECASE):
                dated.append(match.span())
                if match["date"] and match["date"] != act.date:
                    message = f"« {match['date']} » : la date de « {act.nom} » est le {act.date}"
                    yield _finding(line, match.span("date"), "erreur", "date", message, act.date)
        for match in re.finditer(
            rf"\b(?P<nature>décret|loi)(?: n° ?(?P<number>[\d-]+))?"
            rf"[^.;:{HIDDEN}]{{0,40}}? du (?P<date>{DATE})",
            words,
            re.IGNORECASE,
        ):
            if any(start <= match.start() < end for start, end in dated):
                continue
            nature, number = match["nature"].lower(), match["number"]
            known = [act.date for act in glossary.textes if act.nature == nature]
            if number and number in numbered and numbered[number][0] != match["date"]:
                first = numbered[number][1]
                message = (
                    f"{NATURES[nature]} {number} est daté du {match['date']} ici, du "
                    f"{numbered[number][0]} à {shown(first.file)}:{first.number}"
                )
                yield _finding(line, match.span("date"), "erreur", "date", message)
            elif number:
                numbered.setdefault(number, (match["date"], line))
            elif known and match["date"] not in known:
                message = (
                    f"{NATURES[nature]} du {match['date']} n’est pas dans report/glossaire.yml, "
                    f"qui connaît : {', '.join(known)}"
                )
                only = known[0] if len(known) == 1 else ""
                yield _finding(line, match.span("date"), "erreur", "date", message, only)


def _spaced(text: str) -> str:
    """The text with simple spaces and apostrophes, its length kept."""
    return text.translate(_SIMPLE)


def _finding(
    line: ChapterLine,
    span: tuple[int, int],
    severity: Literal["erreur", "avertissement"],
    kind: str,
    message: str,
    proposal: str = "",
) -> Finding:
    return Finding(
        shown(line.file), line.number, span[0] + 1, severity, kind,
        line.raw[slice(*span)], typographic(message), proposal,
    )  # fmt: skip
