"""A tiny report, with the project's own configuration, in a folder of its own."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bilan.assembly.fonts import prepare_fonts
from bilan.assembly.render import render

from .reading import copy_project


@pytest.fixture(scope="session")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The faces of the report, made once."""
    return prepare_fonts(tmp_path_factory.mktemp("polices"))


@pytest.fixture
def project(tmp_path: Path, faces: Path) -> Path:
    folder = copy_project(tmp_path / "projet")
    shutil.copytree(faces, folder / "_build" / "polices")
    return folder


@pytest.fixture
def chapter(project: Path) -> Callable[[str], Path]:
    """Replaces the report's only chapter by a text, on its first line; gives its file."""

    def write(text: str) -> Path:
        (project / "report/2014/bilan.qmd").write_text(
            "---\nlang: fr\n---\n\n{{< include chapitre.qmd >}}\n", encoding="utf-8"
        )
        path = project / "report/2014/chapitre.qmd"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the tiny report in its three formats, by the embedded engine."""
    folder = tmp_path_factory.mktemp("rendu")
    source = copy_project(folder / "projet")
    render(
        "2014", ["html", "pdf", "docx"], output=folder / "sortie", engine="embedded", project=source
    )
    return folder / "sortie"
