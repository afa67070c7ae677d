"""Where things stand: everything in points, measured with the face that is drawn."""

import re
from functools import cache
from itertools import accumulate

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import get_font
from matplotlib.ft2font import LoadFlags

from bilan.french.markdown_writer import one_line
from bilan.illustrations.style import LINE_HEIGHT, TEXT_SIZE, face_paths

WIDTH = 16 / 2.54 * 72  # the text block of the report, 16 cm
MARGIN = 4.0
GAP = 6.0


@cache
def _advance(character: str, *, bold: bool) -> float:
    """Points from this character to the next, without kerning."""
    font = get_font(face_paths()[bold])
    font.set_size(TEXT_SIZE, 72)
    glyph = font.load_char(ord(character), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536


def text_width(text: str, *, bold: bool = False) -> float:
    """Width in points of the longest line, at the size of the house.

    Kerning, which mostly draws letters together, is left out.
    """
    return max(sum(_advance(c, bold=bold) for c in line) for line in text.split("\n"))


def wrapped(text: str, *, width: float, bold: bool = False) -> str:
    """Text in as few lines of at most `width` points as can be, of about equal lengths.

    Lines are broken at plain spaces only; no-break spaces hold. A word that is wider than the
    line is cut where it must be. Signs that reorder or hide others are left out.
    """
    text = one_line(text)
    lines = _filled(text, width=width, bold=bold)
    low, high = width / 2, width
    while len(lines) > 1 and high - low > 1:
        middle = (low + high) / 2
        tighter = _filled(text, width=middle, bold=bold)
        if len(tighter) > len(lines):
            low = middle
        else:
            lines, high = tighter, middle
    return "\n".join(lines)


def _filled(text: str, *, width: float, bold: bool) -> list[str]:
    """Lines filled one after the other."""
    lines: list[str] = []
    line = ""
    for word in re.split(r"[ \t\r\n]+", text.strip(" \t\r\n")):
        longer = f"{line} {word}" if line else word
        if text_width(longer, bold=bold) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while text_width(line, bold=bold) > width and len(line) > 1:
            cut = _fitting(line, width=width, bold=bold)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line]


def _fitting(word: str, *, width: float, bold: bool) -> int:
    """How many of the word's first characters fit; one at least."""
    reached = accumulate(_advance(character, bold=bold) for character in word)
    return max(1, sum(1 for position in reached if position <= width))


def text_height(text: str) -> float:
    """Height in points of a text of one or more lines."""
    return (text.count("\n") + 1) * LINE_HEIGHT


def new_figure(height: float) -> Figure:
    """A figure as wide as the text block, `height` points high, known to no global state."""
    figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=100)
    FigureCanvasAgg(figure)
    return figure


def axes_at(figure: Figure, *, left: float, bottom: float, width: float, height: float) -> Axes:
    """Axes at that place, in points from the lower left corner of the figure, without frame."""
    total = figure.get_figheight() * 72
    axes = figure.add_axes((left / WIDTH, bottom / total, width / WIDTH, height / total))
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0, pad=GAP)
    axes.set_xticks([])
    return axes


def sheet(figure: Figure) -> Axes:
    """Axes over the whole figure whose coordinates are points, for words beside the data."""
    total = figure.get_figheight() * 72
    axes = axes_at(figure, left=0, bottom=0, width=WIDTH, height=total)
    axes.set(xlim=(0, WIDTH), ylim=(0, total))
    axes.set_yticks([])
    axes.patch.set_visible(False)
    return axes
