"""Reads the marks of a line of Markdown: attribute lists, and what surrounds them."""

import re
from dataclasses import dataclass

ATTRIBUTES = re.compile(r'\{(?P<inside>[^{}"]*(?:"(?:\\.|[^"\\])*"[^{}"]*)*)\}')
TOKEN = re.compile(
    r"(?P<raw>=[\w-]+)|#(?P<id>[^\s{}]+)|\.(?P<class>[^\s{}=]+)|(?P<dash>-)(?=\s|$)"
    r'|(?P<key>[\w:-]+)=(?:"(?P<quoted>(?:\\.|[^"\\])*)"|(?P<bare>[^\s"]*))|(?P<other>\S+)'
)
CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")


@dataclass(frozen=True)
class Attributes:
    """What stands between braces: identifiers, classes, keys, raw format, and what is none."""

    identifiers: tuple[str, ...]
    classes: tuple[str, ...]
    keys: tuple[tuple[str, str], ...]
    raw: str
    other: tuple[str, ...]

    def value(self, key: str) -> str | None:
        """The value of a key."""
        return dict(self.keys).get(key)


def read_attributes(inside: str) -> Attributes:
    """The attribute list between two braces."""
    identifiers, classes, keys, other, raw = [], [], [], [], ""
    for match in TOKEN.finditer(inside.strip()):
        if match["raw"]:
            raw = match["raw"][1:]
        elif match["id"]:
            identifiers.append(match["id"])
        elif match["class"]:
            classes.append(match["class"])
        elif match["dash"]:
            classes.append("unnumbered")
        elif match["key"]:
            quoted, bare = match["quoted"], match["bare"]
            keys.append((match["key"], quoted if quoted is not None else bare))
        else:
            other.append(match["other"])
    return Attributes(tuple(identifiers), tuple(classes), tuple(keys), raw, tuple(other))


def without_code(text: str) -> str:
    """The line with its inline code blanked, its length kept."""
    return CODE.sub(lambda match: match[1] + " " * len(match[2]) + match[1], text)


def without_attributes(text: str) -> str:
    """The line with its attribute lists blanked, its length kept."""
    return ATTRIBUTES.sub(lambda match: " " * len(match[0]), text)
