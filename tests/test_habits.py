"""What tests rest on: nothing private of the package, and no other file of tests."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bilan.project.paths import PACKAGE, ROOT

TESTS = ROOT / "tests"
PATCHED = re.compile(r"bilan\.[\w.]*\._")  # as a text, what a test puts something in the place of


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("_")


def private_names(package: Path) -> set[str]:
    """Names with a leading underscore that the modules of a package give to anything."""
    found: set[str] = set()
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.add(node.id)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                found.add(node.attr)
    return {name for name in found if is_private(name)}


def breaches(text: str, private: set[str]) -> Iterator[str]:
    """Each use that a test makes of another test's file or of a private name, with its line."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            module = (node.module or "").rpartition(".")[2]
            if module.startswith("test_") or module == "conftest":
                yield f"{node.lineno}: imports from {node.module}"
            for name in node.names:
                if is_private(name.name) and node.module != "__future__":
                    yield f"{node.lineno}: imports {name.name}"
        elif isinstance(node, ast.Attribute) and node.attr in private:
            own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
            if not own:
                yield f"{node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.Constant) and PATCHED.match(str(node.value)):
            yield f"{node.lineno}: {node.value!r}"


def test_no_test_rests_on_a_private_name_or_on_another_test() -> None:
    private = private_names(PACKAGE)
    files = [path for path in TESTS.rglob("*.py") if "node_modules" not in path.parts]
    assert len(files) > 150
    assert len(private) > 500
    assert {
        path.relative_to(ROOT).as_posix(): found
        for path in files
        if (found := list(breaches(path.read_text(encoding="utf-8"), private)))
    } == {}


@pytest.mark.parametrize(
    "text",
    [
        "from bilan.running.cli import _list",
        "from running.test_dag import step",
        "from .conftest import CHAPTER",
        "cli._list()",
        "monkeypatch.setattr('bilan.running.cli._list', None)",
    ],
)
def test_each_way_to_a_private_name_is_seen(text: str) -> None:
    assert len(list(breaches(text, {"_list"}))) == 1


def test_what_is_public_or_of_others_is_left_alone() -> None:
    text = "from builders import wave\nrow._tr\nself._list\nos._exit(1)\nx._repr_html_()"
    assert list(breaches(text, {"_list"})) == []
