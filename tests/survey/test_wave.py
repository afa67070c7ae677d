"""A wave's file: read, held against its inputs, pinned anew."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from bilan.project import paths
from bilan.project.errors import DataError, UsageError
from bilan.project.files import digest, replace_text
from bilan.survey.wave import accept_inputs, read_wave, verify_inputs

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
FILE = """\
# Written by hand: this comment stays.
wave: "2014"
title: "Bilan"
fieldwork: {start: 2014-04-28, end: 2014-05-23}
publication: 2014-06-30
simulated: true
export: {file: enquete.sav, sha256: EXPORT}   # the export
sampling_frame:
  file: ../base.csv
  sha256: "FRAME"
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of data with the wave 2014, whose two inputs are empty and pinned."""
    monkeypatch.setattr(paths, "DATA", tmp_path)
    (tmp_path / "2014").mkdir()
    (tmp_path / "2014" / "enquete.sav").touch()
    (tmp_path / "base.csv").touch()
    write(tmp_path, FILE.replace("EXPORT", EMPTY).replace("FRAME", EMPTY))
    return tmp_path


def write(data: Path, text: str, wave: str = "2014") -> None:
    (data / wave).mkdir(exist_ok=True)
    (data / wave / "vague.yml").write_text(text, encoding="utf-8")


def read(data: Path, wave: str = "2014") -> str:
    return (data / wave / "vague.yml").read_text(encoding="utf-8")


def test_a_wave_is_what_its_file_states(data: Path) -> None:
    wave = read_wave("2014")
    assert wave.name == "2014"
    assert wave.stated.fieldwork.end == dt.date(2014, 5, 23)
    assert wave.stated.previous is None
    assert wave.stated.rules.submitted_only
    assert wave.stated.thresholds.disclosure == 5
    assert wave.stated.alpha == 0.05
    assert wave.export == data / "2014" / "enquete.sav"
    assert wave.sampling_frame == data / "base.csv"


@pytest.mark.usefixtures("data")
def test_all_files_have_the_date_of_publication() -> None:
    assert read_wave("2014").epoch == 1404129600  # 2014-06-30 12:00 UTC


def test_an_unknown_wave_is_named_with_those_there_are(data: Path) -> None:
    with pytest.raises(UsageError) as error:
        read_wave("2016")
    assert str(error.value) == (
        "unknown wave: 2016\n"
        "  expected: one of 2014\n"
        f"  next:     make {data}/2016/vague.yml, or ask for another wave"
    )


@pytest.mark.usefixtures("data")
def test_no_path_leads_out_of_the_data() -> None:
    with pytest.raises(UsageError, match=r"^unknown wave: \.\./2014"):
        read_wave("../2014")


def test_the_wave_has_the_name_of_its_folder(data: Path) -> None:
    write(data, FILE, "2013")
    with pytest.raises(DataError) as error:
        read_wave("2013")
    assert str(error.value) == (
        f"{data}/2013/vague.yml: the wave does not have the name of its folder\n"
        "  expected: 2013\n  found:    2014\n  next:     mend the key `wave`"
    )


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('wave: "2014"', "wave: 2014", "Expected `str`, got `int` - at `$.wave`"),
        ("simulated: true", "simulé: true", "Object contains unknown field `simulé`"),
        ("simulated: true\n", "", "Object missing required field `simulated`"),
        ("simulated: true", 'simulated: "oui"', "Expected `bool`, got `str` - at `$.simulated`"),
        ("end: 2014-05-23", "end: mai", "Expected `date`, got `str` - at `$.fieldwork.end`"),
        (
            "file: enquete.sav",
            "file: enquete.sav, format: xls",
            "Invalid enum value 'xls' - at `$.export.format`",
        ),
        (
            "simulated: true",
            "simulated: true\nrules: {duplicates: first}",
            "Invalid enum value 'first' - at `$.rules.duplicates`",
        ),
        (
            "simulated: true",
            "simulated: true\nthresholds: {disclosure: cinq}",
            "Expected `int`, got `str` - at `$.thresholds.disclosure`",
        ),
        (
            "simulated: true",
            "simulated: true\nalpha: 5",
            "Expected `float` < 1.0 - at `$.alpha`",
        ),
        (
            "simulated: true",
            "simulated: true\nalpha: .nan",
            "Expected `float` > 0.0 - at `$.alpha`",
        ),
    ],
)
def test_a_wrong_key_is_named(data: Path, old: str, new: str, found: str) -> None:
    write(data, FILE.replace(old, new))
    with pytest.raises(DataError) as error:
        read_wave("2014")
    assert str(error.value) == (
        f"{data}/2014/vague.yml does not have the expected shape\n"
        f"  found:    {found}\n  next:     mend the key that the message names"
    )


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("end: 2014-05-23", "end: 2013-05-23", "`fieldwork` ends before it starts"),
        ("wave:", 'previous: "2013"\nwave:', "`previous`: there is no earlier wave 2013"),
        ("wave:", 'previous: "2014"\nwave:', "`previous`: there is no earlier wave 2014"),
    ],
)
def test_what_contradicts_itself_is_an_error(data: Path, old: str, new: str, found: str) -> None:
    write(data, FILE.replace(old, new))
    with pytest.raises(DataError) as error:
        read_wave("2014")
    assert str(error.value) == f"{data}/2014/vague.yml is inconsistent\n  found:    {found}"


SPS = "{file: enquete.sps, format: sps, data: {file: enquete.dat, sha256: DATA}, sha256: EXPORT}"


def test_a_syntax_file_goes_with_its_data(data: Path) -> None:
    write(data, FILE.replace("{file: enquete.sav, sha256: EXPORT}", SPS))
    for name in ("enquete.sps", "enquete.dat"):
        (data / "2014" / name).write_text(name)
    assert accept_inputs(read_wave("2014")) == [
        f"{data}/base.csv", f"{data}/2014/enquete.dat", f"{data}/2014/enquete.sps",
    ]  # fmt: skip
    wave = read_wave("2014")
    verify_inputs(wave)
    assert wave.beside_export("data") == data / "2014" / "enquete.dat"
    assert wave.beside_export("structure") is None
    (data / "2014" / "enquete.dat").write_text("other")
    with pytest.raises(DataError, match=r"enquete\.dat is not the file that was pinned"):
        verify_inputs(wave)


@pytest.mark.parametrize(
    "export",
    [
        "{file: e.sps, format: sps, sha256: X}",
        "{file: e.csv, format: csv, data: {file: e.dat, sha256: X}, sha256: X}",
    ],
)
def test_data_go_with_a_syntax_file_alone(data: Path, export: str) -> None:
    write(data, FILE.replace("{file: enquete.sav, sha256: EXPORT}", export))
    with pytest.raises(DataError, match="`data` names the"):
        read_wave("2014")


def test_the_wave_before_may_be_any_earlier_one(data: Path) -> None:
    write(data, FILE.replace('"2014"', '"2016"\nprevious: "2014"'), "2016")
    assert read_wave("2016").stated.previous == "2014"


@pytest.mark.usefixtures("data")
def test_pinned_inputs_pass() -> None:
    verify_inputs(read_wave("2014"))


@pytest.mark.parametrize("name", ["2014/enquete.sav", "base.csv"])
def test_a_missing_input_is_an_error(data: Path, name: str) -> None:
    (data / name).unlink()
    with pytest.raises(DataError) as error:
        verify_inputs(read_wave("2014"))
    assert str(error.value) == (
        f"{data}/{name} is missing\n"
        f"  expected: the file that {data}/2014/vague.yml names\n"
        "  next:     put the file there, or mend its name in vague.yml"
    )


@pytest.mark.parametrize(
    ("pinned", "found"), [(b"a;b\n1;2\n", b"a;b\r\n1;2\r\n"), (b"a\r\nb\r\n", b"a\nb\n")]
)
def test_an_input_of_which_only_the_line_ends_changed_says_so(
    data: Path, pinned: bytes, found: bytes
) -> None:
    (data / "base.csv").write_bytes(pinned)
    accept_inputs(read_wave("2014"))
    (data / "base.csv").write_bytes(found)
    with pytest.raises(DataError, match="but for its line ends") as error:
        verify_inputs(read_wave("2014"))
    assert "git -c core.autocrlf=false checkout" in str(error.value)
    (data / "base.csv").write_bytes(found + b"3")
    with pytest.raises(DataError, match="is not the file that was pinned"):
        verify_inputs(read_wave("2014"))


@pytest.mark.parametrize("name", ["2014/enquete.sav", "base.csv"])
def test_an_input_that_changed_is_an_error(data: Path, name: str) -> None:
    (data / name).write_text("x")
    with pytest.raises(DataError) as error:
        verify_inputs(read_wave("2014"))
    assert str(error.value) == (
        f"{data}/{name} is not the file that was pinned\n"
        "  expected: SHA-256 e3b0c44298fc1c14…\n"
        "  found:    SHA-256 2d711642b726b044…\n"
        "  next:     restore the file, or, if the change is meant, "
        "`python pipeline.py accept --wave 2014`"
    )


def test_accepting_rewrites_the_hash_alone(data: Path) -> None:
    before = read(data)
    (data / "2014" / "enquete.sav").write_bytes(b"new")
    assert accept_inputs(read_wave("2014")) == [f"{data}/2014/enquete.sav"]
    new = hashlib.sha256(b"new").hexdigest()
    assert read(data) == before.replace(f"sha256: {EMPTY}", f'sha256: "{new}"', 1)
    verify_inputs(read_wave("2014"))
    assert sorted(path.name for path in (data / "2014").iterdir()) == ["enquete.sav", "vague.yml"]


def test_accepting_what_did_not_change_writes_nothing(data: Path) -> None:
    path = data / "2014" / "vague.yml"
    path.chmod(0o444)
    before = path.stat()
    assert accept_inputs(read_wave("2014")) == []
    assert path.stat() == before


@pytest.mark.parametrize("pinned", ['""', "a", "to do"])
def test_a_new_wave_is_pinned_from_any_text(data: Path, pinned: str) -> None:
    """An empty or short text stands in many places of the file: only the hashes may change."""
    write(data, FILE.replace('"FRAME"', pinned).replace("EXPORT", pinned))
    (data / "base.csv").write_bytes(b"frame")
    changed = accept_inputs(read_wave("2014"))
    assert changed == [f"{data}/base.csv", f"{data}/2014/enquete.sav"]
    frame = hashlib.sha256(b"frame").hexdigest()
    assert read(data) == FILE.replace("EXPORT", f'"{EMPTY}"').replace("FRAME", frame)
    verify_inputs(read_wave("2014"))


def test_a_missing_file_cannot_be_accepted(data: Path) -> None:
    (data / "2014" / "enquete.sav").unlink()
    with pytest.raises(DataError, match=r"enquete\.sav is missing"):
        accept_inputs(read_wave("2014"))


def test_digest_is_sha_256(data: Path) -> None:
    assert digest(data / "base.csv") == EMPTY


def test_text_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "f.csv"
    replace_text(path, "é\n")
    assert path.read_bytes() == b"\xc3\xa9\n"

    def full(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="disk full"):
        replace_text(path, "other")
    assert path.read_bytes() == b"\xc3\xa9\n"
