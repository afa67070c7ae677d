"""Attribute lists of Markdown: what stands between two braces."""

import re
from dataclasses import dataclass

# A quoted value may hold a brace; a quote alone is a sign like another.
BRACES = r'\{(?P<inside>(?:(?>"(?:\\.|[^"\\])*")|[^{}"]|")*+)\}'
ATTRIBUTES = re.compile(BRACES)
TOKEN = re.compile(
    r"(?P<raw>=[\w-]+)|#(?P<id>[^\s{}]+)|\.(?P<class>[^\s{}=]+)|(?P<dash>-)(?=\s|$)"
    r'|(?P<key>[\w:-]+)=(?:"(?P<quoted>(?:\\.|[^"\\])*)"|(?P<bare>[^\s"]*))|(?P<other>\S+)'
)


@dataclass(frozen=True)
class Attributes:
    """What stands between braces: identifiers, classes, keys, raw format, and what is none.

    `rest` is its text without the keys.
    """

    identifiers: tuple[str, ...]
    classes: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]
    raw: str
    other: tuple[str, ...]
    rest: str = ""

    def value(self, key: str) -> str | None:
        """The value of a key."""
        return dict(self.keys).get(key)


def read_attributes(inside: str) -> Attributes:
    """The attribute list between two braces."""
    identifiers, classes, keys, other, raw, rest = [], [], [], [], "", []
    for match in TOKEN.finditer(inside.strip()):
        if match["key"]:
            quoted, bare = match["quoted"], match["bare"]
            keys.append((match["key"], quoted if quoted is not None else bare))
            continue
        rest.append(match[0])
        if match["raw"]:
            raw = match["raw"][1:]
        elif match["id"]:
            identifiers.append(match["id"])
        elif match["class"]:
            classes.append(match["class"])
        elif match["dash"]:
            classes.append("unnumbered")
        else:
            other.append(match["other"])
    return Attributes(
        tuple(identifiers), tuple(classes), tuple(keys), raw, tuple(other), " ".join(rest)
    )
