"""YAML files that are wrong: one message, which names the key or the line."""

from pathlib import Path

import pytest

from bilan.project.errors import DataError
from bilan.project.yaml_records import Strict, load, remembered


class Inner(Strict, frozen=True):
    """A record in a record."""

    when: int


class Outer(Strict, frozen=True):
    """A record."""

    name: str
    inner: Inner | None = None


def test_a_right_file_gives_its_record(tmp_path: Path) -> None:
    path = tmp_path / "f.yml"
    path.write_text("name: été\ninner: {when: 3}\n", encoding="utf-8")
    assert load(path, Outer) == Outer(name="été", inner=Inner(when=3))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("inner: {when: 3}", "Object missing required field `name`"),
        ("name: x\nnom: y", "Object contains unknown field `nom`"),
        ("name: 3", "Expected `str`, got `int` - at `$.name`"),
        ("name: x\ninner: {when: tard}", "Expected `int`, got `str` - at `$.inner.when`"),
        ("name: x\ninner: {}", "Object missing required field `when` - at `$.inner`"),
        ("", "Expected `object`, got `null`"),
        ("- name", "Expected `object`, got `array`"),
    ],
)
def test_a_wrong_shape_names_the_key(tmp_path: Path, text: str, found: str) -> None:
    path = tmp_path / "f.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as error:
        load(path, Outer)
    assert str(error.value) == (
        f"{path} does not have the expected shape\n"
        f"  found:    {found}\n"
        "  next:     mend the key that the message names"
    )


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"name: [1, 2", "line 1, column 7"),
        (b"name: x\n\tinner: y", "line 2, column 1"),
        (b"name: \xff", "can't decode byte 0xff in position 6"),
        (b"name: x\ninner: {when: 1, when: 2}", "the key `when` stands twice in"),
        (b"name: x\nname: y", "line 2, column 1"),
        (b"name: 2014-13-45", "month must be in 1..12"),
        (b"name: !!python/object:os.system x", "could not determine a constructor"),
    ],
)
def test_what_is_not_yaml_says_the_line(tmp_path: Path, content: bytes, found: str) -> None:
    path = tmp_path / "f.yml"
    path.write_bytes(content)
    with pytest.raises(DataError) as error:
        load(path, Outer)
    first, second, third = str(error.value).split("\n")
    assert first == f"{path} is not valid YAML"
    assert found in second
    assert third == "  next:     mend the line that the message names"


def test_yaml_nested_without_end_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "f.yml"
    path.write_text("name: " + "[" * 5000, encoding="utf-8")
    with pytest.raises(DataError, match="is not valid YAML"):
        load(path, Outer)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        load(tmp_path / "absent.yml", Outer)
    assert str(error.value) == (
        f"{tmp_path / 'absent.yml'} cannot be read\n"
        "  found:    No such file or directory\n"
        "  next:     restore the file from the repository"
    )


def test_what_was_read_of_a_file_is_remembered_as_long_as_the_file_is_the_same(
    tmp_path: Path,
) -> None:
    path, read = tmp_path / "a.yml", []

    @remembered
    def first_line(number: int, path: Path = path) -> str:
        read.append(number)
        return path.read_text()

    path.write_text("one")
    assert (first_line(1), first_line(number=1), first_line(1, path)) == ("one", "one", "one")
    assert read == [1]
    path.write_text("two and more")
    assert first_line(1) == "two and more"
    assert first_line(2) == "two and more"
    assert read == [1, 1, 2]
    path.unlink()
    with pytest.raises(FileNotFoundError):
        first_line(1)
    path.write_text("back")
    assert first_line(1) == "back"
