"""The page that leads to every published wave, as Markdown."""

import csv
import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Annotated
from urllib.parse import quote

import msgspec

from bilan.french.blocks import section
from bilan.french.formats import count, date, enumeration, size
from bilan.french.markdown_writer import attribute, div, escaped
from bilan.french.texts import Holds, texts_of
from bilan.french.typography_rules import typographic
from bilan.french.verdicts import verdict_words
from bilan.project.errors import DataError
from bilan.project.paths import EVOLUTION_FILE, MANIFEST, shown
from bilan.project.yaml_records import Strict
from bilan.report.mention import mentions

_ForWave = Annotated[str, Holds("wave")]
_Change = Annotated[str, Holds("count", "verb")]


class _Texts(Strict, frozen=True):
    nothing: str
    wave: _ForWave
    facts: Annotated[str, Holds("date", "nature", "engines")]
    simulated: str
    real: str
    engines: dict[str, str]
    documents: dict[str, tuple[_ForWave, str]]
    folders: dict[str, str]
    folder: Annotated[str, Holds("folder", "wave", "files", "size")]
    file: Annotated[str, Holds("count")]
    files: Annotated[str, Holds("count")]
    manifest: Annotated[str, Holds("wave", "address")]
    changes: Annotated[str, Holds("wave", "changes")]
    first_change: tuple[_Change, _Change]
    other_change: _Change


texts = texts_of(__file__, _Texts)


class Output(msgspec.Struct, frozen=True):
    """A published file: its hash and its size in bytes."""

    sha256: str
    octets: int


class Manifest(msgspec.Struct, frozen=True):
    """What the index reads of a wave's `manifest.json`; `sorties` by path under the wave."""

    vague: str
    titre: str
    publication: dt.date
    donnees_simulees: bool
    moteur: str
    sorties: dict[str, Output]


def read_manifests(site: Path) -> list[Manifest]:
    """Manifests of the waves that are published under `site`, latest first.

    Raises
    ------
    DataError
        A manifest is damaged, or is that of another wave.
    """
    found = []
    for path in sorted(site.glob("*/manifest.json"), reverse=True):
        try:
            manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
        except (OSError, msgspec.DecodeError) as error:
            raise _wrong(path, expected="the manifest of a wave", found=str(error)) from error
        if manifest.vague != path.parent.name:
            raise _wrong(path, expected=f"wave {path.parent.name}", found=manifest.vague)
        found.append(manifest)
    return found


def _wrong(path: Path, *, expected: str, found: str) -> DataError:
    return DataError(
        f"{shown(path)} cannot be used",
        expected=expected,
        found=found,
        next_step=f"remove the folder {shown(path.parent)} and build the wave again",
    )


def mention_of(manifests: Sequence[Manifest]) -> str:
    """What the banner says of simulated data; "" where all data are real."""
    simulated = [manifest.donnees_simulees for manifest in manifests]
    if not any(simulated):
        return ""
    return mentions().every_wave if all(simulated) else mentions().some_waves


def latest_epoch(manifests: Sequence[Manifest]) -> int:
    """Noon UTC of the latest publication, in seconds since 1970; 0 where nothing is published."""
    days = [manifest.publication for manifest in manifests]
    return int(dt.datetime.combine(max(days), dt.time(12), dt.UTC).timestamp()) if days else 0


def read_verdicts(site: Path, wave: str) -> list[str]:
    """Verdicts of a published wave, one for each indicator; none for a first wave."""
    path = site / wave / "donnees" / EVOLUTION_FILE
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [row["verdict"] for row in csv.DictReader(file) if row["verdict"]]


def changes_summary(verdicts: Sequence[str], *, since: str) -> str:
    """One French sentence on what changed since the wave before; "" where nothing was compared."""
    said, counts = texts(), Counter(verdicts)
    parts: list[str] = []
    for name, words in verdict_words().items():
        if n := counts[name]:
            one, many = (said.other_change,) * 2 if parts else said.first_change
            text, verb = (many, words.together) if n > 1 else (one, words.one)
            parts.append(text.format(count=count(n), verb=verb))
    return said.changes.format(wave=since, changes=enumeration(parts)) if parts else ""


def index_markdown(
    manifests: Sequence[Manifest], *, told: Mapping[str, Sequence[str]] | None = None
) -> str:
    """The page's Markdown: a section for each wave, with links to all that it published.

    `told` are sentences on a wave, by its name, as plain text: what changed, who approved.
    """
    if not manifests:
        return f"{texts().nothing}\n"
    return "\n".join(_of_wave(m, (told or {}).get(m.vague, ())) for m in manifests)


def _of_wave(manifest: Manifest, told: Sequence[str]) -> str:
    said, wave, files = texts(), manifest.vague, manifest.sorties
    engines = [said.engines.get(name, name) for name in manifest.moteur.split(" + ")]
    facts = said.facts.format(
        date=date(manifest.publication),
        nature=said.simulated if manifest.donnees_simulees else said.real,
        engines=enumeration(engines),
    )
    documents = {name.format(wave=wave): words for name, words in said.documents.items()}
    links = [
        f"- {_link(wave, name, words.format(wave=wave), form=form, octets=files[name].octets)}"
        for name, (words, form) in documents.items()
        if name in files
    ]
    address = _address(wave, MANIFEST)
    return section(
        said.wave.format(wave=wave),
        _identifier(wave),
        f"**{escaped(typographic(manifest.titre))}**",
        escaped(typographic(facts)),
        *[escaped(typographic(sentence)) for sentence in told],
        "\n".join(links),
        *[_folder(manifest, folder) for folder in said.folders],
        said.manifest.format(wave=escaped(wave), address=address),
    )


def _folder(manifest: Manifest, folder: str) -> str:
    """The files of a folder, a line for those that differ by their extension only."""
    wave = manifest.vague
    files = {name: o for name, o in manifest.sorties.items() if name.startswith(f"{folder}/")}
    if not files:
        return ""
    together: dict[str, list[str]] = {}
    for name in sorted(files):
        path = PurePosixPath(name)
        link = _link(wave, name, path.name, form="", octets=files[name].octets)
        together.setdefault(str(path.with_suffix("")), []).append(link)
    total = size(sum(output.octets for output in files.values()))
    said = texts()
    many = said.files if len(files) > 1 else said.file
    named, counted = said.folders[folder], many.format(count=count(len(files)))
    summary = said.folder.format(folder=named, wave=wave, files=counted, size=total)
    lines = "\n".join(f"- {', '.join(links)}" for links in together.values())
    return div(f".donnees summary={attribute(summary)}", lines)


def _link(wave: str, name: str, words: str, *, form: str, octets: int) -> str:
    weight = ", ".join(part for part in (form, size(octets)) if part)
    return f"[{escaped(f'{words} ({weight})')}]({_address(wave, name)})"


def _address(wave: str, name: str) -> str:
    """Relative address of a file of a wave, from the index."""
    return f"{quote(wave, safe='')}/{quote(name, safe='/')}"


def _identifier(wave: str) -> str:
    return "vague-" + "".join(c if c.isascii() and c.isalnum() else "-" for c in wave)
