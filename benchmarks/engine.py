"""How long ten notebook runs take: five ways, in turn, in a copy of the project.

`python benchmarks/engine.py [ROUNDS [WAYS]]` (5, and `abcde`), after a build: the notebooks read
what it made. Each way begins with a cold process. Beside the seconds that pass stand those of
processor time, in all processes: on a busy machine they say more. The figures that each way makes
are compared with the others'.
"""

import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("bilan", "data", "notebooks", "report", "benchmarks", "_build")
WAVES = ("2014", "2015")
TWO_AT_ONCE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from bilan.project.paths import NOTEBOOKS
from bilan.running.steps.notebooks import execute
runs = [(path.stem, wave) for wave in sys.argv[1:] for path in sorted(NOTEBOOKS.glob("*.ipynb"))]
with ThreadPoolExecutor(2) as pool:
    list(pool.map(lambda run: execute(*run), runs))
"""
TWO_SCRIPTS = """
import subprocess
import sys
running = [subprocess.Popen([sys.executable, "benchmarks/plain.py", sys.argv[1], wave])
           for wave in sys.argv[2:]]
sys.exit(max(script.wait() for script in running))
"""


def commands(folder: Path) -> dict[str, list[list[str]]]:
    """Commands of each way, run one after the other."""
    python = sys.executable
    notebooks = sorted((folder / "notebooks").glob("*.ipynb"))
    loop = [
        [python, "-m", "papermill", "--no-progress-bar", "--cwd", "notebooks", "-p", "wave", wave,
         str(notebook), str(folder / "made" / notebook.name)]
        for wave in WAVES for notebook in notebooks
    ]  # fmt: skip
    return {
        "a papermill, a command each": loop,
        "b real kernels, two at once": [[python, "-c", TWO_AT_ONCE, *WAVES]],
        "c this engine, two at once": [[python, "-c", TWO_AT_ONCE, *WAVES]],
        "d one plain script": [[python, "benchmarks/plain.py", str(folder / "plain"), *WAVES]],
        "e two plain scripts at once": [[python, "-c", TWO_SCRIPTS, str(folder / "plain"), *WAVES]],
    }


def figures_of(folder: Path) -> dict[str, bytes]:
    """Every SVG, PNG and CSV below a folder."""
    kinds = (".svg", ".png", ".csv")
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix in kinds]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def main(rounds: int, ways: str) -> None:
    """Measure, and print a table in Markdown."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "project"
        folder.mkdir()
        for part in COPIED:
            shutil.copytree(ROOT / part, folder / part)
        for path in (*ROOT.glob("*.yml"), ROOT / "requirements.txt"):
            shutil.copy(path, folder)
        (folder / "made").mkdir()
        # As in a run of the pipeline, which has made what they read before they begin.
        environ = os.environ | {"PYTHONPATH": str(folder), "BILAN_PIPELINE": "1"}
        seconds: dict[str, list[float]] = {}
        processor: dict[str, list[float]] = {}
        for number in range(rounds):
            made: dict[str, dict[str, bytes]] = {}
            for way, steps in commands(folder).items():
                if way[0] not in ways:
                    continue
                for left in (folder / "figures", folder / "plain"):
                    shutil.rmtree(left, ignore_errors=True)
                start, used = time.perf_counter(), _used()
                for step in steps:
                    kernel = {"BILAN_KERNEL": "1" if way[0] == "b" else "0"}
                    subprocess.run(
                        step, cwd=folder, env=environ | kernel, check=True, capture_output=True
                    )
                seconds.setdefault(way, []).append(time.perf_counter() - start)
                processor.setdefault(way, []).append(_used() - used)
                made[way] = figures_of(folder / ("plain" if way[0] in "de" else "figures"))
            first, *others = made.values()
            assert first, "nothing was drawn"
            assert all(other == first for other in others), "the ways do not draw the same"
            print(f"round {number + 1}:", *(f"{v[-1]:.2f}" for v in seconds.values()), flush=True)
    plain = seconds["d one plain script"]
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Linux {platform.release()[:4]}"
    print(f"\n{machine}, Python {platform.python_version()}")
    print(f"{rounds} rounds in turn; {len(first)} files drawn by each way are the same\n")
    print("| way | min s | median s | max s | median of the ratio to d | processor, median s |")
    print("|---|---|---|---|---|---|")
    for way, taken in seconds.items():
        ratio = statistics.median(t / p for t, p in zip(taken, plain, strict=True))
        row = (min(taken), statistics.median(taken), max(taken), ratio)
        row = (*row, statistics.median(processor[way]))
        print(f"| {way} |", " | ".join(f"{value:.2f}" for value in row), "|")


def _used() -> float:
    """Processor seconds of all processes that this one started, and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    arguments = dict(enumerate(sys.argv))
    main(int(arguments.get(1, 5)), arguments.get(2, "abcde"))
