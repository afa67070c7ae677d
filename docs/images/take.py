"""Takes the pictures of the two guides again, from what the project does today.

`.venv/bin/python docs/images/take.py`, after a build: needs chromium, node with the modules of
`tests/browser`, and LibreOffice with pdftoppm for the picture of Word. What an editor does wrong is
done in a copy of the project, never in the project.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

from PIL import Image

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from word_files import Edited  # noqa: E402

WAVE = "2015"
CHAPTER = f"report/{WAVE}/11-pilotage.qmd"
TRUE, FALSE = "[64,0\u00a0%]{ind=instance_comite}", "[74,0\u00a0%]{ind=instance_comite}"
WORD, CHANGED = "modeste", "encore petite"
NUMBER = "#sec-pilotage p .lie[data-ind='instance_comite']"
HEAVIEST = 120_000  # bytes
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "node_modules", ".hypothesis", "_fiches")
TERMINAL = """<!DOCTYPE html><meta charset="utf-8"><style>
body { margin: 0; background: #fff; }
pre {
  display: inline-block; box-sizing: border-box; width: 900px; margin: 0; padding: 18px 22px;
  background: #1e1e2a; color: #f0f0f0; white-space: pre-wrap;
  font: 15px/1.5 "DejaVu Sans Mono", monospace;
}
b { color: #9ad0ff; font-weight: 400; }
</style><pre>"""


def main() -> int:
    """Take every picture, reduce each to a palette, and say what it weighs."""
    with tempfile.TemporaryDirectory(prefix="images-") as temporary:
        folder = Path(temporary)
        copy = folder / "projet"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        word = folder / "retour.docx"
        Edited(copy / "_site" / WAVE / "bilan.docx").replace(WORD, CHANGED).save(word)
        said = told(copy, "import-docx", str(word))
        answer = folder / "reponse.html"
        answer.write_text(terminal(f"import-docx {word.name}", said), encoding="utf-8")
        word_picture(word, folder)
        chapter = copy / CHAPTER
        text = chapter.read_text(encoding="utf-8")
        assert text.count(TRUE) == 1, CHAPTER
        chapter.write_text(text.replace(TRUE, FALSE), encoding="utf-8")
        checked = folder / "controle.html"
        first = told(copy, "check").split("\n\n")[0].splitlines()
        wrong = [line for line in first if ": erreur" in line or "\u00a0: erreur" in line]
        checked.write_text(terminal("check", "\n".join(wrong)), encoding="utf-8")
        with preview(copy) as address:
            photographed(folder, shots(folder, address, answer, checked))
        for path in sorted(folder.glob("*.png")):
            reduced(path, HERE / path.name)
    return 0


def shots(folder: Path, preview_: str, answer: Path, checked: Path) -> list[dict[str, Any]]:
    """What is photographed, where, and under which name."""
    site = (ROOT / "_site" / WAVE).as_uri()
    report, board = f"{site}/bilan.html", f"{site}/tableau-de-bord.html"
    wide, card = {"width": 1240, "height": 730}, {"width": 1240, "height": 900}
    listed: list[dict[str, Any]] = [
        {"name": "rapport", "address": report, **wide, "acts": [["show", "#sec-pilotage"]]},
        {"name": "tableau-de-bord", "address": board, **wide,
         "acts": [["choose", "#filtre-verdict", "progresse"], ["show", ".filtres"]]},
        {"name": "chiffre", "address": report, **card,
         "acts": [["show", "#sec-pilotage"], ["click", NUMBER]],
         "clip": {"x": 420, "y": 40, "width": 820, "height": 560}},
        {"name": "apercu-constat", "address": preview_, **card,
         "acts": [["center", ".apercu-note.erreur"]],
         "clip": {"x": 420, "y": 290, "width": 790, "height": 270}},
        {"name": "controle", "address": checked.as_uri(), **wide, "of": "pre"},
        {"name": "word-reponse", "address": answer.as_uri(), **wide, "of": "pre"},
    ]  # fmt: skip
    return [{**shot, "file": str(folder / f"{shot.pop('name')}.png")} for shot in listed]


def photographed(folder: Path, listed: list[dict[str, Any]]) -> None:
    """Have the browser take the pictures."""
    path = folder / "liste.json"
    path.write_text(json.dumps(listed), encoding="utf-8")
    modules = ROOT / "tests" / "browser" / "node_modules"
    environment = {**os.environ, "NODE_PATH": os.environ.get("NODE_PATH", str(modules))}
    program = shutil.which("chromium") or "chromium"
    command = ["node", str(HERE / "take.cjs"), program, str(path)]
    subprocess.run(command, env=environment, check=True)


def word_picture(word: Path, folder: Path) -> None:
    """The passage of the Word file where a word was changed, as LibreOffice shows it."""
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(word)],
        check=True,
        capture_output=True,
    )
    pdf = folder / f"{word.stem}.pdf"
    page, top = found(pdf, WORD)
    high, above = 116, 58  # points
    scale = 150 / 72
    box = [0, int((top - above) * scale), int(595 * scale), int(high * scale)]
    options = [f"-{name}={value}" for name, value in zip("xyWH", box, strict=True)]
    subprocess.run(
        ["pdftoppm", "-png", "-singlefile", "-r", "150", "-f", str(page), "-l", str(page)]
        + [part for option in options for part in option.split("=")]
        + [str(pdf), str(folder / "word-suivi")],
        check=True,
    )


def found(pdf: Path, word: str) -> tuple[int, float]:
    """Page and height, in points from the top, of the first time that a word stands in a PDF."""
    boxes = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"], capture_output=True, text=True, check=True
    ).stdout
    page = 0
    for line in boxes.splitlines():
        page += line.strip().startswith("<page ")
        if "<word " in line and word in line:
            return page, float(line.split('yMin="')[1].split('"')[0])
    raise SystemExit(f"{word!r} is not in {pdf.name}")


def told(project: Path, *command: str) -> str:
    """What a command says to an editor."""
    environment = {**os.environ, "PYTHONPATH": str(project)}
    done = subprocess.run(
        [sys.executable, "pipeline.py", *command],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
    )
    return (done.stdout + done.stderr).strip()


def terminal(command: str, said: str) -> str:
    """A page that looks like a terminal."""
    return f"{TERMINAL}<b>$ python pipeline.py {escape(command)}</b>\n{escape(said)}</pre>"


@contextmanager
def preview(project: Path) -> Iterator[str]:
    """The address of the preview of a project, while it is served."""
    process = subprocess.Popen(
        [sys.executable, "pipeline.py", "preview", "--wave", WAVE],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield next(
            line.split()[i]
            for line in process.stdout
            for i, part in enumerate(line.split())
            if part.startswith("http://")
        )
    finally:
        process.terminate()
        process.wait(timeout=10)


def reduced(source: Path, target: Path) -> None:
    """Writes a picture with a palette, as small a one as its weight asks for."""
    with Image.open(source) as picture:
        flat = picture.convert("RGB")
    for colours in (128, 64, 32, 16):
        few = flat.quantize(colors=colours, dither=Image.Dither.NONE)
        few.save(target, optimize=True)
        if target.stat().st_size < HEAVIEST:
            break
    print(
        f"{target.relative_to(ROOT)}  {flat.width} × {flat.height}, {target.stat().st_size} bytes"
    )


if __name__ == "__main__":
    sys.exit(main())
