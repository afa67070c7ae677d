"""Each way to make the report, in turn, round after round: `python -m benchmarks.run [ROUNDS]`.

Prints a table and writes it, with a picture, to `benchmarks/README.md` and `benchmarks/mesures.svg`
when `--write` is given. What each way makes is compared before anything is told.
"""

import argparse
import json
import tempfile
from html import unescape
from pathlib import Path

from benchmarks.measure import Cost, peak_memory, run
from benchmarks.telling import table, write
from benchmarks.ways import Way, ways


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("rounds", type=int, nargs="?", default=5)
    parser.add_argument(
        "--only", help="ways whose name begins so; commas between several", default=""
    )
    parser.add_argument("--write", action="store_true", help="rewrite the page and its picture")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bilan-mesures-") as name:
        base = Path(name)
        known = [way for way in ways(base) if way.name.startswith(tuple(options.only.split(",")))]
        costs: dict[str, list[Cost]] = {way.name: [] for way in known}
        for number in range(options.rounds):
            for way in known:
                way.before()
                cost = run(way.commands, folder=way.folder, environ=way.environment)
                costs[way.name].append(cost)
                told = f"{cost.seconds:7.2f} s {cost.processor:7.2f} s of processor"
                print(f"round {number + 1}: {way.name:<16} {told}", flush=True)
                if way.name == "plain" and number == 0:
                    print(compared(base), flush=True)
        memory = {way.name: _memory(way) for way in known}
    told = table(known, costs, memory)
    print(told)
    if options.write:
        write(known, costs, told)


def _memory(way: Way) -> float:
    way.before()
    return peak_memory(way.commands, folder=way.folder, environ=way.environment)


def compared(base: Path) -> str:
    """What was compared between the plain script and the pipeline.

    Raises
    ------
    AssertionError
        A figure or a table of the one is not what the other made.
    """
    figures = tables = 0
    for wave in sorted(path.name for path in (base / "plain").iterdir()):
        made = base / "made" / wave
        shown = {text for path in (made / "carnets").glob("*.ipynb") for text in _tables(path)}
        for path in sorted((base / "plain" / wave).iterdir()):
            if path.name.startswith("table-") and path.suffix == ".html":
                assert _even(path.read_text(encoding="utf-8")) in shown, f"{wave} {path.name}"
                tables += 1
            elif path.suffix in (".svg", ".png", ".csv"):
                assert path.read_bytes() == (made / path.name).read_bytes(), f"{wave} {path.name}"
                figures += 1
    assert figures > 20, figures
    assert tables > 20, tables
    return f"{figures} files of figures and {tables} tables: the same from script and notebooks"


def _tables(notebook: Path) -> set[str]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    found = set()
    for cell in cells:
        for output in cell.get("outputs", []):
            found.add(_even("".join(output.get("data", {}).get("text/html", []))))
    return found


def _even(text: str) -> str:
    return " ".join(unescape(text).split())


if __name__ == "__main__":
    main()
