"""What the filter does where Quarto runs it, with what Quarto gives a filter."""

import subprocess
from pathlib import Path

import pytest

from bilan.assembly.pandoc import pandoc_program
from bilan.project.paths import ASSETS

# Quarto's own names for a filter, as far as the report uses them.
QUARTO = """local version = setmetatable({{}}, {{ __tostring = function() return "1.10.18" end }})
quarto = {{ version = version, doc = {{ include_text = function() end }} }}
return dofile("{filter}")
"""
TEXT = "---\ndate: {date}\nsuivi: [a.qmd]\n---\n\nComposé par Quarto %VERSION%.\n"
TEMPLATE = "$date$|$for(suivi)$suivi$endfor$|$body$"


def rendered(tmp_path: Path, date: str, *, quarto: bool = True) -> str:
    own = tmp_path / "quarto.lua"
    filter_ = ASSETS / "bilan.lua"
    own.write_text(QUARTO.format(filter=filter_), encoding="utf-8")
    template = tmp_path / "modele.html"
    template.write_text(TEMPLATE, encoding="utf-8")
    done = subprocess.run(
        [str(pandoc_program()), "--from=markdown", "--to=html", f"--template={template}",
         f"--lua-filter={own if quarto else filter_}"],
        input=TEXT.format(date=date),
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    return done.stdout


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("30 juin 2015", "30\u00a0juin 2015"),
        ("1 juin 2015", "1er\u00a0juin 2015"),
        ("1er\u00a0juin 2015", "1er\u00a0juin 2015"),
        ("printemps 2015", "printemps 2015"),
    ],
)
def test_a_date_is_french_whoever_wrote_it(tmp_path: Path, written: str, shown: str) -> None:
    assert rendered(tmp_path, written).split("|")[0] == shown
    assert rendered(tmp_path, written, quarto=False).split("|")[0] == shown


def test_the_colophon_names_the_version_that_renders(tmp_path: Path) -> None:
    assert "<p>Composé par Quarto 1.10.18.</p>" in rendered(tmp_path, "x")


def test_the_list_of_followed_files_says_nothing_of_the_document(tmp_path: Path) -> None:
    assert rendered(tmp_path, "x").split("|")[1] == ""
