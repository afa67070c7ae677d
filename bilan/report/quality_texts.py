"""What the « Rapport de validation » says, apart from its numbers."""

from typing import Annotated

from bilan.french.formats import count
from bilan.french.texts import Holds, texts_of
from bilan.project.yaml_records import Strict

_Counted = Annotated[str, Holds("count")]
_Plural = tuple[_Counted, _Counted]  # for one, for several
_InWave = Annotated[str, Holds("wave")]
_Two = tuple[str, str]
_Three = tuple[str, str, str]
_Five = tuple[str, str, str, str, str]


class _Sections(Strict, frozen=True):
    summary: str
    rates: str
    aside: str
    faults: str
    items: str
    questionnaire: str
    letters: str


class _Summary(Strict, frozen=True):
    columns: _Three
    caption: str
    counted: str
    aside: str
    outside: str
    contrary: str
    hidden: str
    incomplete: str
    changed: str
    first_wave: str
    undeclared: str
    no_answer: str
    above_whole: str
    unknown: str
    doubtful: str
    information: str
    warning: str
    error: str
    nothing: str


class _Rates(Strict, frozen=True):
    columns: tuple[str, str, str, str]
    caption: _InWave
    category: Annotated[str, Holds("domain", "category")]
    domains: dict[str, str]


class _Aside(Strict, frozen=True):
    columns: _Two
    caption: str
    nothing: str


class _Ranges(Strict, frozen=True):
    columns: _Five
    caption: str
    at_least: Annotated[str, Holds("low")]
    at_most: Annotated[str, Holds("high")]
    between: Annotated[str, Holds("low", "high")]


class _Counts(Strict, frozen=True):
    columns: _Two
    caption: str


class _Faults(Strict, frozen=True):
    columns: _Three
    caption: str
    nothing: str
    kinds: dict[str, str]


class _Items(Strict, frozen=True):
    columns: _Five
    caption: _InWave
    note: str


class _Letters(Strict, frozen=True):
    columns: _Three
    caption: str
    nothing: str
    form: str
    letter: str
    places: dict[str, str]
    note: str


class Texts(Strict, frozen=True):
    """What the page says."""

    opening: Annotated[str, Holds("wave", "start", "end")]
    others: str
    sections: _Sections
    answers: _Plural
    questions: _Plural
    indicators: _Plural
    differences: _Plural
    codes: _Plural
    out_of: Annotated[str, Holds("count", "whole")]
    everything: str
    nobody: str
    summary: _Summary
    rates: _Rates
    aside: _Aside
    ranges: _Ranges
    contradictions: _Counts
    faults: _Faults
    items: _Items
    declared: _Counts
    letters: _Letters


texts = texts_of(__file__, Texts)


def counted(n: int, words: tuple[str, str]) -> str:
    """A number with its noun, in the singular or in the plural."""
    return words[n > 1].format(count=count(n))
