"""Shares by group of EPLE as a tinted table, with the strength of the link in words."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from bilan.french.formats import NBSP, count, number, percent
from bilan.french.typography_rules import typographic
from bilan.illustrations.checked_frames import records, tests_of
from bilan.illustrations.colours import INK, SECONDARY, STEPS, SUPPRESSED, WHITE
from bilan.illustrations.drawn import drawn_from, empty_figure
from bilan.illustrations.layout import (
    GAP,
    MARGIN,
    WIDTH,
    axes_at,
    new_figure,
    sheet,
    text_height,
    text_width,
    wrapped,
)
from bilan.illustrations.style import STEP_BOUNDS, house_style, readable_on, step_colour

LABELS = 0.38 * WIDTH
LINKS = 86.0  # the column of the tests
LINKS_HEAD = "Lien\nsignificatif"


Grid = npt.NDArray[Any]


def plot_association(shares: pd.DataFrame, *, alpha: float) -> Figure:
    """A table of tinted cells: options in rows, groups of EPLE in columns, then the link.

    Rows and columns stand in the order of the frame. A significant link says « oui » in bold, the
    others « non »; a line closes the significant ones where these come first. A cell reads « s »
    where it is suppressed and « – » where nobody was asked. Without a row the figure is empty.

    Parameters
    ----------
    shares
        One row per option and group: `label`, `group` (French), `share` (0–1), `base` (schools of
        that group in the denominator), `suppressed` (bool), and, the same in all rows of an
        option, `cramers_v` (0–1) and `p_adjusted` (after Holm); either is missing where it would
        tell a hidden cell.
    alpha
        The level of significance of the wave.

    Raises
    ------
    DataError
        Where a cell comes twice or is no share, or rows of an option differ in its test.
    """
    if shares.empty:
        return empty_figure(shares)
    rows = tests_of(shares, alpha=alpha)
    types = list(shares["group"].drop_duplicates())
    values = shares.pivot(index="label", columns="group", values="share")
    hidden = shares.pivot(index="label", columns="group", values="suppressed")
    values = values.loc[list(rows["label"]), types].astype(float)
    hidden = hidden.loc[list(rows["label"]), types].eq(True)
    with house_style():
        labels = [
            wrapped(typographic(label), width=LABELS, bold=strong)
            for label, strong in zip(rows["label"], rows["significant"], strict=True)
        ]
        left = MARGIN + max(text_width(label, bold=True) for label in labels) + GAP
        pitch = max(map(text_height, labels)) + 10
        height = pitch * len(rows)
        cell = (WIDTH - left - LINKS - MARGIN) / len(types)
        heads = [f"{wrapped(kind, width=cell - 4)}\n{_bases(shares, kind)}" for kind in types]
        head = max(map(text_height, [*heads, LINKS_HEAD])) + 6
        figure = new_figure(height + head + 2 * MARGIN)
        axes = axes_at(figure, left=left, bottom=MARGIN, width=cell * len(types), height=height)
        sns.heatmap(
            values,
            mask=hidden | values.isna(),
            cmap=ListedColormap(list(STEPS)),
            norm=BoundaryNorm(STEP_BOUNDS, len(STEPS)),
            cbar=False,
            linewidths=1.5,
            linecolor=WHITE,
            ax=axes,
        )
        axes.set(xlabel="", ylabel="")
        axes.set_xticks([])
        axes.set_yticks([i + 0.5 for i in range(len(rows))], labels, rotation=0)
        for tick, strong in zip(axes.get_yticklabels(), rows["significant"], strict=True):
            tick.set(fontweight="bold" if strong else "normal", va="center_baseline")
        _cells(axes, values.to_numpy(), hidden.to_numpy())
        words = sheet(figure)
        middles = [left + (i + 0.5) * cell for i in range(len(types))]
        middle = WIDTH - MARGIN - LINKS / 2
        for x, text in zip([*middles, middle], [*heads, LINKS_HEAD], strict=True):
            words.text(x, MARGIN + height + 5, text, ha="center", linespacing=1.1)
        for i, row in enumerate(records(rows)):
            at = (middle, MARGIN + height - (i + 0.5) * pitch)
            _link(words, at, row=row, secret=bool(hidden.loc[row["label"]].any()))
        last = int(rows["significant"].sum())
        if 0 < last < len(rows) and rows["significant"].iloc[:last].all():
            y = MARGIN + height - last * pitch
            words.plot([MARGIN, WIDTH - MARGIN], [y, y], color=SECONDARY, linewidth=0.8)
    return drawn_from(figure, shares)


def _bases(shares: pd.DataFrame, kind: str) -> str:
    """« n = 78 », or the range where the options of a group have several bases."""
    bases = shares.loc[shares["group"] == kind, "base"].dropna()
    if bases.empty:
        return "s"
    low, high = int(bases.min()), int(bases.max())
    return f"n{NBSP}={NBSP}{count(low)}" + (f"–{count(high)}" if high > low else "")


def _cells(axes: Axes, values: Grid, hidden: Grid) -> None:
    """The value of each cell, in the more readable of the two text colours."""
    for i, j in np.ndindex(values.shape):
        text, ground = "–", WHITE
        if hidden[i, j]:
            text, ground = "s", SUPPRESSED
            axes.add_patch(
                Rectangle((j, i), 1, 1, facecolor=ground, edgecolor=WHITE, linewidth=1.5)
            )
        elif not np.isnan(share := float(values[i, j])):
            text, ground = percent(share, 0), step_colour(share)
        colour = readable_on(ground)
        axes.text(j + 0.5, i + 0.5, text, ha="center", va="center_baseline", color=colour)


def _link(words: Axes, at: tuple[float, float], *, row: dict[str, Any], secret: bool) -> None:
    """Whether the link is significant, in words; « s » where it would tell a hidden cell."""
    text = "s" if secret else "non testé"
    if pd.notna(row["p_adjusted"]):
        text = "oui" if row["significant"] else "non"
        if pd.notna(row["cramers_v"]):
            text += f", V{NBSP}={NBSP}{number(row['cramers_v'], 2)}"
    words.text(
        *at,
        text,
        ha="center",
        va="center_baseline",
        color=INK if row["significant"] else SECONDARY,
        fontweight="bold" if row["significant"] else "normal",
    )
