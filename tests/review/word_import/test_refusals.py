"""What an import refuses, with its reason, and what it never does by halves."""

from collections.abc import Callable
from pathlib import Path

import pytest
from word_files import Edited, paragraph, run

from bilan.project.errors import TextError
from bilan.review.word_import import lines as writing
from bilan.review.word_import.applying import apply_import, notes_file
from bilan.review.word_import.plan import Plan, plan_import
from bilan.review.word_import.telling import plan_text

from .samples import CHAPTER, SECOND

pytestmark = pytest.mark.slow

MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
Planner = Callable[[Edited], Plan]


def only(plan: Plan) -> str:
    """The reason of a plan that holds nothing else."""
    assert plan.changes == ()
    assert plan.files == {}
    (refusal,) = plan.refusals
    return refusal.reason


@pytest.mark.parametrize("tracked", [True, False])
@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("61,5\u00a0%", "62\u00a0%", "le texte lié à «\u00a0instance_comite\u00a0»"),
        ("illustration\u00a01", "illustration\u00a02", "le renvoi @fig-instance"),
        ("95\u00a0%", "96\u00a0%", "un tableau ne se change pas"),
        ("dédié pilote", "pilote", "texte fabriqué (figures/2014/instance.qmd)"),
        ("des établissements", "de tous les établissements", "report/2014/illustrations.yml"),
        ("Bilan de l’enquête", "Bilan d’enquête", "la page de titre vient"),
        ("méthode", "", "un lien ne se supprime pas"),
    ],
)
def test_what_is_not_prose_is_refused(
    sent: Edited, plan: Planner, chapter: Path, old: str, new: str, reason: str, tracked: bool
) -> None:
    found = plan(sent.replace(old, new, tracked=tracked))
    assert reason in only(found)
    with pytest.raises(TextError, match="rien n’est écrit"):
        apply_import(found)
    assert chapter.read_text(encoding="utf-8") == CHAPTER
    assert not notes_file(found).exists()


def test_a_bound_number_may_not_go_either(sent: Edited, plan: Planner) -> None:
    assert "instance_comite" in only(plan(sent.replace("61,5\u00a0%", "")))
    assert "instance_comite" in plan(sent.remove("Le comité domine")).refusals[0].reason


def test_a_sentence_is_changed_whole_or_not_at_all(
    sent: Edited, plan: Planner, chapter: Path
) -> None:
    sent.replace("Le comité domine", "Le conseil domine").replace("61,5\u00a0%", "62\u00a0%")
    sent.replace("il progresse peu", "il avance peu")
    found = plan(sent)
    reasons = sorted(refusal.reason for refusal in found.refusals)
    assert reasons[0] == "dans la même phrase qu’un changement refusé"
    assert "instance_comite" in reasons[1]
    assert [change.line for change in found.changes] == [4]
    apply_import(found, leave_refused=True)
    text = chapter.read_text(encoding="utf-8")
    assert text == CHAPTER.replace("il progresse peu", "il avance peu")
    notes = notes_file(found).read_text(encoding="utf-8")
    assert notes.count("\u00a0: changement refusé") == 2


def test_words_made_bold_or_plain_are_refused(sent: Edited, plan: Planner) -> None:
    assert "mise en forme" in only(plan(sent.sub("<w:b ?/>", "")))


@pytest.mark.parametrize(
    ("look", "reason"),
    [
        ("<w:strike/>", "barré dans Word, sans suivi"),
        ('<w:highlight w:val="yellow"/>', "surligné dans Word"),
        ("<w:vanish/>", "texte masqué dans Word"),
    ],
)
def test_a_look_that_a_chapter_has_not_is_told(
    sent: Edited, plan: Planner, look: str, reason: str
) -> None:
    old = '<w:r><w:t xml:space="preserve">Un second bilan'
    sent.sub(f"{old}[^<]*</w:t></w:r>", run("Un second bilan suivra l’an prochain.", look=look))
    assert only(plan(sent)).startswith(reason)


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ('<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>', "un symbole"),
        (f'<m:oMath xmlns:m="{MATH}"><m:r><m:t>x+1</m:t></m:r></m:oMath>', "une équation"),
    ],
)
def test_a_symbol_or_an_equation_is_told(
    sent: Edited, plan: Planner, inner: str, reason: str
) -> None:
    assert only(plan(sent.sub("(Un second bilan[^<]*</w:t></w:r>)", rf"\1{inner}"))).startswith(
        reason
    )


def test_a_new_title_is_refused(sent: Edited, plan: Planner) -> None:
    sent.after("Chaque pourcentage", paragraph(run("Un titre"), style="Heading2"))
    assert "un titre" in only(plan(sent))


def test_a_new_paragraph_far_from_the_text_is_refused(sent: Edited, plan: Planner) -> None:
    new = paragraph(run("Entre le titre et le dessin."), style="BodyText")
    sent.after("printemps 2014, en", new)
    assert "à côté d’un paragraphe du texte" in only(plan(sent))


def test_what_stands_beside_a_refusal_is_refused_with_it(sent: Edited, plan: Planner) -> None:
    start, end = sent.bounds("Le comité domine")
    whole = sent.xml[start:end]
    at = whole.index("<w:r><w:rPr><w:b/>")
    split = whole[:at].replace("61,5", "62") + "</w:p>" + whole[: whole.index("<w:r>")] + whole[at:]
    sent.xml = sent.xml[:start] + split + sent.xml[end:]
    found = plan(sent)
    assert found.changes == ()
    assert found.refusals


def test_a_lost_picture_is_refused(sent: Edited, plan: Planner) -> None:
    sent.sub("<w:drawing>.*?</w:drawing>", "")
    assert "une image" in only(plan(sent))


def test_another_document_is_refused(project: Path, sent: Edited) -> None:
    start, end = sent.xml.index("<w:body>") + 8, sent.xml.index("<w:sectPr")
    sent.xml = sent.xml[:start] + paragraph(run("Une recette de cuisine.")) + sent.xml[end:]
    path = sent.save(project / "autre.docx")
    with pytest.raises(TextError, match="rien n’y vient du bilan 2014"):
        plan_import(path, wave="2014", project=project)


def test_a_change_that_cannot_be_proved_is_refused(
    sent: Edited, plan: Planner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bilan.review.word_import.hunks.escaped_text", lambda text: text)
    found = plan(sent.replace("il progresse peu", "il *avance* peu"))
    assert "ne redonne pas celui du fichier Word" in only(found)


def test_a_failure_in_the_middle_writes_nothing(
    project: Path, sent: Edited, plan: Planner, chapter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = plan(sent.replace("il progresse peu", "il avance peu").replace("second", "deuxième"))
    assert len(found.files) == 2
    replaced: list[str] = []

    def stop(source: Path, target: Path) -> None:
        if replaced:
            raise OSError("no space left")
        replaced.append(str(target))
        source.rename(target)

    monkeypatch.setattr(writing.os, "replace", stop)
    with pytest.raises(OSError, match="no space left"):
        apply_import(found)
    assert len(replaced) == 1
    assert chapter.read_text(encoding="utf-8") == CHAPTER
    assert (project / "report/2014/20-deux.qmd").read_text(encoding="utf-8") == SECOND
    assert not list(chapter.parent.glob(".*.new"))


def test_a_chapter_saved_in_the_meantime_is_left(
    sent: Edited, plan: Planner, chapter: Path
) -> None:
    found = plan(sent.replace("il progresse peu", "il avance peu"))
    chapter.write_text(CHAPTER + "\nPlus tard.\n", encoding="utf-8")
    with pytest.raises(TextError, match="a changé pendant l’import"):
        apply_import(found)
    assert chapter.read_text(encoding="utf-8") == CHAPTER + "\nPlus tard.\n"


def test_the_terminal_gets_no_control_characters(sent: Edited, plan: Planner) -> None:
    sent.replace("qui ne", "qui\u202e\u009b31m ne", tracked=False)
    text = plan_text(plan(sent))
    assert "31m ne" in text
    assert "\u202e" not in text
    assert "\u009b" not in text
