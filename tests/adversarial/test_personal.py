"""No personal value of an export gets past reading: not into a file, not into a message."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bilan.exports.csv_codes import parse_csv
from bilan.project.errors import DataError, NotebookError, UnreadableError
from tests.adversarial.copies import Copy, copied
from tests.adversarial.deeds import KEPT, STOPPED, changes_of, formats_of
from tests.adversarial.personal import (
    PLANTED,
    Personal,
    contents,
    leaks,
    personal_values,
    planted_rows,
)

pytestmark = pytest.mark.slow

WRONG = DataError.exit_code
SAID_AND_USED = (
    "hidden by its filter",
    "a school twice",
    "an unknown school",
    "a name as school",
)


@pytest.fixture(scope="module", params=["short", pytest.param("whole", marks=pytest.mark.long)])
def extent(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def copy(extent: str) -> Iterator[Copy]:  # noqa: ARG001 - one for each extent
    with copied(("2014",)) as made:
        yield made


@pytest.fixture(scope="module")
def found(copy: Copy, extent: str) -> Personal:
    return personal_values(copy, "2014", extent)


def test_nothing_personal_is_said_or_written(found: Personal) -> None:
    assert found.faults == []
    assert found.files > 300


def test_each_deed_ended_as_it_should(found: Personal, extent: str) -> None:
    codes = found.codes
    done = ("build with timings", "list", "check", "validate", "fiches", "why", "preview")
    assert [codes[name] for name in done] == [0] * len(done)
    assert codes["a notebook that raises"] == NotebookError.exit_code
    for format in formats_of(extent):
        told = [codes[f"{format}{what}: validate"] for what in ("", ", cut")]
        told += [codes[f"{format}, reader {how}: validate"] for how in ("raises", "dies")]
        assert told == [0, WRONG, WRONG, WRONG], format
    for name in changes_of(extent):
        expected = 0 if name in SAID_AND_USED else WRONG
        assert codes[f"{name}: validate"] == expected, name
    stopped = [name for name in changes_of(extent) if name in STOPPED]
    assert stopped
    assert [codes[f"{name}: build"] for name in stopped] == [WRONG] * len(stopped)
    kept = [codes[f"{name}: {file}"] for name in stopped for file in KEPT]
    assert kept == [0] * len(kept)


def test_what_was_made_is_what_should_hold_the_values(copy: Copy, found: Personal) -> None:
    """The answers went the whole way, the notebook that failed shows them, "other" counts."""
    assert found.files
    failed = (copy.folder / "echec.ipynb").read_text(encoding="utf-8")
    assert "ValueError" in failed
    assert "parents_usages_autre" in failed
    answers = (copy.folder / "_build/2014/reponses.csv").read_text(encoding="utf-8")
    assert "parents_usages_autre" in answers.partition("\n")[0]
    assert {path.suffix for path in (copy.folder / "_fiches").rglob("*.*")} == {".html", ".pdf"}


def test_every_column_is_planted(copy: Copy) -> None:
    rows = planted_rows(copy.folder / "data/2014/enquete.sav")
    for name, begins in PLANTED.items():
        assert rows[name].str.startswith(begins).all()
        assert rows[name].is_unique


def test_a_first_line_that_swallowed_a_row_tells_nothing_of_it() -> None:
    row = '"1","2014-05-12 10:00:00","zqcourriel105@zq.example","Y"'
    for between in ("", ",", '"'):
        joined = f'"id","submitdate","email","Q1"{between}{row}\r\n'
        with pytest.raises(UnreadableError) as raised:
            parse_csv(joined.encode())
        assert leaks(str(raised.value).encode()) == []


def test_a_planted_value_is_seen_in_a_packed_file(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<w:t>ZQPAT</w:t><w:t>RONYME105</w:t>" + " " * 99)
    assert [begins for part in contents(path) for begins in leaks(part)] == ["Zqpatronyme"]
