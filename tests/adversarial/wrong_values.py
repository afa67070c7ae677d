"""Every kind of wrong value at every key of every file that is read: YAML, JSON, notebooks.

A key of a list's items is one key, whatever the item. Readers take all of them, each in a forked
process; commands of a copy of the project take those that are drawn.
"""

import datetime as dt
import json
import random
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.adversarial.copies import Copy
from tests.adversarial.mutations import CRASHED, FAULT, HUNG, attempt
from tests.adversarial.targets import stated_targets

Keys = tuple[Any, ...]
JSON = ("json", "ipynb")
DEEP, LONG = "@@deep@@", "@@long@@"
DEEPEST = 100_000
VALUES: dict[str, Any] = {
    "list": ["x", 1],
    "empty list": [],
    "mapping": {"x": 1},
    "empty mapping": {},
    "number": 7,
    "negative": -1,
    "infinite": float("inf"),
    "huge": 10**400,
    "null": None,
    "true": True,
    "empty text": "",
    "another text": "2015-02-30",
    "day": dt.date(2015, 2, 28),
    "path": "../../../../etc/passwd",
    "sign": "a\u202eb\ud7ff",
    "deep": DEEP,
    "long": LONG,
}
WHOLE: dict[str, Callable[[bytes], bytes]] = {
    "Latin-1": lambda content: content.decode().encode("latin-1", "replace") + b"\n# \xe9\n",
    "UTF-16": lambda content: content.decode().encode("utf-16"),
    "mark": lambda content: b"\xef\xbb\xbf" + content,
    "NUL": lambda content: content[: len(content) // 2] + b"\0" + content[len(content) // 2 :],
    "nothing": lambda _: b"",
    "deep list": lambda _: b"[" * DEEPEST,
    "deep mapping": lambda _: b"{a: " * DEEPEST,
    "deep block": lambda _: b"- " * DEEPEST + b"x\n",
    "deep JSON": lambda _: b'{"a":' * DEEPEST + b"1" + b"}" * DEEPEST,
    "a number": lambda _: b"3\n",
    "a list": lambda _: b"[1, 2]\n",
    "a text": lambda _: b'"x"\n',
    "null": lambda _: b"null\n",
    "aliases": lambda _: (
        b"a0: &a0 [x]\n"
        + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b"*a%d, " % (n - 1) * 9) for n in range(1, 30))
    ),
    "impossible day": lambda content: content + b"\nle: 2015-02-30\n",
}


@dataclass
class WrongValues:
    """What a campaign found: how many files were tried, and the faults."""

    tried: int = 0
    faults: list[str] = field(default_factory=list)


def variants(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Each wrong form of a file's content, named."""
    for kind, change in WHOLE.items():
        yield kind, change(content)
    try:
        values = json.loads(content) if name.endswith(JSON) else yaml.safe_load(content)
    except ValueError:  # sealed: other content is none
        return
    for keys in _keys_of(values):
        for kind, value in VALUES.items():
            yield f"{'.'.join(map(str, keys))}: {kind}", _written(name, _with(values, keys, value))


def _keys_of(values: Any) -> list[Keys]:
    """Where a value stands, of each key once."""
    found: dict[Keys, Keys] = {}

    def walk(value: Any, at: Keys, seen: Keys) -> None:
        if at:
            found.setdefault(seen, at)
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, (*at, key), (*seen, key))
        elif isinstance(value, list):
            for rank, inner in enumerate(value):
                walk(inner, (*at, rank), (*seen, "*"))

    walk(values, (), ())
    return list(found.values())


def _with(values: Any, keys: Keys, new: Any) -> Any:
    if not keys:
        return new
    copy = values.copy()
    copy[keys[0]] = _with(values[keys[0]], keys[1:], new)
    return copy


def _written(name: str, values: Any) -> bytes:
    if name.endswith(JSON):
        text = json.dumps(values, default=str)
    else:
        text = yaml.dump(values, Dumper=_Plain, allow_unicode=True, sort_keys=False)
    deep = "[" * DEEPEST + "]" * DEEPEST
    for quoted in (f'"{DEEP}"', f"'{DEEP}'", DEEP):
        text = text.replace(quoted, deep)
    return text.replace(LONG, "x" * 1_000_000).encode("utf-8", "surrogatepass")


class _Plain(yaml.CSafeDumper):
    """Writes no aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - its own
        return True


def wrong_values_read(
    *, share: float = 1.0, seed: int = 0, say: Callable[[str], None] = print
) -> WrongValues:
    """What readers make of each wrong file, or of a share of them that is drawn."""
    found, chance = WrongValues(), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="bilan-") as folder:
        for target in stated_targets(Path(folder).resolve()):
            if target.path.suffix not in (".yml", ".ipynb"):
                continue
            for told, content in variants(target.path.name, target.sound):
                if chance.random() > share:
                    continue
                found.tried += 1
                outcome, why = attempt(target, content)
                if outcome in (FAULT, CRASHED, HUNG):
                    found.faults.append(f"{target.name}, {told}: {outcome}: {why[-300:]}")
                    say(found.faults[-1])
            target.path.write_bytes(target.sound)
    return found


# Files of a project that is built, and the command that reads them.
READ_BY: dict[str, tuple[str, ...]] = {
    "data/codebook.yml": ("check",),
    "data/indicateurs.yml": ("check",),
    "data/illustrations.yml": ("check",),
    "data/formulations.yml": ("check",),
    "data/preconisations.yml": ("check",),
    "data/2014/vague.yml": ("check",),
    "report/glossaire.yml": ("check",),
    "report/2014/illustrations.yml": ("illustrations",),
    "report/2014/visas.yml": ("visa",),
    "_quarto.yml": ("--format", "html", "--engine", "embedded"),
    "_quarto-vague-2014.yml": ("--format", "html", "--engine", "embedded"),
    "notebooks/01_pilotage.ipynb": ("illustrations",),
    "_build/etat.json": ("list",),
    "_build/code.json": ("list",),
    "_build/2014/export.json": ("accept",),
    "_build/2014/registre.json": ("check",),
    "_site/2014/manifest.json": ("list",),
}


def wrong_values_commanded(
    copy: Copy,
    *,
    times: int,
    seed: int,
    names: Collection[str] = tuple(READ_BY),
    say: Callable[[str], None] = print,
) -> WrongValues:
    """What commands of a copy that is built make of wrong files that are drawn, file by file."""
    found, chance = WrongValues(), random.Random(seed)
    there = [name for name in names if (copy.folder / name).is_file()]
    known = {name: (copy.folder / name).read_bytes() for name in there}
    drawn = {name: list(variants(name, known[name])) for name in there}
    for number in range(times):
        name = there[number % len(there)]
        told, content = chance.choice(drawn[name])
        (copy.folder / name).write_bytes(content)
        code, output = copy.run(*READ_BY[name], "--wave", "2014")
        found.tried += 1
        if code not in (0, *range(1, 8)) or "Traceback" in output:
            found.faults.append(f"{name}, {told}: exit code {code}: {output[-400:]}")
            say(found.faults[-1])
        (copy.folder / name).write_bytes(known[name])
        if number % 50 == 49:
            say(f"{found.tried} files, {len(found.faults)} faults")
    return found
