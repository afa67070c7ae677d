"""The real reports: a Word file that nobody edited comes back without a change."""

from pathlib import Path

import pytest
from word_files import Edited

from bilan.assembly.render import render
from bilan.assembly.sources import load
from bilan.project.paths import FIGURES, ROOT
from bilan.review.word.blocks import blocks_of
from bilan.review.word.placing import place
from bilan.review.word.reading import read_word
from bilan.review.word_import.plan import plan_import

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["2014", "2015"])
def wave(request: pytest.FixtureRequest) -> str:
    name = str(request.param)
    if not (FIGURES / name / "colophon.qmd").is_file():
        pytest.skip("the illustrations of this wave are not made: python pipeline.py")
    return name


@pytest.fixture(scope="module")
def word(wave: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report's Word file; not to be changed."""
    folder = tmp_path_factory.mktemp(wave)
    render(wave, ["docx"], output=folder, engine="embedded", project=ROOT, epoch=0)
    return folder / "bilan.docx"


def test_an_unedited_report_changes_nothing(wave: str, word: Path) -> None:
    found = plan_import(word, wave=wave)
    assert (found.changes, found.refusals, found.comments, found.files) == ((), (), (), {})
    assert read_word(word).wave == wave


def test_every_paragraph_has_its_place(wave: str, word: Path) -> None:
    paragraphs = read_word(word).accepted
    places = place(paragraphs, blocks_of(load(ROOT, wave)))
    prose = [p for p in paragraphs if p.place in ("corps", "note")]
    lost = [p.text for p, found in zip(paragraphs, places, strict=True) if p in prose and not found]
    assert len(prose) > 100
    assert lost == []


def test_one_word_comes_to_one_line(wave: str, word: Path, tmp_path: Path) -> None:
    edited = Edited(word).replace("AED TICE", "assistant TICE")
    found = plan_import(edited.save(tmp_path / "r.docx"), wave=wave)
    assert found.refusals == ()
    (change,) = found.changes
    ((path, (before, after)),) = found.files.items()
    rows = list(zip(before.split(b"\n"), after.split(b"\n"), strict=True))
    (line,) = [n for n, (old, new) in enumerate(rows, start=1) if old != new]
    assert (path.relative_to(ROOT).as_posix(), line) == (change.file, change.line)
