"""Who reads what was built, and that each of them asks whether it is current.

A module that names a folder of built files, and a command that reaches one, stand here with the way
in which they ask. A new one fails until it is put here with its own.
"""

import ast
import inspect
from pathlib import Path

import pytest

from bilan import cli
from bilan.code import code_of
from bilan.commands import COMMANDS, INCLUDED, JUDGED, PREVIEWED
from bilan.paths import PACKAGE

FOLDERS = {"BUILD", "FIGURES", "SITE", "built"}
WRITTEN = {"_build", "figures", "_site"}
WRITES = "writes there, or removes, and reads only what is its own"
COMMAND = "the command that reaches it has it made current first"
ASKS = "asks bilan.current"

MODULES = {
    "acceptance.py": "wants what was read of the export before, which it knows by its SHA-256",
    "assembly/embedded.py": WRITES,
    "assembly/quarto.py": WRITES,
    "assembly/sources.py": COMMAND,  # reads what chapters include, in figures/
    "campaigns": "builds what it looks at",
    "checks.py": COMMAND,
    "cli.py": WRITES,
    "cluster.py": WRITES,
    "commands.py": ASKS,
    "compare/__init__.py": COMMAND,
    "compare/builds.py": COMMAND,
    "current.py": ASKS,
    "dag.py": WRITES,
    "illustrations.py": WRITES,
    "paths.py": "names the folders",
    "places.py": "names what the steps need and make",
    "preview/server.py": "gives what was published, as it was",
    "preview/state.py": COMMAND,
    "prose/check.py": COMMAND,
    "prose/figures_of.py": COMMAND,
    "prose/fix.py": COMMAND,
    "prose/sources.py": "passes over what chapters include of figures/",
    "publication.py": WRITES,
    "review.py": COMMAND,
    "simulation/national.py": ASKS,
    "steps": "runs inside the pipeline, which has made what the step needs",
    "study.py": ASKS,
    "surroundings.py": WRITES,
    "timings.py": WRITES,
    "typography_words.py": "a word",
    "word_import/plan.py": COMMAND,
}

# Commands that read what was built, and what they bring up to date, or who asks instead.
READING = {
    "preview": PREVIEWED,
    "fiches": ("fonts", "estimates", "evolution"),
    "visa": INCLUDED,
    "comments": INCLUDED,
    "import-docx": ("fonts", *INCLUDED),
    "compare": "asks bilan.current of each wave that it is given",
    "validate": "asks bilan.current of the wave before, and reads the export itself",
}


def named(path: Path) -> set[str]:
    """Folders of built files that a module names, in its code."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "bilan.paths":
            found |= {alias.name for alias in node.names} & FOLDERS
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found |= {node.attr} & FOLDERS if node.value.id == "paths" else set()
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= {node.value.partition("/")[0]} & WRITTEN
    return found


def asked(path: Path) -> str:
    name = path.relative_to(PACKAGE)
    return MODULES.get(name.as_posix()) or MODULES.get(name.parts[0], "")


def test_each_module_that_names_a_folder_of_built_files_is_known() -> None:
    modules = [path for path in sorted(PACKAGE.rglob("*.py")) if named(path)]
    assert [str(path) for path in modules if not asked(path)] == []
    known = {path.relative_to(PACKAGE).as_posix() for path in modules}
    folders = {name.partition("/")[0] for name in known}
    assert set(MODULES) - known - folders == {"assembly/sources.py", "paths.py"} - known


@pytest.mark.parametrize("name", sorted(n for n, how in MODULES.items() if how == ASKS))
def test_a_module_that_asks_imports_what_answers(name: str) -> None:
    text = (PACKAGE / name).read_text(encoding="utf-8")
    assert name == "current.py" or "bilan.current import" in text


def reached(function: object) -> set[Path]:
    """Modules that a command's function reaches by the imports that it makes."""
    tree = ast.parse(inspect.getsource(function))
    modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {path for module in modules for path in code_of(str(module))}


@pytest.mark.parametrize("command", COMMANDS, ids=[command.name for command in COMMANDS])
def test_each_command_that_reads_what_was_built_has_it_made_current(command) -> None:
    leaving = sorted(str(path) for path in reached(command.does) if asked(path) == COMMAND)
    assert command.name in READING or not leaving
    how = READING.get(command.name, ())
    assert command.after == (() if isinstance(how, str) else how)


@pytest.mark.parametrize(("function", "steps"), [("_check", JUDGED), ("_illustrations", PREVIEWED)])
def test_check_and_illustrations_make_it_current(
    function: str, steps: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    class MadeError(Exception):
        """What was asked to be made."""

    def make(_: object, waves: list[str], names: tuple[str, ...], **__: object) -> None:
        raise MadeError(waves, names)

    monkeypatch.setattr(cli, "_make_current", make)
    monkeypatch.delenv("BILAN_PIPELINE", raising=False)
    options = cli._parser().parse_args(["check", "--fix", "--wave", "2015"])
    with pytest.raises(MadeError) as made:
        getattr(cli, function)(None, options)
    assert made.value.args == (["2015"], steps)
