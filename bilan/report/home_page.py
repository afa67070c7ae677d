"""The page that leads to every published wave, as Markdown."""

import csv
import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import quote

import msgspec

from bilan.french.blocks import section
from bilan.french.formats import NBSP, count, date, enumeration, size, typographic
from bilan.french.markdown_writer import attribute, div, escaped
from bilan.project.errors import DataError
from bilan.project.paths import EVOLUTION_FILE, LETTER_FILE, shown

# Published document → what its link says of a wave, and its format.
DOCUMENTS = {
    "bilan.html": ("Rapport {} en ligne", "HTML"),
    "bilan.pdf": ("Rapport {} à imprimer", "PDF"),
    "bilan.docx": ("Rapport {} pour traitement de texte", "Word"),
    "tableau-de-bord.html": ("Tableau de bord {}", "HTML"),
    "rapport-validation.html": ("Rapport de validation des données {}", "HTML"),
    LETTER_FILE: ("Trame de la lettre de mission {}", "Word"),
}
# Verdict → what one indicator does, what several do.
VERDICTS = {
    "progresse": ("progresse", "progressent"),
    "recule": ("recule", "reculent"),
    "stable": ("est stable", "sont stables"),
    "non comparable": ("ne se compare pas", "ne se comparent pas"),
}
FOLDERS = {"donnees": "Données", "carnets": "Carnets de calcul"}
ENGINES = {"quarto": "Quarto", "embedded": "le moteur intégré (pandoc et typst)"}
ALL_SIMULATED = f"Données simulées{NBSP}: ces bilans ne décrivent aucun établissement réel."
SOME_SIMULATED = (
    f"Une partie des bilans repose sur des données simulées{NBSP}: voir chaque enquête."
)


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
    return ALL_SIMULATED if all(simulated) else SOME_SIMULATED


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
    counts = Counter(verdicts)
    parts: list[str] = []
    for name, (one, many) in VERDICTS.items():
        if n := counts[name]:
            noun = "" if parts else "indicateurs " if n > 1 else "indicateur "
            parts.append(f"{count(n)}{NBSP}{noun}{many if n > 1 else one}")
    return f"Depuis {since}{NBSP}: {enumeration(parts)}." if parts else ""


def index_markdown(
    manifests: Sequence[Manifest], *, told: Mapping[str, Sequence[str]] | None = None
) -> str:
    """The page's Markdown: a section for each wave, with links to all that it published.

    `told` are sentences on a wave, by its name, as plain text: what changed, who approved.
    """
    if not manifests:
        return "Aucun bilan n’est publié pour l’instant.\n"
    return "\n".join(_of_wave(m, (told or {}).get(m.vague, ())) for m in manifests)


def _of_wave(manifest: Manifest, told: Sequence[str]) -> str:
    wave, files = manifest.vague, manifest.sorties
    engines = [ENGINES.get(name, name) for name in manifest.moteur.split(" + ")]
    nature = "simulées" if manifest.donnees_simulees else "réelles"
    facts = (
        f"Publié le {date(manifest.publication)}. Données {nature}. "
        f"Composé par {' et '.join(engines)}."
    )
    links = [
        f"- {_link(wave, name, words.format(wave), form=form, octets=files[name].octets)}"
        for name, (words, form) in DOCUMENTS.items()
        if name in files
    ]
    return section(
        f"Enquête {wave}",
        _identifier(wave),
        f"**{escaped(typographic(manifest.titre))}**",
        escaped(typographic(facts)),
        *[escaped(typographic(sentence)) for sentence in told],
        "\n".join(links),
        *[_folder(manifest, folder) for folder in FOLDERS],
        f"[{escaped(f'Manifeste {wave}')}]({_address(wave, 'manifest.json')})\u00a0: "
        "entrées, environnement et empreinte de chaque fichier.",
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
    many = "fichiers" if len(files) > 1 else "fichier"
    summary = f"{FOLDERS[folder]} {wave} ({count(len(files))}\u00a0{many}, {total})"
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
