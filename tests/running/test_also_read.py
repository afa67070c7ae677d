"""A step is stale when anything that it opened changed, stated or not."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bilan.project.errors import DataError
from bilan.project.opened import Opened
from bilan.running.also_read import also_read
from bilan.running.dag import why
from bilan.running.step import Step

from . import small_dag
from .small_dag import reasons, run, step

build = small_dag.build  # a fixture


def gather(folder: str, target: str) -> None:
    """Read an optional file, the files of a folder, and say all in one."""
    at = Path(folder)
    try:
        text = (at / "optional").read_text()
    except FileNotFoundError:
        text = "none"
    Path(target).write_text("+".join([text, *(p.read_text() for p in sorted(at.glob("*.csv")))]))


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Step]:
    monkeypatch.setattr(Opened, "__init__", _of_project(Opened.__init__, tmp_path))
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.csv").write_text("a")
    named = {"folder": str(folder), "target": str(tmp_path / "t")}
    gathering = Step("s", "running.test_also_read:gather", (), (tmp_path / "t",), named)
    assert run([gathering], "s").failure is None
    return [gathering]


def _of_project(made: Callable[..., None], project: Path) -> Callable[..., None]:
    return lambda self, *given, **_: made(self, *given, project=project)


@pytest.mark.parametrize(
    ("change", "named", "text"),
    [
        (lambda at: (at / "a.csv").write_text("b"), "a.csv", "none+b"),
        (lambda at: (at / "b.csv").write_text("b"), "folder", "none+a+b"),
        (lambda at: (at / "a.csv").unlink(), "a.csv", "none"),
        (lambda at: (at / "optional").write_text("o"), "folder +1", "o+a"),
    ],
)
def test_a_change_of_what_was_opened_makes_a_step_stale(
    steps: list[Step], tmp_path: Path, change: Callable[[Path], object], named: str, text: str
) -> None:
    assert why(steps, "s") == ""
    assert run(steps, "s").ran == ()
    change(tmp_path / "folder")
    assert why(steps, "s").startswith(f"changed: {named}")
    assert reasons(run(steps, "s"))["s"].startswith(f"changed: {named}")
    assert (tmp_path / "t").read_text() == text
    assert run(steps, "s").ran == ()


def test_what_was_opened_and_does_not_count_makes_nothing_stale(
    steps: list[Step], tmp_path: Path
) -> None:
    (tmp_path / "folder" / ".a.csv.swp").write_text("an editor's own")
    (tmp_path / "elsewhere").write_text("x")
    assert run(steps, "s").ran == ()


def test_a_step_may_not_open_what_another_makes_without_saying_so(tmp_path: Path) -> None:
    opening = step("s", "join", [], tmp_path / "t")
    seen = Opened(files={str(tmp_path / "made"): None})
    with pytest.raises(DataError) as refused:
        also_read(opening, seen, needs=(), makers={str(tmp_path / "made"): "maker"})
    assert str(refused.value) == (
        f"s opens {tmp_path}/made, which the step maker makes\n"
        "  expected: only what pipeline.py says that the step needs\n"
        "  next:     open another file, or state it in pipeline.py, at s"
    )
    assert also_read(opening, seen, needs=(tmp_path / "made",), makers={}).files == {}


# A folder that a step fills


def fill(folder: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    (Path(folder) / "below").mkdir(parents=True)
    for name in ("manifest", "below/page"):
        (Path(folder) / name).write_text(name)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda at: (at / "below" / "page").unlink(), "below/page"),
        (lambda at: (at / "below" / "page").write_text("Below/page"), "below/page"),
        (lambda at: (at / "below" / "page").write_text("cut"), "below/page"),
        (lambda at: (at / "below" / "stray").write_text("x"), "below/stray"),
        (lambda at: (at / ".hidden").write_text("x"), ".hidden"),
        (lambda at: shutil.rmtree(at / "below"), "below/page"),
    ],
)
def test_a_folder_that_a_step_fills_holds_nothing_else(
    tmp_path: Path, change: Callable[[Path], object], named: str
) -> None:
    site = tmp_path / "site"
    filling = Step(
        "s",
        "running.test_also_read:fill",
        (tmp_path / "source",),
        (site / "manifest",),
        {"folder": str(site)},
        fills=site,
    )
    run([filling], "s")
    assert run([filling], "s").ran == ()
    change(site)
    name = Path(named).name
    assert reasons(run([filling], "s")) == {"s": f"its product was altered: {name}"}
    assert [p.name for p in sorted(site.rglob("*"))] == ["below", "page", "manifest"]
    assert run([filling], "s").ran == ()


def test_what_a_step_states_counts_with_its_comments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A manifest gives the hash of each file of the code, whatever changed in it."""
    package = tmp_path / "bilan"
    package.mkdir()
    code = package / "module.py"
    code.write_text("VALUE = 1\n")
    monkeypatch.setattr("bilan.project.code_dependencies.PACKAGE", package)
    told = {"sources": [str(code)], "target": str(tmp_path / "t")}
    stating = Step("s", "running.test_dag:join", (), (tmp_path / "t",), told, states=(code,))
    run([stating], "s")
    assert run([stating], "s").ran == ()
    code.write_text("VALUE = 1  # one\n")
    assert reasons(run([stating], "s")) == {"s": "changed: module.py"}


def test_a_module_named_at_run_time_counts(tmp_path: Path) -> None:
    opening = step("s", "join", [], tmp_path / "t")
    seen = Opened(modules=["bilan.french.verdicts"])
    code = {path.name for path in also_read(opening, seen, needs=(), makers={}).code}
    assert {"verdicts.py", "verdicts.yml"} <= code
