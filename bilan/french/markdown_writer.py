"""Writing Markdown pieces in which text from data stays text.

Every ASCII punctuation character is escaped, which pandoc reads as the character itself: no
markup, link, shortcode, raw HTML or code can come out of a text that passed here.
"""

import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# Any run of spaces and control characters, but the no-break spaces that French needs.
_SPACES = re.compile(r"(?:[^\S\u00a0\u202f]|[\x00-\x1f\x7f])+")
# Characters that reorder or hide what stands beside them, and what no XML can hold.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")


def escaped(text: str) -> str:
    """The text as one line of Markdown that reads as typed."""
    return _PUNCTUATION.sub(r"\\\1", one_line(text))


def one_line(text: str) -> str:
    """The text on one line, without control characters; French no-break spaces stay."""
    return _INVISIBLE.sub("", _SPACES.sub(" ", text)).strip(" ")


def attribute(text: str) -> str:
    """The text as a quoted attribute value, such as an alternative text."""
    inner = one_line(text).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner.replace("{", "&#123;").replace("<", "&lt;")}"'


def div(attributes: str, *blocks: str) -> str:
    """A fenced div around blocks."""
    inner = "\n\n".join(block.strip("\n") for block in blocks)
    fence = ":" * (1 + max((len(m) for m in re.findall(r"^:{3,}", inner, re.MULTILINE)), default=2))
    return f"{fence} {{{attributes}}}\n\n{inner}\n\n{fence}\n"
