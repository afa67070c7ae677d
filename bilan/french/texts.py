"""French texts of pages, which an editor changes without touching code.

The texts of a module stand beside it, in `textes/<module>.yml`. The module says in a record which
texts it needs, and which values stand in each, in braces:

    class Texts(Strict, frozen=True):
        title: str
        opening: Annotated[str, Holds("wave")]

    texts = texts_of(__file__, Texts)
    texts().opening.format(wave="2015")

The files are typed as people type: apostrophes and no-break spaces come right at reading.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from bilan.french.typography_rules import typographic
from bilan.project.errors import TextError
from bilan.project.paths import shown, texts_file
from bilan.project.yaml_records import Strict, load, remembered

Record = TypeVar("Record", bound=Strict)


@dataclass(frozen=True, init=False)
class Holds:
    """The values that a text holds: each of `always`, and any of `may`."""

    always: frozenset[str]
    may: frozenset[str]

    def __init__(self, *always: str, may: Sequence[str] = ()) -> None:
        object.__setattr__(self, "always", frozenset(always))
        object.__setattr__(self, "may", frozenset(may))


def texts_of(module: str, record: type[Record]) -> Callable[[], Record]:
    """What reads the texts of a module, given by its `__file__`; it reads again what changed."""
    return partial(read_texts, texts_file(Path(module)), record)


@remembered
def read_texts(path: Path, record: type[Record]) -> Record:
    """Texts of a file, in French typography.

    Raises
    ------
    DataError
        The file cannot be read, or does not have the texts of `record`.
    TextError
        A text lacks a value that it must hold, or holds one that is not known.
    """
    found = load(path, record)
    if faults := list(_faults(found, record, Holds())):
        raise TextError(
            f"{shown(path)} : valeurs entre accolades",
            expected="dans chaque texte, les valeurs que la page y met",
            found=" ; ".join(faults),
            next_step="rétablissez les noms entre accolades, ou doublez celles qui n’en sont pas",
        )
    return msgspec.convert(_typeset(msgspec.to_builtins(found)), record)


def _faults(value: Any, hint: Any, holds: Holds, where: str = "") -> Iterator[str]:
    """What is wrong with the values that texts hold, each said in French."""
    if get_origin(hint) is Annotated:
        hint, *said = get_args(hint)
        holds = next((one for one in said if isinstance(one, Holds)), holds)
    if isinstance(value, str):
        yield from (f"{where} : {fault}" for fault in _text_faults(value, holds))
    elif isinstance(value, msgspec.Struct):
        hints = get_type_hints(type(value), include_extras=True)
        for name in value.__struct_fields__:
            yield from _faults(getattr(value, name), hints[name], holds, f"{where} {name}".strip())
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _faults(one, get_args(hint)[1], holds, f"{where} {name}".strip())
    elif isinstance(value, Sequence):
        inner = get_args(hint)
        for rank, one in enumerate(value):
            own = inner[rank] if rank < len(inner) and inner[-1] is not ... else inner[0]
            yield from _faults(one, own, holds, f"{where} {rank + 1}")


def _text_faults(text: str, holds: Holds) -> Iterator[str]:
    try:
        held = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        yield "accolade sans sa paire"
        return
    for name in sorted(holds.always - held):
        yield f"{{{name}}} manque"
    for name in sorted(held - holds.always - holds.may):
        yield f"{{{name}}} est inconnu"


def _typeset(value: Any) -> Any:
    if isinstance(value, str):
        return typographic(value)
    if isinstance(value, dict):
        return {name: _typeset(one) for name, one in value.items()}
    return [_typeset(one) for one in value] if isinstance(value, list | tuple) else value
