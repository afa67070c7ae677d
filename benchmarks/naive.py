"""The report made without a pipeline: papermill's command in a loop, then pandoc and typst.

`record` writes down, from one run of the embedded engine, which commands make the documents of a
wave and what goes into them, so that a loop runs the same programs on the same texts. What the
pipeline also makes (estimates kept, register, checks, dashboard, manifest) is not even asked of it:
the loop is the faster for that.
"""

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

WAVES = ("2014", "2015")
RECORD = """
import shutil, sys
from pathlib import Path
from benchmarks.naive import record
record(Path(sys.argv[1]))
"""
TYPST = """
import sys, typst
from pathlib import Path
source, target, fonts = sys.argv[1:]
made = typst.compile(source, root=str(Path(source).parent), font_paths=[fonts],
                     ignore_system_fonts=True, pdf_standards=["a-2a", "ua-1"], timestamp=0)
Path(target).write_bytes(made)
"""


def record(folder: Path) -> None:
    """Write to a folder the commands of pandoc and their inputs, by wave and format."""
    from bilan.assembly import incremental_read, pandoc
    from bilan.assembly.render import render
    from bilan.survey.wave import read_wave

    run = pandoc.run_pandoc
    plan: dict[str, list[dict[str, object]]] = {}
    for wave in WAVES:
        for form in ("html", "pdf", "docx"):
            calls: list[dict[str, object]] = []

            def noted(
                arguments: Sequence[str],
                *,
                text: bytes,
                folder: Path,
                epoch: int,
                what: str,
                calls: list[dict[str, object]] = calls,
                at: Path = folder / wave / form,
            ) -> tuple[bytes, list[str]]:
                where = at / str(len(calls))
                shutil.copytree(folder, where)
                (where / "entree").write_bytes(text)
                calls.append({"folder": str(where), "arguments": list(arguments)})
                return run(arguments, text=text, folder=folder, epoch=epoch, what=what)

            pandoc.run_pandoc = noted
            incremental_read._read.clear()
            made = folder / wave / form
            render(wave, [form], output=made, engine="embedded", epoch=read_wave(wave).epoch)
            plan[f"{wave} {form}"] = calls
    pandoc.run_pandoc = run
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")


def notebooks(project: Path) -> list[list[str]]:
    """Commands of papermill, one for each notebook and wave."""
    return [
        [sys.executable, "-m", "papermill", "--no-progress-bar", "--cwd", "notebooks",
         "-p", "wave", wave, str(path.relative_to(project)), f"made/{wave}-{path.name}"]
        for wave in WAVES for path in sorted((project / "notebooks").glob("*.ipynb"))
    ]  # fmt: skip


def whole(project: Path) -> list[list[str]]:
    """All that the pipeline makes, a command each: papermill's for notebooks, else the step's own.

    In the order of the steps, so that each finds what it reads.
    """
    from benchmarks.step import FORMATS, WAVES, steps

    papermill = {
        (command[-3], Path(command[-1]).stem[5:]): command for command in notebooks(project)
    }
    known = steps(WAVES, publish=WAVES, formats=FORMATS, engine="embedded")
    commands = []
    for name in (step.name for step in known):
        wave, _, own = name.partition(":")
        step = [sys.executable, "-m", "benchmarks.step", name]
        commands.append(papermill.get((wave, own), step))
    assert sum("papermill" in command for command in commands) == len(papermill)
    return commands


def documents(plan: Path, fonts: Path) -> dict[str, list[list[str]]]:
    """Commands that make each document, by wave and format."""
    from bilan.assembly.pandoc import pandoc_program

    made: dict[str, list[list[str]]] = {}
    for name, calls in json.loads((plan / "plan.json").read_text(encoding="utf-8")).items():
        commands: list[list[str]] = []
        for call in calls:
            where = Path(call["folder"])
            arguments = [a if a != "--output=-" else "--output=sortie" for a in call["arguments"]]
            if not any(a.startswith("--output") for a in arguments):
                arguments.append("--output=sortie")
            program = [str(pandoc_program()), "--sandbox", *arguments, "entree"]
            commands.append(["env", "-C", str(where), *program])
        if name.endswith("pdf"):
            source = where / "main.typ"
            commands.append(["cp", str(where / "sortie"), str(source)])
            target = str(where / "bilan.pdf")
            commands.append([sys.executable, "-c", TYPST, str(source), target, str(fonts)])
        made[name] = commands
    return made


def dodo(project: Path, plan: Path) -> str:
    """A `dodo.py` around the same commands, as users write it: files in, files out."""
    tasks = []
    used = [str(p.relative_to(project)) for p in sorted((project / "bilan").rglob("*.py"))]
    used += [str(p.relative_to(project)) for p in sorted((project / "data").rglob("*.*"))]
    for command in notebooks(project):
        needs = [command[-2], *used]
        tasks.append({"name": command[-1], "commands": [command], "needs": needs,
                      "makes": [command[-1]]})  # fmt: skip
    for name, commands in documents(plan, project / "_build" / "polices").items():
        wave, form = name.split()
        texts = sorted((project / "report" / wave).glob("*.qmd"))
        needs = [str(path.relative_to(project)) for path in texts]
        needs += [task["makes"][0] for task in tasks if f"/{wave}-" in task["name"]]
        made = f"made/{wave}.{form}"
        tasks.append({"name": f"{wave}-{form}", "commands": [*commands, ["touch", made]],
                      "needs": needs, "makes": [made]})  # fmt: skip
    return f"""import json
def task_bilan():
    for t in json.loads({json.dumps(json.dumps(tasks))}):
        yield {{"name": t["name"], "actions": t["commands"], "file_dep": t["needs"],
               "targets": t["makes"]}}
"""
