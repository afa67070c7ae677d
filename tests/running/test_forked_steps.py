"""Steps in processes of their own: what they print and raise comes back, a death is told."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bilan.engine import shut_down
from bilan.project.errors import BilanError, UsageError
from bilan.running import forked_steps
from bilan.running.step import Step

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True, scope="module")
def _no_process_left() -> Iterator[None]:
    yield
    shut_down()


def step(does: str, **arguments: object) -> Step:
    return Step("s", does, (), (), arguments)


def test_a_step_runs_in_another_process(tmp_path: Path) -> None:
    made = tmp_path / "made"
    code = f"import os; open({str(made)!r}, 'w').write(str(os.getpid()))"
    forked_steps.run_forked(_exec(code))
    assert int(made.read_text()) != os.getpid()


def _exec(code: str) -> Step:
    """A step that runs a piece of code: `timeit` takes it by keyword."""
    return step("timeit:timeit", stmt=code, number=1)


def test_what_it_prints_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    forked_steps.run_forked(_exec("print('dit « ceci »')"))
    assert capsys.readouterr().out == "dit « ceci »\n"


def test_what_it_raises_is_raised() -> None:
    with pytest.raises(UsageError) as error:
        forked_steps.run_forked(step("bilan.survey.wave:read_wave", name="1999"))
    assert str(error.value).startswith("unknown wave: 1999\n  expected: one of ")


def test_what_cannot_travel_is_told() -> None:
    code = "class Own(Exception):\n    pass\nraise Own('gone')"
    with pytest.raises(RuntimeError, match="Own: gone"):
        forked_steps.run_forked(_exec(code))


def test_a_process_that_dies_is_told() -> None:
    with pytest.raises(BilanError, match="the process of the step s died"):
        forked_steps.run_forked(_exec("import os, signal; os.kill(os.getpid(), signal.SIGKILL)"))


def test_a_light_step_runs_in_a_new_interpreter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = tmp_path / "made"
    forked_steps.run_aside(
        _exec(f"import os; print('é'); open({str(made)!r}, 'w').write(str(os.getpid()))")
    )
    assert int(made.read_text()) != os.getpid()
    assert capsys.readouterr().out == "é\n"
    with pytest.raises(UsageError, match="unknown wave: 1999"):
        forked_steps.run_aside(step("bilan.survey.wave:read_wave", name="1999"))
    with pytest.raises(BilanError, match="the process of the step s died"):
        forked_steps.run_aside(_exec("import os, signal; os.kill(os.getpid(), signal.SIGKILL)"))


def test_two_steps_run_at_once(tmp_path: Path) -> None:
    """Each waits for a file that the other makes."""
    names = [str(tmp_path / "one"), str(tmp_path / "two")]
    code = (
        "import time, pathlib\npathlib.Path({0!r}).touch()\n"
        "for _ in range(600):\n    if pathlib.Path({1!r}).exists():\n        break\n"
        "    time.sleep(0.05)\nelse:\n    raise TimeoutError\n"
    )
    failures: list[BaseException] = []

    def run(mine: str, other: str) -> None:
        try:
            forked_steps.run_forked(_exec(code.format(mine, other)))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=pair) for pair in (names, names[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.parametrize("warm", [True, False])
def test_only_some_steps_leave_the_process(warm: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(forked_steps, "run_forked", lambda s: sent.append(("forked", s.does)))
    monkeypatch.setattr(forked_steps, "run_aside", lambda s: sent.append(("aside", s.does)))
    monkeypatch.setattr("bilan.engine.warm.is_warm", lambda: warm)
    for does in ("bilan.running.steps.data:responses", "bilan.running.steps.check:check"):
        forked_steps.run_here(step(does, wave="2014"))
    forked_steps.run_here(step("bilan.survey.wave:read_wave", name="2014"))
    assert sent == [
        ("forked", "bilan.running.steps.data:responses"),
        ("forked" if warm else "aside", "bilan.running.steps.check:check"),
    ]
