"""Blocks of a page, as Markdown or as HTML: a table, and a section.

Cells and titles are plain text, which both writers escape. Text that is markup of the page already
is said to be: `Markup("**12**")`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from html import escape

from bilan.french.markdown_writer import escaped
from bilan.french.typography_rules import typographic


class Markup(str):
    """Text that is markup of the page already, Markdown or HTML: it is not escaped."""

    __slots__ = ()


@dataclass(frozen=True)
class Table:
    """Rows of cells under a header, and a caption.

    The first column and those named in `texts` hold texts and stand to the left; the others hold
    numbers and stand to the right. With `widths`, relative ones, a column for each, all columns
    hold texts. `name` is the identifier that the text refers to, such as `tbl-reponse`.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    name: str = ""
    texts: Collection[str] = ()
    widths: Sequence[int] = ()

    def markdown(self) -> str:
        """A pipe table; its caption stands below."""
        lines = [f"| {' | '.join(map(_in_markdown, row))} |" for row in (self.header, *self.rows)]
        lines.insert(1, f"|{'|'.join(self._rule())}|")
        if self.caption:
            named = f" {{#{self.name}}}" if self.name else ""
            lines += ["", f": {_in_markdown(self.caption)}{named}"]
        return "\n".join(lines) + "\n"

    def _rule(self) -> list[str]:
        if self.widths:
            return [f":{'-' * width}" for width in self.widths]
        left = (name in self.texts or name == self.header[0] for name in self.header)
        return ["---" if is_text else "---:" for is_text in left]

    def html(self) -> str:
        """A table in a region that scrolls by keyboard too; the first cell heads its row."""
        heads = "".join(f'<th scope="col">{_in_html(name)}</th>' for name in self.header)
        rows = "\n".join(_html_row(row) for row in self.rows)
        caption = _in_html(self.caption)
        return (
            f'<div class="tableau" role="region" tabindex="0" aria-label="{caption}">\n<table>\n'
            f"<caption>{caption}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n"
            f"{rows}\n</tbody>\n</table>\n</div>"
        )


def typeset(table: Table) -> Table:
    """The same table, the French typography of its plain texts right."""
    rows = [[_typeset(cell) for cell in row] for row in table.rows]
    return replace(table, rows=rows, caption=_typeset(table.caption))


def section(title: str, name: str, *blocks: str) -> str:
    """A section in Markdown: its heading, without a number, then its blocks."""
    heading = f"# {_in_markdown(title)} {{#{name} .unnumbered}}"
    return "\n\n".join([heading, *(block.strip("\n") for block in blocks if block)]) + "\n"


def html_section(title: str, name: str, *blocks: str) -> str:
    """A section in HTML, named by its heading."""
    heading = f'<h2 id="{name}">{_in_html(title)}</h2>'
    inner = "\n".join([heading, *(block for block in blocks if block)])
    return f'<section aria-labelledby="{name}">\n{inner}\n</section>'


def _in_markdown(text: str) -> str:
    return text if isinstance(text, Markup) else escaped(text)


def _in_html(text: str) -> str:
    return text if isinstance(text, Markup) else escape(text, quote=True)


def _html_row(cells: Sequence[str]) -> str:
    head, *others = map(_in_html, cells)
    return f'<tr><th scope="row">{head}</th>' + "".join(f"<td>{c}</td>" for c in others) + "</tr>"


def _typeset(text: str) -> str:
    return text if isinstance(text, Markup) else typographic(text)
