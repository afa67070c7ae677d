"""Which steps run, why, and what a stop, a failure or a damaged memory leaves."""

import json
import os
import threading
import time
from pathlib import Path

import pytest
from elsewhere import build_elsewhere

from bilan.project.errors import DataError, NotebookError, UsageError
from bilan.project.file_stamps import stamp
from bilan.project.paths import NOTEBOOKS, PACKAGE
from bilan.running.build_lock import alone
from bilan.running.dag import run_steps, why
from bilan.running.failures import explain
from bilan.running.step import Step

from . import small_dag
from .small_dag import join_step, reasons, run, step

build = small_dag.build  # a fixture

BARRIER = threading.Barrier(2, timeout=10)


# What the steps of these tests do


def join(sources: list[str], target: str) -> None:
    Path(target).write_text("+".join(Path(source).read_text() for source in sources))


def first_letter(source: str, target: str) -> None:
    Path(target).write_text(Path(source).read_text()[:1])


def fail_on(word: str, source: str, target: str) -> None:
    if word in Path(source).read_text():
        raise DataError(f"{Path(source).name} is wrong")
    Path(target).write_text("made")


def fail_late() -> None:
    time.sleep(0.3)
    raise DataError("late is wrong")


def nothing(target: str) -> None:
    assert not Path(target).exists()


def meet(target: str) -> None:
    BARRIER.wait()
    Path(target).write_text("met")


def remember(state: str, target: str) -> None:
    Path(target).write_text(Path(state).read_text())


@pytest.fixture
def diamond(tmp_path: Path) -> list[Step]:
    """Four steps: letter → left and right → both, stated in another order."""
    source, letter, left, right, both = (
        tmp_path / name for name in ("source", "letter", "left", "right", "both")
    )
    return [
        join_step("both", [left, right], both),
        join_step("left", [letter], left),
        join_step("right", [letter, source], right),
        step("letter", "first_letter", [source], letter, source=str(source), target=str(letter)),
    ]


# Reasons


def test_the_first_run_makes_all_in_order(diamond: list[Step], tmp_path: Path) -> None:
    done = run(diamond, "both")
    assert [name for name, _, _ in done.ran][::3] == ["letter", "both"]
    assert set(reasons(done).values()) == {"first run"}
    assert (tmp_path / "both").read_text() == "a+a+abc"


def test_what_is_up_to_date_does_not_run(diamond: list[Step]) -> None:
    run(diamond, "both")
    assert run(diamond, "both").ran == ()
    assert {why(diamond, name.name) for name in diamond} == {""}


def test_only_what_is_selected_and_what_it_rests_on_runs(diamond: list[Step]) -> None:
    assert list(reasons(run(diamond, "left"))) == ["letter", "left"]


def test_a_step_that_waits_for_none_may_be_selected_before_others(diamond: list[Step]) -> None:
    assert set(reasons(run(diamond, "letter", "left", "left", "right"))) == {
        "letter",
        "left",
        "right",
    }


def test_a_change_runs_what_depends_on_its_content(diamond: list[Step], tmp_path: Path) -> None:
    run(diamond, "both")
    (tmp_path / "source").write_text("abd")
    assert why(diamond, "letter") == "changed: source"
    # the letter is the same as before: left does not run again
    assert reasons(run(diamond, "both")) == {
        "letter": "changed: source",
        "right": "changed: source",
        "both": "changed: right",
    }
    assert (tmp_path / "both").read_text() == "a+a+abd"


def test_several_changes_are_counted(diamond: list[Step], tmp_path: Path) -> None:
    run(diamond, "both")
    (tmp_path / "source").write_text("xbc")
    assert reasons(run(diamond, "both"))["right"] == "changed: letter +1"


def test_a_new_datealone_is_no_change(diamond: list[Step], tmp_path: Path) -> None:
    run(diamond, "both")
    for name in ("source", "letter", "both"):
        os.utime(tmp_path / name, (1, 1))
    assert run(diamond, "both").ran == ()


def test_the_lock_of_the_environment_is_a_need(diamond: list[Step], tmp_path: Path) -> None:
    run(diamond, "both")
    (tmp_path / "lock.txt").write_text("other versions")
    assert reasons(run(diamond, "left"))["letter"] == "changed: lock.txt"


def test_a_missing_product_is_made_again(diamond: list[Step], tmp_path: Path) -> None:
    run(diamond, "both")
    (tmp_path / "left").unlink()
    assert why(diamond, "left") == "missing: left"
    assert reasons(run(diamond, "both")) == {"left": "missing: left"}
    assert (tmp_path / "left").read_text() == "a"


def test_a_product_that_was_altered_is_made_again(diamond: list[Step], tmp_path: Path) -> None:
    run(diamond, "both")
    (tmp_path / "both").write_text("by hand")
    assert why(diamond, "both") == "its product was altered: both"
    assert reasons(run(diamond, "both")) == {"both": "its product was altered: both"}
    assert (tmp_path / "both").read_text() == "a+a+abc"


@pytest.mark.parametrize("replaced", [False, True])
@pytest.mark.parametrize("name", ["source", "both"])
def test_another_content_of_the_same_size_and_date_is_seen(
    diamond: list[Step], tmp_path: Path, name: str, replaced: bool
) -> None:
    """What `cp -p` writes into a file, and what `rsync -t` puts in its place."""
    run(diamond, "both")
    path = tmp_path / name
    before, text = path.stat(), path.read_text()
    written = tmp_path / "beside" if replaced else path
    written.write_text(text.replace("a", "z"))
    os.utime(written, ns=(before.st_atime_ns, before.st_mtime_ns))
    written.replace(path)
    after = path.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert name in [reason.rpartition(" ")[2] for reason in reasons(run(diamond, "both")).values()]
    assert (tmp_path / "both").read_text() == ("z+z+zbc" if name == "source" else "a+a+abc")


def test_other_arguments_are_a_reason(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "t"

    def stated(word: str) -> list[Step]:
        return [
            step(
                "s", "fail_on", [source], target, word=word, source=str(source), target=str(target)
            )
        ]

    run(stated("x"), "s")
    assert run(stated("x"), "s").ran == ()
    assert why(stated("y"), "s") == "arguments changed"
    assert reasons(run(stated("y"), "s")) == {"s": "arguments changed"}


def test_a_need_more_and_a_need_less_are_reasons(tmp_path: Path) -> None:
    other, target = tmp_path / "other", tmp_path / "t"
    other.write_text("o")
    one = [join_step("s", [tmp_path / "source"], target)]
    two = [Step("s", one[0].does, (*one[0].needs, other), one[0].makes, one[0].arguments)]
    run(one, "s")
    assert reasons(run(two, "s")) == {"s": "new need: other"}
    assert reasons(run(one, "s")) == {"s": "no longer needed: other"}


def test_forced_runs_all_that_was_asked(diamond: list[Step]) -> None:
    run(diamond, "both")
    assert reasons(run(diamond, "left", force=True)) == {"letter": "forced", "left": "forced"}
    assert run(diamond, "both").ran == ()


def test_why_before_anything_was_made(diamond: list[Step]) -> None:
    assert why(diamond, "letter") == "first run"
    assert why(diamond, "both") == "first run"


def test_why_when_what_is_needed_was_removed(diamond: list[Step], tmp_path: Path) -> None:
    run(diamond, "both")
    (tmp_path / "left").unlink()
    assert why(diamond, "both") == "not yet made: left"


def test_why_of_an_unknown_step(diamond: list[Step]) -> None:
    with pytest.raises(UsageError) as error:
        why(diamond, "2016:html")
    assert str(error.value) == (
        "unknown step: 2016:html\n  next:     `python pipeline.py list` names them"
    )


def test_each_line_gives_step_seconds_and_reason(diamond: list[Step]) -> None:
    lines: list[str] = []
    run_steps(diamond, selected=["left"], jobs=1, say=lines.append)
    assert [line.split() for line in lines] == [
        ["letter", lines[0].split()[1], "s", "first", "run"],
        ["left", lines[1].split()[1], "s", "first", "run"],
    ]


def test_a_step_rests_on_its_code_and_on_that_of_its_notebook() -> None:
    notebook = NOTEBOOKS / "01_pilotage.ipynb"
    stated = Step("n", "bilan.running.steps.notebooks:execute", (notebook,), ())
    for name in (
        "running/notebook_run.py",
        "running/steps/notebooks.py",
        "illustrations/plot_shares.py",
        "estimation/estimates.py",
    ):
        assert PACKAGE / name in stated.rests_on


# Failures


def failing(tmp_path: Path) -> list[Step]:
    source, first, second, third = (tmp_path / name for name in ("source", "1", "2", "3"))
    return [
        join_step("first", [source], first),
        step("second", "fail_on", [first], second, word="c", source=str(first), target=str(second)),
        join_step("third", [second], third),
    ]


def test_a_failed_step_stops_what_rests_on_it_and_is_redone(tmp_path: Path) -> None:
    steps = failing(tmp_path)
    done = run(steps, "third")
    assert [name for name, _, _ in done.ran] == ["first"]
    assert isinstance(done.failure, DataError)
    assert str(done.failure) == "1 is wrong"
    assert not (tmp_path / "3").exists()
    assert why(steps, "second") == "first run"
    assert isinstance(run(steps, "third").failure, DataError)  # not forgotten
    (tmp_path / "source").write_text("ab")
    assert reasons(run(steps, "third")) == {
        "first": "changed: source",
        "second": "first run",
        "third": "first run",
    }


def test_a_step_that_failed_after_it_had_passed_keeps_being_redone(tmp_path: Path) -> None:
    (tmp_path / "source").write_text("ab")
    steps = failing(tmp_path)
    assert run(steps, "third").failure is None
    (tmp_path / "source").write_text("abc")
    for _ in range(2):
        assert isinstance(run(steps, "third").failure, DataError)
        assert why(steps, "second") != ""


def test_a_step_that_does_not_make_its_product_is_a_fault(tmp_path: Path) -> None:
    target = tmp_path / "t"
    done = run([step("s", "nothing", [], target, target=str(target))], "s")
    assert isinstance(done.failure, RuntimeError)
    assert str(done.failure) == "s did not make t"


def test_a_source_that_is_missing_is_told_before_anything_runs(
    diamond: list[Step], tmp_path: Path
) -> None:
    (tmp_path / "source").unlink()
    with pytest.raises(DataError) as error:
        run(diamond, "both")
    assert str(error.value) == (
        "source is missing\n"
        "  expected: the file that the step right reads\n"
        "  next:     put it back, or mend what names it"
    )
    assert not (tmp_path / "letter").exists()


# The memory of what was made


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"letter": 3}'])
def test_a_damaged_memory_starts_anew(diamond: list[Step], build: Path, content: bytes) -> None:
    run(diamond, "both")
    (build / "etat.json").write_bytes(content)
    assert set(reasons(run(diamond, "both")).values()) == {"first run"}
    assert run(diamond, "both").ran == ()


def test_a_step_is_remembered_as_soon_as_it_is_made(
    diamond: list[Step], build: Path, tmp_path: Path
) -> None:
    """What a kill in the middle of a later step finds on the disk."""
    state, target = str(build / "etat.json"), tmp_path / "t"
    needs = [tmp_path / "letter"]
    last = step("last", "remember", needs, target, state=state, target=str(target))
    run([*diamond, last], "last")
    assert list(json.loads(target.read_text().partition("\n")[2])) == ["letter"]


def test_two_runs_at_once_are_refused(diamond: list[Step], tmp_path: Path) -> None:
    with alone(), pytest.raises(UsageError) as error:
        run(diamond, "both")
    assert str(error.value) == (
        "another build of this project is under way\n"
        "  next:     wait for its end, then run the same command again"
    )
    assert error.value.exit_code == 2
    assert not (tmp_path / "letter").exists()
    assert reasons(run(diamond, "letter")) == {"letter": "first run"}


# Several jobs


def test_two_jobs_make_the_same_as_one(diamond: list[Step], tmp_path: Path, build: Path) -> None:
    made: list[tuple[object, ...]] = []
    for jobs in (1, 2):
        done = run(diamond, "both", jobs=jobs)
        names = ("letter", "left", "right", "both")
        made.append((reasons(done), *((tmp_path / name).read_text() for name in names)))
        for name in names:
            (tmp_path / name).unlink()
        (build / "etat.json").unlink()
    assert made[0] == made[1]


def test_two_jobs_run_two_steps_at_once(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    steps = [step(path.name, "meet", [], path, target=str(path)) for path in (one, two)]
    assert set(reasons(run(steps, "one", "two", jobs=2))) == {"one", "two"}


# What its reader is told


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (UsageError("no such wave"), 2, "error: no such wave\n"),
        (NotebookError("cell 3", found="x"), 4, "error: cell 3\n  found:    x\n"),
        (KeyboardInterrupt(), 130, "stopped; the next run goes on from what is whole\n"),
    ],
)
def test_a_user_error_is_one_message(
    error: BaseException, code: int, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert explain(error) == code
    assert capsys.readouterr() == ("", text)


def test_a_fault_keeps_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(IndexError) as error:
        _ = [][0]
    assert explain(error.value) == 70
    assert capsys.readouterr().err.startswith("Traceback (most recent call last):\n")


def test_a_product_is_stamped_with_its_content(tmp_path: Path) -> None:
    path = tmp_path / "p"
    assert stamp(path) is None
    path.write_text("x")
    known = stamp(path)
    assert known is not None
    time.sleep(0.01)
    path.write_text("x")
    assert (stamp(path, known) or [])[-1] == known[-1]
    path.write_text("y")
    assert (stamp(path, known) or [])[-1] != known[-1]


def test_a_comment_in_the_code_makes_nothing_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "bilan"
    package.mkdir()
    module = package / "m.py"
    module.write_text("def f():\n    return 1\n", encoding="utf-8")
    monkeypatch.setattr("bilan.project.code_dependencies.PACKAGE", package)
    build_elsewhere(monkeypatch, tmp_path / "_build", code_of=lambda *_: (module,))
    steps = [join_step("s", [tmp_path / "source"], tmp_path / "t")]
    run(steps, "s")
    module.write_text('def f():\n    "Says one."\n    return 1  # one\n', encoding="utf-8")
    assert why(steps, "s") == ""
    assert run(steps, "s").ran == ()
    module.write_text("def f():\n    return 2\n", encoding="utf-8")
    assert reasons(run(steps, "s")) == {"s": "changed: m.py"}


def test_a_step_can_be_run_elsewhere(tmp_path: Path) -> None:
    done: list[str] = []

    def elsewhere(step: Step) -> None:
        done.append(step.name)
        step.run()

    steps = [join_step("s", [tmp_path / "source"], tmp_path / "t")]
    ran = run_steps(steps, selected=["s"], jobs=1, say=done.append, perform=elsewhere)
    assert done[0] == "s"
    assert set(ran.starts) == {"s"}
    assert (tmp_path / "t").read_text() == "abc"


def test_of_two_failures_the_first_step_speaks(tmp_path: Path) -> None:
    """Whichever of two threads failed first, the message is the same."""
    one, two = tmp_path / "1", tmp_path / "2"
    source = tmp_path / "source"
    steps = [
        step("late", "fail_late", [source], one),
        step("soon", "fail_on", [source], two, word="a", source=str(source), target=str(two)),
    ]
    assert str(run(steps, "late", "soon", jobs=2).failure) == "late is wrong"
