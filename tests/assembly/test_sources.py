"""Metadata merged as Quarto merges them, lines that know where they come from."""

import datetime
from pathlib import Path

import pytest

from bilan.assembly.sources import IncludeError, french_date, load, merged


def test_lines_know_their_file_and_number(project: Path) -> None:
    source = load(project, "2014")
    line = next(line for line in source.lines if line.text.startswith("# Analyse"))
    assert (line.file.name, line.number) == ("10-analyse.qmd", 1)
    line = next(line for line in source.lines if line.text.startswith("**Champ**"))
    assert line.file == project / "figures/2014/instance.qmd"
    assert line.file.read_text(encoding="utf-8").splitlines()[line.number - 1] == line.text


def test_text_keeps_its_lines_and_marks_metadata(project: Path) -> None:
    source = load(project, "2014")
    assert len(source.text.splitlines()) == len(source.lines)
    assert '[]{meta-key="vague"}' in source.text
    assert "include" not in source.text


def test_metadata_of_project_profile_and_document(project: Path) -> None:
    source = load(project, "2014")
    assert source.metadata["subtitle"] == "Bilan de l’enquête menée au printemps 2014"
    assert source.metadata["crossref"]["fig-title"] == "Illustration"
    assert source.for_format("docx")["default-image-extension"] == "png"
    assert source.for_format("typst")["pdf-standard"] == ["a-2a", "ua-1"]
    assert "format" not in source.for_format("html")


def test_metadata_files_lie_under_the_rest(project: Path) -> None:
    (project / "plus.yml").write_text("vague: autre\nnouveau: oui\n", encoding="utf-8")
    with (project / "_quarto-vague-2014.yml").open("a", encoding="utf-8") as profile:
        profile.write("metadata-files: [plus.yml]\n")
    metadata = load(project, "2014").metadata
    assert (metadata["vague"], metadata["nouveau"]) == ("2014", "oui")


def test_merge() -> None:
    assert merged({"a": {"b": 1}, "l": [1], "x": 1}, {"a": {"c": 2}, "l": [1, 2], "x": 2}) == {
        "a": {"b": 1, "c": 2},
        "l": [1, 2],
        "x": 2,
    }


def test_include_in_a_code_block_is_text(project: Path) -> None:
    document = project / "report/2014/bilan.qmd"
    document.write_text("```\n{{< include absent.qmd >}}\n```\n", encoding="utf-8")
    assert [line.text for line in load(project, "2014").lines][1] == "{{< include absent.qmd >}}"


def test_include_error_says_where(project: Path) -> None:
    document = project / "report/2014/bilan.qmd"
    document.write_text("---\nlang: fr\n---\n\n{{< include absent.qmd >}}\n", encoding="utf-8")
    with pytest.raises(IncludeError) as error:
        load(project, "2014")
    assert (error.value.file, error.value.line) == (document, 5)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (datetime.date(2014, 6, 30), "30\u00a0juin 2014"),
        (datetime.date(2015, 8, 1), "1er\u00a0août 2015"),
    ],
)
def test_french_dates(day: datetime.date, text: str) -> None:
    assert french_date(day) == text
