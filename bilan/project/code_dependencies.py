"""Which files of the package a step, or a notebook, rests on, and what each of them says.

A module rests on the modules that it imports, and on the French texts that stand beside it.
Two versions of a module say the same where only comments, docstrings or layout differ: then
nothing that rests on it is stale. What was read of a file is kept by its time and size.
"""

import ast
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from bilan.project.paths import PACKAGE, ROOT, texts_file
from bilan.project.sealed import read_sealed, write_sealed

# A module where code stands in a text: a notebook's cell, a program given to another process.
_IMPORT = re.compile(r"\bfrom\s+(bilan[\w.]*)\s+import\s+(\([^)]*\)|[^\n]*)")
_NAMED = re.compile(r"\bbilan(?:\.\w+)+")
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_PYTHON = list(sys.version_info[:2])  # what a tree looks like depends on it
STEPS, WHOLE = "steps", ""


class Read(NamedTuple):
    """What a file says: its signature, the hash of its meaning, modules that it names.

    `names` are by top-level function, and under `WHOLE` those of the whole file.
    """

    time: int
    size: int
    moved: int  # when the inode last changed
    inode: int
    meaning: str
    names: dict[str, list[str]]


known_code: dict[str, Read] = {}
_closures: dict[tuple[Path, str], tuple[Path, ...]] = {}
_direct: dict[tuple[Path, str], tuple[Path, ...]] = {}
_files: dict[tuple[Path, str], Path | None] = {}


def code_of(module: str, function: str = WHOLE) -> tuple[Path, ...]:
    """Files of the package that a module imports, itself first, directly or not.

    Of the module itself, only the imports count that the function uses, where one is named.
    """
    return _closure(_file(module), function)


def code_of_file(path: Path) -> tuple[Path, ...]:
    """Files of the package that a file outside it imports, such as a notebook."""
    return _closure(path)[1:]


def is_code(path: Path) -> bool:
    """Whether a file is a module of the package."""
    return path.suffix == ".py" and path.is_relative_to(PACKAGE)


def meaning(path: Path) -> str:
    """SHA-256 of what a module of the package says, comments, docstrings and layout aside.

    Raises
    ------
    OSError
        It cannot be read.
    """
    return _read(path).meaning


def look_again() -> None:
    """Forget which file imports which: they may have changed since."""
    _closures.clear()
    _direct.clear()
    _files.clear()


def recall(memory: Path) -> None:
    """Take what an earlier run kept of files; a damaged memory is none."""
    try:
        kept = json.loads(read_sealed(memory) or b"{}")
        if kept["python"] == _PYTHON:
            for name, read in kept["files"].items():
                known_code.setdefault(name, Read(*read))
    except (ValueError, TypeError, KeyError, AttributeError):
        return


def keep(memory: Path) -> None:
    """Keep what is known of files for the next run, where it is not kept already."""
    content = json.dumps({"python": _PYTHON, "files": known_code}).encode()
    if read_sealed(memory) != content:
        write_sealed(memory, content)


def _closure(start: Path | None, function: str = WHOLE) -> tuple[Path, ...]:
    if start is None:
        return ()
    if (start, function) not in _closures:
        found = {start: None}
        waiting = [*_imports(start, function)]
        while waiting:
            path = waiting.pop()
            if path not in found:
                found[path] = None
                waiting += _imports(path, WHOLE)
        _closures[start, function] = tuple(found)
    return _closures[start, function]


def _imports(path: Path, function: str) -> tuple[Path, ...]:
    if (path, function) not in _direct:
        names = _read(path).names
        files = [_file(name) for name in names.get(function, names[WHOLE])]
        if (texts := texts_file(path)).is_file():
            files.append(texts)
        if is_code(path):  # each package above it runs first
            above = [folder / "__init__.py" for folder in path.relative_to(ROOT).parents[:-1]]
            files += [ROOT / file for file in above if ROOT / file != path]
        _direct[path, function] = tuple(file for file in files if file is not None)
    return _direct[path, function]


def _file(module: str) -> Path | None:
    if (ROOT, module) not in _files:
        path = ROOT.joinpath(*module.split("."))
        both = (path / "__init__.py", path.with_suffix(".py"))
        _files[ROOT, module] = next((file for file in both if file.is_file()), None)
    return _files[ROOT, module]


def _read(path: Path) -> Read:
    status = path.stat()
    now = status.st_mtime_ns, status.st_size, status.st_ctime_ns, status.st_ino
    known = known_code.get(str(path))
    if known is None or tuple(known[:4]) != now:
        content = path.read_bytes()
        known = Read(*now, *_said(path, content))
        known_code[str(path)] = known
    return known


def _said(path: Path, content: bytes) -> tuple[str, dict[str, list[str]]]:
    """Meaning of a file and the modules that it names."""
    if path.suffix == ".py":
        try:
            tree = ast.parse(content)
        except (SyntaxError, ValueError):
            pass  # it says what it holds, byte by byte
        else:
            if b"__doc__" not in content:
                _drop_docstrings(tree)
            said = hashlib.sha256(ast.dump(tree).encode()).hexdigest()
            return said, _names(tree, path)
    text = content.decode("utf-8", errors="replace")
    return hashlib.sha256(content).hexdigest(), {WHOLE: _unique(_written(text))}


def _drop_docstrings(tree: ast.Module) -> None:
    for node in ast.walk(tree):
        if isinstance(node, _DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            del node.body[0]


def _names(tree: ast.Module, path: Path) -> dict[str, list[str]]:
    """Modules that a tree names: all of them and, in a module of steps, by function."""
    names = {WHOLE: _unique(_named(tree, path))}
    if path.parent.name == STEPS:
        pieces = [piece for statement in tree.body for piece in _pieces(statement, path)]
        for statement in tree.body:
            if isinstance(statement, ast.FunctionDef):
                names[statement.name] = _reached(statement.name, pieces)
    return names


class _Piece(NamedTuple):
    """A top-level statement: what it binds, what it uses, the modules that it names."""

    binds: frozenset[str]
    uses: frozenset[str]
    names: tuple[str, ...]


def _pieces(statement: ast.stmt, path: Path) -> Iterator[_Piece]:
    if isinstance(statement, ast.Import | ast.ImportFrom):
        for alias in statement.names:
            bound = alias.asname or alias.name.partition(".")[0]
            yield _Piece(frozenset({bound}), frozenset(), _imported(statement, alias, path))
        return
    binds: set[str] = set()
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        binds = {statement.name}
    elif isinstance(statement, ast.Assign):
        binds = {node.id for target in statement.targets for node in _variables(target)}
    elif isinstance(statement, ast.AnnAssign):
        binds = {node.id for node in _variables(statement.target)}
    uses = frozenset(node.id for node in _variables(statement))
    yield _Piece(frozenset(binds), uses, tuple(_named(statement, path)))


def _reached(function: str, pieces: list[_Piece]) -> list[str]:
    """Modules that a function uses, through what its module binds; what binds nothing counts."""
    reached, left = {function}, pieces
    chosen: list[_Piece] = []
    while True:
        taken = [piece for piece in left if not piece.binds or piece.binds & reached]
        if not taken:
            return _unique(name for piece in chosen for name in piece.names)
        chosen += taken
        left = [piece for piece in left if piece not in taken]
        reached |= {name for piece in taken for name in piece.uses}


def _variables(tree: ast.AST) -> Iterator[ast.Name]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Name))


def _named(tree: ast.AST, path: Path) -> Iterator[str]:
    """Modules that a tree imports, itself or in the lines of a program that it holds as text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                yield from _imported(node, alias, path)
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and ("\n" in node.value or _NAMED.match(node.value))
        ):
            yield from _written(node.value)


def _imported(
    statement: ast.Import | ast.ImportFrom, alias: ast.alias, path: Path
) -> tuple[str, ...]:
    if isinstance(statement, ast.Import):
        names: tuple[str, ...] = (alias.name,)
    else:
        package = statement.module or ""
        if statement.level:
            above = path.relative_to(ROOT).with_suffix("").parts[: -statement.level]
            package = ".".join([*above, *([package] if package else [])])
        names = (package, f"{package}.{alias.name}")
    return tuple(name for name in names if name.partition(".")[0] == PACKAGE.name)


def _written(text: str) -> Iterator[str]:
    for package, names in _IMPORT.findall(text):
        yield package
        yield from (f"{package}.{name}" for name in re.findall(r"\w+", names))
    for dotted in _NAMED.findall(text):  # of `bilan.room.module.function`, what is a module counts
        parts = dotted.split(".")
        yield from (".".join(parts[:length]) for length in range(2, len(parts) + 1))


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
