"""The check as a whole: order of the text, omissions, JSON, what it imports."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bilan.project.errors import DataError, TextError
from bilan.project.paths import REPORT, ROOT
from bilan.prose.chapter_lines import read_lines
from bilan.prose.check import check_wave, errors, findings_text, to_json
from bilan.prose.findings import Finding

pytestmark = pytest.mark.slow


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A copy of the chapters."""
    shutil.copytree(REPORT, tmp_path / "report")
    return tmp_path / "report"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_titles_are_read_where_their_illustration_appears() -> None:
    lines = read_lines("2014")
    names = [line.file.name for line in lines]
    assert list(dict.fromkeys(names))[:3] == ["bilan.qmd", "00-essentiel.qmd", "01-contexte.qmd"]
    title = next(i for i, line in enumerate(lines) if "61,5" in line.raw and "title:" in line.raw)
    assert names[title - 1] == names[title + 2] == "11-pilotage.qmd"
    assert sum(name == "illustrations.yml" for name in names) == 14


def test_a_title_is_checked_with_its_place(report: Path, build: Path) -> None:
    path = report / "2015" / "illustrations.yml"
    edit(
        path,
        "[23,2\u00a0%]{ind=maintenance_collectivite}",
        "[24,2\u00a0%]{ind=maintenance_collectivite}",
    )
    (finding,) = check_wave("2015", report=report, build=build)
    line = path.read_text(encoding="utf-8").split("\n")[finding.line - 1]
    assert line[finding.column - 1 :].startswith("[24,2\u00a0%]")
    assert finding.proposal == "23,2\u00a0%"


def test_a_silent_setback_is_an_error_where_the_figure_is_cited(report: Path, build: Path) -> None:
    for path in (report / "2015").glob("*"):
        text = path.read_text(encoding="utf-8")
        for said in ("evolution=2014", "vague=2014"):  # a claim of change, « x contre y »
            text = text.replace(f"{{ind=parents_formation {said}}}", "{.omis}")
        path.write_text(text)
    found = [f for f in check_wave("2015", report=report, build=build) if f.kind == "omission"]
    finding, of_synthesis = found
    assert of_synthesis.file.endswith("synthese.qmd")
    assert finding.severity == "erreur"
    assert finding.text == "32,8\u00a0%"
    assert finding.file.endswith("00-essentiel.qmd")
    for part in ("parents_formation", "46,7", "32,8", "−13,9", "recule"):
        assert part in finding.message
    assert finding.proposal == "[recule]{ind=parents_formation evolution=2014}"


def test_a_significant_change_of_a_figure_that_is_not_cited_is_a_warning(
    report: Path, build: Path
) -> None:
    for path in (report / "2015").glob("*"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("ind=pilotage_complet", "ind=externe source=x"))
    found = [f for f in check_wave("2015", report=report, build=build) if f.kind == "omission"]
    assert [(f.severity, f.line) for f in found] == [("avertissement", 4)]


def test_findings_are_the_same_as_json(report: Path, build: Path) -> None:
    edit(report / "2015" / "11-pilotage.qmd", "[64,0\u00a0%]", "[65,0\u00a0%]")
    edit(
        report / "2015" / "11-pilotage.qmd",
        "L’instance reste",
        "Ils sont 12\u00a0%. L’instance reste",
    )
    found = check_wave("2015", report=report, build=build)
    assert [f.severity for f in found] == ["erreur", "avertissement"]
    assert [Finding(**item) for item in json.loads(to_json(found))] == found
    assert errors(found) == found[:1]
    assert findings_text(found).endswith("1 erreur, 1 avertissement")
    assert findings_text([]) == "aucune erreur"


def test_a_wave_that_is_not_built_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(TextError, match=r"estimations\.csv manque") as raised:
        check_wave("2014", build=tmp_path)
    assert "python pipeline.py build" in str(raised.value)


def test_a_missing_chapter_is_named(report: Path, build: Path) -> None:
    (report / "2015" / "13-assistance.qmd").unlink()
    with pytest.raises(TextError, match=r"13-assistance\.qmd"):
        check_wave("2015", report=report, build=build)


def test_a_broken_table_of_wordings_is_an_error(tmp_path: Path) -> None:
    from bilan.prose.wordings import read_wordings

    path = tmp_path / "formulations.yml"
    path.write_text("neutres: [seulement]\nfraction: {}\n")
    with pytest.raises(DataError, match=r"formulations\.yml"):
        read_wordings(path)


def test_the_check_imports_nothing_heavy(build: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from bilan.prose.check import check_wave; "
        f"check_wave('2015', build=Path({str(build)!r})); "
        "print(sorted({'pandas', 'numpy', 'scipy', 'matplotlib'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
