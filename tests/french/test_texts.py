"""Texts of pages come from files, and a file that a page could not use says what is wrong."""

import os
from pathlib import Path
from typing import Annotated

import pytest

from bilan.french.texts import Holds, read_texts, texts_of
from bilan.french.verdicts import verdict_words
from bilan.project.errors import DataError, TextError
from bilan.project.yaml_records import Strict


class Inner(Strict, frozen=True):
    name: Annotated[str, Holds("n")]


class Texts(Strict, frozen=True):
    title: str
    opening: Annotated[str, Holds("wave", may=("before",))]
    changes: dict[str, Annotated[str, Holds(may=("before",))]]
    pair: tuple[Annotated[str, Holds("n")], str]
    several: tuple[str, ...]
    inner: Inner


GOOD = """\
title: L'enquête
opening: "En {wave} : {{oui}}"
changes: {a: "« {before} »", b: rien}
pair: ["{n} EPLE", EPLE]
several: [un, deux]
inner: {name: "n = {n}"}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "page.yml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_texts_are_typeset_and_take_their_values(file: Path) -> None:
    texts = read_texts(file, Texts)
    assert texts.title == "L’enquête"
    assert texts.opening.format(wave="2015") == "En 2015\u00a0: {oui}"
    assert texts.changes["a"].format(before="x") == "«\u00a0x\u00a0»"
    assert texts.pair == ("{n} EPLE", "EPLE")
    assert texts.inner.name.format(n=3) == "n = 3"


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("{wave}", "2015", "opening : {wave} manque"),
        ("L'enquête", "L'enquête {wave}", "title : {wave} est inconnu"),
        ("{before}", "{after}", "changes a : {after} est inconnu"),
        ('"{n} EPLE"', '"EPLE"', "pair 1 : {n} manque"),
        ('"{n} EPLE", EPLE', '"{n} EPLE", "{n}"', "pair 2 : {n} est inconnu"),
        ("[un, deux]", '[un, "{x}"]', "several 2 : {x} est inconnu"),
        ('"n = {n}"', '"n"', "inner name : {n} manque"),
        ("{{oui}}", "{oui", "opening : accolade sans sa paire"),
        ("{wave}", "{}{wave}", "opening : {} est inconnu"),
    ],
)
def test_a_value_that_is_missing_or_unknown_is_named(
    file: Path, before: str, after: str, fault: str
) -> None:
    assert before in GOOD
    file.write_text(GOOD.replace(before, after), encoding="utf-8")
    with pytest.raises(TextError, match="valeurs entre accolades") as error:
        read_texts(file, Texts)
    assert fault in str(error.value)
    assert str(file) in str(error.value)


@pytest.mark.parametrize(
    ("before", "after"), [("title: L'enquête\n", ""), ("title:", "titre: x\ntitle:")]
)
def test_a_text_that_is_missing_or_unknown_names_its_file(
    file: Path, before: str, after: str
) -> None:
    file.write_text(GOOD.replace(before, after), encoding="utf-8")
    with pytest.raises(DataError, match="does not have the expected shape") as error:
        read_texts(file, Texts)
    assert str(file) in str(error.value)


def test_a_text_that_changed_is_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "textes"
    folder.mkdir()
    path = folder / "page.yml"
    path.write_text(GOOD, encoding="utf-8")
    texts = texts_of(str(tmp_path / "page.py"), Texts)
    assert texts().title == "L’enquête"
    path.write_text(GOOD.replace("L'enquête", "Autre chose"), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert texts().title == "Autre chose"


def test_every_verdict_has_its_words() -> None:
    words = verdict_words()
    assert list(words) == ["progresse", "recule", "stable", "non comparable"]
    assert len({one.sign for one in words.values()}) == len(words)
