"""The words of a verdict, for every page, picture and sentence that says one."""

import msgspec

from bilan.french.texts import texts_of
from bilan.project.yaml_records import Strict

NOT_COMPARABLE = "non comparable"


class Words(Strict, frozen=True):
    """How a verdict is said: its sign, the head of a column, what one or several do."""

    sign: str = msgspec.field(name="signe")
    several: str = msgspec.field(name="plusieurs")
    one: str = msgspec.field(name="un_seul")
    together: str = msgspec.field(name="ensemble")


class _Verdicts(Strict, frozen=True):
    up: Words = msgspec.field(name="progresse")
    down: Words = msgspec.field(name="recule")
    stable: Words
    broken: Words = msgspec.field(name=NOT_COMPARABLE)


_texts = texts_of(__file__, _Verdicts)


def verdict_words() -> dict[str, Words]:
    """Words by verdict, in the order in which pages give them."""
    texts = _texts()
    return {
        "progresse": texts.up,
        "recule": texts.down,
        "stable": texts.stable,
        NOT_COMPARABLE: texts.broken,
    }
