"""How Quarto is called, with a program of that name that notes its call."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bilan.assembly.finish import main
from bilan.assembly.policy import with_policy
from bilan.assembly.quarto import find_quarto
from bilan.assembly.render import render
from bilan.errors import AssemblyError

Install = Callable[[str], Path]

PROGRAM = """#!{python}
import json, os, pathlib, shutil, sys
if sys.argv[1:] == ["--version"]:
    print("1.9.37")
    sys.exit()
kind = sys.argv[sys.argv.index("--to") + 1]
names = ("BILAN_PIPELINE", "SOURCE_DATE_EPOCH")
call = {{"arguments": sys.argv[1:], "folder": os.getcwd()}}
call |= {{name: os.environ.get(name) for name in names}}
with open({log!r}, "a") as log:
    log.write(json.dumps(call) + "\\n")
{body}
"""

GOOD = """
made = pathlib.Path("_build/quarto/report/2014") / ("bilan." + {"typst": "pdf"}.get(kind, kind))
made.parent.mkdir(parents=True, exist_ok=True)
if kind == "docx":
    shutil.copy("report/modele.docx", made)
elif kind == "html":
    made.write_text('<meta charset="utf-8" /><script>act()</script>')
else:
    made.write_text(kind)
print("pandoc to: " + kind)
print("[WARNING] Unable to resolve crossref")
print("\\x1b[33mWARN: a second one\\x1b[39m")
"""
BAD = """
print("\\n".join("ligne %d" % n for n in range(40)))
print("ERROR: the document is wrong")
sys.exit(1)
"""
NOTHING = "print('Output created: somewhere else')"


@pytest.fixture
def quarto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Puts on the path a `quarto` that runs the given lines; gives the file of its calls."""

    def install(body: str) -> Path:
        log = tmp_path / "appels.jsonl"
        folder = tmp_path / "bin"
        folder.mkdir()
        program = folder / "quarto"
        program.write_text(PROGRAM.format(python="/usr/bin/env python3", log=str(log), body=body))
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        return log

    return install


def test_call_files_and_warnings(quarto: Install, project: Path, tmp_path: Path) -> None:
    log = quarto(GOOD)
    report = render("2014", ["html", "pdf", "docx"], output=tmp_path / "s", project=project)
    assert report.engine == "quarto"
    assert report.versions == {"quarto": "1.9.37"}
    assert len(report.warnings) == 6
    calls = [json.loads(line) for line in log.read_text().splitlines()]
    assert calls[0] == {
        "arguments": [
            "render",
            "report/2014/bilan.qmd",
            "--profile",
            "vague-2014",
            "--to",
            "html",
            "--metadata",
            "moteur:Quarto 1.9.37",
        ],
        "folder": str(project),
        "BILAN_PIPELINE": "1",
        "SOURCE_DATE_EPOCH": "1404086400",
    }
    assert [call["arguments"][5] for call in calls] == ["html", "typst", "docx"]
    page = (tmp_path / "s/bilan.html").read_bytes()
    assert b"Content-Security-Policy" in page
    assert with_policy(page) == page
    assert (tmp_path / "s/bilan.pdf").read_text() == "typst"
    assert (project / "_build/polices/SourceSansPro-Regular.ttf").is_file()


def test_error_ends_with_the_tail_of_the_log(
    quarto: Install, project: Path, tmp_path: Path
) -> None:
    quarto(BAD)
    with pytest.raises(AssemblyError) as error:
        render("2014", ["html"], output=tmp_path / "s", engine="quarto", project=project)
    message = str(error.value)
    assert "quarto render report/2014/bilan.qmd --profile vague-2014 --to html" in message
    assert "Quarto stopped with code 1" in message
    assert "ERROR: the document is wrong" in message
    assert "ligne 39" in message
    assert "ligne 3\n" not in message
    assert list((tmp_path / "s").iterdir()) == []


def test_an_old_file_does_not_pass_for_a_new_one(
    quarto: Install, project: Path, tmp_path: Path
) -> None:
    old = project / "_build/quarto/report/2014/bilan.html"
    old.parent.mkdir(parents=True)
    old.write_text("vieux")
    quarto(NOTHING)
    with pytest.raises(AssemblyError, match=r"expected:\s+_build/quarto/report/2014/bilan\.html"):
        render("2014", ["html"], output=tmp_path / "s", engine="quarto", project=project)


def test_missing_quarto(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_quarto() is None
    with pytest.raises(AssemblyError, match="quarto on the PATH"):
        render("2014", ["html"], output=tmp_path / "s", engine="quarto", project=project)
    report = render("2014", ["html"], output=tmp_path / "s", project=project)
    assert report.engine == "embedded"


def test_post_render_finishes_word_files_once(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "bilan.docx"
    path.write_bytes((made / "bilan.docx").read_bytes())
    before = path.read_bytes()
    assert main({"BILAN_PIPELINE": "1", "QUARTO_PROJECT_OUTPUT_FILES": str(path)}) == 0
    assert path.read_bytes() == before
    environment = {"QUARTO_PROJECT_OUTPUT_FILES": str(path), "SOURCE_DATE_EPOCH": "1404086400"}
    main(environment)
    once = path.read_bytes()
    main(environment)
    assert path.read_bytes() == once == before


def test_post_render_gives_pages_their_policy(tmp_path: Path) -> None:
    path = tmp_path / "bilan.html"
    path.write_text('<meta charset="utf-8" /><script>act()</script>')
    main({"QUARTO_PROJECT_OUTPUT_FILES": str(path)})
    once = path.read_bytes()
    assert b"script-src 'none'" in once
    main({"QUARTO_PROJECT_OUTPUT_FILES": str(path)})
    assert path.read_bytes() == once
