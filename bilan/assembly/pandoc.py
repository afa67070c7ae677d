"""Runs pandoc in a closed folder, and reads and changes its documents.

Every run has `--sandbox`: readers and writers open no file but those of the command line.
`--data-dir` points at an empty folder, so that nothing of the machine's user changes the result.
"""

import importlib.util
import os
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from bilan.project.errors import AssemblyError

TIMEOUT = 120
TAIL = 12

Node = dict[str, Any]


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
    """Pandoc's document for a Markdown text, and the reader's warnings."""
    output, warnings = run_pandoc(
        ["--from=markdown", "--to=json"], text=text.encode(), folder=folder, epoch=epoch, what=what
    )
    document: Node = msgspec.json.decode(output)
    return document, warnings


def walk(node: Any) -> Iterator[Node]:
    """Every element (a mapping with a `t`) below a node, the node first."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if "t" in node:
                yield node
            waiting += [v for v in reversed(node.values()) if isinstance(v, dict | list)]
        elif isinstance(node, list):
            waiting += [v for v in reversed(node) if isinstance(v, dict | list)]


def plain(node: Node) -> str:
    """The text of an element that holds its text as it is: code, raw text, a formula."""
    content = node["c"]
    if isinstance(content, list) and content and isinstance(content[-1], str):
        return str(content[-1])
    return " ".join(str(item["c"]) for item in walk(content) if item["t"] == "Str")


def copy_of(document: Node) -> Node:
    """A copy of a document, to be changed."""
    copy: Node = msgspec.json.decode(msgspec.json.encode(document))
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
