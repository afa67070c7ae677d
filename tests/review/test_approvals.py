"""Approvals: a change voids those of the sections that it touches, and no other."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from assembly.reading import copy_project

from bilan.project.errors import DataError, TextError
from bilan.project.paths import visa_file
from bilan.review.approvals import (
    add_visa,
    read_visas,
    visa_states,
    visa_summary,
    visa_text,
)

CHAPTER = """\
# Analyse {#sec-analyse}

Une introduction.

## Pilotage {#sec-pilotage}

Le comité domine.

{{< include ../../figures/2014/instance.qmd >}}

### Un détail

Sans nom.

## Suite {#sec-suite .unnumbered}

La suite.
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = copy_project(tmp_path / "projet")
    (folder / "report/2014/10-analyse.qmd").write_text(CHAPTER, encoding="utf-8")
    return folder


@pytest.fixture
def chapter(project: Path) -> Path:
    return project / "report/2014/10-analyse.qmd"


def states(project: Path) -> dict[str, str]:
    return {s.section.identifier: s.state for s in visa_states("2014", project=project)}


def approve_all(project: Path) -> None:
    for section in states(project):
        add_visa("2014", section, by="Déléguée académique", project=project)


def test_sections_are_those_with_a_name(project: Path) -> None:
    found = [s.section for s in visa_states("2014", project=project)]
    assert [(s.identifier, s.title, s.level) for s in found] == [
        ("sec-essentiel", "L’essentiel", 1),
        ("sec-analyse", "Analyse", 1),
        ("sec-pilotage", "Pilotage", 2),
        ("sec-suite", "Suite", 2),
    ]
    assert set(states(project).values()) == {"sans visa"}
    assert visa_summary(visa_states("2014", project=project)) == ""


def test_an_approval_is_kept_with_its_content(project: Path) -> None:
    day = dt.date(2015, 6, 1)
    state = add_visa("2014", "sec-suite", by="Inspecteur", on=day, project=project)
    assert (state.state, state.void) == ("visée", ())
    (visa,) = read_visas("2014", project=project)
    assert (visa.section, visa.par, visa.le) == ("sec-suite", "Inspecteur", day)
    assert visa.empreinte == state.section.digest
    assert len(visa.empreinte) == 64
    add_visa("2014", "sec-suite", by="Déléguée", project=project)
    add_visa("2014", "sec-suite", by="Inspecteur", project=project)
    assert [v.par for v in read_visas("2014", project=project)] == ["Déléguée", "Inspecteur"]


@pytest.mark.parametrize(
    ("old", "new", "void"),
    [
        ("La suite.", "La fin.", {"sec-analyse", "sec-suite"}),
        ("Sans nom.", "Sans titre.", {"sec-analyse", "sec-pilotage"}),
        ("Une introduction.", "Un début.", {"sec-analyse"}),
        ("## Suite {", "## La suite {", {"sec-analyse", "sec-suite"}),
        ("Une introduction.\n", "Une introduction.\n\n\n", set()),
    ],
)
def test_a_change_voids_what_it_touches(
    project: Path, chapter: Path, old: str, new: str, void: set[str]
) -> None:
    approve_all(project)
    chapter.write_text(CHAPTER.replace(old, new), encoding="utf-8")
    assert {name for name, state in states(project).items() if state == "à revoir"} == void
    assert "visée" in states(project).values()
    chapter.write_text(CHAPTER, encoding="utf-8")
    assert set(states(project).values()) == {"visée"}


def test_a_value_of_a_generated_piece_is_content(project: Path) -> None:
    approve_all(project)
    piece = project / "figures/2014/instance.qmd"
    text = piece.read_text(encoding="utf-8")
    piece.write_text(text.replace("| 75 |", "| 76 |"), encoding="utf-8")
    assert text.count("| 75 |") == 1
    assert states(project) == {
        "sec-essentiel": "visée",
        "sec-analyse": "à revoir",
        "sec-pilotage": "à revoir",
        "sec-suite": "visée",
    }


def test_what_readers_and_terminals_get(project: Path, chapter: Path) -> None:
    add_visa("2014", "sec-suite", by="Inspecteur", on=dt.date(2015, 6, 1), project=project)
    add_visa("2014", "sec-essentiel", by="Déléguée", project=project)
    chapter.write_text(CHAPTER.replace("La suite.", "La fin."), encoding="utf-8")
    found = visa_states("2014", project=project)
    assert visa_summary(found) == ("Relecture\u00a0: 1 section visée, 1 à revoir et 2 sans visa.")
    assert "  sec-suite\u00a0: à revoir (Inspecteur, 1er juin 2015)\n" in visa_text(found)


def test_a_hostile_name_is_text(project: Path) -> None:
    hostile = "- {x: !!python/object:os}\n# **a** <b> | \x1b[31m"
    add_visa("2014", "sec-suite", by=hostile, project=project)
    (visa,) = read_visas("2014", project=project)
    assert visa.par == "- {x: !!python/object:os} # **a** <b> | [31m"


def test_what_is_not_there_is_refused(project: Path) -> None:
    with pytest.raises(TextError, match="aucune section «\u00a0sec-x\u00a0»"):
        add_visa("2014", "sec-x", by="Inspecteur", project=project)
    with pytest.raises(TextError, match="un visa dit qui approuve"):
        add_visa("2014", "sec-suite", by=" \n", project=project)
    assert not visa_file("2014", project=project).exists()


def test_a_damaged_file_is_an_error(project: Path) -> None:
    visa_file("2014", project=project).write_text("visas: [{section: a}]\n", encoding="utf-8")
    with pytest.raises(DataError, match="does not have the expected shape"):
        visa_states("2014", project=project)


def test_what_cannot_be_read_back_does_not_replace_the_file(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve_all(project)
    before = visa_file("2014", project=project).read_bytes()
    on: Any = "hier"
    with pytest.raises(DataError, match=r"visas\.yml does not have the expected shape"):
        add_visa("2014", "sec-pilotage", by="Recteur", on=on, project=project)
    monkeypatch.setattr("yaml.safe_dump", lambda *_, **__: "visas: []\n")
    with pytest.raises(ValueError, match="would not say what is approved"):
        add_visa("2014", "sec-pilotage", by="Recteur", project=project)
    assert visa_file("2014", project=project).read_bytes() == before
