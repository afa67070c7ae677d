"""Hostile texts: what the campaign would see, and the routes that need no whole build."""

from pathlib import Path

import pandas as pd
import pypandoc
import pytest

from bilan.assembly.subset import check_subset
from bilan.french.blocks import Table
from bilan.french.markdown_writer import one_line
from bilan.french.typography_rules import typographic
from bilan.illustrations.plot_shares import plot_shares
from bilan.illustrations.writing import write_figure
from bilan.project.csv_files import csv_text
from bilan.project.errors import DataError, printable
from bilan.prose.chapter_lines import read_lines
from tests.adversarial.hostile import (
    BIDI,
    SECRET,
    TEXTS,
    ActiveParts,
    faults_in,
    plain_text,
    text_of,
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", "<p onclick=x>"),
        ("a.html", "<a href=' java\nscript:x'>"),
        ("a.html", "<img src=//a.example/x.png>"),
        ("a.html", "<iframe>"),
        ("a.html", "<p>a\u202eb</p>"),
        ("a.html", f"<p>{SECRET}</p>"),
        ("a.svg", "<svg><a href='javascript:x'/></svg>"),
        ("a.csv", "a,b\n=1+1,2\n"),
        ("a.ipynb", '{"cells": [{"outputs": [{"data": {"text/html": ["<script>"]}}]}]}'),
    ],
)
def test_what_is_active_is_seen(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert list(faults_in(path, tmp_path / "absent")) != []


def test_a_script_more_than_without_the_texts_is_seen(tmp_path: Path) -> None:
    path, peer = tmp_path / "a.html", tmp_path / "b.html"
    path.write_text("<script>1</script><script>2</script>")
    peer.write_text("<script>1</script>")
    assert list(faults_in(path, peer)) == ["has not as many scripts as without the texts"]
    assert list(faults_in(peer, peer)) == []


@pytest.mark.parametrize("kind", ["html", "docx"])
def test_texts_in_a_table_are_shown_as_typed(tmp_path: Path, kind: str) -> None:
    rows = [[typographic(text), str(number)] for number, text in enumerate(TEXTS)]
    target = tmp_path / f"t.{kind}"
    pypandoc.convert_text(
        Table(["Texte", "n"], rows).markdown(), kind, "markdown", outputfile=str(target)
    )
    shown = plain_text(text_of(target))
    assert [text for text in TEXTS if plain_text(typographic(one_line(text))) not in shown] == []
    assert list(faults_in(target, target)) == []


def test_texts_in_a_picture_are_inert(tmp_path: Path) -> None:
    shares = pd.DataFrame({"label": TEXTS, "share": 0.5, "numerator": 1, "base": 2})
    svg, _ = write_figure(plot_shares(shares), tmp_path / "x")
    drawn = svg.read_text(encoding="utf-8")
    assert ActiveParts(drawn).found == []
    assert list(faults_in(svg, svg)) == []


def test_texts_in_a_csv_are_no_formulas(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(csv_text(["texte"], [[text] for text in TEXTS]), encoding="utf-8")
    assert list(faults_in(path, path)) == []


def test_a_terminal_is_sent_no_command() -> None:
    error = DataError("a\u202eb", found="\x1b[31m\ud800 été\u00a0!")
    assert printable(str(error)) == "a\\u202eb\n  found:    \\x1b[31m\\ud800 été\u00a0!"
    assert not BIDI.search(printable("".join(TEXTS)))


@pytest.fixture
def chapter(tmp_path: Path) -> Path:
    """A project with one chapter, beside a file that it must not read."""
    (tmp_path / "secret.qmd").write_text(SECRET, encoding="utf-8")
    folder = tmp_path / "projet" / "report" / "2014"
    folder.mkdir(parents=True)
    (folder / "lien.qmd").symlink_to(tmp_path / "secret.qmd")
    (folder / "a.qmd").write_text("Un chapitre.\n", encoding="utf-8")
    return folder / "bilan.qmd"


@pytest.mark.parametrize(
    "name", ["../../../secret.qmd", "lien.qmd", "{secret}", "a\0b", "x" * 300, "/etc/passwd"]
)
def test_a_chapter_reads_nothing_from_outside(chapter: Path, tmp_path: Path, name: str) -> None:
    path = name.format(secret=tmp_path / "secret.qmd")
    chapter.write_text(f"{{{{< include a.qmd >}}}}\n{{{{< include {path} >}}}}\n", encoding="utf-8")
    project = chapter.parents[2]
    found = check_subset(chapter, project=project)
    assert [(f.file, f.line) for f in found] == [(chapter, 2)]
    if name != "x" * 300:  # a chapter that is not there is another error
        lines = [line.raw for line in read_lines("2014", report=project / "report")]
        assert lines == ["Un chapitre.", "", ""]
