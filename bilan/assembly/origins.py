"""The texts that a Word file was made from: their identity, and where they are kept.

A Word file says in the property `origine` which text it was made from: the hash of what is typed
(the chapters of the wave and its two configuration files, as git hashes them, so that a commit can
be told by it), then the hash of all that the text is made of, generated pieces included. The texts
of the last `KEPT` reports that were rendered are kept in `_build/origines/`, one archive each,
named by that identity; `make clean` takes them away, and a fresh clone has none.
"""

import hashlib
import io
import re
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

from bilan.assembly.sources import Source, load, read_yaml
from bilan.project.errors import BilanError
from bilan.project.files import replace_bytes

PROPERTY = "origine"
SHAPE = re.compile(r"[0-9a-f]{20}-[0-9a-f]{20}")
CONFIGURATION = "_quarto.yml"
KEPT = 100


def origin_of(source: Source) -> str:
    """The identity of a document's text."""
    project, folder = source.project, source.document.parent
    typed = {
        path.relative_to(project).as_posix(): blob_hash(path.read_bytes())
        for path in [*folder.rglob("*.qmd"), *_configuration(source)[:2]]
    }
    whole = {name: blob_hash(content) for name, content in _files(source).items()}
    return f"{hash_of(typed)}-{hash_of(whole)}"


def typed_part(origin: str) -> str:
    """What of an identity stands for what is typed."""
    return origin.partition("-")[0]


def blob_hash(content: bytes) -> str:
    """What git calls a text, with the line ends that it keeps."""
    content = content.replace(b"\r\n", b"\n")
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def hash_of(blobs: Mapping[str, str]) -> str:
    """One hash of files, by path and what git calls each."""
    rows = "".join(f"{name}\0{blob}\n" for name, blob in sorted(blobs.items()))
    return hashlib.sha256(rows.encode()).hexdigest()[:20]


def _configuration(source: Source) -> list[Path]:
    main = source.project / CONFIGURATION
    named = [source.project / str(name) for name in read_yaml(main).get("metadata-files", [])]
    return [main, source.project / f"_quarto-{source.profile}.yml", *named]


def _files(source: Source) -> dict[str, bytes]:
    """Content of all files that a document's text and metadata come from, by path."""
    read = {source.document, *_configuration(source), *(line.file for line in source.lines)}
    return {path.relative_to(source.project).as_posix(): path.read_bytes() for path in sorted(read)}


def _store(project: Path) -> Path:
    return project / "_build" / "origines"


def keep_origin(source: Source) -> None:
    """Keep the text of a document, and let go those beyond the last `KEPT`."""
    store = _store(source.project)
    store.mkdir(parents=True, exist_ok=True)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _files(source).items():
            archive.writestr(name, text)
    replace_bytes(store / f"{origin_of(source)}.zip", content.getvalue())
    kept = sorted(store.glob("*.zip"), key=lambda path: path.stat().st_mtime_ns)
    for path in kept[:-KEPT]:
        path.unlink(missing_ok=True)


def kept_origin(origin: str, wave: str, *, project: Path, folder: Path) -> Source | None:
    """The document of an identity as it was then, in `folder`; None where it is not kept."""
    path = _store(project) / f"{origin}.zip"
    if not SHAPE.fullmatch(origin) or not path.is_file():
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
        source = load(folder, wave)
        whole = origin_of(source).partition("-")[2] == origin.partition("-")[2]
    except (OSError, ValueError, zipfile.BadZipFile, BilanError):
        return None  # a damaged archive keeps nothing
    return source if whole else None


def lend_template(source: Source, project: Path) -> None:
    """Give a document of another time the Word template of today, which the archives leave out."""
    for name in [source.for_format("docx").get("reference-doc")]:
        if name and not (source.project / str(name)).exists():
            (source.project / str(name)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(project / str(name), source.project / str(name))
