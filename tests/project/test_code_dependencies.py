"""Which files of the package a module, or a notebook, rests on."""

from pathlib import Path

import pytest

from bilan.project import code_dependencies
from bilan.project.code_dependencies import code_of, code_of_file, keep, look_again, meaning, recall
from bilan.project.paths import NOTEBOOKS, PACKAGE


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package whose modules import each other in every way that the project uses."""
    folder = tmp_path / "bilan"
    monkeypatch.setattr(code_dependencies, "ROOT", tmp_path)
    monkeypatch.setattr(code_dependencies, "PACKAGE", folder)
    monkeypatch.setattr(code_dependencies, "known_code", {})
    look_again()
    files = {
        "__init__.py": "",
        "a.py": "from bilan.b import (\n    one,  # why\n    two,\n)\nimport pandas\n",
        "b.py": "def late():\n    from bilan import c\n",
        "c.py": "import bilan.room.d\nfrom bilan.a import back\n",
        "room/__init__.py": "",
        "room/d.py": "from bilan.room import e, not_a_module\n",
        "room/e.py": "text = 'from bilan.f import x'\n",
        "f.py": "",
        "g.py": "# from bilan.f import x\n",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def names(files: tuple[Path, ...], package: Path) -> set[str]:
    return {path.relative_to(package).as_posix() for path in files}


def test_all_that_a_module_imports_directly_or_not(package: Path) -> None:
    files = code_of("bilan.a")
    assert files[0] == package / "a.py"
    assert names(files, package) == {
        "__init__.py", "a.py", "b.py", "c.py", "room/__init__.py", "room/d.py", "room/e.py",
    }  # fmt: skip


def test_what_is_not_imported_does_not_count(package: Path) -> None:
    assert names(code_of("bilan.room.e"), package) == {
        "__init__.py",
        "room/__init__.py",
        "room/e.py",
    }
    assert names(code_of("bilan.g"), package) == {"__init__.py", "g.py"}


def test_a_module_rests_on_the_texts_beside_it(package: Path) -> None:
    assert "room/textes/d.yml" not in names(code_of("bilan.a"), package)
    (package / "room/textes").mkdir()
    (package / "room/textes/d.yml").write_text("a: b\n", encoding="utf-8")
    look_again()
    assert "room/textes/d.yml" in names(code_of("bilan.a"), package)
    assert "room/textes/d.yml" not in names(code_of("bilan.room.e"), package)


def test_a_module_that_is_not_there_rests_on_nothing(package: Path) -> None:
    assert code_of("bilan.absent") == ()
    assert package.is_dir()


def test_a_notebook_rests_on_what_its_cells_import(package: Path, tmp_path: Path) -> None:
    notebook = tmp_path / "n.ipynb"
    notebook.write_text(
        '{"cells": [{"source": [\n    "from bilan.c import x\\n",\n    "y = 1"\n]}]}'
    )
    found = names(code_of_file(notebook), package)
    assert {"c.py", "a.py", "room/e.py"} <= found
    assert "f.py" not in found


def test_the_notebooks_of_the_project_rest_on_figures_and_estimates() -> None:
    files = code_of_file(NOTEBOOKS / "01_pilotage.ipynb")
    for name in (
        "illustrations/plot_shares.py",
        "estimation/estimates.py",
        "estimation/statistics/proportions.py",
        "survey/sampling_frame.py",
    ):
        assert PACKAGE / name in files
    assert PACKAGE / "running" / "notebook_run.py" not in files


def test_a_step_rests_on_its_own_code() -> None:
    files = code_of("bilan.running.steps.data")
    assert PACKAGE / "exports" / "reader_process.py" in files
    assert PACKAGE / "illustrations" / "plot_shares.py" not in files


# What a module says


def test_comments_docstrings_and_layout_say_nothing(package: Path) -> None:
    path = package / "a.py"
    said = []
    for text in (
        'def f(x):\n    "Does."\n    return x + 1  # why\n',
        "# Other.\n\n\ndef f(x):\n    return (\n        x + 1\n    )\n",
        '"""Module."""\n\ndef f(x): return x + 1\n',
    ):
        path.write_text(text, encoding="utf-8")
        said.append(meaning(path))
    assert said[1:] == said[:-1]
    path.write_text("def f(x):\n    return x + 2\n", encoding="utf-8")
    assert meaning(path) != said[0]


def test_a_docstring_that_the_code_reads_counts(package: Path) -> None:
    path = package / "a.py"
    path.write_text('"""One."""\nprint(__doc__)\n', encoding="utf-8")
    one = meaning(path)
    path.write_text('"""Another."""\nprint(__doc__)\n', encoding="utf-8")
    assert meaning(path) != one


def test_what_is_not_python_says_each_of_its_bytes(package: Path) -> None:
    path = package / "a.py"
    path.write_text("def f(:  # one\n", encoding="utf-8")
    one = meaning(path)
    path.write_text("def f(:  # other\n", encoding="utf-8")
    assert meaning(path) != one


def test_of_a_module_of_steps_only_what_the_function_uses_counts(package: Path) -> None:
    (package / "running/steps").mkdir(parents=True)
    (package / "running/__init__.py").write_text("", encoding="utf-8")
    (package / "running/steps/__init__.py").write_text("", encoding="utf-8")
    (package / "running/steps/s.py").write_text(
        "from bilan.f import x\nfrom bilan.g import y as z\nfrom bilan.room.e import t\n"
        "CONST = t\n\ndef one():\n    return x\n\ndef two():\n    return helper()\n\n"
        "def helper():\n    return z, CONST\n",
        encoding="utf-8",
    )
    own = {"__init__.py"} | {
        f"running/{name}" for name in ("__init__.py", "steps/__init__.py", "steps/s.py")
    }
    assert names(code_of("bilan.running.steps.s", "one"), package) == {*own, "f.py"}
    two = {*own, "g.py", "room/__init__.py", "room/e.py"}
    assert names(code_of("bilan.running.steps.s", "two"), package) == two
    assert names(code_of("bilan.running.steps.s"), package) == {*two, "f.py"}
    assert code_of("bilan.running.steps.s", "absent") == code_of("bilan.running.steps.s")


def test_a_relative_import_and_a_program_in_a_text_count(package: Path) -> None:
    (package / "room" / "d.py").write_text("from . import e\nfrom ..f import x\n")
    (package / "g.py").write_text('BOOT = """\nimport sys\nfrom bilan.f import main\n"""\n')
    look_again()
    assert {"room/e.py", "f.py"} <= names(code_of("bilan.room.d"), package)
    assert "f.py" in names(code_of("bilan.g"), package)


def test_what_was_read_is_kept_and_found_again(package: Path, tmp_path: Path) -> None:
    memory = tmp_path / "code.json"
    said = meaning(package / "a.py")
    keep(memory)
    code_dependencies.known_code.clear()
    recall(memory)
    assert code_dependencies.known_code[str(package / "a.py")].meaning == said
    before = memory.stat().st_mtime_ns
    keep(memory)
    assert memory.stat().st_mtime_ns == before


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"python": 3}', '{"files": {"a": [1]}}'])
def test_a_damaged_memory_is_none(package: Path, tmp_path: Path, text: str) -> None:
    memory = tmp_path / "code.json"
    memory.write_text(text)
    recall(memory)
    assert names(code_of("bilan.g"), package) == {"__init__.py", "g.py"}
