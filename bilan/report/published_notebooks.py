"""Executed notebooks as readers get them: with the package's own forms, and no other output.

A notebook is here what its file holds: the JSON of nbformat 4, whose texts may be lists of lines.
"""

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bilan.french.texts import texts_of
from bilan.project.paths import ROOT
from bilan.project.publishable import marked, published_part
from bilan.project.yaml_records import Strict

# Folders in which people have theirs, on any machine.
_HOMES = r"/home/[\w.-]|/Users/[\w.-]|[A-Za-z]:\\+Users\\"

Json = dict[str, Any]


class _Texts(Strict, frozen=True):
    output: str
    source: str


texts = texts_of(__file__, _Texts)


@dataclass(frozen=True)
class LeftOut:
    """What of a cell is not published: its place among all cells, its name in messages, what."""

    place: int
    cell: str
    what: str


def for_readers(notebook: Mapping[str, Any]) -> tuple[Json, list[LeftOut]]:
    """The notebook as it may be published, and what was left out of it.

    An output stays where a form of the package made it (see `bilan.project.publishable`); any other
    has a note in its place. A cell that gives a path of this machine has a note in place of its
    text.
    """
    clean: Json = deepcopy(dict(notebook))
    left_out = []
    for place, cell in enumerate(clean["cells"]):
        code = cell["cell_type"] == "code"
        counted = cell.get("execution_count")
        name = f"code cell [{counted}]" if counted else f"cell {place + 1}"
        if _machine_path().search(_text(cell["source"])):
            left_out.append(LeftOut(place, name, "its text, which gives a path of this machine"))
            note = texts().source
            cell["source"] = f"# {note}" if code else f"*{note}*"
        outputs = cell.get("outputs", [])
        if others := list(dict.fromkeys(_kind(out) for out in outputs if not _part(out))):
            left_out.append(LeftOut(place, name, f"its output ({', '.join(others)})"))
        if code:
            cell["outputs"] = list(_published(outputs))
    return clean, left_out


def as_text(notebook: Mapping[str, Any]) -> str:
    """Content of a notebook's file, as nbformat writes it."""
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _published(outputs: list[Json]) -> Iterator[Json]:
    """The outputs that may be published; one note in the place of each row of others."""
    noted = False
    for output in outputs:
        if part := _part(output):
            data = {mime: output["data"][mime] for mime in part}
            yield {**output, "data": data, "metadata": {}}
        elif not noted:
            text = texts().output
            note = marked({"text/markdown": f"*{text}*", "text/plain": text})
            yield {"output_type": "display_data", "data": note, "metadata": {}}
        noted = not part


def _part(output: Json) -> Json:
    data = output.get("data", {})
    return published_part({mime: _text(content) for mime, content in data.items()})


def _text(content: Any) -> Any:
    return "".join(content) if isinstance(content, list) else content


def _kind(output: Json) -> str:
    """What an output is, in a word that tells nothing of it."""
    if output["output_type"] == "stream":
        return str(output["name"])
    return next(iter(output.get("data", {})), str(output["output_type"]))


def _machine_path() -> re.Pattern[str]:
    """Finds the folders of the project, of the user and of temporary files, and other people's."""
    folders = {str(path) for path in (ROOT, Path.home(), Path(tempfile.gettempdir()))}
    own = "|".join(re.escape(folder) for folder in sorted(folders) if folder != "/")
    return re.compile(rf"(?<![\w.:/~-])(?:(?:{own})(?![\w.-])|{_HOMES})")
