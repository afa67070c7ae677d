"""Which frame a figure was drawn from, so that only that one is published with it."""

from weakref import WeakKeyDictionary

import pandas as pd
from matplotlib.figure import Figure

from bilan.illustrations.layout import MARGIN, new_figure

_FRAMES: "WeakKeyDictionary[Figure, pd.DataFrame]" = WeakKeyDictionary()


def drawn_from(figure: Figure, frame: pd.DataFrame) -> Figure:
    """The figure, known from now on to show the rows of this frame."""
    _FRAMES[figure] = pd.DataFrame(frame).copy()  # the cell may change its own after
    return figure


def empty_figure(frame: pd.DataFrame) -> Figure:
    """A figure that shows nothing: what is drawn of a frame without rows."""
    return drawn_from(new_figure(2 * MARGIN), frame)


def shows(figure: Figure, frame: pd.DataFrame) -> bool:
    """Whether a figure was drawn from a frame of these very rows, in this order."""
    drawn = _FRAMES.get(figure)
    if drawn is None:
        return False
    rows = pd.DataFrame(frame).reset_index(drop=True)
    return drawn.reset_index(drop=True).equals(rows)
