"""Edits of the codebook as text: what is added, and that nothing else moves."""

import pytest
import yaml

from bilan.survey.codebook_edit import with_columns

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


NAMES = {"one": "uno", "two": "dos", "three": "tres", "five": "cinco"}


def test_columns_are_added_after_the_last_entry() -> None:
    text = with_columns(TEXT, "2016", NAMES)
    assert added(text) == "\n".join(
        f'      "2016": {{column: {name}, change: identical}}' for name in NAMES.values()
    )
    waves = {q["id"]: list(q["waves"]) for q in yaml.safe_load(text)["questions"]}
    assert waves["two"] == ["2014", "2015", "2016"]
    assert waves["four"] == ["2014", "2015"]


def test_columns_are_added_at_the_end_of_a_text_without_an_end_of_line() -> None:
    text = with_columns(TEXT.rstrip("\n"), "2016", NAMES)
    assert yaml.safe_load(text) == yaml.safe_load(with_columns(TEXT, "2016", NAMES))


def test_columns_are_replaced_in_one_wave() -> None:
    text = with_columns(TEXT, "2015", {"one": "uno", "two": "dos"})
    assert text == TEXT.replace('"2015": {column: un,', '"2015": {column: uno,').replace(
        "column: two", "column: dos"
    )


@pytest.mark.parametrize(
    "entry", ['"2015": {change: reworded}', '"2015":\n        change: reworded\n        # why']
)
def test_a_column_is_added_to_an_entry_that_has_none(entry: str) -> None:
    text = TEXT.replace('"2015": {column: un, change: identical}', entry)
    waves = yaml.safe_load(with_columns(text, "2015", NAMES))["questions"][0]["waves"]
    assert waves["2015"] == {"column": "uno", "change": "reworded"}
