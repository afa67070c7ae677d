"""The scaffold of a wave: what is made, what is still a draft, and that it builds."""

import shutil
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
MAKE = "from bilan.running.scaffold import new_wave; new_wave({name!r}, source={source!r})"
DRAFTS = """
from bilan.survey.drafts import drafts
from bilan.survey.wave import read_wave
print("\\n".join(drafts(read_wave("2016"))))
"""
EXPORT = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from database import database
from writers import columns_of, write_native_sav
from bilan.survey.codebook import asked_in

DATES = ("submitdate", "startdate", "datestamp")
rows = [
    {{n: v.replace("2015-", "2016-") if n in DATES and v else v for n, v in row.items()}}
    for row in database("2015")
]
write_native_sav(Path("data/2016/enquete.sav"), columns_of(asked_in("2016")), rows)
"""


@pytest.fixture
def project(project: Path) -> Path:
    """The copy of the project, with both waves."""
    for folder in ("data", "report"):
        shutil.copytree(ROOT / folder / "2015", project / folder / "2015")
    shutil.copy(ROOT / "_quarto-vague-2015.yml", project)
    return project


def made(run, name="2016", source="2015"):
    return run("-c", MAKE.format(name=name, source=source))


def test_a_wave_is_made_after_the_one_before(project, run):
    old = (project / "data" / "codebook.yml").read_text("utf-8")
    ended = made(run)
    assert ended.returncode == 0, ended.stderr
    stated = (project / "data" / "2016" / "vague.yml").read_text("utf-8")
    assert 'previous: "2015"\n' in stated
    assert "bilan d’étape 2016" in stated
    assert "fieldwork: {start: 2016-04-27, end: 2016-05-22}\n" in stated
    assert "simulated: false\n" in stated
    assert (project / "data" / "codebook.yml").read_text("utf-8") == old
    profile = (project / "_quarto-vague-2016.yml").read_text("utf-8")
    assert "report/2016/bilan.qmd" in profile
    assert "simul" not in profile
    assert "\n  - report/2016/11-pilotage.qmd\n" in profile.partition("\nsuivi:\n")[2] + "\n"
    dated = (project / "_environment-vague-2016").read_text("utf-8")
    assert dated.endswith("2016-06-30.\nSOURCE_DATE_EPOCH=1467288000\n")
    assert "[vague-2016, vague-2015, vague-2014, synthese-2015]" in (
        project / "_quarto.yml"
    ).read_text("utf-8")
    chapter = (project / "report" / "2016" / "11-pilotage.qmd").read_text("utf-8")
    assert "{{< include ../../figures/2016/instance.qmd >}}" in chapter
    assert "**Brouillon\u00a0: chapitre à écrire.**" in chapter
    assert "{ind=" not in "".join(
        path.read_text("utf-8") for path in (project / "report" / "2016").iterdir()
    )


def test_what_is_still_a_draft_is_told(project, run):
    made(run)
    told = run("-c", DRAFTS).stdout.splitlines()
    chapters = sorted(path.name for path in (project / "report" / "2015").glob("[0-9]*.qmd"))
    assert [line for line in told if line.endswith("chapter to write")] == [
        f"report/2016/{name}: chapter to write" for name in chapters
    ]
    assert "data/2016/vague.yml: `fieldwork` to confirm" in told
    assert "report/2016/illustrations.yml: 8 titles to write" in told
    included = "{{< include ../annexes/vademecum.qmd >}}"
    assert f"report/2016/90-annexes.qmd: to include again: {included}" in told

    (project / "report" / "2016" / "11-pilotage.qmd").write_text("# Écrit\n", encoding="utf-8")
    stated = project / "data" / "2016" / "vague.yml"
    text = stated.read_text("utf-8")
    stated.write_text(text.replace("draft: [title, ", "draft: ["), encoding="utf-8")
    left = run("-c", DRAFTS).stdout.splitlines()
    assert set(told) - set(left) == {
        "report/2016/11-pilotage.qmd: chapter to write",
        "data/2016/vague.yml: `title` to confirm",
    }


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("2015", "2015 is no wave after 2015"),
        ("2014", "2014 is no wave after 2015"),
        ("../x", "../x is no wave after 2015"),
    ],
)
def test_a_wave_comes_after_its_model(project, run, name, message):
    before = sorted(path for path in project.rglob("*") if path.is_file())
    ended = made(run, name)
    assert f"UsageError: {message}" in ended.stderr
    after = sorted(path for path in project.rglob("*") if path.is_file())
    assert [path for path in after if "__pycache__" not in path.parts] == [
        path for path in before if "__pycache__" not in path.parts
    ]


@pytest.mark.usefixtures("project")
def test_a_wave_is_not_made_over_another(run):
    made(run)
    assert "UsageError: wave 2016 is there already" in made(run).stderr


def test_a_text_that_is_there_is_not_overwritten(project, run):
    path = project / "report" / "2016" / "11-pilotage.qmd"
    path.parent.mkdir()
    path.write_text("Déjà écrit.\n", encoding="utf-8")
    assert "11-pilotage.qmd is there already" in made(run).stderr
    assert path.read_text("utf-8") == "Déjà écrit.\n"
    assert not (project / "data" / "2016").exists()


def test_a_corrected_mapping_is_adopted(project, run):
    made(run)
    mapping = project / "data" / "2016" / "correspondance.yml"
    mapping.write_text("columns: {uai: codeuai, pfe: null, sujets: sujets}\n", encoding="utf-8")
    adopt = "from bilan.running.scaffold import adopt_mapping; print(adopt_mapping('2016'))"
    told = run("-c", adopt)
    assert told.stdout.startswith("['uai: uai → codeuai', 'pfe: not in the export"), told.stderr
    codebook = (project / "data" / "codebook.yml").read_text("utf-8")
    assert '"2016": {column: codeuai, change: identical}' in codebook
    assert '"2015": {column: uai, change: identical}' in codebook
    mapping.write_text("columns: {inconnue: x}\n", encoding="utf-8")
    assert "has no question `inconnue` in wave 2016" in run("-c", adopt).stderr


@pytest.mark.long
def test_the_next_build_works(project, run):
    made(run)
    ended = run("-c", EXPORT.format(tests=str(ROOT / "tests" / "exports")))
    assert ended.returncode == 0, ended.stderr
    assert run("pipeline.py", "accept", "--wave", "2016").returncode == 0
    built = run("pipeline.py", "--wave", "2016", "--format", "html")
    assert built.returncode == 0, built.stderr
    page = (project / "_site" / "2016" / "bilan.html").read_text("utf-8")
    assert "chapitre à écrire" in page
