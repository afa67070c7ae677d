"""French that readers see stands in files of texts, not in code.

What is counted: string literals of the modules that make pages which look like French, docstrings
aside. The ceiling only goes down; a text that is needed in code is a key, a sign or a name of data.
"""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bilan.project.paths import PACKAGE

MAKE_PAGES = (
    "report/*.py",
    "report/sheets/*.py",
    "illustrations/*.py",
    "review/compare/*.py",
    "disclosure/group_table.py",
    "running/steps/*.py",
)
CEILING = 67
ACCENTED = re.compile(r"[àâçéèêëîïôùûœÀÉÈ’«»]")
WORDS = re.compile(r"\b(?:le|la|les|des|du|un|une|sur|et|par|pour|est|sont|dans|avec|sans)\b")
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)


def literals(source: str) -> Iterator[str]:
    """String literals of a module, docstrings aside, each piece of an f-string on its own."""
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, DOCUMENTED) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from [] if id(node) in docstrings else [node.value]


def is_french(text: str) -> bool:
    """Whether a text looks like French for readers."""
    return bool(ACCENTED.search(text)) or (" " in text.strip() and bool(WORDS.search(text)))


def french_in(path: Path) -> list[str]:
    return [text for text in literals(path.read_text(encoding="utf-8")) if is_french(text)]


def test_what_is_french() -> None:
    source = (
        '"""Une docstring des textes."""\nx = f"Les {n} élèves"\ny = "bilan.html"\nz = "a base"'
    )
    assert [text for text in literals(source) if is_french(text)] == [" élèves"]


def test_pages_take_their_french_from_files() -> None:
    found = {
        str(path.relative_to(PACKAGE)): texts
        for pattern in MAKE_PAGES
        for path in sorted(PACKAGE.glob(pattern))
        if (texts := french_in(path))
    }
    left = sum(map(len, found.values()))
    lines = [f"{name}: {text!r}" for name, texts in found.items() for text in texts]
    assert left <= CEILING, f"{left} French texts in code\n" + "\n".join(lines)


def test_each_file_of_texts_has_its_module() -> None:
    files = sorted(PACKAGE.glob("**/textes/*.yml"))
    assert len(files) > 10
    alone = [path for path in files if not (path.parents[1] / f"{path.stem}.py").is_file()]
    assert alone == []


def test_every_text_of_the_package_can_be_read() -> None:
    for path in sorted(PACKAGE.glob("**/textes/*.yml")):
        parts = path.parents[1].relative_to(PACKAGE.parent).parts
        module = importlib.import_module(".".join((*parts, path.stem)))
        readers = [one for one in vars(module).values() if isinstance(one, partial)]
        mine = [reader for reader in readers if reader.args[0] == path]
        assert mine, f"{module.__name__} does not read {path.name}"
        mine[0]()
