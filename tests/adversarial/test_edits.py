"""A few drawn edits with a fixed seed; and that the campaign finds a rule that was taken out."""

import random
import shutil
from pathlib import Path

import pytest

from tests.adversarial import edits
from tests.adversarial.copies import Copy, copied, copy_sources
from tests.adversarial.edit_kinds import KINDS, Edits
from tests.adversarial.edits import compared, edit_and_compare

pytestmark = pytest.mark.slow

# A rule taken out of the package: the file, the passage, what stands there then, and the kinds of
# edit that must tell. `list()` is a check of nothing.
RULES = {
    "what a cell read": (
        "bilan/running/doit_tasks.py",
        '            AsKept("read"),\n',
        "",
        ("read_by_a_cell",),
    ),
    "products are looked at": (
        "bilan/running/doit_tasks.py",
        '            AsKept("made", step.makes, below=step.fills),\n',
        "",
        ("product",),
    ),
    "the inode's time": (
        "bilan/project/file_stamps.py",
        "list(known[:4]) == list(now)",
        "list(known[:2]) == list(now[:2])",
        ("chapter",),
    ),
    "the seal": (
        "bilan/project/sealed.py",
        "return content if seal == _seal(content) else None",
        "return content",
        ("cache",),
    ),
    "what no step makes goes": (
        "bilan/running/dag.py",
        "        remove_leftovers(steps, manager.backend, say)\n",
        "",
        ("illustration",),
    ),
    "comments count in the manifest": (
        "bilan/running/doit_tasks.py",
        '            AsKept("stated", step.states, verbatim=True),\n',
        "",
        ("code",),
    ),
}


def without(copy: Copy, name: str, passage: str, instead: str) -> None:
    """Take a rule out of a copy's own package."""
    path = copy.folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(passage) == 1, passage
    path.write_text(text.replace(passage, instead), encoding="utf-8")


def test_incremental_builds_are_as_clean_ones() -> None:
    with copied(("2014",)) as copy:
        found = edit_and_compare(copy, times=4, seed=3, say=lambda _: None)
    assert found.faults == []
    assert (found.edits, found.refused) == (4, 0)


@pytest.mark.long
@pytest.mark.parametrize("rule", RULES)
def test_a_rule_taken_out_is_found(rule: str) -> None:
    *taken, kinds = RULES[rule]
    with copied(("2014",)) as copy:
        without(copy, *taken)
        found = edit_and_compare(
            copy, times=12, seed=1, kinds=kinds, at_once=(1,), faults=1, say=lambda _: None
        )
    assert found.faults


@pytest.mark.long
def test_a_wave_that_is_removed_leaves_nothing() -> None:
    build = ("--engine", "embedded", "--format", "html")
    with copied() as copy:
        code, output = copy.run(*build)
        assert code == 0, output
        assert any(name.startswith("_site/2015/") for name in copy.hashes())
        for folder in ("data/2015", "report/2015"):
            shutil.rmtree(copy.folder / folder)
        clean = Copy(copy.folder.with_name("propre"))
        copy_sources(clean.folder, of=copy.folder)
        found, refused = compared(copy, clean, build)
        assert (found, refused) == ([], False)
        assert not (copy.folder / "_build" / "2015").exists()
        assert not (copy.folder / "figures" / "2015").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_edit_changes_something(kind: str) -> None:
    """On what was never built, but for those that alter what a build left."""
    with copied(("2014",)) as copy:
        before = copy.hashes(*edits.SOURCES, "_quarto.yml")
        made = Path(copy.folder, "_site", "2014", "bilan.html")
        made.parent.mkdir(parents=True)
        made.write_text("page", encoding="utf-8")
        told = Edits(copy.folder, random.Random(1)).draw((kind,))
        assert told.startswith(f"{kind}: ")
        if kind == "cache":
            assert told.endswith("nothing was made")
        elif kind == "product":
            assert [p.read_text() for p in made.parent.iterdir()] != ["page"]
        else:
            assert copy.hashes(*edits.SOURCES, "_quarto.yml") != before
