"""Publishing: the whole folder or nothing, and a manifest that says what it holds."""

import hashlib
import json
import sys
import threading
from pathlib import Path

import pytest
from builders import wave

from bilan.report import publication
from bilan.report.publication import exchange, publish
from bilan.survey.wave import Wave

ENGINE = {"moteur": "pandoc + typst", "rendu": {"html": {"versions": {"pandoc": "3"}}}}


@pytest.fixture
def stated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wave:
    """A wave whose inputs and folders lie in a project of the test's own."""
    for name, value in {
        "ROOT": tmp_path,
        "BUILD": tmp_path / "_build",
        "SITE": tmp_path / "_site",
        "LOCK": tmp_path / "lock.txt",
    }.items():
        monkeypatch.setattr(publication, name, value)
    (tmp_path / "data" / "2014").mkdir(parents=True)
    (tmp_path / "data" / "2014" / "enquete.sav").write_bytes(b"export")
    (tmp_path / "data" / "base_eple.csv").write_bytes(b"frame")
    (tmp_path / "lock.txt").write_bytes(b"lock")
    return wave(folder=tmp_path / "data" / "2014")


@pytest.fixture
def made(tmp_path: Path) -> dict[str, Path]:
    """Two files, by the name that they have when published."""
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"<html>")
    two.write_bytes("é;1".encode())
    return {"bilan.html": one, "donnees/a.csv": two}


def published(tmp_path: Path) -> dict[str, bytes]:
    site = tmp_path / "_site" / "2014"
    files = sorted(path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_all_files_appear_with_their_manifest(
    stated: Wave, made: dict[str, Path], tmp_path: Path
) -> None:
    publish(stated, made, engine=ENGINE)
    files = published(tmp_path)
    assert list(files) == ["bilan.html", "donnees/a.csv", "manifest.json"]
    assert files["bilan.html"] == b"<html>"
    manifest = json.loads(files["manifest.json"])
    assert manifest["sorties"] == {
        "bilan.html": {"sha256": sha256(b"<html>"), "octets": 6},
        "donnees/a.csv": {"sha256": sha256("é;1".encode()), "octets": 4},
    }
    assert manifest["entrees"] == {
        "data/2014/enquete.sav": {"sha256": sha256(b"export")},
        "data/base_eple.csv": {"sha256": sha256(b"frame")},
    }
    assert manifest["environnement"]["verrou"] == sha256(b"lock")
    assert set(manifest["environnement"]["paquets"]) == set(publication.TOOLS)
    assert (manifest["vague"], manifest["publication"]) == ("2014", "2014-06-30")
    assert manifest["donnees_simulees"] is True
    assert manifest["moteur"] == "pandoc + typst"
    assert str(tmp_path) not in files["manifest.json"].decode()


def test_the_same_files_give_the_same_manifest(
    stated: Wave, made: dict[str, Path], tmp_path: Path
) -> None:
    publish(stated, made, engine=ENGINE)
    once = published(tmp_path)
    publish(stated, made, engine=ENGINE)
    assert published(tmp_path) == once


def test_what_is_published_no_more_goes_away(
    stated: Wave, made: dict[str, Path], tmp_path: Path
) -> None:
    publish(stated, made, engine=ENGINE)
    publish(stated, {"bilan.pdf": made["bilan.html"]}, engine=ENGINE)
    assert list(published(tmp_path)) == ["bilan.pdf", "manifest.json"]
    assert list((tmp_path / "_build" / "2014").iterdir()) == []
    assert [path.name for path in (tmp_path / "_site").iterdir()] == ["2014"]


@pytest.mark.parametrize("fails", ["copy", "manifest", "exchange"])
def test_a_failure_leaves_what_was_published_byte_for_byte(
    stated: Wave,
    made: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fails: str,
) -> None:
    publish(stated, made, engine=ENGINE)
    before = published(tmp_path)
    made["bilan.html"].write_bytes(b"<html>new")

    def broken(*_: object, **__: object) -> None:
        raise OSError("disk full")

    if fails == "copy":
        made["donnees/a.csv"].unlink()
    else:
        monkeypatch.setattr(publication, fails, broken)
    with pytest.raises(OSError, match=r"disk full|No such file"):
        publish(stated, made, engine=ENGINE)
    assert published(tmp_path) == before
    assert [path.name for path in (tmp_path / "_site").iterdir()] == ["2014"]


def test_a_first_publication_that_fails_publishes_nothing(
    stated: Wave, made: dict[str, Path], tmp_path: Path
) -> None:
    made["donnees/a.csv"].unlink()
    with pytest.raises(FileNotFoundError):
        publish(stated, made, engine=ENGINE)
    assert published(tmp_path) == {}


def test_what_a_stopped_publication_left_is_not_published(
    stated: Wave, made: dict[str, Path], tmp_path: Path
) -> None:
    left = tmp_path / "_build" / "2014" / "site"
    left.mkdir(parents=True)
    (left / "half.html").write_bytes(b"half")
    publish(stated, made, engine=ENGINE)
    assert "half.html" not in published(tmp_path)


# Exchanging folders


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "f").write_text(name)
    return tmp_path / "new", tmp_path / "old"


@pytest.mark.parametrize("in_one_call", [True, False])
def test_two_folders_change_places(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, in_one_call: bool
) -> None:
    if not in_one_call:
        monkeypatch.setattr(publication, "_exchanged", lambda *_: False)
    beside, target = folders
    exchange(beside, target)
    assert (target / "f").read_text() == "new"
    assert (beside / "f").read_text() == "old"
    assert sorted(path.name for path in target.parent.iterdir()) == ["new", "old"]


def test_without_the_system_call_a_failure_puts_back_what_was_there(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    beside, target = folders
    rename = Path.rename

    def fails_for_the_new(self: Path, other: Path) -> Path:
        if self == beside:
            raise OSError("not permitted")
        return rename(self, other)

    monkeypatch.setattr(publication, "_exchanged", lambda *_: False)
    monkeypatch.setattr(Path, "rename", fails_for_the_new)
    with pytest.raises(OSError, match="not permitted"):
        exchange(beside, target)
    assert (target / "f").read_text() == "old"


@pytest.mark.skipif(sys.platform != "linux", reason="renameat2 is Linux's")
def test_a_reader_never_finds_neither(folders: tuple[Path, Path]) -> None:
    beside, target = folders
    ended, missed = threading.Event(), []

    def read() -> None:
        while not ended.is_set():
            if not target.is_dir():
                missed.append(1)

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(300):
        exchange(beside, target)
    ended.set()
    reader.join()
    assert missed == []
