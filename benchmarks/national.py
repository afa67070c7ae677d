"""What the work of a wave costs as the number of schools grows to that of the country.

`python -m benchmarks.national`, after a build: reading and estimates, then the sheets of schools,
for more and more schools; then one process and two at once on the same sheets, against a model.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Sequence

import numpy as np

NUMBERS = (130, 500, 2000, 5000, 11_000)
SAMPLE = 150  # sheets made at each size
WORKERS = (1, 2)
ROUNDS = 3
SHEETS = 300  # sheets shared between the workers


def study_of(schools: int) -> "tuple[object, float, float]":
    """A national study, and seconds of processor for reading it and for estimating it."""
    import tempfile
    from pathlib import Path

    from bilan.estimation.estimates import estimate
    from bilan.estimation.study import Study, open_study
    from bilan.responses.responses import read_responses, write_responses
    from bilan.survey.indicators import indicators_in
    from bilan.survey.wave import read_wave
    from tools.simulation.national import national_frame, national_responses

    wave = read_wave("2014")
    one = open_study(wave.name).responses
    made = national_responses(one, national_frame(schools))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reponses.csv"
        path.write_text(write_responses(made), encoding="utf-8")
        start = time.process_time()
        read = read_responses(path, wave="2014", questions=made.questions, frame=made.frame)
        between = time.process_time()
    table = estimate(read, indicators_in("2014"))
    return Study(wave, read, table), between - start, time.process_time() - between


def sheets(study: object, number: int, *, first: int = 0) -> tuple[float, float, float]:
    """Seconds of processor for what all sheets share, then per sheet for its facts, its files."""
    from bilan.assembly.fonts import prepare_fonts
    from bilan.project.paths import FONTS
    from bilan.report.sheets.build import make_batch
    from bilan.report.sheets.facts import Facts

    start = time.process_time()
    facts = Facts(study)  # type: ignore[arg-type]
    facts.of(facts.schools[0])
    ready = time.process_time()
    asked = facts.schools[first : first + number]
    fiches = [facts.of(uai) for uai in asked]
    told = time.process_time()
    make_batch(fiches, fonts=prepare_fonts(FONTS), epoch=0)
    return (
        ready - start,
        (told - ready) / len(asked),
        (time.process_time() - told) / len(asked),
    )


def growth() -> None:
    """Print what each size costs, and the slopes."""
    print("| schools | reading s | estimates s | shared s | facts, ms a sheet | files, ms a sheet "
          "| memory MB |\n|---:|---:|---:|---:|---:|---:|---:|")  # fmt: skip
    rows = []
    for schools in NUMBERS:
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.national", "size", str(schools)],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        rows.append([float(part) for part in told.split()])
        n, read, estimated, shared, facts, files, memory = rows[-1]
        print(f"| {n:.0f} | {read:.2f} | {estimated:.2f} | {shared:.2f} | {facts * 1000:.2f} "
              f"| {files * 1000:.1f} | {memory:.0f} |", flush=True)  # fmt: skip
    known = np.array(rows)
    for name, values in (
        ("reading and estimates", known[:, 1] + known[:, 2]),
        ("sheets", known[:, 0] * (known[:, 4] + known[:, 5])),
    ):
        slope, base = np.polyfit(known[:, 0], values, 1)
        power = np.polyfit(np.log(known[-3:, 0]), np.log(values[-3:]), 1)[0]
        print(f"{name}: {slope * 1000:.2f} s for each 1,000 schools more, {base:.2f} s to begin; "
              f"from 2,000 to 11,000 schools the cost grows as n^{power:.2f}")  # fmt: skip
    print(f"{1 / (known[-1, 4] + known[-1, 5]):.1f} sheets a second and core at 11,000 schools")


def size(schools: int) -> None:
    """Print the costs of one size: measured in a process of its own, for its memory."""
    study, read, estimated = study_of(schools)
    shared, facts, files = sheets(study, SAMPLE)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(schools, read, estimated, shared, facts, files, memory)


def model() -> None:
    """Print what workers do, and what the model says of two from one, then of ten.

    The shortest of some rounds in turn: what else the machine does only adds to it.
    """
    seconds: dict[int, list[float]] = {workers: [] for workers in WORKERS}
    alone: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        for workers in WORKERS:
            number = str(SHEETS // workers)
            commands = [
                [sys.executable, "-m", "benchmarks.national", "worker", number, str(rank)]
                for rank in range(workers)
            ]
            start = time.perf_counter()
            running = [subprocess.Popen(c, stdout=subprocess.PIPE) for c in commands]
            told = [process.communicate()[0].decode().split() for process in running]
            seconds[workers].append(time.perf_counter() - start)
            if workers == 1:
                alone.append((float(told[0][0]), float(told[0][1])))
    before, each = (min(values) for values in zip(*alone, strict=True))
    print(f"one worker: {before:.1f} s before the first sheet, {each * 1000:.1f} ms a sheet")
    for workers in (*WORKERS, 10):
        said = before + each * SHEETS / workers
        known = min(seconds.get(workers, [0.0]))
        verdict = f"measured {known:.1f} s: {said / known - 1:+.0%}" if known else "projected"
        whole = before + each * 11_000 / workers
        print(f"{workers} workers: {said:.1f} s for {SHEETS} sheets ({verdict}); "
              f"{whole:.0f} s for 11,000")  # fmt: skip


def worker(number: int, rank: int) -> None:
    """Make some sheets of a national study; seconds that pass before the first, and for each."""
    start = time.perf_counter()
    from bilan.assembly.fonts import prepare_fonts
    from bilan.project.paths import FONTS
    from bilan.report.sheets.build import make_batch
    from bilan.report.sheets.facts import Facts

    study, _, _ = study_of(NUMBERS[2])
    facts, fonts = Facts(study), prepare_fonts(FONTS)  # type: ignore[arg-type]
    facts.of(facts.schools[0])  # what all sheets share
    begun = time.perf_counter()
    asked = facts.schools[number * rank : number * (rank + 1)]
    make_batch([facts.of(uai) for uai in asked], fonts=fonts, epoch=0)
    print(begun - start, (time.perf_counter() - begun) / number)


def main(arguments: Sequence[str]) -> None:
    """Measure."""
    if not arguments:
        growth()
        model()
    elif arguments[0] == "model":
        model()
    elif arguments[0] == "size":
        size(int(arguments[1]))
    else:
        worker(int(arguments[1]), int(arguments[2]))


if __name__ == "__main__":
    main(sys.argv[1:])
