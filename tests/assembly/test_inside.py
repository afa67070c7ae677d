"""Whatever key of the configuration names a file: it is the project's own."""

import json
from pathlib import Path

import pytest

from bilan.assembly.inside import note_named
from bilan.assembly.sources import load
from bilan.project.errors import AssemblyError
from bilan.project.opened import recording

NAMED = [
    "format: {html: {include-after-body: NAME}}",
    "format: {html: {include-after-body: [bilan/assembly/assets/apres-corps.html, NAME]}}",
    "format: {html: {theme: {light: NAME}}}",
    "format: {html: {css: [NAME]}}",
    "format: {typst: {template-partials: [NAME]}}",
    "format: {typst: {font-paths: NAME}}",
    "format: {docx: {reference-doc: NAME}}",
    "bibliography: NAME",
    "metadata-files: [NAME]",
    "project: {output-dir: NAME}",
]


@pytest.fixture
def outside(project: Path) -> Path:
    path = project.parent / "secret.yml"
    path.write_text("secret: 1\n", encoding="utf-8")
    return path


def add(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{text}\n")


@pytest.mark.parametrize("named", NAMED)
@pytest.mark.parametrize("way", ["absolute", "above", "link"])
def test_no_key_leads_out_of_the_project(
    named: str, way: str, project: Path, outside: Path
) -> None:
    (project / "lien.yml").symlink_to(outside)
    name = {"absolute": str(outside), "above": "../secret.yml", "link": "lien.yml"}[way]
    add(project / "_quarto-vague-2014.yml", "metadata-files: [plus.yml]")
    (project / "plus.yml").write_text(named.replace("NAME", name), encoding="utf-8")
    with pytest.raises(AssemblyError) as refused:
        load(project, "2014")
    assert str(refused.value).startswith("plus.yml: ")
    assert f"found:    {name}\n" in str(refused.value)


@pytest.mark.parametrize("settings", ["_quarto.yml", "_quarto-vague-2014.yml"])
def test_each_file_of_settings_is_held_to_it(settings: str, project: Path, outside: Path) -> None:
    assert outside.is_file()
    add(project / settings, "bibliography: ../secret.yml")
    with pytest.raises(AssemblyError, match=f"^{settings}: bibliography"):
        load(project, "2014")


def test_the_documents_own_head_is_held_to_it(project: Path, outside: Path) -> None:
    document = project / "report/2014/bilan.qmd"
    document.write_text(f"---\nbibliography: {outside}\n---\n\nx\n", encoding="utf-8")
    with pytest.raises(AssemblyError, match=r"bilan\.qmd: bibliography"):
        load(project, "2014")


@pytest.mark.parametrize("folder", ["a\u00a0b", "a\nb"])
def test_no_sign_of_a_name_hides_it(folder: str, project: Path, outside: Path) -> None:
    (project / folder).mkdir()
    named = json.dumps(f"{folder}/../../{outside.name}")
    add(project / "_quarto-vague-2014.yml", f"bibliography: {named}")
    with pytest.raises(AssemblyError, match="bibliography"):
        load(project, "2014")


def test_what_is_not_there_and_leads_out_is_refused_too(project: Path) -> None:
    add(project / "_quarto-vague-2014.yml", "output-dir: ../plus-tard")
    with pytest.raises(AssemblyError, match="output-dir"):
        load(project, "2014")


def test_texts_that_look_like_paths_are_texts(project: Path) -> None:
    add(project / "_quarto-vague-2014.yml", 'note: "et/ou, s’il en est… ../.. /"')
    add(project / "_quarto-vague-2014.yml", f"long: {'x' * 9000}")
    source = load(project, "2014")
    note_named(project, source.metadata)
    assert source.metadata["note"].startswith("et/ou")


def test_what_settings_name_counts_as_read(project: Path) -> None:
    """Quarto reads them itself: nothing else would tell."""
    (project / "polices").mkdir()
    (project / "polices" / "a.ttf").write_bytes(b"x")
    add(project / "_quarto-vague-2014.yml", "bibliography: polices")
    with recording(project) as opened:
        note_named(project, load(project, "2014").metadata)
    read = {Path(name).relative_to(project).as_posix() for name in opened.files}
    assert {"polices/a.ttf", "report/modele.docx", "bilan/assembly/assets/bilan.css"} <= read
    assert str(project / "polices") in opened.folders
