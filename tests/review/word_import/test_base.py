"""A Word file that comes back after the chapters went on: nothing newer is lost."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from word_files import Edited

from bilan.assembly.origins import KEPT, keep_origin, origin_of
from bilan.assembly.sources import load
from bilan.project.errors import TextError
from bilan.review.word.reading import read_word
from bilan.review.word_import.applying import apply_import, notes_file
from bilan.review.word_import.plan import Plan, plan_import
from bilan.review.word_import.telling import plan_text

from .samples import CHAPTER, SECOND

pytestmark = pytest.mark.slow

Planner = Callable[[Edited], Plan]
LATER = CHAPTER.replace("sec-pilotage}\n", "sec-pilotage}\n\nPlus tard.\n", 1)
NAME = "report/2014/10-un.qmd"


def kept(project: Path) -> Path:
    return project / "_build" / "origines"


def committed(project: Path) -> None:
    """The project as it is, in a commit of its own."""
    run = ["git", "-c", "user.name=x", "-c", "user.email=x@y.fr", "-c", "init.defaultBranch=main"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*run, *arguments], cwd=project, check=True, capture_output=True)


def test_an_untouched_file_takes_nothing_back(sent: Edited, plan: Planner, chapter: Path) -> None:
    later = LATER.replace("rien[^note]", "rien du tout[^note]").replace("1. Premier point.\n", "")
    chapter.write_text(later, encoding="utf-8")
    found = plan(sent)
    assert (found.changes, found.refusals, found.files) == ((), (), {})


def test_what_each_changed_is_kept(sent: Edited, plan: Planner, chapter: Path) -> None:
    chapter.write_text(LATER.replace("Le **mandat", "Le vieux **mandat"), encoding="utf-8")
    found = plan(sent.replace("Une phrase seule", "Une phrase").replace("Deuxième", "Second"))
    assert found.refusals == ()
    assert [change.line for change in found.changes] == [8, 19]  # as the chapter is now
    apply_import(found)
    assert chapter.read_text(encoding="utf-8") == LATER.replace(
        "Le **mandat", "Le vieux **mandat"
    ).replace("Une phrase seule", "Une phrase").replace("Deuxième", "Second")


def test_what_both_changed_is_a_conflict(
    sent: Edited, plan: Planner, chapter: Path, project: Path
) -> None:
    later = LATER.replace("Une phrase seule", "Une phrase isolée")
    chapter.write_text(later, encoding="utf-8")
    sent.replace("ne dépend", "ne relève").replace("second bilan", "deuxième bilan")
    found = plan(sent)
    (conflict,) = found.refusals
    assert (conflict.file, conflict.line) == (NAME, 8)
    assert conflict.reason.startswith("conflit\u00a0: ce passage a aussi changé")
    with pytest.raises(TextError, match="rien n’est écrit"):
        apply_import(found)
    assert chapter.read_text(encoding="utf-8") == later
    assert (project / "report/2014/20-deux.qmd").read_text(encoding="utf-8") == SECOND
    assert apply_import(found, leave_refused=True) == [
        project / "report/2014/20-deux.qmd", notes_file(found),
    ]  # fmt: skip
    assert chapter.read_text(encoding="utf-8") == later


def test_a_paragraph_that_went_or_its_file_is_a_conflict(
    sent: Edited, plan: Planner, chapter: Path
) -> None:
    chapter.write_text(CHAPTER.replace("- ouvrir les instances\n  aux parents d’élèves.\n", ""))
    sent.replace("ouvrir les instances", "ouvrir les conseils")
    assert [refusal.reason[:7] for refusal in plan(sent).refusals] == ["conflit"]
    (chapter.parent / "bilan.qmd").write_text("---\nlang: fr\n---\n\n{{< include 20-deux.qmd >}}\n")
    chapter.unlink()
    (refusal,) = plan(sent).refusals
    assert "n’est plus dans le projet" in refusal.reason


def test_a_file_that_was_brought_in_already_changes_nothing(
    sent: Edited, plan: Planner, chapter: Path
) -> None:
    sent.replace("il progresse peu", "il avance peu").replace("Deuxième", "Second")
    apply_import(plan(sent))
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\nFin.\n", encoding="utf-8")
    found = plan(sent)
    assert (found.changes, found.refusals, found.files, found.there) == ((), (), {}, 2)
    assert "Changements déjà dans les chapitres\u00a0: 2" in plan_text(found)


def test_a_text_that_is_not_known_is_to_be_named(
    project: Path, sent: Edited, chapter: Path, tmp_path: Path
) -> None:
    shutil.copytree(project, tmp_path / "alors")
    shutil.rmtree(kept(project))
    chapter.write_text(LATER, encoding="utf-8")
    path = sent.replace("il progresse peu", "il avance peu").save(project / "retour.docx")
    with pytest.raises(TextError, match="n’est pas connu ici"):
        plan_import(path, wave="2014", project=project)
    with pytest.raises(TextError, match="ni l’un ni l’autre"):
        plan_import(path, wave="2014", base="nulle-part", project=project)
    found = plan_import(path, wave="2014", base=str(tmp_path / "alors"), project=project)
    assert found.refusals == ()
    apply_import(found)
    assert chapter.read_text(encoding="utf-8") == LATER.replace("il progresse", "il avance")


@pytest.mark.parametrize("base", ["", "HEAD~1"])
def test_history_knows_the_text_by_its_hash(
    project: Path, sent: Edited, chapter: Path, base: str
) -> None:
    committed(project)
    shutil.rmtree(kept(project))
    chapter.write_text(LATER, encoding="utf-8")
    committed(project)
    path = sent.replace("il progresse peu", "il avance peu").save(project / "retour.docx")
    found = plan_import(path, wave="2014", base=base, project=project)
    assert found.refusals == ()
    apply_import(found)
    assert chapter.read_text(encoding="utf-8") == LATER.replace("il progresse", "il avance")


def test_a_file_without_identity_is_refused(project: Path, sent: Edited) -> None:
    name = "docProps/custom.xml"
    sent.parts[name] = sent.parts[name].replace(b'name="origine"', b'name="autre"')
    with pytest.raises(TextError, match="aucune identité dans ses propriétés"):
        plan_import(sent.save(project / "retour.docx"), wave="2014", project=project)


@pytest.mark.parametrize("told", ["vague", "autre"])
def test_the_report_of_another_wave_is_refused_at_once(
    project: Path, sent: Edited, told: str
) -> None:
    name = "docProps/custom.xml"
    sent.parts[name] = sent.parts[name].replace(b'name="vague"', f'name="{told}"'.encode())
    path = sent.save(project / "retour.docx")
    with pytest.raises(TextError, match="ce fichier est le bilan 2014, pas celui de 2015"):
        plan_import(path, wave="2015", project=project)


def test_an_archive_that_was_altered_keeps_nothing(
    project: Path, sent: Edited, chapter: Path
) -> None:
    chapter.write_text(LATER, encoding="utf-8")
    keep_origin(load(project, "2014"))
    one, other = sorted(kept(project).iterdir())
    one.write_bytes(other.read_bytes())
    other.write_bytes(b"PK")
    with pytest.raises(TextError, match="n’est pas connu ici"):
        plan_import(sent.save(project / "retour.docx"), wave="2014", project=project)


def test_the_last_texts_are_kept(project: Path, chapter: Path) -> None:
    oldest = origin_of(load(project, "2014"))
    for number in range(KEPT + 3):
        (kept(project) / f"{number}.zip").write_bytes(b"")
    chapter.write_text(LATER, encoding="utf-8")
    keep_origin(load(project, "2014"))
    assert len(list(kept(project).iterdir())) == KEPT
    assert (kept(project) / f"{origin_of(load(project, '2014'))}.zip").is_file()
    assert not (kept(project) / f"{oldest}.zip").is_file()


def test_the_identity_is_that_of_the_text(project: Path, chapter: Path) -> None:
    before = origin_of(load(project, "2014"))
    assert read_word(project / "envoi.docx").origin == before
    chapter.write_bytes(CHAPTER.replace("\n", "\r\n").encode())
    assert origin_of(load(project, "2014")) == before
    piece = project / "figures/2014/instance.qmd"
    piece.write_text(piece.read_text(encoding="utf-8") + "\nAutre.\n", encoding="utf-8")
    typed, whole = origin_of(load(project, "2014")).split("-")
    assert before.startswith(typed)
    assert not before.endswith(whole)
