"""Three texts made one, against git's own merge where both say that it can be done."""

import random
import subprocess
from pathlib import Path

import pytest

from bilan.review.word_import.merging import merge

BASE = "# Titre\n\nUn.\nDeux.\n\nTrois.\n\n- a\n- b\n\nQuatre.\n"


def merged(ours: str, theirs: str, base: str = BASE) -> tuple[str, bool]:
    found = merge(base.split("\n"), ours.split("\n"), theirs.split("\n"))
    return "\n".join(found.lines), found.in_conflict


@pytest.mark.parametrize(
    ("ours", "theirs", "both"),
    [
        (("Trois.", "Trois!"), ("Un.", "1."), "# Titre\n\n1.\nDeux.\n\nTrois!\n"),
        (("Trois.\n", "Trois.\n\nNeuf.\n"), ("Trois.", "3."), "\n3.\n\nNeuf.\n\n- a"),
        (("Quatre.\n", "Quatre.\n\nCinq.\n"), ("Quatre.", "4."), "\n4.\n\nCinq.\n"),
        (("Quatre.", "4."), ("Quatre.\n", "Quatre.\n\nCinq.\n"), "\n4.\n\nCinq.\n"),
        (("Un.\nDeux.\n\n", ""), ("Quatre.", "4."), "# Titre\n\nTrois.\n\n- a\n- b\n\n4.\n"),
        (("Un.", "1."), ("Un.", "1."), "# Titre\n\n1.\nDeux.\n"),
    ],
)
def test_what_each_side_changed_is_kept(
    ours: tuple[str, str], theirs: tuple[str, str], both: str
) -> None:
    text, conflict = merged(BASE.replace(*ours), BASE.replace(*theirs))
    assert not conflict
    assert both in text


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("Un.", "1."), ("Deux.", "2.")),  # two sentences of one paragraph
        (("Un.\nDeux.\n\n", ""), ("Deux.", "2.")),
        (("Trois.\n", "Trois.\n\nA.\n"), ("Trois.\n", "Trois.\n\nB.\n")),
    ],
)
def test_one_paragraph_that_both_changed_is_a_conflict_and_stays(
    ours: tuple[str, str], theirs: tuple[str, str]
) -> None:
    now = BASE.replace(*ours)
    for here, there in ((now, BASE.replace(*theirs)), (BASE.replace(*theirs), now)):
        assert merged(here, there) == (here, True)


def test_lines_are_told_where_they_stand() -> None:
    ours = BASE.replace("# Titre\n", "# Titre\n\nNeuf.\n")
    theirs = BASE.replace("Un.\n", "Un.\nUn et demi.\n")
    found = merge(*(text.split("\n") for text in (BASE, ours, theirs)))
    line = BASE.split("\n").index("Trois.") + 1
    assert ours.split("\n")[found.now(line) - 1] == "Trois."
    assert found.lines[found.after(line) - 1] == "Trois."
    assert found.kinds([3]) == {"theirs"}


def test_line_ends_of_windows_stay() -> None:
    now = BASE.replace("\n", "\r\n")
    theirs = BASE.replace("Trois.", "Trois.\nEt demi.")
    assert merged(now, theirs) == (theirs.replace("\n", "\r\n"), False)
    assert merged(now, BASE) == (now, False)


@pytest.mark.parametrize("seed", range(8))
def test_git_merges_alike(tmp_path: Path, seed: int) -> None:
    """Where git finds no conflict in lines, one of paragraphs or the same text comes out."""
    chance, alike = random.Random(seed), 0
    for _ in range(12):
        base = [f"{chance.choice('abcdefgh')}{n}." for n in range(12)]
        sides = [_drawn(base, chance) for _ in range(2)]
        texts = ["\n\n".join(lines) + "\n" for lines in (sides[0], base, sides[1])]
        paths = [tmp_path / name for name in ("ours", "base", "theirs")]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text)
        done = subprocess.run(["git", "merge-file", "-p", *paths], capture_output=True, text=True)
        text, conflict = merged(texts[0], texts[2], texts[1])
        if done.returncode == 0 and not conflict:
            assert text == done.stdout
            alike += 1
    assert alike > 2


def _drawn(base: list[str], chance: random.Random) -> list[str]:
    """The text with one to three paragraphs changed, put in or taken out."""
    lines = list(base)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(lines))
        new = f"{chance.choice('xyz')}{chance.random():.3f}."
        lines[at : at + chance.choice((0, 1, 1))] = [new] if chance.random() < 0.7 else []
    return lines
