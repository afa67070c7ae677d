"""What is measured: each way to make the report, and each change after which it is made again."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import naive

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("bilan", "data", "notebooks", "report", "benchmarks")
PIPELINE = [sys.executable, "pipeline.py", "--engine", "embedded"]
THIRTY = """
def task_step():
    for i in range(30):
        yield {"name": str(i), "actions": ["touch %d" % i], "file_dep": ["dodo.py"],
               "targets": [str(i)]}
"""
ANSWER = """
import pyreadstat, sys
from bilan.survey.wave import accept_inputs, read_wave
wave = read_wave("2015")
rows, meta = pyreadstat.read_sav(str(wave.export), user_missing=True)
column = "lettresouhaitee"
at = rows.index[rows[column].isin(["Y", "N"]) & rows["submitdate"].notna()][-1]
rows.loc[at, column] = "N" if rows.loc[at, column] == "Y" else "Y"
pyreadstat.write_sav(
    rows, str(wave.export), column_labels=meta.column_names_to_labels,
    variable_value_labels=meta.variable_value_labels, variable_format=meta.original_variable_types,
)
accept_inputs(wave)
"""


@dataclass(frozen=True)
class Way:
    """A way: what is done before without being counted, and the commands that are."""

    name: str
    about: str
    folder: Path
    commands: Sequence[Sequence[str]]
    before: Callable[[], None] = lambda: None
    environ: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Environment in which the commands run."""
        return dict(os.environ) | {"PYTHONPATH": str(self.folder)} | self.environ


def copy_project(folder: Path) -> Path:
    """A copy of the project's sources."""
    folder.mkdir(parents=True)
    for part in COPIED:
        ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(ROOT / part, folder / part, ignore=ignored)
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy2(path, folder)
    return folder


def quietly(command: Sequence[str], folder: Path) -> str:
    """Run a command that is not counted; what it prints.

    Raises
    ------
    RuntimeError
        It failed.
    """
    environ = dict(os.environ) | {"PYTHONPATH": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)[:200]}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def ways(base: Path) -> list[Way]:
    """Every way, in the order in which a round goes through them.

    The project is copied twice below `base`: one copy for the pipeline, one for what stands beside.
    """
    ours, theirs = copy_project(base / "ours"), copy_project(base / "theirs")
    quietly([sys.executable, "-m", "compileall", "-q", "bilan", "benchmarks"], ours)
    quietly([sys.executable, "-m", "compileall", "-q", "bilan", "benchmarks"], theirs)
    quietly(PIPELINE, theirs)
    for wave in naive.WAVES:  # what the plain script is compared with
        shutil.copytree(theirs / "figures" / wave, base / "made" / wave)
        shutil.copytree(theirs / "_build" / wave / "carnets", base / "made" / wave / "carnets")
    quietly([sys.executable, "-c", naive.RECORD, str(base / "plan")], theirs)
    (theirs / "dodo.py").write_text(naive.dodo(theirs, base / "plan"), encoding="utf-8")
    thirty = base / "thirty"
    thirty.mkdir()
    (thirty / "dodo.py").write_text(THIRTY, encoding="utf-8")
    quietly([sys.executable, "-m", "doit"], thirty)
    return [*_beside(base, theirs, thirty), *_pipeline(ours)]


def _beside(base: Path, theirs: Path, thirty: Path) -> list[Way]:
    """The plain script, the loop, doit around it, and Quarto where it is."""
    papermill = naive.notebooks(theirs)
    documents = naive.documents(base / "plan", theirs / "_build" / "polices")
    doit = [sys.executable, "-m", "doit"]
    every = [command for commands in documents.values() for command in commands]

    def unbuilt() -> None:
        """The plain script computes from the export, as in a folder where nothing was built."""
        built()
        shutil.rmtree(base / "plain", ignore_errors=True)
        for wave in naive.WAVES:
            (theirs / "_build" / wave / "estimations.csv").rename(base / f"{wave}.estimations")

    def built() -> None:
        for wave in naive.WAVES:
            if (kept := base / f"{wave}.estimations").exists():
                kept.rename(theirs / "_build" / wave / "estimations.csv")

    def cleared() -> None:
        built()
        shutil.rmtree(theirs / "made", ignore_errors=True)
        (theirs / "made").mkdir()
        for left in theirs.glob(".doit.db*"):
            left.unlink()

    def sentence() -> None:
        _say(theirs / "report" / "2014" / "01-contexte.qmd")

    found = [
        Way("plain", "one plain script: the same figures and tables, no report", theirs,
            [[sys.executable, "benchmarks/plain.py", str(base / "plain"), *naive.WAVES]], unbuilt),
        Way("loop", "papermill's command in a loop, then pandoc and typst", theirs,
            [*papermill, *every], cleared),
        Way("loop whole", "the loop, then each other step as a command: all that is made", theirs,
            naive.whole(theirs), cleared),
        Way("doit clean", "doit around the first loop: all", theirs, [doit], cleared),
        Way("doit no-op", "doit around that loop: nothing changed", theirs, [doit]),
        Way("doit sentence", "doit around that loop: one sentence changed, all formats", theirs,
            [doit], sentence),
        Way("thirty", "doit alone: thirty empty steps, nothing changed", thirty, [doit]),
    ]  # fmt: skip
    if shutil.which("quarto"):
        renders = [["quarto", "render", f"report/{wave}/bilan.qmd", "--profile", f"vague-{wave}"]
                   for wave in naive.WAVES]  # fmt: skip
        found.append(Way("loop with quarto", "papermill's command in a loop, then quarto render",
                         theirs, [*papermill, *renders], cleared))  # fmt: skip
    return found


def _pipeline(ours: Path) -> list[Way]:
    """The pipeline: from nothing, and after each change."""
    one_wave = [*PIPELINE, "--wave", "2014"]
    chapter = ours / "report" / "2014" / "01-contexte.qmd"
    drawing = ours / "bilan" / "illustrations" / "plot_shares.py"

    def nothing() -> None:
        for made in ("_build", "_site", "figures"):
            shutil.rmtree(ours / made, ignore_errors=True)

    def page_alone() -> None:
        quietly([*one_wave, "--format", "html"], ours)
        _say(chapter)

    def every_format() -> None:
        quietly(one_wave, ours)
        _say(chapter)

    def whole() -> None:
        quietly(PIPELINE, ours)

    def answer() -> None:
        whole()
        quietly([sys.executable, "-c", ANSWER], ours)

    def figure() -> None:
        whole()
        text = drawing.read_text(encoding="utf-8")
        drawing.write_text(f"{text}\n_CHANGED = {text.count('_CHANGED')}\n", encoding="utf-8")

    def comment() -> None:
        whole()
        text = drawing.read_text(encoding="utf-8")
        drawing.write_text(f"{text}# Another comment.\n", encoding="utf-8")

    return [
        Way("build", "this pipeline: both waves, all formats, from nothing", ours,
            [PIPELINE], nothing),
        Way("no-op", "this pipeline: nothing changed", ours, [PIPELINE]),
        Way("sentence html", "one sentence changed, its page published", ours,
            [[*one_wave, "--format", "html"]], page_alone),
        Way("sentence", "one sentence changed, all formats of its wave published", ours,
            [one_wave], every_format),
        Way("answer", "one answer of 2015 changed", ours, [PIPELINE], answer),
        Way("figure", "the code of one kind of figure changed", ours, [PIPELINE], figure),
        Way("comment", "a comment in that code changed", ours, [PIPELINE], comment),
    ]  # fmt: skip


def _say(chapter: Path) -> None:
    """Change a sentence of a chapter: a number of words that no sentence had before."""
    text = chapter.read_text(encoding="utf-8")
    kept, _, said = text.partition("\nUne phrase de plus")
    chapter.write_text(f"{kept}\nUne phrase de plus{' encore' * (said.count('encore') + 1)}.\n",
                       encoding="utf-8")  # fmt: skip
