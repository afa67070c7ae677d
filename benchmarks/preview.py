"""How long the preview takes from the save of a chapter to the new page.

`python -m benchmarks.preview [SAVES]`, in a copy of the project. The clock runs from the save until
who waits is told of the new page: the look at the files, twenty times a second, is in it.
"""

import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.ways import PIPELINE, copy_project, quietly

SAVES = 20


def main(saves: int) -> None:
    """Measure and tell."""
    with tempfile.TemporaryDirectory(prefix="bilan-mesures-") as name:
        folder = copy_project(Path(name) / "project")
        quietly([*PIPELINE, "--wave", "2014", "--format", "html"], folder)
        code = f"from benchmarks.preview import watch; watch({saves})"
        print(quietly([sys.executable, "-c", code], folder), end="")


def watch(saves: int) -> None:
    """Save a chapter time after time, and print how long each new page took."""
    from bilan.project.files import replace_text
    from bilan.project.paths import REPORT
    from bilan.review.preview.state import PreviewState

    chapter = REPORT / "2014" / "01-contexte.qmd"
    text = chapter.read_text(encoding="utf-8")
    state = PreviewState("2014")
    state.look()
    thread = threading.Thread(target=state.follow, args=(lambda _: None,), daemon=True)
    thread.start()
    taken, processor = [], []
    for number in range(saves):
        time.sleep(0.3 + 0.1 * number / saves)  # anywhere between two looks at the files
        version = state.page.version
        start, used = time.perf_counter(), time.process_time()
        replace_text(chapter, f"{text}\nUne phrase de plus{' encore' * (number + 1)}.\n")
        state.wait(version, seconds=10)
        taken.append(time.perf_counter() - start)
        processor.append(time.process_time() - used)
        assert state.page.composed
        assert f"plus{' encore' * (number + 1)}.".encode() in state.page.html
    state.close()
    thread.join()
    print(f"{saves} saves, from save to page: min {min(taken):.2f}, median "
          f"{statistics.median(taken):.2f}, max {max(taken):.2f} s; of which this process computes "
          f"{statistics.median(processor):.2f} s")  # fmt: skip


if __name__ == "__main__":
    main(int(dict(enumerate(sys.argv)).get(1, SAVES)))
