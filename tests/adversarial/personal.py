"""Personal values planted in an export, and looked for in all that the pipeline writes and says."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyreadstat

from bilan.exports.raw import RawExport
from tests.adversarial.copies import Copy
from tests.adversarial.secrecy.shown import pdf_parts, pdf_text
from tests.adversarial.targets import csv_export, dat_export, sps_export, vv_export

# Column of the export → the beginning of what is planted there; each row has a value of its own.
PLANTED = {
    "ipaddr": "203.0.113.",
    "token": "zqjeton",
    "refurl": "https://zqreferent.example/",
    "firstname": "Zqprenom",
    "lastname": "Zqpatronyme",
    "email": "zqcourriel",
    "parentsusages_other": "Zqautre service, dit",
    "commentaire": "Zqcommentaire de",
}
FORMATS = ("sav", "csv", "vv", "sps")
OTHER = 'autre: {label: "Autre", code: other}'


@dataclass
class Personal:
    """What a campaign did and found: exit codes by deed, files that were looked at, faults."""

    codes: dict[str, int] = field(default_factory=dict)
    files: int = 0
    faults: list[str] = field(default_factory=list)


def planted_rows(export: Path) -> pd.DataFrame:
    """The answers of a .sav as texts, personal values of ours in the columns that hold some."""
    rows, _ = pyreadstat.read_sav(export)
    rows = rows.map(
        lambda v: "" if v != v or v is None else f"{v:g}" if isinstance(v, float) else v
    )
    rows = rows.astype(str)
    for name, begins in PLANTED.items():
        ends = "@zq.example" if name == "email" else ""
        rows[name] = [f"{begins}{number}{ends}" for number in range(100, 100 + len(rows))]
    return rows


def write_export(rows: pd.DataFrame, wave: Path, format: str) -> None:
    """Put the answers into a wave's folder in a format, and say so in its `vague.yml`."""
    path, raw = wave / f"enquete.{format}", RawExport(rows, tuple(rows.columns))
    beside = ""
    if format == "sav":
        pyreadstat.write_sav(rows, path)
    elif format == "sps":
        path.write_bytes(sps_export(raw))
        (wave / "enquete.dat").write_bytes(dat_export(raw))
        beside = '  data: {file: enquete.dat, sha256: ""}\n'
    else:
        path.write_bytes(csv_export(raw) if format == "csv" else vv_export(raw))
    state = wave / "vague.yml"
    text = state.read_text(encoding="utf-8")
    stated = f'export:\n  file: {path.name}\n  format: {format}\n{beside}  sha256: ""\n'
    state.write_text(re.sub(r"export:\n(?:  .*\n)+", stated, text), encoding="utf-8")


def plant(copy: Copy, wave: str) -> None:
    """Plant the values in the export of a wave, "other" among the options of one question."""
    folder = copy.folder / "data" / wave
    rows = planted_rows(folder / "enquete.sav")
    rows.to_csv(copy.folder / "semis.csv", index=False)
    write_export(rows, folder, "sav")
    codebook = copy.folder / "data" / "codebook.yml"
    text = codebook.read_text(encoding="utf-8")
    head, tail = text.split("  - id: parents_usages\n")
    tail = tail.replace("    base: all\n", f"      {OTHER}\n    base: all\n", 1)
    codebook.write_text(f"{head}  - id: parents_usages\n{tail}", encoding="utf-8")


def personal_values(copy: Copy, wave: str, extent: str = "whole") -> Personal:
    """Do all that `tests.adversarial.deeds` does in a copy, and look for what was planted.

    `extent` "short" leaves out three formats and most changes of answers.

    Looked at: what is printed, and every file of the copy but the exports themselves.
    """
    plant(copy, wave)
    done = subprocess.run(
        [sys.executable, "-m", "tests.adversarial.deeds", wave, extent],
        cwd=copy.folder,
        env=copy.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    found = Personal()
    for name, code in re.findall(r"^== (.*) -> (\d+)$", done.stdout, re.MULTILINE):
        found.codes[name] = int(code)
    if done.returncode:
        found.faults.append(f"the deeds end with {done.returncode}: {done.stdout[-800:]}")
    found.faults += [f"said: {line}" for line in done.stdout.splitlines() if leaks(line.encode())]
    own = {copy.folder / "semis.csv", *(copy.folder / "data" / wave).glob("enquete.*")}
    for path in sorted(copy.folder.rglob("*")):
        if path.is_file() and path not in own and path.suffix not in (".py", ".pyc"):
            found.files += 1
            name = path.relative_to(copy.folder).as_posix()
            told = [begins for part in contents(path) for begins in leaks(part)]
            found.faults += [f"{name} holds {begins}…" for begins in dict.fromkeys(told)]
    return found


def leaks(content: bytes) -> list[str]:
    """Beginnings of planted values that a text holds, in capitals or not."""
    small = content.lower()
    return [begins for begins in PLANTED.values() if begins.lower().encode() in small]


def contents(path: Path) -> Iterator[bytes]:
    """The bytes of a file; those of its members where it is packed, the text of a PDF."""
    yield path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield archive.read(name)
                if name.endswith(".xml"):  # a text may be spread over several elements
                    yield re.sub(rb"<[^>]*>", b"", archive.read(name))
    elif path.suffix == ".pdf":
        yield pdf_text(path, "-raw").encode()
        yield from pdf_parts(path)
