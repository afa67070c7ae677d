"""Shares as horizontal bars."""

from collections.abc import Collection

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from bilan.french.formats import percent
from bilan.french.typography_rules import typographic
from bilan.illustrations.checked_frames import checked_bars, known
from bilan.illustrations.colours import BLUE, INK, MUTED, SECONDARY
from bilan.illustrations.drawn import drawn_from, empty_figure
from bilan.illustrations.layout import (
    GAP,
    MARGIN,
    WIDTH,
    axes_at,
    new_figure,
    text_height,
    text_width,
    wrapped,
)
from bilan.illustrations.style import house_style, require_contrast

NONE = "–"  # instead of a value whose base is empty
LABELS = 0.4 * WIDTH  # the most that labels may take
BAR = 15.0


def plot_shares(
    shares: pd.DataFrame,
    *,
    highlight: Collection[str] = (),
    colour: str = BLUE,
) -> Figure:
    """One bar per row of `shares`, in its order, with its value; the axis starts at 0.

    Parameters
    ----------
    shares
        One row per option: `label` (French), `share` (0–1, missing where the base is empty),
        `numerator` and `base` (schools). Without a row, as of a question that a wave does not
        ask, the figure is empty.
    highlight
        Labels drawn in `colour` with bold values, the others paler. None: all strong.
    colour
        Of the bars; with 3:1 on white at least.

    Raises
    ------
    DataError
        Where a share is missing or not one, a label of `highlight` is unknown, or the colour is
        too pale.
    """
    if shares.empty:
        return empty_figure(shares)
    rows = checked_bars(shares)
    require_contrast(colour)
    known(highlight, rows["label"], what="Labels to highlight")
    with house_style():
        labels = [wrapped(typographic(label), width=LABELS) for label in rows["label"]]
        values = [percent(share) if not pd.isna(share) else NONE for share in rows["share"]]
        rows["share"] = rows["share"].fillna(0.0)  # a bar without a length
        left = MARGIN + max(map(text_width, labels)) + GAP
        right = max(text_width(value, bold=True) for value in values) + GAP + MARGIN
        heights = [max(text_height(label), BAR) + 9 for label in labels]
        height = sum(heights)
        middles = [sum(heights[:i]) + heights[i] / 2 for i in range(len(rows))]
        figure = new_figure(height + 2 * MARGIN)
        axes = axes_at(figure, left=left, bottom=MARGIN, width=WIDTH - left - right, height=height)
        sns.barplot(
            x=rows["share"],
            y=[str(i) for i in range(len(rows))],
            orient="h",
            color=colour,
            saturation=1,
            errorbar=None,
            linewidth=0,
            ax=axes,
        )
        axes.set(xlim=(0, rows["share"].max() or 1), ylim=(height, 0))
        axes.set(xlabel="", ylabel="")
        axes.set_xticks([])
        axes.set_yticks(middles, labels)
        axes.axvline(0, color=SECONDARY, linewidth=1, clip_on=False)
        for i, (bar, value) in enumerate(zip(axes.patches, values, strict=True)):
            strong = rows["label"][i] in highlight
            bar.set(y=middles[i] - BAR / 2, height=BAR)
            bar.set_facecolor(colour if strong or not highlight else MUTED)
            axes.annotate(
                value,
                (rows["share"][i], middles[i]),
                xytext=(GAP - 1, 0),
                textcoords="offset points",
                va="center_baseline",
                color=INK,
                fontweight="bold" if strong else "normal",
                annotation_clip=False,
            )
    return drawn_from(figure, shares)
