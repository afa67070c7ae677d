"""Reads a report's text with pandoc; of a text that was read before, only the parts that changed.

The parts that were read are kept in a file between runs, by the hash of their text.
"""

import hashlib
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec

from bilan.assembly.pandoc import Node, pandoc_program, parse
from bilan.assembly.sources import Source, marked
from bilan.assembly.split import CUT, Blocks, apart, named_apart, parts
from bilan.project.code_dependencies import code_of, is_code, meaning
from bilan.project.paths import ASSETS
from bilan.project.sealed import read_sealed, write_sealed

KEPT, VERSION = "parties", "pandoc-api-version"
KEPT_BY = ("bilan.assembly.incremental_read", "bilan.assembly.table_cache")
REMEMBERED = 4
remembered: dict[str, tuple[Node, list[str]]] = {}
_reading = Lock()


def read_source(
    source: Source, *, memory: Path | None, folder: Path, epoch: int
) -> tuple[Node, list[str]]:
    """Pandoc's document for a source, which is not to be changed, and the reader's warnings.

    `memory` is the file of the parts that were read before; None for none. The last documents are
    remembered too: the check and the formats of a wave read the same one.

    Raises
    ------
    AssemblyError
        pandoc refuses the text.
    """
    with _reading:
        if source.text not in remembered:
            while len(remembered) >= REMEMBERED:
                del remembered[next(iter(remembered))]
            document, warnings = _by_parts(source, memory, folder=folder, epoch=epoch)
            remembered[source.text] = document, warnings
        document, warnings = remembered[source.text]
    return document, list(warnings)


def _by_parts(
    source: Source, memory: Path | None, *, folder: Path, epoch: int
) -> tuple[Node, list[str]]:
    texts = ["\n".join(marked(line.text) for line in source.lines[a:b]) + "\n"
             for a, b in parts(source.lines)]  # fmt: skip
    known = recalled(memory)
    kept: dict[str, Blocks] = known.get(KEPT, {})
    missing = list(dict.fromkeys(text for text in texts if _key(text) not in kept))
    warnings: list[str] = []
    version = known.get(VERSION)
    read: dict[str, Blocks] = {}
    if missing:
        document, warnings = parse(
            CUT.join(missing), folder=folder, epoch=epoch, what=source.document.name
        )
        version, new = document[VERSION], apart(document["blocks"])
        read = dict(zip(missing, new, strict=True))
    found = {text: read.get(text) or kept.get(_key(text), []) for text in texts}
    blocks = [found[text] for text in texts]
    if not named_apart(blocks):
        return parse(source.text, folder=folder, epoch=epoch, what=source.document.name)
    if memory is not None and missing and not warnings:
        keep(memory, {VERSION: version, KEPT: {_key(text): part for text, part in found.items()}})
    whole = [node for part in blocks for node in part]
    return {VERSION: version, "meta": {}, "blocks": whole}, warnings


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def recalled(memory: Path | None) -> dict[str, Any]:
    """What a file keeps of an earlier run; nothing where other code, pandoc or filters made it."""
    try:
        kept = msgspec.json.decode((memory and read_sealed(memory)) or b"{}")
    except msgspec.DecodeError:
        return {}
    return kept if isinstance(kept, dict) and kept.get("de") == made_with() else {}


def keep(memory: Path, values: dict[str, Any]) -> None:
    """Keep values in a file for the next run."""
    memory.parent.mkdir(parents=True, exist_ok=True)
    write_sealed(memory, msgspec.json.encode({"de": made_with(), **values}))


@cache
def made_with() -> str:
    """Hash of what decides, beside the text, what is read and written, and in which parts."""
    program = pandoc_program().stat()
    filters = [path.read_bytes() for path in sorted(ASSETS.glob("*.lua"))]
    modules = sorted({path for name in KEPT_BY for path in code_of(name) if is_code(path)})
    code = [meaning(path).encode() for path in modules]
    stated = [str((program.st_size, program.st_mtime_ns)).encode(), *filters, *code]
    return hashlib.sha256(b"\0".join(stated)).hexdigest()
