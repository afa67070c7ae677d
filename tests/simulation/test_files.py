"""The files in data/ are those that the generator makes, byte for byte."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bilan.project.errors import DataError
from tools.simulation import __main__ as command
from tools.simulation import export
from tools.simulation.files import made_files, with_hashes

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made() -> dict[Path, bytes]:
    return made_files()


def test_five_files_are_made(made: dict[Path, bytes]) -> None:
    assert sorted(str(path.relative_to(ROOT)) for path in made) == [
        "data/2014/enquete.sav",
        "data/2014/vague.yml",
        "data/2015/enquete.sav",
        "data/2015/vague.yml",
        "data/base_eple.csv",
    ]


def test_data_holds_what_is_made(made: dict[Path, bytes]) -> None:
    assert [path.name for path, content in made.items() if path.read_bytes() != content] == []


def test_another_process_and_hash_seed_make_the_same_bytes(made: dict[Path, bytes]) -> None:
    code = (
        "import hashlib; from tools.simulation.files import made_files;"
        "print(*[hashlib.sha256(c).hexdigest() for c in made_files().values()])"
    )
    environment = os.environ | {"PYTHONHASHSEED": "12345", "TZ": "Indian/Reunion", "LC_ALL": "C"}
    printed = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert printed.returncode == 0, printed.stderr
    expected = [hashlib.sha256(content).hexdigest() for content in made.values()]
    assert printed.stdout.split() == expected


@pytest.mark.parametrize(("wave", "stamp"), [("2014", b"23 May 14"), ("2015", b"22 May 15")])
def test_header_has_no_clock(wave: str, stamp: bytes) -> None:
    header = (ROOT / "data" / wave / "enquete.sav").read_bytes()[92:109]
    assert header == stamp + b"00:00:00"


@pytest.mark.parametrize("wave", ["2014", "2015"])
def test_hashes_in_the_wave_file_are_those_of_its_inputs(wave: str) -> None:
    folder = ROOT / "data" / wave
    stated = yaml.safe_load((folder / "vague.yml").read_text(encoding="utf-8"))
    for section in ("export", "sampling_frame"):
        content = (folder / stated[section]["file"]).read_bytes()
        assert stated[section]["sha256"] == hashlib.sha256(content).hexdigest()


def test_only_hashes_change_in_a_wave_file() -> None:
    text = '# by hand\nexport:\n  file: a.sav\n  sha256: "00"\nrules: {}\n'
    expected = text.replace("00", hashlib.sha256(b"x").hexdigest())
    assert with_hashes(text, {"export": b"x"}) == expected


def test_a_wave_file_without_a_hash_line_is_an_error() -> None:
    with pytest.raises(DataError, match="a section export"):
        with_hashes("export:\n  file: a.sav\n", {"export": b"x"})


def test_check_names_the_file_that_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "enquete.sav"
    other.write_bytes(b"other")
    monkeypatch.setattr(command, "made_files", lambda: {other: b"made"})
    assert command.main(["--check"]) == DataError.exit_code
    assert "enquete.sav" in capsys.readouterr().err
    assert other.read_bytes() == b"other"
    assert command.main([]) == 0
    assert other.read_bytes() == b"made"
    assert command.main(["--check"]) == 0


def test_a_header_that_pyreadstat_moves_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "CREATED", slice(84, 101))
    with pytest.raises(DataError, match="byte 92"):
        made_files()
