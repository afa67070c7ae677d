"""How Quarto is called, with a program of that name that notes its call."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from time import sleep

import pytest

from bilan.assembly.csp import with_policy
from bilan.assembly.finish import finish_rendered
from bilan.assembly.quarto import one_at_a_time
from bilan.assembly.render import render
from bilan.project.errors import AssemblyError

Install = Callable[[str], Path]

PROGRAM = """#!{python}
import json, os, pathlib, shutil, sys
if sys.argv[1:] == ["--version"]:
    print("1.10.18")
    sys.exit()
kinds = sys.argv[sys.argv.index("--to") + 1].split(",")
names = ("BILAN_PIPELINE", "SOURCE_DATE_EPOCH")
call = {{"arguments": sys.argv[1:], "folder": os.getcwd()}}
call |= {{name: os.environ.get(name) for name in names}}
with open({log!r}, "a") as log:
    log.write(json.dumps(call) + "\\n")
{body}
"""

GOOD = """
for kind in kinds:
    made = pathlib.Path("_build/quarto/report/2014") / ("bilan." + {"typst": "pdf"}.get(kind, kind))
    made.parent.mkdir(parents=True, exist_ok=True)
    if kind == "docx":
        shutil.copy("report/modele.docx", made)
    elif kind == "html":
        page = '<meta charset="utf-8" /><main><h2 id="a">A</h2></main><script>act()</script>'
        made.write_text(page)
    else:
        made.write_text(kind)
    print("pandoc to: " + kind)
print("[WARNING] Unable to resolve crossref")
print("\\x1b[33mWARN: a second one\\x1b[39m")
print("WARN: PDF standard validation requested but verapdf is not installed.")
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
    assert report.versions == {"quarto": "1.10.18"}
    assert report.warnings == ("WARN: a second one", "[WARNING] Unable to resolve crossref")
    calls = [json.loads(line) for line in log.read_text().splitlines()]
    assert calls == [{
        "arguments": [
            "render",
            "report/2014/bilan.qmd",
            "--profile",
            "vague-2014",
            "--to",
            "html,typst,docx",
            "--metadata",
            "moteur:Quarto 1.10.18",
        ],
        "folder": str(project),
        "BILAN_PIPELINE": "1",
        "SOURCE_DATE_EPOCH": "1404086400",
    }]  # fmt: skip
    page = (tmp_path / "s/bilan.html").read_bytes()
    assert b"Content-Security-Policy" in page
    assert b'<section id="a" class="level2">' in page
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


def test_it_finds_the_python_that_runs_the_pipeline(
    quarto: Install, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the real one does: it takes `python` from the path for its scripts."""
    other = tmp_path / "autre"
    other.mkdir()
    (other / "python").write_text("#!/bin/sh\nexit 3\n")
    (other / "python").chmod(0o755)
    monkeypatch.setenv("PATH", f"{other}{os.pathsep}{os.environ['PATH']}")
    told = tmp_path / "python.txt"
    script = tmp_path / "avant.py"
    script.write_text(
        f"import sys, pathlib, msgspec\npathlib.Path({str(told)!r}).write_text(sys.executable)\n"
    )
    quarto(f"import subprocess\nsubprocess.run(['python', {str(script)!r}], check=True)\n{GOOD}")
    render("2014", ["html"], output=tmp_path / "s", engine="quarto", project=project)
    assert Path(told.read_text()).parent == Path(sys.executable).parent


@pytest.mark.parametrize("body", [BAD, NOTHING])
def test_nothing_stays_beside_the_document(
    quarto: Install, project: Path, tmp_path: Path, body: str
) -> None:
    beside = project / "report/2014"
    (beside / "bilan.docx").write_text("corrections")
    (beside / "bilan.typ").write_text("left by an earlier run")
    before = {path.name for path in beside.iterdir()} - {"bilan.typ"}
    litter = (
        "for name in ('bilan.typ', 'bilan.html', 'bilan_files/a.css', 'bilan.quarto_ipynb'):\n"
        "    path = pathlib.Path('report/2014', name)\n"
        "    path.parent.mkdir(exist_ok=True)\n"
        "    path.write_text('x')\n"
    )
    quarto(litter + body)
    with pytest.raises(AssemblyError):
        render("2014", ["html"], output=tmp_path / "s", engine="quarto", project=project)
    assert {path.name for path in beside.iterdir()} == before


def test_the_one_that_waits_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lock, order = tmp_path / "quarto.lock", []

    def second() -> None:
        with one_at_a_time(lock, "2015"):
            order.append("second")

    with one_at_a_time(lock, "2014"):
        waiting = Thread(target=second)
        waiting.start()
        while "waits" not in capsys.readouterr().out:
            assert waiting.is_alive()
            sleep(0.01)
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]


def test_post_render_finishes_word_files_once(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "bilan.docx"
    path.write_bytes((made / "bilan.docx").read_bytes())
    before = path.read_bytes()
    finish_rendered({"BILAN_PIPELINE": "1", "QUARTO_PROJECT_OUTPUT_FILES": str(path)})
    assert path.read_bytes() == before
    environment = {"QUARTO_PROJECT_OUTPUT_FILES": str(path), "SOURCE_DATE_EPOCH": "1404086400"}
    finish_rendered(environment)
    once = path.read_bytes()
    finish_rendered(environment)
    assert path.read_bytes() == once == before


def test_post_render_leaves_pages_to_the_preview(tmp_path: Path) -> None:
    """A policy would block the live reload of `quarto preview`."""
    path = tmp_path / "bilan.html"
    path.write_text('<meta charset="utf-8" /><script>reload()</script>')
    finish_rendered({"QUARTO_PROJECT_OUTPUT_FILES": str(path)})
    assert path.read_text() == '<meta charset="utf-8" /><script>reload()</script>'
