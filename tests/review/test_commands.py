"""What the commands of reviewers and editors print."""

import shutil
from pathlib import Path

import pytest
from assembly.reading import copy_project
from word_files import Edited, comments

from bilan.assembly.fonts import prepare_fonts
from bilan.assembly.render import render
from bilan.project.errors import TextError
from bilan.review.commands import approve, import_word, list_comments, show_visas

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_project(tmp_path_factory.mktemp("origine") / "projet")
    prepare_fonts(folder / "_build" / "polices")
    render("2014", ["docx"], output=folder, engine="embedded", project=folder, epoch=0)
    return folder


@pytest.fixture
def project(origin: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(origin, tmp_path / "projet"))


def test_an_import_is_first_told_then_written(project: Path) -> None:
    path = Edited(project / "bilan.docx").replace("Ouvrir", "Élargir").save(project / "r.docx")
    chapter = project / "report/2014/00-essentiel.qmd"
    before = chapter.read_text(encoding="utf-8")
    text = import_word(path, project=project)
    assert "Changements à appliquer\u00a0: 1" in text
    assert chapter.read_text(encoding="utf-8") == before
    text = import_word(path, wave="2014", apply=True, project=project)
    assert "Changements appliqués\u00a0: 1" in text
    assert "Fichiers écrits\u00a0: 1" in text
    assert chapter.read_text(encoding="utf-8") == before.replace("Ouvrir", "Élargir")


def test_a_refusal_stops_the_whole_import_unless_it_is_left(project: Path) -> None:
    edited = Edited(project / "bilan.docx").replace("Ouvrir", "Élargir")
    path = edited.replace("Trois quarts", "Deux tiers").save(project / "r.docx")
    chapter = project / "report/2014/00-essentiel.qmd"
    before = chapter.read_text(encoding="utf-8")
    with pytest.raises(TextError, match="rien n’est écrit"):
        import_word(path, apply=True, project=project)
    assert chapter.read_text(encoding="utf-8") == before
    text = import_word(path, apply=True, leave_refused=True, project=project)
    assert "lettre_mission" in text
    assert "notes-relecture.txt" in text
    assert chapter.read_text(encoding="utf-8") == before.replace("Ouvrir", "Élargir")


def test_comments_and_visas_are_told(project: Path) -> None:
    edited = Edited(project / "bilan.docx")
    edited.parts["word/comments.xml"] = comments({7: "À voir"})
    words = "Ouvrir les instances.</w:t></w:r>"
    edited.sub(words, f'{words}<w:r><w:commentReference w:id="7"/></w:r>')
    text = list_comments(edited.save(project / "r.docx"), project=project)
    assert "report/2014/00-essentiel.qmd:12" in text
    assert "Relecteur\u00a0: À voir" in text
    assert "sec-essentiel\u00a0: sans visa" in show_visas("2014", project=project)
    told = approve("2014", "sec-essentiel", by="Déléguée", project=project)
    assert told == "2014, sec-essentiel («\u00a0L’essentiel\u00a0»)\u00a0: visée\n"
    assert "sec-essentiel\u00a0: visée (Déléguée)" in show_visas("2014", project=project)
