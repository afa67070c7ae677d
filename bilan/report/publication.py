"""Publishing a wave: all files of `_site/<wave>/` appear together, or none does."""

import ctypes
import hashlib
import json
import os
import platform
import re
import shutil
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from bilan.project.files import digest
from bilan.project.paths import BUILD, LOCK, MANIFEST, ROOT, SITE, documents_of, profile_file
from bilan.survey.wave import Wave, inputs

# What a chapter names its sections: `## Titre {#sec-nom}`.
SECTION = re.compile(r"^#{1,6}\s.*\{[^{}\n]*#([^\s{}]+)[^{}\n]*\}", re.MULTILINE)
TOOLS = ("papermill", "pandas", "scipy", "matplotlib", "seaborn", "pyreadstat")


def publish(wave: Wave, files: Mapping[str, Path | bytes], *, engine: Mapping[str, object]) -> None:
    """Put files, by their name under `_site/<wave>/`, where readers find them, with a manifest.

    A file is a path, or its very content. They are put beside, then take the place of what was
    published in one exchange of folders.
    """
    beside = BUILD / wave.name / "site"
    shutil.rmtree(beside, ignore_errors=True)
    for name, source in files.items():
        target = beside / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(source, bytes):
            target.write_bytes(source)
        else:
            shutil.copyfile(source, target)
    text = json.dumps(manifest(wave, beside, engine=engine), ensure_ascii=False, indent=1)
    text = text.replace(f"{ROOT}/", "")  # of what an engine warns
    (beside / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="\n")
    exchange(beside, SITE / wave.name)
    shutil.rmtree(beside, ignore_errors=True)


def manifest(wave: Wave, folder: Path, *, engine: Mapping[str, object]) -> dict[str, object]:
    """What the published files were made from, with what, and their hashes."""
    made = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        "vague": wave.name,
        "titre": wave.stated.title,
        "publication": wave.stated.publication.isoformat(),
        "donnees_simulees": wave.stated.simulated,
        "entrees": {_named(path): {"sha256": digest(path)} for path in inputs(wave)},
        "definitions": {
            str(path.relative_to(ROOT)): {"sha256": digest(path)} for path in definitions(wave)
        },
        "textes": {
            str(path.relative_to(ROOT)): {
                "sha256": digest(path),
                "sections": SECTION.findall(path.read_text(encoding="utf-8")),
            }
            for path in texts(wave)
        },
        "code": {room: {"sha256": _together(files)} for room, files in sorted(code(wave).items())},
        "environnement": {
            "python": platform.python_version(),
            "verrou": digest(LOCK),
            "paquets": {name: version(name) for name in TOOLS},
        },
        **engine,
        "sorties": {
            path.relative_to(folder).as_posix(): {
                "sha256": digest(path),
                "octets": path.stat().st_size,
            }
            for path in made
        },
    }


def _named(path: Path) -> str:
    """Path in the project; of a file that lies elsewhere its name alone, not its folder."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def definitions(wave: Wave) -> list[Path]:
    """Files that say how the inputs are read: the wave's own, questions, indicators."""
    return sorted({*wave.folder.glob("vague.yml"), *(ROOT / "data").glob("*.yml")})


def texts(wave: Wave) -> list[Path]:
    """Files that editors write: chapters, titles of illustrations, annexes, glossary."""
    report = ROOT / "report"
    own = report / wave.name
    found = [*own.glob("*.qmd"), *own.glob("illustrations.yml"), *report.glob("glossaire.yml")]
    return sorted([*found, *(report / "annexes").glob("*.qmd"), *(report / "annexes").glob("*.md")])


def code(wave: Wave) -> dict[str, list[Path]]:
    """Files that calculate and lay out, by folder, or by name for those that stand alone."""
    rooms: dict[str, list[Path]] = {}
    for folder, inside, names in os.walk(ROOT / "bilan"):
        inside[:] = sorted(name for name in inside if name != "__pycache__")
        rooms[os.path.relpath(folder, ROOT)] = [Path(folder, n) for n in sorted(names) if "." in n]
    rooms["notebooks"] = sorted((ROOT / "notebooks").glob("*.ipynb"))
    rooms = {room: files for room, files in rooms.items() if files}
    profiles = [profile_file(wave.name, name).name for name in documents_of(wave.name)]
    alone = ("pipeline.py", "_quarto.yml", *profiles, "report/modele.docx")
    return rooms | {name: [ROOT / name] for name in alone if (ROOT / name).is_file()}


def _together(files: list[Path]) -> str:
    """One hash of several files, their names included."""
    rows = "".join(f"{path.name} {digest(path)}\n" for path in files)
    return hashlib.sha256(rows.encode()).hexdigest()


def exchange(beside: Path, target: Path) -> None:
    """Let a folder take another's place; what was there is then `beside`, if anything was.

    In one system call where Linux has it (renameat2), so that no reader finds neither; else by
    two renames.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        beside.rename(target)
    elif not _exchanged(beside, target):
        old = target.with_name(f".{target.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
        try:
            beside.rename(target)
        except OSError:
            old.rename(target)
            raise
        old.rename(beside)


def _exchanged(one: Path, other: Path) -> bool:
    at_cwd, exchange_flag = -100, 2
    if not sys.platform.startswith("linux"):
        return False
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    paths = os.fsencode(one), os.fsencode(other)
    return bool(call(at_cwd, paths[0], at_cwd, paths[1], exchange_flag) == 0)
