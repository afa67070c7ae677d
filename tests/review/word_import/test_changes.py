"""What an editor changes in Word comes to the right line, and nothing else moves."""

from collections.abc import Callable
from pathlib import Path

import pytest
from word_files import Edited, commented, comments, deleted, inserted, paragraph, run

from bilan.assembly.render import render, require_subset
from bilan.assembly.sources import load
from bilan.review.word.reading import read_word
from bilan.review.word_import.applying import apply_import
from bilan.review.word_import.hunks import french
from bilan.review.word_import.plan import Plan
from bilan.review.word_import.telling import plan_text

from .samples import CHAPTER, SECOND

pytestmark = pytest.mark.slow

Planner = Callable[[Edited], Plan]


def applied(plan: Plan, chapter: Path) -> str:
    """The chapter once a plan without refusal is written."""
    assert plan.refusals == ()
    apply_import(plan)
    return chapter.read_bytes().decode()


def test_an_unedited_file_changes_nothing(sent: Edited, plan: Planner) -> None:
    found = plan(sent)
    assert (found.changes, found.refusals, found.comments, found.files) == ((), (), (), {})
    assert apply_import(found) == []
    assert plan_text(found) == "retour.docx\u00a0: aucun changement, aucun commentaire\n"


@pytest.mark.parametrize("tracked", [True, False])
@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("il progresse peu", "il avance peu", "il progresse peu", "il avance peu"),
        ("mandat écrit", "mandat rédigé", "**mandat écrit**", "**mandat rédigé**"),
        ("rare", "très rare", "*rare*", "*très rare*"),
        ("Une phrase seule", "Une phrase", "Une phrase seule", "Une phrase"),
        ("ouvrir les instances", "ouvrir l'instance", "ouvrir les instances", "ouvrir l’instance"),
        ("aux parents", "à tous les parents", "  aux parents", "  à tous les parents"),
        ("Deuxième", "Second", "2. Deuxième", "2. Second"),
        ("Méthode", "Méthodes", "## Méthode {#sec", "## Méthodes {#sec"),
        ("Pilotage", "Le pilotage", "# Pilotage {#sec-pilotage}", "# Le pilotage {#sec-pilotage}"),
        ("Les réponses", "Réponses", ": Les réponses {", ": Réponses {"),
        ("méthode", "démarche", "[méthode](#sec", "[démarche](#sec"),
        (" domine", " domine partout", "domine ([61", "domine partout ([61"),
        ("le montre", "le montre; enfin", "le montre.", "le montre\u202f; enfin."),
    ],
)
def test_words_change_where_they_stand(
    sent: Edited, plan: Planner, chapter: Path, old: str, new: str, before: str, after: str,
    tracked: bool,
) -> None:  # fmt: skip
    found = plan(sent.replace(old, new, tracked=tracked))
    assert [change.tracked for change in found.changes] == [tracked]
    assert CHAPTER.count(before) == 1
    assert applied(found, chapter) == CHAPTER.replace(before, after)


def test_a_change_says_its_file_and_line(sent: Edited, plan: Planner) -> None:
    found = plan(sent.replace("il progresse peu", "il avance peu", tracked=False))
    (change,) = found.changes
    assert (change.file, change.line) == ("report/2014/10-un.qmd", 4)
    text = plan_text(found)
    assert "report/2014/10-un.qmd:4 (sans suivi)" in text
    assert "- *" not in text
    assert "pour écrire\u00a0: --apply" in text


def test_the_note_has_its_line(sent: Edited, plan: Planner, chapter: Path) -> None:
    name = "word/footnotes.xml"
    sent.parts[name] = sent.parts[name].replace(b"qui explique", "qui éclaire".encode())
    after = CHAPTER.replace("note qui explique", "note qui éclaire")
    assert applied(plan(sent), chapter) == after


def test_only_the_changed_chapter_is_written(project: Path, sent: Edited, plan: Planner) -> None:
    found = plan(sent.replace("second bilan", "deuxième bilan"))
    assert [path.name for path in apply_import(found)] == ["20-deux.qmd"]
    text = (project / "report/2014/20-deux.qmd").read_text(encoding="utf-8")
    assert text == SECOND.replace("second bilan", "deuxième bilan")


def test_a_file_of_windows_keeps_its_line_ends(sent: Edited, plan: Planner, chapter: Path) -> None:
    chapter.write_bytes(CHAPTER.replace("\n", "\r\n").encode())
    found = plan(sent.replace("il progresse peu", "il avance peu"))
    expected = CHAPTER.replace("il progresse peu", "il avance peu").replace("\n", "\r\n")
    assert applied(found, chapter) == expected


def test_a_bold_word_that_goes_leaves_no_stars(sent: Edited, plan: Planner, chapter: Path) -> None:
    found = plan(sent.replace("mandat écrit", ""))
    text = applied(found, chapter)
    assert text == CHAPTER.replace("Le **mandat écrit** reste", "Le reste")


def test_new_words_in_bold_are_so_in_the_chapter(
    sent: Edited, plan: Planner, chapter: Path
) -> None:
    sent.replace("qui ne dépend", "QUI ne dépend", tracked=False)
    sent.sub(
        r'<w:r><w:t xml:space="preserve">QUI ne dépend',
        run("vraiment ", look="<w:b/>") + run("qui ne dépend").split("qui ne dépend")[0]
        + "qui ne dépend",
    )  # fmt: skip
    text = applied(plan(sent), chapter)
    assert text == CHAPTER.replace("seule, qui", "seule, **vraiment** qui")


def test_spaces_that_word_changed_are_no_change(sent: Edited, plan: Planner) -> None:
    sent.xml = sent.xml.replace("\u202f", " ").replace("\u00a0:", " :")
    found = plan(sent)
    assert (found.changes, found.refusals) == ((), ())


def test_a_new_paragraph_goes_after_the_one_before_it(
    sent: Edited, plan: Planner, chapter: Path
) -> None:
    new = paragraph(run("Voici une phrase: neuve. Et une "), run("autre", look="<w:i/>"), run("."),
                    style="BodyText")  # fmt: skip
    text = applied(plan(sent.after("Chaque pourcentage", new)), chapter)
    assert text == CHAPTER + "\nVoici une phrase\u00a0: neuve.\nEt une *autre*.\n"


def test_a_tracked_paragraph_is_a_new_one(sent: Edited, plan: Planner, chapter: Path) -> None:
    mark = '<w:rPr><w:ins w:id="8" w:author="x"/></w:rPr>'
    new = paragraph(inserted("Une phrase ajoutée."), style="BodyText", properties=mark)
    text = applied(plan(sent.after("Une phrase seule", new)), chapter)
    assert text == CHAPTER.replace("rien[^note].\n", "rien[^note].\n\nUne phrase ajoutée.\n")


def test_new_paragraphs_keep_their_order(sent: Edited, plan: Planner, chapter: Path) -> None:
    for words in ("Trois.", "Deux.", "Un."):
        sent.after("Une phrase seule", paragraph(run(words), style="BodyText"))
    text = applied(plan(sent), chapter)
    assert text == CHAPTER.replace("rien[^note].\n", "rien[^note].\n\nUn.\n\nDeux.\n\nTrois.\n")


def test_a_new_item_takes_the_mark_of_its_list(sent: Edited, plan: Planner, chapter: Path) -> None:
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1001"/></w:numPr>'
    sent.after("Deuxième", paragraph(run("Troisième."), style="Compact", properties=listed))
    sent.after("missions", paragraph(run("- lire ;"), style="Compact", properties=listed))
    text = applied(plan(sent), chapter)
    expected = CHAPTER.replace("2. Deuxième point.\n", "2. Deuxième point.\n3. Troisième.\n")
    assert text == expected.replace("missions\u202f;\n", "missions\u202f;\n- \\- lire\u202f;\n")


def test_a_moved_paragraph_is_one_change(sent: Edited, plan: Planner, chapter: Path) -> None:
    start, end = sent.bounds("Le comité domine")
    whole = sent.xml[start:end]
    sent.xml = sent.xml[:start] + sent.xml[end:]
    found = plan(sent.after("Chaque pourcentage", whole))
    (change,) = found.changes
    assert change.after.startswith("(déplacé) Le comité")
    own = "\n".join(CHAPTER.split("\n")[2:4]) + "\n"
    assert "{ind=instance_comite}" in own
    assert applied(found, chapter) == CHAPTER.replace(f"{own}\n", "") + f"\n{own}"


def test_a_removed_paragraph_and_item_go(sent: Edited, plan: Planner, chapter: Path) -> None:
    text = applied(plan(sent.remove("Premier point")), chapter)
    assert text == CHAPTER.replace("1. Premier point.\n", "")


def test_a_paragraph_deleted_with_a_trace_goes(project: Path, sent: Edited, plan: Planner) -> None:
    start, end = sent.bounds("second bilan")
    gone = paragraph(
        deleted("Un second bilan suivra l’an prochain."),
        style="FirstParagraph",
        properties='<w:rPr><w:del w:id="8" w:author="x"/></w:rPr>',
    )
    sent.xml = sent.xml[:start] + gone + sent.xml[end:]
    text = applied(plan(sent), project / "report/2014/20-deux.qmd")
    assert text == "# Perspectives {#sec-perspectives}\n\n"


HOSTILE = [
    "<script>alert(1)</script>",
    "{{< include ../../../etc/passwd >}}",
    "`code`{=html} et $x^2$ et \\input{x}",
    "@fig-instance et [@x] et [lien](http://exemple.fr) et ![](x.png)",
    "**gras** _italique_ ~~barré~~ ^haut^ ~bas~ [61 %]{ind=instance_comite}",
    'note[^note] et "guillemets" et a -- b --- c et fin...',
    "&lt;b&gt; &amp; &#60; | cellule |",
    "=1+1 \\\\ \\* `",
]
STARTS = (
    *("# titre", "- point", "1. un", "a) un", "(1) un", "::: {.notes}", ": définition", "***"),
    *("> citation", "| a | b |", "---", "+ plus", "[^note]: note", "~~~", "IV. un", "A. un"),
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_typed_marks_stay_text(project: Path, sent: Edited, plan: Planner, hostile: str) -> None:
    sent.replace("il progresse peu", f"il {hostile} peu")
    sent.after("Chaque pourcentage", paragraph(run(hostile), style="BodyText"))
    found = plan(sent)
    assert found.refusals == ()
    apply_import(found)
    _shows(project, f"il {hostile} peu", hostile)


def test_typed_marks_at_the_start_of_a_line_stay_text(
    project: Path, sent: Edited, plan: Planner
) -> None:
    for start in reversed(STARTS):
        sent.after("Chaque pourcentage", paragraph(run(f"{start} suite"), style="BodyText"))
    found = plan(sent)
    assert found.refusals == ()
    apply_import(found)
    _shows(project, *(f"{start} suite" for start in STARTS))


def _shows(project: Path, *texts: str) -> None:
    """The chapters render, within the subset, and say each text."""
    require_subset(load(project, "2014"))
    render("2014", ["docx"], output=project, engine="embedded", project=project, epoch=0)
    said = "\n".join(p.text for p in read_word(project / "bilan.docx").accepted)
    for text in texts:
        assert french(text) in said


def test_comments_come_as_notes(sent: Edited, plan: Planner, project: Path) -> None:
    old = '<w:r><w:t xml:space="preserve">Un second bilan'
    sent.sub(f"{old}[^<]*</w:t></w:r>", commented(3, run("Un second bilan suivra l’an prochain.")))
    sent.parts["word/comments.xml"] = comments({3: "Quand ? <b>Vite</b>\n# Titre"})
    found = plan(sent)
    assert (found.changes, found.refusals) == ((), ())
    (path,) = apply_import(found)
    assert path == project / "report/2014/notes-relecture.txt"
    text = path.read_text(encoding="utf-8")
    (note,) = [row for row in text.splitlines() if row.startswith("- ")]
    said = "sur «\u00a0Un second bilan suivra l’an prochain.\u00a0», Quand ? <b>Vite</b> / # Titre"
    assert note == f"- report/2014/20-deux.qmd:3\u00a0: Relecteur, {said}"
    assert apply_import(plan(sent)) == []  # the same notes once more are no change
