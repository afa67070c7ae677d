"""What the manifest says of the text, the definitions and the code that a build was made from."""

from pathlib import Path
from typing import Any

import pytest
from builders import wave

from bilan.report import publication
from bilan.report.publication import manifest

TEXT = "# Titre {#sec-un .unnumbered}\n\n[lien](#sec-autre)\n\n## Suite {.unnumbered #sec-deux}\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in {"ROOT": tmp_path, "LOCK": tmp_path / "lock.txt"}.items():
        monkeypatch.setattr(publication, name, value)
    for name, text in {
        "lock.txt": "lock",
        "data/2014/enquete.sav": "export",
        "data/2014/vague.yml": "wave: '2014'",
        "data/base_eple.csv": "frame",
        "data/codebook.yml": "questions:",
        "report/2014/10-un.qmd": TEXT,
        "report/2014/illustrations.yml": "a:",
        "report/2015/10-un.qmd": TEXT,
        "bilan/running/cli.py": "a",
        "bilan/illustrations/plot_shares.py": "b",
        "bilan/illustrations/__pycache__/plot_shares.pyc": "c",
        "notebooks/01.ipynb": "{}",
        "_quarto-vague-2015.yml": "d",
        "_quarto-vague-2014.yml": "e",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def stated(root: Path) -> dict[str, Any]:
    return manifest(wave(folder=root / "data" / "2014"), root / "nothing", engine={})


def test_texts_come_with_their_sections(root: Path) -> None:
    texts = stated(root)["textes"]
    assert list(texts) == ["report/2014/10-un.qmd", "report/2014/illustrations.yml"]
    assert texts["report/2014/10-un.qmd"]["sections"] == ["sec-un", "sec-deux"]


def test_definitions_and_rooms_of_code_are_named(root: Path) -> None:
    facts = stated(root)
    assert list(facts["definitions"]) == ["data/2014/vague.yml", "data/codebook.yml"]
    assert list(facts["code"]) == [
        "_quarto-vague-2014.yml", "bilan/illustrations", "bilan/running", "notebooks",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "part", "key"),
    [
        ("report/2014/10-un.qmd", "textes", "report/2014/10-un.qmd"),
        ("data/codebook.yml", "definitions", "data/codebook.yml"),
        ("bilan/illustrations/plot_shares.py", "code", "bilan/illustrations"),
        ("bilan/illustrations/new.css", "code", "bilan/illustrations"),
        ("bilan/illustrations/__pycache__/plot_shares.pyc", "", ""),
        ("report/2015/10-un.qmd", "", ""),
    ],
)
def test_a_change_shows_where_it_is_and_nowhere_else(
    root: Path, name: str, part: str, key: str
) -> None:
    before = stated(root)
    (root / name).write_text("changed", encoding="utf-8")
    after = stated(root)
    differing = {
        (part, key)
        for part in ("textes", "definitions", "code")
        for key in {*before[part], *after[part]}
        if before[part].get(key) != after[part].get(key)
    }
    assert differing == ({(part, key)} if part else set())
