"""A report of two chapters, its Word file, and what comes back of it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from word_files import Edited

from bilan.review.word_import.plan import Plan, plan_import

from .samples import sample_project


@pytest.fixture(scope="session")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, with its Word file as `envoi.docx`; not to be changed."""
    return sample_project(tmp_path_factory.mktemp("origine") / "projet")


@pytest.fixture
def project(origin: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(origin, tmp_path / "projet"))


@pytest.fixture
def sent(project: Path) -> Edited:
    """The Word file, for an editor to change."""
    return Edited(project / "envoi.docx")


@pytest.fixture
def plan(project: Path) -> Callable[[Edited], Plan]:
    """What importing the changed file would do."""

    def work_out(edited: Edited) -> Plan:
        path = edited.save(project / "retour.docx")
        return plan_import(path, wave="2014", project=project)

    return work_out


@pytest.fixture
def chapter(project: Path) -> Path:
    return project / "report" / "2014" / "10-un.qmd"
