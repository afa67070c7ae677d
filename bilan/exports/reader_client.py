"""The process that reads a file: started with limits on memory and time, heard as JSON."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bilan.project.errors import DataError, UnreadableError
from bilan.project.limited_process import ask_reader
from bilan.project.paths import shown

if TYPE_CHECKING:
    import bilan.exports.reader_process  # noqa: F401 - what a step that reads rests on

# By its name: this process does without the readers' libraries.
CHILD = "bilan.exports.reader_process"
KINDS = {
    "sav": "a .sav file",
    "zsav": "a .zsav file",
    "sps": "a .sps file and its .dat file",
    "csv": "a CSV file with question codes and answer codes",
    "vv": "a VV survey file",
    "lss": "a .lss file",
}


@dataclass(frozen=True)
class Source:
    """An export on disk: its file, its format, and what goes with it.

    data : the data file of a `.sps`.
    names : LimeSurvey's inner name of a variable → its name by question codes, where the file
        has inner names (`Q12_S34`, `123456X7X12SQ001`).
    missing : texts that stand for "no answer" in this export.
    """

    path: Path
    format: str
    data: Path | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    missing: Sequence[str] = ()


def read_content(
    source: Source, *, variables: Collection[str] = (), presence: Collection[str] = ()
) -> Any:
    """What the child process says of a file (`bilan.exports.reader_process`), from its JSON.

    Raises
    ------
    DataError
        The file is not a whole one of its format, or reading it goes beyond 2 GB or 60 s.
    """
    if source.format == "sps" and source.data is None and variables:
        raise damaged(source, "no .dat file beside it")
    paths = [source.path] if source.data is None else [source.path, source.data]
    request = {
        "wanted": sorted(variables),
        "presence": sorted(presence),
        "names": dict(source.names),
        "missing": list(source.missing),
    }
    try:
        return json.loads(ask_reader(CHILD, [source.format, *map(str, paths)], request))
    except UnreadableError as error:
        raise damaged(source, str(error), next_step=error.next_step) from error


def damaged(source: Source, found: str, *, next_step: str = "") -> DataError:
    """The error of an export that cannot be read whole."""
    return DataError(
        f"{shown(source.path)} cannot be read whole",
        expected=f"{KINDS[source.format]} as LimeSurvey exports it",
        found=found,
        next_step=next_step or "export the survey again from LimeSurvey",
    )
