"""Stretches of a Markdown chapter that its reader does not see as prose."""

import re

from bilan.french.formats import KEPT

_BLOCKS = (
    r"\A---[ \t]*\n.*?^(?:---|\.\.\.)[ \t]*$",  # front matter
    r"^[ >]*(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ >]*(?P=fence)[`~]*[ \t]*$|\Z)",
    r"<!--.*?(?:-->|\Z)",
    r"^[ ]*:{3,}[^\n]*$",  # fenced divs
    r"^[ ]{0,3}\[(?!\^)[^\]\n]+\]:[^\n]*$",  # targets of reference links
    r"^[ ]{0,3}\[\^[^\]\n]+\]:",  # mark of a footnote
    r"^Table:",
    r"^[ \t]*[|+:=-][ \t|+:=-]*$",  # rules of tables
)
_INLINES = (
    r"(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=ticks)(?!`)",
    r"\\[^\w\s]",
    r"\{\{[<%].*?[>%]\}\}",  # shortcodes
    r"""\{(?:"[^"]*"|'[^'\n]*'|[^{}])*\}""",  # attributes
    r"\$\$.+?\$\$",
    r"\$(?=\S)[^$\n]+?(?<=\S)\$(?!\d)",
    r"(?<=\])\((?:[^()\n]|\([^()\n]*\))*\)",  # targets of links
    r"\[[^\]\n]*(?<![\w.])-?@[\w{][^\]\n]*\]",  # citations
    r"(?<![\w.])@[\w:.#$%&+?<>~/-]*\w",  # cross-references
    r"<[a-zA-Z/!?][^<>]*>",
)
_KEPT = re.compile(
    "|".join(f"(?:{pattern})" for pattern in (*_BLOCKS, *_INLINES)), re.DOTALL | re.MULTILINE
)
_ITEM = re.compile(r"[ >]*(?:[-*+:~]|\(?(?:\d+|[a-zA-Z#@])[.)]|\[\^[^\]]+\]:)(?:\s|$)")


def kept_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of front matter, code, mathematics, HTML, attributes, targets, citations.

    They may overlap. A line indented by four spaces is code unless a list holds it.
    """
    spans = [match.span() for match in _KEPT.finditer(text)]
    spans += [match.span() for match in KEPT.finditer(text)]
    return spans + _indented_code(text)


def _indented_code(text: str) -> list[tuple[int, int]]:
    """Indented lines that open after a blank line, outside of lists and footnotes."""
    spans = []
    position, blank, code, in_list = 0, True, False, False
    for line in text.splitlines(keepends=True):
        indented = line.startswith(("    ", "\t"))
        if line.strip():
            if not indented:
                in_list = bool(_ITEM.match(line)) or (in_list and not blank)
            code = indented and not in_list and (code or blank)
            if code:
                spans.append((position, position + len(line)))
        blank = not line.strip()
        position += len(line)
    return spans
