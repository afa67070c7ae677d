"""Edits of the codebook as text: what is added, and that nothing else moves."""

import pytest
import yaml

from bilan.codebook_text import with_columns, with_wave

TEXT = """\
# The head stays.
questions:
  - id: one          # a comment
    waves:
      "2014": {column: un, change: new}
      "2015": {column: un, change: identical}   # why

  # A comment between.
  - id: two
    waves:
      "2014": {column: deux, change: new}
      "2015":
        column: two
        change: options changed
        options:
          a: {label: "A, {b}", code: A1}
        comparable: true
        reason: "Une raison, longue"

# The section of three.
  - id: three
    waves:
      "2015": {column: trois, change: reworded, wording: "Quoi ?", comparable: true, reason: "x, \\"y\\""}
  - id: four
    waves:
      "2014": {column: quatre, change: new}
      "2015": {change: dropped}
  - id: five
    waves:
      "2014": {column: cinq, change: new}
"""  # noqa: E501


def added(text: str) -> str:
    """Lines that an edit added; the others are those of `TEXT`, in the same order."""
    old, lines = TEXT.splitlines(), []
    for line in text.splitlines():
        if old and line == old[0]:
            old.pop(0)
        else:
            lines.append(line)
    assert old == []
    return "\n".join(lines)


def test_a_wave_is_added_after_its_model() -> None:
    text = with_wave(TEXT, "2016", source="2015")
    assert added(text) == (
        '      "2016": {column: un, change: identical}\n'
        '      "2016":\n'
        "        column: two\n"
        "        change: identical\n"
        "        options:\n"
        '          a: {label: "A, {b}", code: A1}\n'
        '      "2016": {column: trois, change: identical, wording: "Quoi ?"}'
    )
    waves = [question["waves"] for question in yaml.safe_load(text)["questions"]]
    assert [list(entries)[-1] for entries in waves] == ["2016", "2016", "2016", "2015", "2014"]


def test_a_wave_that_is_there_is_not_added_twice() -> None:
    text = with_wave(TEXT, "2016", source="2015")
    assert with_wave(text, "2016", source="2015") == text


@pytest.mark.parametrize("source", ["2014", "2015"])
def test_a_text_without_an_end_of_line_is_whole(source: str) -> None:
    text = with_wave(TEXT.rstrip("\n"), "2016", source=source)
    assert yaml.safe_load(text)


def test_columns_are_replaced_in_one_wave() -> None:
    text = with_columns(TEXT, "2015", {"one": "uno", "two": "two", "four": "x", "five": "y"})
    assert text == TEXT.replace('"2015": {column: un,', '"2015": {column: uno,')
