"""Bad input as a user meets it: one message, the right exit code, no traceback, nothing lost."""

import re
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from bilan.project.files import digest

pytestmark = pytest.mark.slow

Run = Callable[..., subprocess.CompletedProcess[str]]
EXPORT = "data/2014/enquete.sav"
DAMAGED = """\
error: data/2014/enquete.sav cannot be read whole
  expected: a .sav file as LimeSurvey exports it
  found:    {found}
  next:     export the survey again from LimeSurvey
"""


@pytest.fixture
def fails(project: Path, run: Run) -> Callable[..., str]:
    """Run the pipeline: it fails with this code, and what was published before stays."""
    site = project / "_site" / "2014"
    site.mkdir(parents=True)
    (site / "bilan.html").write_bytes(b"<html>published before</html>")

    def call(code: int, *arguments: str) -> str:
        done = run(*(arguments if "-c" in arguments else ("pipeline.py", *arguments)))
        assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
        assert (site / "bilan.html").read_bytes() == b"<html>published before</html>"
        assert [path.name for path in site.iterdir()] == ["bilan.html"]
        return done.stderr

    return call


@pytest.fixture
def accepted(project: Path, run: Run) -> Callable[[bytes], None]:
    """Replace the export, and pin it, as `accept` does."""

    def replace(content: bytes) -> None:
        (project / EXPORT).write_bytes(content)
        done = run("pipeline.py", "accept", "--wave", "2014")
        assert (done.returncode, done.stdout.splitlines()[0]) == (0, f"2014: {EXPORT}")
        assert digest(project / EXPORT) in (project / "data/2014/vague.yml").read_text()

    return replace


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_no_export(project: Path, fails: Callable[..., str]) -> None:
    (project / EXPORT).unlink()
    assert fails(3) == (
        f"error: {EXPORT} is missing\n"
        "  expected: the file that the step 2014:export reads\n"
        "  next:     put it back, or mend what names it\n"
    )


def test_an_unknown_wave(fails: Callable[..., str]) -> None:
    assert fails(2, "--wave", "2013") == (
        "error: unknown wave: 2013\n"
        "  expected: one of 2014\n"
        "  next:     add data/<wave>/vague.yml, or ask for another wave\n"
    )


def test_a_wrong_wave_file(project: Path, fails: Callable[..., str]) -> None:
    edit(project / "data/2014/vague.yml", "publication: 2014-06-30", "publication: juin")
    assert fails(3) == (
        "error: data/2014/vague.yml does not have the expected shape\n"
        "  found:    Expected `date`, got `str` - at `$.publication`\n"
        "  next:     mend the key that the message names\n"
    )


def test_a_truncated_export_whose_hash_was_accepted(
    project: Path, fails: Callable[..., str], accepted: Callable[[bytes], None]
) -> None:
    accepted((project / EXPORT).read_bytes()[:-1000])
    assert re.sub("found:.*", "found:    x", fails(3)) == DAMAGED.format(found="x")


def test_a_header_that_announces_a_billion_rows(
    project: Path, fails: Callable[..., str], accepted: Callable[[bytes], None]
) -> None:
    content = bytearray((project / EXPORT).read_bytes())
    content[80:84] = struct.pack("<i", 10**9)
    accepted(bytes(content))
    message = fails(3)
    assert "found:    MemoryError" in message
    assert re.sub("found:.*", "found:    x", message) == DAMAGED.format(found="x")


def test_the_export_of_another_survey(
    fails: Callable[..., str], accepted: Callable[[bytes], None], tmp_path: Path
) -> None:
    other = tmp_path / "other.sav"
    secret = "Madame Untel"
    rows = pd.DataFrame({"id": [1.0], "submitdate": ["2014-05-02 10:00:00"], "Q1": [secret]})
    pyreadstat.write_sav(rows, str(other))
    accepted(other.read_bytes())
    message = fails(3)
    first, expected, found, last = message.splitlines()
    assert first == "error: enquete.sav of wave 2014 is not the survey of the codebook"
    assert re.fullmatch(
        r"  expected: the \d+ variables that data/codebook\.yml names for this wave", expected
    )
    assert re.fullmatch(
        r"  found:    3 variables, of which 0 of the \d+ expected: another survey\?", found
    )
    assert last == (
        "  next:     let `python pipeline.py inspect FILE --wave WAVE` and `adopt` find columns"
        " that were renamed; state `change: dropped` in the codebook for what is no longer asked"
    )


# The step alone: in a build, the notebooks would have to run before it.
PIECES = """
from bilan.running.failures import explain
from bilan.running.steps.pieces import pieces
try:
    pieces("2014")
except Exception as error:
    raise SystemExit(explain(error))
"""


def test_an_illustration_without_its_title(project: Path, fails: Callable[..., str]) -> None:
    edit(project / "report/2014/illustrations.yml", "instance:\n", "instances:\n")
    assert fails(5, "-c", PIECES) == (
        "error: report/2014/illustrations.yml : illustration sans titre\n"
        "  expected: `title` et `subtitle` pour chaque illustration\n"
        "  found:    instance sans title, instance sans subtitle\n"
        "  next:     écrivez ce qui manque\n"
    )
