"""What a statistician does, rightly and wrongly, in a copy whose export holds personal values.

Usage, within the copy: python -m tests.adversarial.deeds WAVE. Every deed is a command of
`pipeline.py`, in one process; a line says how each ended. `tests.adversarial.personal` judges.
"""

import json
import shutil
import sys
from collections.abc import Callable

import pandas as pd

from bilan.project.paths import BUILD, CODEBOOK, DATA, NOTEBOOKS, PACKAGE, ROOT
from bilan.review.preview.state import PreviewState
from bilan.running import cli
from tests.adversarial.personal import FORMATS, PLANTED, contents, leaks, write_export

BUILT = ("--engine", "embedded", "--jobs", "2")
RAISES = "raise ValueError(study.responses.answers.to_string() + repr(study.responses.frame))"
# In the place of a reader: its own error holds all of the file.
CRASH = """

def _read(format, paths, request):
    content = b"".join(path.read_bytes() for path in paths).decode("latin-1")
    print(content[:5000], file=sys.stderr)
    {how}
"""
ENDS = {"raises": "raise ValueError(content)", "dies": "import os; os.abort()"}

Change = Callable[[pd.DataFrame], pd.DataFrame]


def main(wave: str, extent: str = "whole") -> None:
    """Do everything, or a short form of it, and put back what was changed."""
    sys.path.insert(0, str(ROOT))
    deeds = Deeds(wave)
    deeds.run("accept")
    deeds.run("build with timings", *BUILT, "--timings", wave=True)
    for name in ("list", "check", "validate", "fiches"):
        deeds.run(name)
    deeds.run("why", f"{wave}:html")
    deeds.preview()
    deeds.raising_notebook()
    for format in formats_of(extent):
        deeds.format(format)
    for name in changes_of(extent):
        deeds.changed(name, CHANGES[name])
    deeds.personal_column()


def formats_of(extent: str) -> tuple[str, ...]:
    """Formats in which the export comes: one of text in the short form."""
    return ("csv",) if extent == "short" else FORMATS


def changes_of(extent: str) -> tuple[str, ...]:
    """Names of the changes of answers: one of each kind of end in the short form."""
    short = ("out of its range", "hidden by its filter", "a name as school", "names as answers")
    return short if extent == "short" else tuple(CHANGES)


class Deeds:
    """Commands in one copy, each told with its exit code."""

    def __init__(self, wave: str) -> None:
        self.wave, self.folder = wave, DATA / wave
        self.rows = pd.read_csv(ROOT / "semis.csv", dtype=str, keep_default_na=False)

    def run(self, name: str, *arguments: str, wave: bool = False) -> None:
        """One command: its name is the deed's where no arguments are given."""
        import pipeline

        words = arguments or (name,)
        if words[0] == "accept" or words[0] in ("check", "validate", "fiches", "list") or wave:
            words = (*words, "--wave", self.wave)
        if name == "why":
            words = ("why", *arguments)
        code = cli.main(pipeline.steps, words)
        sys.stderr.flush()
        print(f"== {name} -> {code}", flush=True)

    def accepted(self) -> None:
        """Pin the export as it is, whatever it is."""
        self.run("pinned", "accept")

    def format(self, format: str) -> None:
        """An export of that format: whole, cut, its lines joined, and two crashes of its reader."""
        write_export(self.rows, self.folder, format)
        path = self.folder / f"enquete.{format}"
        self.accepted()
        self.run(f"{format}: validate", "validate")
        self.run(f"{format}: inspect", "inspect", str(path), "--wave", self.wave)
        data = path.with_suffix(".dat") if format == "sps" else path
        whole = data.read_bytes()
        damages = {"cut": whole[: len(whole) * 3 // 5]}
        if format in ("csv", "vv"):
            damages["a line lost"] = b"".join(whole.splitlines(keepends=True)[1:])
            damages["lines joined"] = whole.replace(b"\n", b"").replace(b"\r", b"") + b"\n"
            lines = whole.split(b"\n")
            damages["head joined"] = b"\n".join([lines[0].rstrip(b"\r") + lines[1], *lines[2:]])
            damages["two rows joined"] = whole[: len(whole) // 2] + whole[len(whole) // 2 + 40 :]
        for name, content in damages.items():
            data.write_bytes(content)
            self.run(f"{format}, {name}: inspect", "inspect", str(path))
            if name == "cut":
                self.accepted()
                self.run(f"{format}, {name}: validate", "validate")
        data.write_bytes(whole)
        self.accepted()
        reader = PACKAGE / "exports" / "reader_process.py"
        code = reader.read_text(encoding="utf-8")
        for name, how in ENDS.items():
            head, tail = code.split('\n\nif __name__ == "__main__":')
            crash = CRASH.format(how=how)
            broken = f'{head}{crash}\n\nif __name__ == "__main__":{tail}'
            reader.write_text(broken, encoding="utf-8")
            self.run(f"{format}, reader {name}: validate", "validate")
        reader.write_text(code, encoding="utf-8")

    def changed(self, name: str, change: Change) -> None:
        """Answers that were changed: what `validate` says, and a build that they stop."""
        write_export(change(self.rows.copy()), self.folder, "csv")
        self.accepted()
        self.run(f"{name}: validate", "validate")
        if name in STOPPED:
            self.run(f"{name}: build", *BUILT, wave=True)
            kept = {path.name: path for path in (BUILD / self.wave).glob("*.json")}
            for file in KEPT:  # the next deed writes them anew
                print(f"== {name}: {file} -> {int(any(map(leaks, contents(kept[file]))))}")

    def personal_column(self) -> None:
        """The codebook names a personal column as that of a question."""
        write_export(self.rows, self.folder, "csv")
        self.accepted()
        text = CODEBOOK.read_text(encoding="utf-8")
        for column, question in (("email", "referentappel"), ("token", "cptemps")):
            wrong = text.replace(f"column: {question},", f"column: {column},")
            CODEBOOK.write_text(wrong, encoding="utf-8")
            self.run(f"{question} read from {column}: validate", "validate")
        CODEBOOK.write_text(text, encoding="utf-8")

    def raising_notebook(self) -> None:
        """A cell that raises with all answers in its message."""
        path = NOTEBOOKS / "03_assistance.ipynb"
        whole = path.read_bytes()
        notebook = json.loads(whole)
        notebook["cells"][-1] |= {"source": RAISES, "cell_type": "code", "outputs": []}
        notebook["cells"][-1].setdefault("execution_count", None)
        path.write_text(json.dumps(notebook), encoding="utf-8")
        self.run("a notebook that raises", *BUILT, wave=True)
        path.write_bytes(whole)
        kept = BUILD / self.wave / "carnets" / "03_assistance.echec.ipynb"
        shutil.copy(kept, ROOT / "echec.ipynb")

    def preview(self) -> None:
        """The page that the preview serves."""
        state = PreviewState(self.wave)
        state.look()
        state.close()
        (ROOT / "apercu.html").write_bytes(state.page.html)
        print(f"== preview -> {0 if len(state.page.html) > 10_000 else 1}", flush=True)


def _put(column: str, value: str, row: int = 5) -> Change:
    def change(rows: pd.DataFrame) -> pd.DataFrame:
        rows.loc[row, column] = value
        return rows

    return change


def _hidden(rows: pd.DataFrame) -> pd.DataFrame:
    row = rows.index[rows["referentappel"] == "N"][0]
    return _put("referentfrequence", "3", row)(rows)


def _twice(rows: pd.DataFrame) -> pd.DataFrame:
    """A school that answered two times."""
    again = rows.iloc[[5]].assign(id=rows["id"].astype(int).max() + 1)
    return pd.concat([rows, again], ignore_index=True)


def _shifted(rows: pd.DataFrame) -> pd.DataFrame:
    rows.iloc[5] = [*rows.iloc[5][1:], rows.iloc[5, 0]]
    return rows


def _personal(rows: pd.DataFrame) -> pd.DataFrame:
    """Personal values in the place of answers, as typed in the wrong field."""
    fields = ("fonction", "cptemps", "instance", "pfe", "composition_SQ001")
    for row, (field, begins) in enumerate(zip(fields, list(PLANTED.values())[3:], strict=True)):
        rows = _put(field, f"{begins}{row + 105}", row + 5)(rows)
    return rows


CHANGES: dict[str, Change] = {
    "out of its range": _put("cptemps", "250"),
    "unknown code": _put("fonction", "Z9"),
    "hidden by its filter": _hidden,
    "a response twice": lambda rows: pd.concat([rows, rows.iloc[[5]]], ignore_index=True),
    "a school twice": _twice,
    "an unknown school": _put("uai", "9999999Z"),
    "a name as school": _put("uai", f"{PLANTED['lastname']}105"),
    "a name as date": _put("submitdate", f"{PLANTED['lastname']}105"),
    "a name as number": _put("id", f"{PLANTED['lastname']}105"),
    "a row shifted": _shifted,
    "names as answers": _personal,
    "a column less": lambda rows: rows.drop(columns="pfe"),
}
STOPPED = ("out of its range", "names as answers", "a column less")
KEPT = ("accepte.json", "export.json")  # what is read of an export stays there


if __name__ == "__main__":
    main(*sys.argv[1:])
