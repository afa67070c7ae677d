"""Reading the project's YAML files into typed, frozen records."""

import datetime as dt
import inspect
from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import msgspec
import yaml

from bilan.project.errors import DataError
from bilan.project.opened import note
from bilan.project.paths import shown
from bilan.project.yaml_text import yaml_values

LONGEST = 400  # characters of what a parser says
Record = TypeVar("Record")
Given = ParamSpec("Given")
Read = TypeVar("Read")


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A record of a YAML file: frozen, and without room for a misspelt key."""


def as_of(stated: Record, entries: Mapping[str, Any], wave: str) -> Record:
    """`stated` as a wave has it: what an entry changes holds from its wave until changed again.

    Parameters
    ----------
    entries
        Wave → record of the keys that change there, `msgspec.UNSET` where one does not. Keys that
        `stated` does not have belong to their wave alone; values that are no record do not count.
    """
    for name in sorted(entries):
        entry = entries[name]
        if name <= wave and isinstance(entry, msgspec.Struct):
            said = {key: getattr(entry, key) for key in entry.__struct_fields__}
            changes = {
                key: value
                for key, value in said.items()
                if value is not msgspec.UNSET and key in stated.__struct_fields__  # type: ignore[attr-defined]
            }
            stated = msgspec.structs.replace(stated, **changes)  # type: ignore[type-var]
    return stated


def remembered(read: Callable[Given, Read]) -> Callable[Given, Read]:
    """The same function, which reads again what it was asked only where a file of it changed.

    Its files are those of its arguments that are paths, given or by default. A kernel or a preview
    stays for hours: what it remembers of a file must not outlive the file.
    """
    stated = inspect.signature(read)
    known: dict[tuple[object, ...], tuple[object, Read]] = {}

    @wraps(read)
    def remembering(*args: Given.args, **kwargs: Given.kwargs) -> Read:
        asked = stated.bind(*args, **kwargs)
        asked.apply_defaults()
        values = tuple(asked.arguments.values())
        now = [note(value) for value in values if isinstance(value, Path)]
        if values not in known or known[values][0] != now:
            known[values] = now, read(*args, **kwargs)
        return known[values][1]

    return remembering


@lru_cache(maxsize=64)
def parsed(content: bytes) -> Any:
    """Plain values of a YAML text, which its caller leaves as they are; kept by what it says.

    Raises
    ------
    yaml.YAMLError, ValueError
        It is not YAML.
    """
    return yaml_values(content)


def load(path: Path, record: type[Record]) -> Record:
    """Record that a YAML file holds.

    Raises
    ------
    DataError
        The file cannot be read, is not YAML, or does not have the shape of `record`.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(
            f"{shown(path)} cannot be read",
            found=error.strerror or str(error),
            next_step="restore the file from the repository",
        ) from error
    return record_in(content, record, path=path)


def record_in(content: bytes, record: type[Record], *, path: Path) -> Record:
    """Record that the content of a YAML file holds; `path` is for messages.

    Raises
    ------
    DataError
        It is not YAML, or does not have the shape of `record`.
    """
    try:
        return msgspec.convert(parsed(content), type=record, builtin_types=(dt.date,))
    except msgspec.ValidationError as error:
        raise DataError(
            f"{shown(path)} does not have the expected shape",
            found=str(error)[:LONGEST],
            next_step="mend the key that the message names",
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        raise DataError(
            f"{shown(path)} is not valid YAML",
            found=" ".join(str(error).split())[:LONGEST],
            next_step="mend the line that the message names",
        ) from error
