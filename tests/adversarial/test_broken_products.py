"""Campaigns can fail: a product in which a rule is broken is found."""

from pathlib import Path

from tests.adversarial.copies import Copy
from tests.adversarial.disturbances import few_descriptors, limited_file_size, two_at_once
from tests.adversarial.kills import kill_builds

HALF_WRITTEN = """
import pathlib, time
for name in ("_site", "_build"): pathlib.Path(name).mkdir(exist_ok=True)
with open("_site/page.html", "w") as page:
    for _ in range(20):
        page.write("x" * 10_000); page.flush(); time.sleep(0.1)
"""
LEFT_RUNNING = """
import subprocess, time
subprocess.Popen(["sleep", "12"], start_new_session=True); time.sleep(2)
"""
BREAKS = """
import pathlib
pathlib.Path("_build").mkdir(exist_ok=True)
pathlib.Path("_build/etat.json").write_text("{}")
raise RuntimeError("a fault")
"""


def product(folder: Path, code: str) -> Copy:
    """A project whose pipeline does that."""
    (folder / "pipeline.py").write_text(code)
    (folder / "_site").mkdir()
    (folder / "_build").mkdir()
    return Copy(folder)


def told(faults: list[str]) -> str:
    return "\n".join(faults)


def test_a_page_written_in_place_is_found_by_a_kill(tmp_path: Path) -> None:
    copy = product(tmp_path, HALF_WRITTEN)
    assert copy.run()[0] == 0
    found = kill_builds(copy, times=2, seed=1, say=lambda _: None)
    assert "not as undisturbed" in told(found.faults)


def test_a_process_left_running_is_found_by_a_kill(tmp_path: Path) -> None:
    found = kill_builds(product(tmp_path, LEFT_RUNNING), times=1, seed=1, say=lambda _: None)
    assert "left running" in told(found.faults)


def test_a_traceback_is_found_by_each_disturbance(tmp_path: Path) -> None:
    copy = product(tmp_path, BREAKS)
    assert "RuntimeError" in told(limited_file_size(copy, 60_000))
    assert "RuntimeError" in told(few_descriptors(copy, 64))
    assert "two at once" in told(two_at_once(copy))
