"""What stands inside a line of Markdown, besides words: each kind of mark, and where.

`bilan.french.markdown_reader` tells the lines apart; nothing else in the project reads these marks.
"""

import re

from bilan.french.markdown_attributes import ATTRIBUTES, BRACES

HIDDEN = "\ufffc"
CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")  # a sign that stands for itself
META = re.compile(r"\{\{<\s*meta\s+(?P<key>[\w.-]+)\s*>\}\}")
SHORTCODE = re.compile(r"\{\{<\s*/?\s*(?P<name>[\w-]*)[^>]*(?:>\}\})?")
COMMENT = re.compile(r"<!--.*?-->")
ADDRESS = re.compile(r"(?:https?://|mailto:|www\.)[^\s)>»\]]+")
SPAN = re.compile(rf"\[(?P<text>[^\[\]]*)\]{BRACES}")
TARGET = re.compile(r"\((?P<target>[^()\s]*(?:\([^()]*\)[^()\s]*)*)(?:\s+\"[^\"]*\")?\)")
IMAGE = re.compile(rf"!\[(?P<text>[^\]]*)\]{TARGET.pattern}")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(\s*<?(?P<target>[^()\s>]*)")
NOTE = re.compile(r"\[\^(?P<name>[^\]\s]+)\](?P<colon>:?)")
CITATION = re.compile(r"(?<![\w\\@.])-?@(?P<key>\{[^}]*\}|[\w][\w:.#$%&+?<>~/-]*)")
REFERENCE = re.compile(r"-?@(?:fig|tbl|sec)-[\w-]+")
HTML = re.compile(r"<(?!https?://[^\s<>]+>)(?:[A-Za-z/!?][^<>]*>?)")
TEX = re.compile(r"(?<!\\)(?:\\\\)*\\(?P<command>[A-Za-z]+)")
MATH = re.compile(r"(?<!\\)\$")
ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")
AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]+)>")
# `[Titre]` alone is a link where a heading reads so; `[nom]: adresse` says where one leads.
BARE_LINK = re.compile(r"\[([^\[\]^]+)\](?![({:])")
LINK_TARGET = re.compile(r"^\s{0,3}\[[^\]^]+\]:\s")
# What a reader of the page does not read, in the order in which it is hidden.
MARKS = (
    CODE,
    COMMENT,
    re.compile(r"\{\{<.*?>\}\}"),
    ADDRESS,
    re.compile(rf"(?<=\]){TARGET.pattern}"),
    re.compile(r"\[\^[^\]]+\]:?"),
    REFERENCE,
    ATTRIBUTES,
    re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+"),  # a list's mark
    re.compile(r"(?<=\|)\s*\d+\.\s"),  # a numbered row
    re.compile(r"^\s*#{1,6}\s+(?:\d+(?:\.\d+)*\.?\s)?"),
)
VERBATIM = MARKS[:3]  # in which nothing is bound
# What typography leaves byte for byte, on however many lines.
KEPT = (
    r"(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)",
    r"<!--.*?(?:-->|\Z)",
    r"\\[^\w\s]",
    r"\{\{[<%].*?[>%]\}\}",
    r"""\{(?:"[^"]*"|'[^'\n]*'|[^{}])*\}""",
    r"\$\$.+?\$\$",
    r"\$(?=\S)[^$\n]+?(?<=\S)\$(?!\d)",
    r"(?<=\])\((?:[^()\n]|\([^()\n]*\))*\)",
    r"\[[^\]\n]*(?<![\w.])-?@[\w{][^\]\n]*\]",
    r"(?<![\w.])@[\w:.#$%&+?<>~/-]*\w",
    r"<[a-zA-Z/!?][^<>]*>",
)


def blanked(pattern: re.Pattern[str], text: str, sign: str = " ") -> str:
    """The text with each match replaced by as many signs."""
    return pattern.sub(lambda match: sign * len(match[0]), text)


def hidden(text: str, marks: tuple[re.Pattern[str], ...] = MARKS) -> str:
    """The text with all of the marks hidden, its length kept."""
    for mark in marks:
        text = blanked(mark, text, HIDDEN)
    return text


def without_code(text: str) -> str:
    """The line with its inline code blanked, its length kept."""
    if "`" not in text:
        return text
    return CODE.sub(lambda match: match[1] + " " * len(match[2]) + match[1], text)


def masked(text: str) -> str:
    """The line without code and without signs that stand for themselves, its length kept."""
    seen = without_code(text)
    return ESCAPED.sub("··", seen) if "\\" in seen else seen
