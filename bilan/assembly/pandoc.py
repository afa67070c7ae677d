"""Runs pandoc in a closed folder, and reads and changes its documents.

Every run has `--sandbox`: readers and writers open no file but those of the command line.
`--data-dir` points at an empty folder, so that nothing of the machine's user changes the result.
"""

import importlib.util
import json
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from bilan.errors import AssemblyError

TIMEOUT = 120
TAIL = 12

Node = dict[str, Any]

REMEMBERED = 4
_read: dict[str, tuple[bytes, list[str]]] = {}
_reading = Lock()


@cache
def pandoc_program() -> Path:
    """The pandoc of the locked environment, whatever other one is on the path.

    pypandoc itself would run each pandoc that it finds, and take the highest version.

    Raises
    ------
    AssemblyError
        The wheel that carries it is not installed.
    """
    spec = importlib.util.find_spec("pypandoc")
    program = Path(spec.origin).parent / "files" / "pandoc" if spec and spec.origin else None
    if program is None or not program.is_file():
        raise AssemblyError(
            "pandoc",
            expected="the package pypandoc_binary in the environment",
            found="nothing",
            next_step="make the environment again from requirements.txt",
        )
    return program


@cache
def pandoc_version() -> str:
    """Version of the pandoc that the environment carries."""
    told = subprocess.run(
        [str(pandoc_program()), "--version"], capture_output=True, text=True, check=True
    )
    return told.stdout.split()[1]


def run_pandoc(
    arguments: Sequence[str], *, text: bytes, folder: Path, epoch: int, what: str
) -> tuple[bytes, list[str]]:
    """What pandoc writes on its output for `text`, and its warnings.

    Raises
    ------
    AssemblyError
        pandoc stops with an error or does not end.
    """
    command = [
        str(pandoc_program()),
        "--sandbox",
        f"--data-dir={folder}",
        *arguments,
    ]
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "SOURCE_DATE_EPOCH": str(epoch),
    }
    try:
        done = subprocess.run(
            command,
            input=text,
            cwd=folder,
            env=environment,
            capture_output=True,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise AssemblyError(
            what, expected=f"pandoc to end in {TIMEOUT} s", found="no end"
        ) from None
    messages = done.stderr.decode("utf-8", "replace").splitlines()
    if done.returncode != 0:
        raise AssemblyError(
            what,
            expected="a document that pandoc can write",
            found=f"pandoc stopped with code {done.returncode}\n" + "\n".join(messages[-TAIL:]),
        )
    return done.stdout, [line for line in messages if line.strip()]


def parse(text: str, *, folder: Path, epoch: int, what: str) -> tuple[Node, list[str]]:
    """Pandoc's document for a Markdown text, and the reader's warnings.

    The last texts are remembered: the check and the formats of a wave read the same one.
    """
    with _reading:
        if text not in _read:
            while len(_read) >= REMEMBERED:
                del _read[next(iter(_read))]
            _read[text] = run_pandoc(
                ["--from=markdown", "--to=json"],
                text=text.encode(),
                folder=folder,
                epoch=epoch,
                what=what,
            )
        output, warnings = _read[text]
    document: Node = json.loads(output)
    return document, list(warnings)


def walk(node: Any) -> Iterator[Node]:
    """Every element (a mapping with a `t`) below a node, the node first."""
    if isinstance(node, dict):
        if "t" in node:
            yield node
        for value in node.values():
            yield from walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value)


def plain(node: Node) -> str:
    """The text of an element that holds its text as it is: code, raw text, a formula."""
    content = node["c"]
    if isinstance(content, list) and content and isinstance(content[-1], str):
        return str(content[-1])
    return " ".join(str(item["c"]) for item in walk(content) if item["t"] == "Str")


def with_images(document: Node, source_of: Callable[[str], str]) -> Node:
    """A copy of the document in which `source_of` has given each image its new source."""
    copy: Node = json.loads(json.dumps(document))
    for node in walk(copy):
        if node["t"] == "Image":
            node["c"][2][0] = source_of(node["c"][2][0])
    return copy


def meta_value(value: Any) -> Node:
    """A metadata value as pandoc holds it; text stays text, whatever it looks like."""
    if isinstance(value, bool):
        return {"t": "MetaBool", "c": value}
    if isinstance(value, dict):
        return {"t": "MetaMap", "c": {str(key): meta_value(item) for key, item in value.items()}}
    if isinstance(value, list):
        return {"t": "MetaList", "c": [meta_value(item) for item in value]}
    return {"t": "MetaInlines", "c": [{"t": "Str", "c": str(value)}]}


def raw_html(texts: Sequence[str]) -> Node:
    """The project's own HTML as a metadata list that an HTML writer copies as it is."""
    blocks = [{"t": "RawBlock", "c": ["html", text]} for text in texts]
    return {"t": "MetaList", "c": [{"t": "MetaBlocks", "c": [block]} for block in blocks]}
