"""Who reads what was built, and that each of them asks whether it is current.

A module that names a folder of built files, and a command that reaches one, stand here with the way
in which they ask. A new one fails until it is put here with its own.
"""

import ast
import inspect
from pathlib import Path

import pytest

from bilan.project.code_dependencies import code_of
from bilan.project.paths import PACKAGE
from bilan.running import cli
from bilan.running.commands import COMMANDS, INCLUDED, JUDGED, PREVIEWED

FOLDERS = {"BUILD", "FIGURES", "SITE", "built"}
WRITTEN = {"_build", "figures", "_site"}
WRITES = "writes there, or removes, and reads only what is its own"
COMMAND = "the command that reaches it has it made current first"
ASKS = "asks bilan.project.current_builds"

MODULES = {
    "assembly/embedded.py": WRITES,
    "assembly/origins.py": "keeps the texts that Word files were made from, whatever came since",
    "assembly/quarto.py": WRITES,
    "assembly/sources.py": COMMAND,  # reads what chapters include, in figures/
    "review/compare/builds.py": COMMAND,
    "disclosure/crossed_tables.py": ASKS,
    "estimation/study.py": ASKS,
    "french/typography_words.py": "a word",
    "illustrations/draw.py": WRITES,
    "illustrations/notebook_tables.py": ASKS,
    "review/preview/server.py": "gives what was published, as it was",
    "review/preview/state.py": COMMAND,
    "project/current_builds.py": ASKS,
    "project/paths.py": "names the folders",
    "project/surroundings.py": WRITES,
    "prose/chapter_lines.py": "passes over what chapters include of figures/",
    "prose/check.py": COMMAND,
    "prose/check_chapters.py": COMMAND,
    "prose/data.py": COMMAND,
    "prose/fix.py": COMMAND,
    "report/dictionary.py": "runs in its step, which needs what it reads",
    "report/publication.py": WRITES,
    "responses/acceptance.py": "wants what was read of the export before, known by its hash",
    "review/compare/__init__.py": COMMAND,
    "running/cli.py": WRITES,
    "running/commands.py": ASKS,
    "running/also_read.py": "tells what the build keeps for itself from what a step may read",
    "running/build_lock.py": WRITES,
    "running/dag.py": WRITES,
    "running/dask_scheduler.py": WRITES,
    "running/steps": "runs inside the pipeline, which has made what the step needs",
    "running/leftovers.py": WRITES,
    "running/timings.py": WRITES,
    "running/wave_files.py": "names what the steps need and make",
}

# Commands that read what was built, and what they bring up to date, or who asks instead.
READING = {
    "preview": PREVIEWED,
    "fiches": ("fonts", "estimates", "evolution"),
    "visa": INCLUDED,
    "comments": INCLUDED,
    "import-docx": ("fonts", *INCLUDED),
    "compare": "asks bilan.project.current_builds of each wave that it is given",
    "validate": "asks bilan.project.current_builds of the wave before, and reads the export itself",
}


def named(path: Path) -> set[str]:
    """Folders of built files that a module names, in its code."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "bilan.project.paths":
            found |= {alias.name for alias in node.names} & FOLDERS
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found |= {node.attr} & FOLDERS if node.value.id == "paths" else set()
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= {node.value.partition("/")[0]} & WRITTEN
    return found


def asked(path: Path) -> str:
    name = path.relative_to(PACKAGE)
    return MODULES.get(name.as_posix()) or MODULES.get(name.parent.as_posix(), "")


def test_each_module_that_names_a_folder_of_built_files_is_known() -> None:
    modules = [path for path in sorted(PACKAGE.rglob("*.py")) if named(path)]
    assert [str(path) for path in modules if not asked(path)] == []
    known = {path.relative_to(PACKAGE).as_posix() for path in modules}
    folders = {name.rpartition("/")[0] for name in known}
    assert set(MODULES) - known - folders == {"assembly/sources.py", "project/paths.py"} - known


@pytest.mark.parametrize("name", sorted(n for n, how in MODULES.items() if how == ASKS))
def test_a_module_that_asks_imports_what_answers(name: str) -> None:
    text = (PACKAGE / name).read_text(encoding="utf-8")
    assert name == "project/current_builds.py" or "bilan.project.current_builds import" in text


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
    options = cli.command_parser().parse_args(["check", "--fix", "--wave", "2015"])
    with pytest.raises(MadeError) as made:
        getattr(cli, function)(None, options)
    assert made.value.args == (["2015"], steps)
