"""What a drawn figure holds, read back with the renderer that draws it."""

from itertools import combinations

from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox


def drawn_texts(figure: Figure) -> list[tuple[Text, Bbox]]:
    """Each visible, non-empty text with its box in pixels."""
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    return [
        (text, text.get_window_extent(renderer))
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_text().strip()
    ]


def words(figure: Figure) -> list[str]:
    """The texts as they are drawn, lines joined."""
    return [text.get_text().replace("\n", " ") for text, _ in drawn_texts(figure)]


def outside(figure: Figure) -> list[str]:
    """Texts that leave the figure."""
    whole = figure.bbox
    return [
        text.get_text()
        for text, box in drawn_texts(figure)
        if box.x0 < 0 or box.y0 < 0 or box.x1 > whole.x1 or box.y1 > whole.y1
    ]


def overlaps(figure: Figure) -> list[tuple[str, str]]:
    """Pairs of texts whose boxes meet by more than the half pixel that hinting may add."""
    boxes = [(text.get_text(), box) for text, box in drawn_texts(figure)]
    return [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 0.5 and min(a.y1, b.y1) - max(a.y0, b.y0) > 0.5
    ]
