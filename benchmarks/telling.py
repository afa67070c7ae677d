"""The measures as a table and as a picture."""

import os
import platform
import re
import statistics
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import Cost
from benchmarks.ways import ROOT, Way

PAGE, PICTURE = ROOT / "benchmarks" / "README.md", ROOT / "benchmarks" / "mesures.svg"
BEGIN, END = "<!-- measures -->", "<!-- end of measures -->"
# What is held against what: our way, the other, the most that their ratio may be.
AIMS = (
    ("build", "loop whole", 1 / 7),
    ("build", "loop", 1 / 7),
    ("no-op", "thirty", 2.0),
)
SECONDS = {"sentence html": 0.5, "sentence": 0.9}


def machine() -> str:
    """The machine in a line: nothing that names it."""
    loads = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, Linux {platform.release()[:4]}, "
        f"Python {platform.python_version()}; load in the last 1, 5, 15 minutes: {loads}"
    )


def table(known: Sequence[Way], costs: dict[str, list[Cost]], memory: dict[str, float]) -> str:
    """The measures in Markdown, a line for each way, then the ratios."""
    rows = [
        f"{machine()}; {len(next(iter(costs.values())))} rounds in turn.",
        "",
        "| way | what | min s | median s | max s | processor, median s | memory, MB |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for way in known:
        taken = [cost.seconds for cost in costs[way.name]]
        used = statistics.median(cost.processor for cost in costs[way.name])
        rows.append(
            f"| {way.name} | {way.about} | {min(taken):.2f} | {statistics.median(taken):.2f} "
            f"| {max(taken):.2f} | {used:.2f} | {memory[way.name]:.0f} |"
        )
    rows += ["", "| held against each other | seconds, median | processor, median | aim |",
             "|---|---:|---:|---|"]  # fmt: skip
    for ours, other, most in AIMS:
        if ours in costs and other in costs:
            both = list(zip(costs[ours], costs[other], strict=True))
            seconds = statistics.median(a.seconds / b.seconds for a, b in both)
            used = statistics.median(a.processor / b.processor for a, b in both)
            rows.append(f"| {ours} / {other} | {seconds:.2f} | {used:.2f} | ≤ {most:.2f} |")
    for name, most in SECONDS.items():
        if name in costs:
            rows.append(f"| {name} | {statistics.median(c.seconds for c in costs[name]):.2f} s "
                        f"| {statistics.median(c.processor for c in costs[name]):.2f} s "
                        f"| ≤ {most} s |")  # fmt: skip
    return "\n".join(rows)


def write(known: Sequence[Way], costs: dict[str, list[Cost]], told: str) -> None:
    """Put the table between its marks in the page, and draw the picture."""
    before = PAGE.read_text(encoding="utf-8")
    if BEGIN not in before:
        before += f"\n{BEGIN}\n{END}\n"
    block = f"{BEGIN}\n\n{told}\n\n![Seconds by way, on a logarithmic scale](mesures.svg)\n\n{END}"
    after = re.sub(f"{BEGIN}.*{END}", lambda _: block, before, flags=re.DOTALL)
    PAGE.write_text(after, encoding="utf-8")
    draw(known, costs, PICTURE)


def draw(known: Sequence[Way], costs: dict[str, list[Cost]], path: Path) -> None:
    """A bar from the shortest to the longest of each way, a dot at the median."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": "mesures", "svg.fonttype": "none"}):
        figure = Figure(figsize=(8, 0.32 * len(known) + 1), layout="constrained")
        axes = figure.add_subplot()
        for row, way in enumerate(reversed(known)):
            taken = [cost.seconds for cost in costs[way.name]]
            middle = statistics.median(taken)
            axes.plot([min(taken), max(taken)], [row, row], color="#6a6af4", linewidth=5)
            axes.plot([middle], [row], "o", color="#000091")
            axes.annotate(f"{middle:.2f} s", (max(taken), row), xytext=(6, -3),
                          textcoords="offset points", fontsize=8)  # fmt: skip
        axes.set_yticks(range(len(known)), [way.about for way in reversed(known)], fontsize=8)
        axes.set_xscale("log")
        axes.set_xlabel("seconds (bar: shortest to longest round; dot: median)", fontsize=8)
        axes.spines[["top", "right"]].set_visible(False)
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
