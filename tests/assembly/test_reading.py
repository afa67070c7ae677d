"""A text read part by part, with what earlier runs kept: the same bytes as read whole and anew."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bilan.assembly import incremental_read
from bilan.assembly.render import render
from bilan.assembly.sources import SourceLine
from bilan.assembly.split import named_apart, parts

pytestmark = pytest.mark.slow

FORMATS = ["html", "docx"]
TABLE = "| a | b |\n|---|---|\n| un | {} |\n\n: Des nombres {{#tbl-x}}\n"
TEXT = (
    "# Un {{#sec-un}}\n\nPhrase.[^n]\n\n[^n]: Note.\n\n"
    f"# Deux\n\n{TABLE}\n# Trois\n\nVoir @sec-un.\n"
)

# What is written, time after time, over one memory.
STORIES = {
    "a sentence": [TEXT.format(2), TEXT.format(2).replace("Phrase", "Autre phrase")],
    "a cell": [TEXT.format(2), TEXT.format(3)],
    "a part goes": [TEXT.format(2), TEXT.format(2).replace("# Trois\n\nVoir @sec-un.\n", "")],
    "a part comes": ["# Un\n\nx\n", "# Zéro\n\ny\n\n# Un\n\nx\n"],
    "names numbered by pandoc": ["# A\n\nx\n\n# A\n\ny\n", "# B\n\nx\n\n# A\n\ny\n"],
    "a name that pandoc would number": ["# A\n\nx\n", "# A 1\n\nx\n\n# A\n\ny\n\n# A\n\nz\n"],
    "the same part twice": ["# A\n\nx\n", "# A\n\nx\n\n# A\n\nx\n"],
    "a title as a link": ["# A\n\n[B]\n\n# C\n\nx\n", "# A\n\n[B]\n\n# B\n\nx\n"],
    "a note elsewhere": ["# A\n\nx\n\n# B\n\ny\n", "# A\n\nx[^n]\n\n# B\n\n[^n]: z\n"],
    "a list that goes on": ["# A\n\n(@) x\n\n# B\n\n(@) y\n", "# A\n\nz\n\n# B\n\n(@) y\n"],
    "a title in a list": ["# A\n\n- x\n\n  # B\n\n# C\n\ny\n", "# B\n\nz\n\n# A\n\n- x\n\n  # B\n"],
}


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    incremental_read.remembered.clear()


@pytest.mark.parametrize("story", STORIES)
def test_what_was_kept_gives_the_same_bytes(
    story: str, project: Path, chapter: Callable[[str], Path], tmp_path: Path
) -> None:
    memory = tmp_path / "memoire"
    for number, text in enumerate([*STORIES[story], *STORIES[story]]):
        chapter(text)
        made = [tmp_path / f"{number}-{name}" for name in ("anew", "kept")]
        for output, kept in zip(made, (None, memory), strict=True):
            incremental_read.remembered.clear()
            render("2014", FORMATS, output=output, engine="embedded", project=project, memory=kept)
        for name in FORMATS:
            anew, again = ((output / f"bilan.{name}").read_bytes() for output in made)
            assert anew == again, name


def test_only_what_changed_is_read(
    project: Path, chapter: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    parse = incremental_read.parse
    monkeypatch.setattr(
        incremental_read, "parse", lambda t, **more: read.append(t) or parse(t, **more)
    )
    for text in (TEXT.format(2), TEXT.format(2).replace("Phrase", "Autre phrase")):
        chapter(text)
        render(
            "2014", ["html"], output=tmp_path / "s", engine="embedded", project=project,
            memory=tmp_path / "memoire",
        )  # fmt: skip
    whole, changed = read
    assert "# Deux" in whole
    assert "Autre phrase" in changed
    assert "# Deux" not in changed


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"de": "another pandoc"}'])
def test_a_damaged_memory_is_none(
    content: bytes, project: Path, chapter: Callable[[str], Path], tmp_path: Path
) -> None:
    memory = tmp_path / "memoire"
    memory.mkdir()
    for name in ("parties.json", "corps.json"):
        (memory / name).write_bytes(content)
    chapter(TEXT.format(2))
    render("2014", ["html"], output=tmp_path, engine="embedded", project=project, memory=memory)
    assert "Phrase" in (tmp_path / "bilan.html").read_text(encoding="utf-8")
    assert incremental_read.recalled(memory / "parties.json")["parties"]


def test_an_altered_memory_is_none(
    project: Path, chapter: Callable[[str], Path], tmp_path: Path
) -> None:
    """A word of a part, and a cell of a table, which would be published instead of the text's."""
    memory = tmp_path / "memoire"
    chapter(TEXT.format(2))
    told = {"engine": "embedded", "project": project, "memory": memory}
    render("2014", ["html"], output=tmp_path, **told)
    page = (tmp_path / "bilan.html").read_bytes()
    for name, old, new in (("parties.json", b"Phrase", b"Erreur"), ("corps.json", b"un", b"dix")):
        kept = (memory / name).read_bytes()
        assert old in kept
        (memory / name).write_bytes(kept.replace(old, new))
    incremental_read.remembered.clear()
    render("2014", ["html"], output=tmp_path, **told)
    assert (tmp_path / "bilan.html").read_bytes() == page


def lines(text: str) -> list[SourceLine]:
    return [SourceLine(Path("a.qmd"), n, line) for n, line in enumerate(text.splitlines(), start=1)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("# A\n\nx\n\n## B\n\ny", 2),
        ("# A\n\nx\n# B", 1),  # no blank line before: it may belong to what stands there
        ("# A\n\n[B]\n\n# B {#sec-b}", 1),
        ("# A\n\n[une\nfois]\n\n# Une  fois", 1),
        ("# A\n\n[B](#sec-b)\n\n# B", 2),
        ("# A\n\n[B]{ind=x}\n\n# B", 2),
        ("# A\n\n[…] il dit\n\n# B", 2),
        ("# A\n\n[B]: cible\n\n# B", 1),
    ],
)
def test_parts(text: str, count: int) -> None:
    assert len(parts(lines(text))) == count


def test_names_that_pandoc_may_have_numbered() -> None:
    def part(*names: str) -> list[dict[str, object]]:
        return [{"t": "Header", "c": [1, [name, [], []], []]} for name in names]

    assert named_apart([part("a"), part("b-1")])
    assert not named_apart([part("a"), part("a")])
    assert not named_apart([part("a-1"), part("a")])
