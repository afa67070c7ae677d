"""Values that a file for SPSS declares to be no answer, and the command that declares them.

IBM SPSS Statistics Command Syntax Reference, MISSING VALUES: up to three values, or a range and
one value, for each variable. `LO` and `HI` are open ends; an empty list takes a declaration back;
`V3 TO V7` are neighbours in the file, and case makes no difference in a name. Texts are compared
without the blanks at their end.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bilan.project.errors import UnreadableError

COMMAND = re.compile(
    r"^[ \t]*MIS(?:S|SI|SIN|SING)?\s+VAL(?:U|UE|UES)?\s(.*?)\.[ \t]*$",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
TEXT = r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\""
CLAUSE = re.compile(rf"\s*/?\s*([^()'\"/]+?)\s*\(((?:{TEXT}|[^()'\"])*)\)\s*")
VALUE = re.compile(rf"[\s,]*(?:({TEXT})|([^\s,'\"]+))")
LOWEST, HIGHEST = ("LO", "LOWEST"), ("HI", "HIGHEST")
INFINITY = float("inf")


@dataclass(frozen=True)
class MissingValues:
    """The values of one variable that are no answer: texts, and ranges of numbers."""

    texts: tuple[str, ...] = ()
    ranges: tuple[tuple[float, float], ...] = ()

    def holds(self, cell: str) -> bool:
        """Whether the cell of a text file holds one of them."""
        if cell.rstrip() in self.texts:
            return True
        try:
            number = float(cell)
        except ValueError:
            return False
        return any(low <= number <= high for low, high in self.ranges)

    @property
    def in_words(self) -> tuple[str, ...]:
        """Each value and range as a text to read."""
        return (*self.texts, *(in_words(low, high) for low, high in self.ranges))


def in_words(low: Any, high: Any) -> str:
    """A value, or a range of values, as a text to read: "99", "lowest to 0"."""
    ends = [
        open_end
        if end in (-INFINITY, INFINITY)
        else f"{end:g}"
        if isinstance(end, float)
        else str(end)
        for end, open_end in ((low, "lowest"), (high, "highest"))
    ]
    return ends[0] if low == high else " to ".join(ends)


def declared_missing(syntax: str, names: Sequence[Sequence[str]]) -> dict[int, MissingValues]:
    """Values that the commands of a syntax file declare missing, by the variable's place.

    `names` gives the names under which each variable may stand, in the order of the file. Of two
    declarations of a variable the later one counts.

    Raises
    ------
    UnreadableError
        A command is not understood, or names no variable of the file.
    """
    places = {name.upper(): place for place, known in enumerate(names) for name in known}
    found: dict[int, MissingValues] = {}
    for command in COMMAND.finditer(syntax):
        body, end = command[1], 0
        while clause := CLAUSE.match(body, end):
            values = _values(clause[2])
            found |= dict.fromkeys(_places(clause[1], places), values)
            end = clause.end()
        if not end or body[end:].strip():
            raise _not_understood("its form")
    return {place: values for place, values in found.items() if values != MissingValues()}


def _places(variables: str, places: Mapping[str, int]) -> list[int]:
    words = variables.replace(",", " ").upper().split()
    if words == ["ALL"]:
        return sorted(set(places.values()))
    if unknown := [word for word in words if word != "TO" and word not in places]:
        raise _not_understood(f"no variable {unknown[0]}")
    chosen: list[int] = []
    for before, word in zip(["", *words], words, strict=False):
        if word == "TO":
            continue
        first = chosen[-1] + 1 if before == "TO" and chosen else places[word]
        if places[word] < first:
            raise _not_understood(f"{word} stands before the variable that it follows")
        chosen += range(first, places[word] + 1)
    return chosen


def _values(body: str) -> MissingValues:
    """The list in brackets: texts, numbers, and ranges `1 THRU 5`."""
    texts: list[str] = []
    numbers: list[str] = []
    for text, word in VALUE.findall(body):
        if text:
            texts.append(text[1:-1].replace(text[0] * 2, text[0]).rstrip())
        else:
            numbers.append(word.upper())
    ranges = []
    while numbers:
        low = high = numbers.pop(0)
        if numbers[:1] in (["THRU"], ["THROUGH"]) and len(numbers) > 1:
            high = numbers[1]
            del numbers[:2]
        ranges.append((_number(low), _number(high)))
    return MissingValues(tuple(texts), tuple(ranges))


def _number(word: str) -> float:
    if word in LOWEST or word in HIGHEST:
        return -INFINITY if word in LOWEST else INFINITY
    try:
        return float(word)
    except ValueError:
        raise _not_understood("its values") from None


def _not_understood(what: str) -> UnreadableError:
    return UnreadableError(f"a command MISSING VALUES that is not understood: {what}")
