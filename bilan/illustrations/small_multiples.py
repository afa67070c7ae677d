"""Small multiples: for each indicator one little chart, a bar a group, its target a dashed line.

They are SVG inside the page, drawn from `bilan.disclosure.group_table.Cell`: what is hidden never
comes here. Texts are escaped, and the page's style sheet gives the colours, light and dark.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from bilan.disclosure.crossed_tables import group_label
from bilan.disclosure.group_table import NOBODY, SUPPRESSED, Cell, Row
from bilan.estimation.study import written
from bilan.french.formats import NBSP, NOBODY_CONCERNED, enumeration
from bilan.french.typography_rules import typographic
from bilan.survey.indicators import Indicator

WHOLE = "Ensemble"
WIDTH, LINE, BAR = 280, 24, 14
LEFT, RIGHT = (
    78,
    220,
)  # between which the bars stand; names at the left of them, values at the right
# What a screen reader says of a cell without a value.
IN_WORDS = {SUPPRESSED: "valeur tenue secrète", NOBODY: NOBODY_CONCERNED}


@dataclass(frozen=True)
class Multiple:
    """A row of cells to draw, and what the page's filters know of it, as data attributes."""

    row: Row
    filters: Mapping[str, str]


def multiples(charts: Sequence[Multiple], *, domain: str, heading: str) -> str:
    """The charts of a domain as one piece of HTML: a list of figures, each with its text."""
    items = "\n".join(_item(chart, domain) for chart in charts)
    return f'<ul class="multiples" aria-label="{escape(heading)}">\n{items}\n</ul>'


def _item(chart: Multiple, domain: str) -> str:
    indicator = chart.row.indicator
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in chart.filters.items())
    caption = escape(typographic(indicator.label))
    target = escape(f"cible{NBSP}: {written(indicator.target, indicator)}")
    return (
        f'<li class="multiple"{data}><figure><figcaption>{caption} '
        f'<span class="champ">{target}</span></figcaption>\n{_svg(chart.row, domain)}</figure></li>'
    )


def _svg(row: Row, domain: str) -> str:
    """The chart; its accessible name says every value that it shows."""
    cells = [(WHOLE, row.whole)]
    cells += [(group_label(domain, group), cell) for group, cell in row.groups.items()]
    scale = _scale(row.indicator, [cell for _, cell in cells])
    height = LINE * len(cells) + 4
    parts = [_line(name, cell, rank, scale) for rank, (name, cell) in enumerate(cells)]
    if row.indicator.target is not None:
        x = _x(row.indicator.target, scale)
        ends = f'x1="{x}" x2="{x}" y1="0" y2="{height}"'
        parts.append(f'<line class="halo" {ends}/><line class="cible" {ends}/>')
    return (
        f'<svg role="img" viewBox="0 0 {WIDTH} {height}" aria-label="{escape(told(row, domain))}">'
        f"{''.join(parts)}</svg>"
    )


def told(row: Row, domain: str) -> str:
    """What a chart shows, in words."""
    said = [f"{WHOLE} {IN_WORDS.get(row.whole.told, row.whole.told)}"]
    for group, cell in row.groups.items():
        said.append(f"{group_label(domain, group)} {IN_WORDS.get(cell.told, cell.told)}")
    target = written(row.indicator.target, row.indicator)
    return typographic(f"{row.indicator.label} : {enumeration(said)} ; cible {target}.")


def _line(name: str, cell: Cell, rank: int, scale: float) -> str:
    """One bar with the group's name and its value; no bar where there is no value to show."""
    top, middle = LINE * rank + (LINE - BAR) // 2 + 2, LINE * rank + LINE // 2 + 2
    whole = " ensemble" if rank == 0 else ""
    rest = f'y="{top}" height="{BAR}"'
    parts = [
        f'<text class="nom" x="{LEFT - 6}" y="{middle}">{escape(name)}</text>',
        f'<rect class="fond" x="{LEFT}" width="{RIGHT - LEFT}" {rest}/>',
    ]
    if cell.value is not None:
        width = f"{_x_of(cell.value, scale) - LEFT:.1f}"
        parts.append(f'<rect class="barre{whole}" x="{LEFT}" width="{width}" {rest}/>')
    shown = "secret" if cell.told == SUPPRESSED else cell.told
    parts.append(f'<text class="valeur" x="{RIGHT + 6}" y="{middle}">{escape(shown)}</text>')
    return "".join(parts)


def _scale(indicator: Indicator, cells: Sequence[Cell]) -> float:
    """Value at the right end: 100 % for percentages, else the largest one that is shown."""
    if indicator.unit == "percent":
        return 1.0 if indicator.kind in ("share", "ratio") else 100.0
    shown = [cell.value for cell in cells if cell.value is not None]
    return max([*shown, indicator.target or 0.0]) or 1.0


def _x(value: float, scale: float) -> str:
    return f"{_x_of(value, scale):.1f}"


def _x_of(value: float, scale: float) -> float:
    return LEFT + (RIGHT - LEFT) * min(max(value / scale, 0.0), 1.0)
