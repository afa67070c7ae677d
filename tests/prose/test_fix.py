"""`--fix`: plain numbers, and nothing else."""

import shutil
import unicodedata
from pathlib import Path

import pytest

from bilan.project.paths import REPORT
from bilan.prose.check import check_wave, errors
from bilan.prose.fix import fix_wave

pytestmark = pytest.mark.slow

NB = "\u00a0"
WRONG = {
    f"[64,0{NB}%]{{ind=instance_comite}}": f"[61,5{NB}%]{{ind=instance_comite}}",
    f"[25,4{NB}%]{{ind=lettre_mission vague=2014}}": f"[9,9{NB}%]{{ind=lettre_mission vague=2014}}",
    f"[46,4{NB}%]{{ind=lettre_mission}}.": f"[5,0{NB}%]{{ind=lettre_mission}}.",
    "[4,2]{ind=champs_disciplinaires}": "[4,0]{ind=champs_disciplinaires}",
    "[58 établissements]{ind=sujet_metice}": "[55 établissements]{ind=sujet_metice}",
    "[progressent nettement]{ind=compo_prof_doc": "[reculent nettement]{ind=compo_prof_doc",
    "[premier thème]{ind=pfe_type_metice}": "[second thème]{ind=pfe_type_metice}",
}


@pytest.fixture
def report(tmp_path: Path) -> Path:
    folder = tmp_path / "report"
    shutil.copytree(REPORT, folder)
    for path in (folder / "2015").iterdir():
        text = path.read_bytes().decode()
        for right, wrong in WRONG.items():
            text = text.replace(right, wrong)
        path.write_bytes(text.encode())
    return folder


def contents(report: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (report / "2015").iterdir()}


def test_plain_numbers_are_mended_and_words_left(report: Path, build: Path) -> None:
    fixes = fix_wave("2015", report=report, build=build)
    assert {(fix.before, fix.after) for fix in fixes} == {
        (f"61,5{NB}%", f"64,0{NB}%"),
        (f"9,9{NB}%", f"25,4{NB}%"),  # two on one line
        (f"5,0{NB}%", f"46,4{NB}%"),
        ("55 établissements", "58 établissements"),
    }
    left = errors(check_wave("2015", report=report, build=build))
    # Words, ranks, changes, and a bare number whose noun stands outside, are left to the editor.
    assert {finding.text for finding in left} == {"reculent nettement", "second thème", "4,0"}


def test_no_other_byte_changes(report: Path, build: Path) -> None:
    before = contents(report)
    fixes = fix_wave("2015", report=report, build=build)
    after = contents(report)
    assert before.keys() == after.keys()
    touched = {Path(fix.file).name for fix in fixes}
    for name in before:
        expected = before[name].decode()
        if name in touched:
            expected = (
                expected.replace(
                    f"[61,5{NB}%]{{ind=instance_comite}}", f"[64,0{NB}%]{{ind=instance_comite}}"
                )
                .replace(f"[9,9{NB}%]{{ind=lettre_mission", f"[25,4{NB}%]{{ind=lettre_mission")
                .replace(f"[5,0{NB}%]{{ind=lettre_mission", f"[46,4{NB}%]{{ind=lettre_mission")
                .replace(
                    "[55 établissements]{ind=sujet_metice}", "[58 établissements]{ind=sujet_metice}"
                )
            )
        assert after[name].decode() == expected, name


def test_a_text_of_another_system_is_mended_not_blamed(report: Path, build: Path) -> None:
    path = report / "2015" / "11-pilotage.qmd"
    path.write_text(
        unicodedata.normalize("NFD", path.read_text(encoding="utf-8")), encoding="utf-8"
    )
    left = {finding.text for finding in errors(check_wave("2015", report=report, build=build))}
    assert "61,5\u00a0%" in left  # what was wrong before, and nothing else
    fix_wave("2015", report=report, build=build)
    text = path.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert "[64,0\u00a0%]{ind=instance_comite}" in text


@pytest.mark.parametrize(
    "said",
    [
        "[47]{ind=lettre_mission}\u00a0%",  # its unit is outside
        "[46]{ind=lettre_mission} établissements",
        "plus de [70,0\u00a0%]{ind=instance_comite}",  # a shade, outside and inside
        "[70,0\u00a0% seulement]{ind=instance_comite}",
        "[70\u00a0% environ]{ind=instance_comite}",
        "[+30,0 points]{ind=lettre_mission evolution=2014}",
        "[125 établissements]{ind=instance_comite} en ont un",  # a base that is not told
    ],
)
def test_what_is_not_sure_is_left_to_the_editor(said: str, report: Path, build: Path) -> None:
    path = report / "2015" / "10-analyse.qmd"
    path.write_text(f"{path.read_text(encoding='utf-8')}\nOn dit {said}.\n", encoding="utf-8")
    before = path.read_bytes()
    wrong = errors(check_wave("2015", report=report, build=build))
    assert any(finding.file.endswith("10-analyse.qmd") for finding in wrong)
    fix_wave("2015", report=report, build=build)
    assert path.read_bytes() == before


def test_a_second_run_changes_nothing(report: Path, build: Path) -> None:
    fix_wave("2015", report=report, build=build)
    once = contents(report)
    assert fix_wave("2015", report=report, build=build) == []
    assert contents(report) == once


def test_line_ends_and_a_missing_last_one_are_kept(report: Path, build: Path) -> None:
    path = report / "2015" / "11-pilotage.qmd"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n").rstrip())
    before = path.read_bytes()
    fix_wave("2015", report=report, build=build)
    after = path.read_bytes()
    assert after.count(b"\r\n") == before.count(b"\r\n")
    assert not after.endswith(b"\n")
    assert "[64,0" in after.decode()


def test_a_count_that_may_be_numerator_or_base_is_left_to_the_editor(
    report: Path, build: Path
) -> None:
    path = report / "2015" / "11-pilotage.qmd"
    text = path.read_text().replace(
        "[58 établissements]{ind=sujet_metice}", "[55 établissements]{ind=sujet_metice}"
    )
    path.write_text(
        text.replace(
            "[55 établissements]{ind=sujet_metice}", "[90 établissements]{ind=sujet_metice}"
        )
    )
    fixes = fix_wave("2015", report=report, build=build)
    assert "90 établissements" not in {fix.before for fix in fixes}
