"""What earlier builds made and no step makes any more."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bilan.running import leftovers
from bilan.running.leftovers import remove_leftovers
from bilan.running.step import Step


@dataclass
class Kept:
    """A memory of builds."""

    made: dict[str, list[str]] = field(default_factory=dict)

    def products(self) -> dict[str, list[str]]:
        return dict(self.made)

    def remove(self, task_id: str) -> None:
        del self.made[task_id]


@dataclass
class Project:
    """Two waves that were built, each with a picture, a download and what is published."""

    folder: Path
    memory: Kept

    @property
    def steps(self) -> list[Step]:
        return [
            self.step(wave) for wave in ("2014", "2015") if (self.folder / "data" / wave).is_dir()
        ]

    def step(self, wave: str) -> Step:
        names = (f"figures/{wave}/a.svg", f"_build/{wave}/b.csv", f"_site/{wave}/manifest.json")
        makes = tuple(self.folder / name for name in names)
        return Step(f"{wave}:site", "m:f", (), makes, fills=makes[-1].parent)

    def left(self) -> list[str]:
        """Files that are there, after leftovers were removed."""
        self.said: list[str] = []
        remove_leftovers(self.steps, self.memory, self.said.append)
        there = [path for path in self.folder.rglob("*") if path.is_file()]
        return sorted(
            str(path.relative_to(self.folder)) for path in there if "data" not in path.parts
        )


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    for name, folder in (("BUILD", "_build"), ("SITE", "_site"), ("FIGURES", "figures")):
        monkeypatch.setattr(leftovers, name, tmp_path / folder)
    waves = tmp_path / "data"
    monkeypatch.setattr(leftovers, "known_waves", lambda: sorted(p.name for p in waves.iterdir()))
    made = Project(tmp_path, Kept())
    for wave in ("2014", "2015"):
        (waves / wave).mkdir(parents=True)
        for path in made.step(wave).makes:
            path.parent.mkdir(parents=True)
            path.touch()
        made.memory.made[f"{wave}:site"] = [str(path) for path in made.step(wave).makes]
    return made


ALL = [
    "_build/2014/b.csv",
    "_build/2015/b.csv",
    "_site/2014/manifest.json",
    "_site/2015/manifest.json",
    "figures/2014/a.svg",
    "figures/2015/a.svg",
]


def test_what_is_made_stays(project: Project) -> None:
    assert project.left() == ALL
    assert project.said == []


def test_of_a_wave_that_was_removed_nothing_is_left(project: Project) -> None:
    shutil.rmtree(project.folder / "data" / "2015")
    assert project.left() == [name for name in ALL if "2015" not in name]
    assert not (project.folder / "figures" / "2015").exists()
    assert list(project.memory.made) == ["2014:site"]
    assert project.said[0].endswith("_site/2015: data/2015/vague.yml is not there")


def test_it_goes_too_where_the_memory_was_lost(project: Project) -> None:
    shutil.rmtree(project.folder / "data" / "2015")
    project.memory.made.clear()
    assert [name for name in project.left() if "2015" in name] == ["figures/2015/a.svg"]


def test_a_picture_that_no_step_makes_goes(project: Project) -> None:
    old = project.folder / "figures" / "2014" / "old.svg"
    old.touch()
    project.memory.made["2014:01"] = [str(old)]
    assert project.left() == ALL


@pytest.mark.parametrize(
    "name", ["figures/2014/own.svg", "_site/CNAME", "_build/2014/document/x.pdf"]
)
def test_what_somebody_else_put_there_stays(project: Project, name: str) -> None:
    """And what another format, which this build does not make, has in `_build/`."""
    own = project.folder / name
    own.parent.mkdir(exist_ok=True)
    own.touch()
    if "_build" in name:
        project.memory.made["2014:pdf"] = [str(own)]
    assert project.left() == sorted([*ALL, name])
