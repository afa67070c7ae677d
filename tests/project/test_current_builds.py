"""Whether what was built is current: after a change of data, of code, of the file itself."""

import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from elsewhere import build_elsewhere

from bilan.project import current_builds
from bilan.project.code_dependencies import meaning
from bilan.project.current_builds import (
    as_a_run,
    is_current,
    require_current,
    require_loaded,
    unlike_the_lock,
    why_stale,
)
from bilan.project.errors import DataError, StorageError, UsageError
from bilan.project.file_stamps import signatures
from bilan.running import dag
from bilan.running.build_lock import alone
from bilan.running.dag import run_steps
from bilan.running.step import Step
from bilan.running.up_to_date import bring_up_to_date, needed

CODE = "VALUE = {}\n"


def copy(source: str, target: str) -> None:
    text = Path(source).read_text()
    if "wrong" in text:
        raise DataError(f"{Path(source).name} is wrong")
    Path(target).write_text(text)


class Build:
    """source → first → second, the first of which rests on a module too."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.state = folder, folder / "_build" / "etat.json"
        self.source, self.code = folder / "source", folder / "bilan" / "module.py"
        self.first, self.second = folder / "first", folder / "second"
        self.ran: list[str] = []

    @property
    def steps(self) -> list[Step]:
        return [
            self._step("first", (self.source, self.code), self.first),
            self._step("second", (self.first,), self.second),
        ]

    def _step(self, name: str, needs: tuple[Path, ...], makes: Path) -> Step:
        asked = {"source": str(needs[0]), "target": str(makes)}
        return Step(name, "project.test_current_builds:copy", needs, (makes,), asked)

    def make(self) -> None:
        done = run_steps(self.steps, selected=["second"], jobs=1, say=lambda _: None)
        assert done.failure is None

    def bring(self) -> list[str]:
        """Bring the second file up to date; the steps that ran."""

        def perform(step: Step) -> None:
            self.ran.append(step.name)
            step.run()

        self.ran = []
        bring_up_to_date(self.steps, ["second"], perform=perform)
        return self.ran

    def why(self, path: Path | None = None) -> str:
        return why_stale(path or self.second, state=self.state)


def install(site: Path, *names: str) -> None:
    """Packages of an environment, in place of those that were there."""
    shutil.rmtree(site, ignore_errors=True)
    for name in names:
        (site / f"{name}.dist-info").mkdir(parents=True)


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    made = Build(tmp_path)
    made.code.parent.mkdir()
    site = tmp_path / "site-packages"
    install(site, "numpy-2.1", "some_tool-1.0")
    for module, name, value in (
        (current_builds, "LOCK", tmp_path / "lock.txt"),
        (current_builds, "SITE_PACKAGES", site),
        (current_builds, "shown", lambda path: path.name),
        (current_builds, "PACKAGE", made.code.parent),
    ):
        monkeypatch.setattr(module, name, value)
    more = {"STATE": made.state, "LOCK": tmp_path / "lock.txt", "SITE_PACKAGES": site}
    build_elsewhere(monkeypatch, made.state.parent, shown=lambda path: path.name, **more)
    monkeypatch.setattr("bilan.project.code_dependencies.PACKAGE", made.code.parent)
    monkeypatch.setattr("bilan.project.code_dependencies.ROOT", tmp_path)
    made.source.write_text("data")
    made.code.write_text(CODE.format(1))
    (tmp_path / "lock.txt").write_text("numpy==2.1 \\\n    --hash=sha256:0\n")
    made.make()
    return made


Change = Callable[[Build], object]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda b: b.source.write_text("other"), "changed: source"),
        (lambda b: b.code.write_text(CODE.format(2)), "changed: module.py"),
        (lambda b: (b.folder / "lock.txt").write_text("other"), "changed: lock.txt"),
        (
            lambda b: install(b.folder / "site-packages", "numpy-2.2", "some_tool-1.0"),
            "other packages are installed",
        ),
        (lambda b: b.first.write_text("by hand"), "changed: first"),
        (lambda b: b.second.write_text("by hand"), "altered: second"),
        (lambda b: b.second.unlink(), "altered: second"),
        (lambda b: b.state.unlink(), "not made yet"),
        (lambda b: b.state.write_text("{"), "not made yet"),
        (lambda b: b.state.write_text('{"second": {"_values_:": {"made": 3}}}'), "not made yet"),
    ],
)
def test_a_change_anywhere_before_a_file_makes_it_stale(
    build: Build, change: Change, reason: str
) -> None:
    assert build.why() == ""
    change(build)
    assert build.why() == reason
    assert build.bring()
    assert build.why() == ""


@pytest.mark.parametrize(
    "change",
    [
        lambda b: os.utime(b.source),
        lambda b: install(b.folder / "site-packages", "numpy-2.1", "some_tool-2.0", "other-1"),
        lambda b: b.code.write_text(f"# another comment\n{CODE.format(1)}"),
    ],
)
def test_a_date_or_a_comment_makes_nothing_stale(build: Build, change: Change) -> None:
    change(build)
    assert build.why() == ""
    assert build.bring() == []


def test_a_package_that_is_not_the_locks_is_told(tmp_path: Path) -> None:
    lock, site = tmp_path / "lock.txt", tmp_path / "site-packages"
    lock.write_text(
        "numpy==2.1 \\\n    --hash=sha256:0\n"
        "scipy==1.17 ; python_version < '3.12' \\\n    --hash=sha256:0\n"
        "scipy==1.18 ; python_version >= '3.12' \\\n    --hash=sha256:0\n"
        "colorama==0.4 ; sys_platform == 'win32' \\\n    --hash=sha256:0\n"
    )
    install(site, "numpy-2.1", "scipy-1.18", "some_tool-1.0")
    assert unlike_the_lock(lock, site) == []
    install(site, "numpy-2.2", "scipy-1.16", "some_tool-1.0")
    assert unlike_the_lock(lock, site) == [
        "numpy 2.2 is installed, 2.1 locked",
        "scipy 1.16 is installed, 1.17 or 1.18 locked",
    ]


def test_a_step_that_failed_leaves_its_file_stale(build: Build) -> None:
    build.source.write_text("wrong")
    with pytest.raises(DataError, match="source is wrong"):
        build.bring()
    assert build.why(build.first)
    with pytest.raises(DataError, match="source is wrong"):
        build.bring()
    assert build.second.read_text() == "data"


def test_a_source_that_is_gone_makes_its_file_stale(build: Build) -> None:
    build.source.unlink()
    assert build.why() == "changed: source"
    with pytest.raises(DataError, match="source is missing"):
        build.bring()


def test_a_file_that_no_step_made_is_not_current(build: Build) -> None:
    assert build.why(build.source) == "not made yet"


def test_inside_a_run_what_is_there_is_current(build: Build) -> None:
    assert not is_current(build.second)  # the real project's memory does not know it
    with as_a_run():
        assert is_current(build.second)
        assert not is_current(build.folder / "absent")
    assert not is_current(build.second)


def test_what_must_be_current_names_the_command_that_makes_it_so(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current_builds, "why_stale", lambda path: build.why(path))
    require_current(build.second, wave="2015")
    build.source.write_text("other")
    with pytest.raises(UsageError) as refused:
        require_current(build.second, wave="2015")
    assert str(refused.value) == (
        "second is not up to date\n"
        "  found:    changed: source\n"
        "  next:     `python pipeline.py --wave 2015` makes it"
    )


def test_only_what_is_stale_is_made_and_one_line_says_so(
    build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build.bring() == []
    assert capsys.readouterr() == ("", "")
    build.source.write_text("other")
    assert build.bring() == ["first", "second"]
    assert capsys.readouterr() == ("", "not up to date, made now: first (changed: source)\n")
    assert build.second.read_text() == "other"


def test_where_nothing_is_stale_nothing_is_written_and_no_lock_is_asked_for(
    build: Build,
) -> None:
    before = signatures(path for path in build.folder.rglob("*"))
    with alone():
        assert build.bring() == []
    after = signatures(path for path in build.folder.rglob("*"))
    assert {path for path in after if after[path] != before.get(path)} <= {
        build.state.parent / "verrou"
    }


def test_another_build_may_end_first(build: Build, capsys: pytest.CaptureFixture[str]) -> None:
    build.source.write_text("other")
    held = threading.Event()

    def another() -> None:
        with alone():
            held.set()
            time.sleep(0.5)

    thread = threading.Thread(target=another)
    thread.start()
    assert held.wait(10)
    assert build.bring() == ["first", "second"]
    thread.join()
    said = capsys.readouterr().err.splitlines()
    assert said[1:] == ["another build is under way: waiting for its end"]


def test_another_build_that_does_not_end_is_told(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bilan.running.up_to_date.PATIENCE", 0.3)
    build.source.write_text("other")
    with alone(), pytest.raises(UsageError, match="another build of this project"):
        build.bring()


def test_a_checkout_that_cannot_be_written_is_told_only_where_something_is_stale(
    build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    (build.state.parent / "verrou").unlink()
    (build.state.parent / "verrou").mkdir()  # for root, who may write everywhere
    assert build.bring() == []
    build.source.write_text("other")
    with pytest.raises(StorageError) as refused:
        build.bring()
    assert str(refused.value).startswith("first cannot be made anew\n  expected: ")
    assert "changed: source" in capsys.readouterr().err


def test_code_that_changed_after_it_was_loaded_computes_nothing(build: Build) -> None:
    loaded = signatures([build.code])
    require_loaded(loaded)
    build.code.write_text(CODE.format(2))
    with pytest.raises(UsageError, match=r"^module.py changed after this kernel had loaded it"):
        require_loaded(loaded)


def test_what_this_process_loaded_is_known() -> None:
    known = current_builds.loaded_code()
    assert Path(dag.__file__) in known
    assert all(meaning(path) for path in known)


def test_steps_are_named_for_each_wave_that_has_them(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.touch()
    steps = [
        Step(name, "project.test_current_builds:copy", (), (made,))
        for name, made in (
            ("fonts", there),
            ("2014:links", there),
            ("2014:pieces", there),
            ("2015:links", there),
            ("2015:evolution", there),
            ("2015:pieces", tmp_path / "absent"),
        )
    ]
    names = ("fonts", "links", "evolution")
    assert needed(steps, ["2014"], names) == ["fonts", "2014:links"]
    assert needed(steps, ["2014", "2015"], ("links", "evolution"), there=("pieces",)) == [
        "2014:links",
        "2015:links",
        "2015:evolution",
        "2015:pieces",
    ]
