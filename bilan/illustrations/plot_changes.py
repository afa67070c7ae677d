"""Two waves as dumbbells, with the verdict in words."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bilan.french.formats import percent, points
from bilan.french.typography_rules import typographic
from bilan.french.verdicts import NOT_COMPARABLE
from bilan.illustrations.checked_frames import records, with_differences
from bilan.illustrations.colours import INK, RULE, SECONDARY, VERDICT_COLOURS, VERDICT_TEXT, WHITE
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
from bilan.illustrations.style import LINE_HEIGHT, house_style

VERDICT_WIDTH = 92.0  # of the column of the verdicts
HEAD = LINE_HEIGHT + 8
APART = 20.0  # left free above what cannot be compared
MARKERS = {"progresse": "^", "recule": "v", "stable": "o", NOT_COMPARABLE: "s"}
SIZE = 8.0
ASCENT = 11.0  # from the top of a line to its baseline
LEAST, MOST = 4.0, 15.0  # points left free in a row
PAGE = 19.5 / 2.54 * 72  # what a page of A4 leaves to a picture, its caption and its notes


def plot_changes(changes: pd.DataFrame, *, waves: tuple[str, str]) -> Figure:
    """One dumbbell per row, in their order: an empty dot before, a full mark after.

    The mark's shape, its colour and a word say the verdict. What cannot be compared has neither a
    line nor a difference; where it comes last, it stands apart. The axis starts at 0. Without a
    row the figure is empty.

    Parameters
    ----------
    changes
        One row per indicator: `label` (French), `before` and `after` (0–1, one may be missing
        where nothing is compared), `verdict` (progresse, recule, stable, non comparable).
    waves
        Names of the two waves, such as ("2014", "2015").

    Raises
    ------
    DataError
        Where a verdict is unknown or a share is missing or not one.
    """
    if changes.empty:
        return empty_figure(changes)
    rows = with_differences(changes)
    apart = rows["verdict"] == NOT_COMPARABLE
    last = apart.is_monotonic_increasing
    gap = APART if last and 0 < apart.sum() < len(rows) else 0.0
    with house_style():
        room = text_width(percent(1), bold=True) + SIZE / 2 + GAP
        left = MARGIN + room
        width = WIDTH - left - room - VERDICT_WIDTH - MARGIN
        labels = [
            wrapped(typographic(label), width=WIDTH - 2 * MARGIN - VERDICT_WIDTH - GAP)
            for label in rows["label"]
        ]
        lines = [text_height(label) + LINE_HEIGHT + 1 for label in labels]
        padding = _padding(sum(lines) + gap, rows=len(rows))
        heights = [line + padding for line in lines]
        height = sum(heights) + gap
        tops = [MARGIN + height - sum(heights[:i]) - gap * apart[i] for i in range(len(rows))]
        figure = new_figure(height + HEAD + 2 * MARGIN)
        axes = axes_at(figure, left=left, bottom=MARGIN, width=width, height=height)
        axes.set(xlim=(0, rows[["before", "after"]].max().max() or 1), ylim=(0, height))
        axes.set_yticks([])
        words = sheet(figure)
        for row, label, edge in zip(records(rows), labels, tops, strict=True):
            top = edge - padding / 2
            for i, text in enumerate(label.split("\n")):
                words.text(MARGIN, top - ASCENT - i * LINE_HEIGHT, text, va="baseline")
            line = top - text_height(label) - LINE_HEIGHT / 2 - 1
            _dumbbell(axes, line - MARGIN, row=row)
            _verdict(words, WIDTH - MARGIN - VERDICT_WIDTH, top=top - ASCENT, line=line, row=row)
        foot = int(apart.to_numpy().argmax()) if gap else -1
        for i, top in enumerate(tops):
            y, colour = (top + gap / 2, SECONDARY) if i == foot else (top, RULE)
            words.plot([MARGIN, WIDTH - MARGIN], [y, y], color=colour, linewidth=0.8)
        verdicts = [verdict for verdict in MARKERS if verdict in set(rows["verdict"])]
        _key(words, MARGIN + height + HEAD / 2, waves=waves, verdicts=verdicts)
    return drawn_from(figure, changes)


def _padding(filled: float, *, rows: int) -> float:
    """Points left free in each row: fewer where a page would not hold the picture."""
    left = PAGE - HEAD - 2 * MARGIN - filled
    return min(max(left / rows, LEAST), MOST)


def _dumbbell(axes: Axes, place: float, *, row: dict[str, Any]) -> None:
    """Both marks and their values, the lower value to the left and the higher to the right."""
    colour = VERDICT_COLOURS[row["verdict"]]
    if row["verdict"] != NOT_COMPARABLE:
        axes.plot(
            [row["before"], row["after"]], [place, place], color=colour, linewidth=2.5, zorder=2
        )
    _mark(axes, (row["before"], place), marker="o", colour=SECONDARY, full=False)
    _mark(
        axes,
        (row["after"], place),
        marker=MARKERS[row["verdict"]],
        colour=colour,
        full=row["verdict"] != NOT_COMPARABLE,
    )
    rising = not row["after"] < row["before"]
    for share, bold, side in (
        (row["before"], False, -1 if rising else 1),
        (row["after"], True, 1 if rising else -1),
    ):
        if pd.notna(share):
            axes.annotate(
                percent(share),
                (share, place),
                xytext=(side * (SIZE / 2 + 4), 0),
                textcoords="offset points",
                ha="left" if side > 0 else "right",
                va="center_baseline",
                color=INK if bold else SECONDARY,
                fontweight="bold" if bold else "normal",
                annotation_clip=False,
            )


def _mark(axes: Axes, at: tuple[float, float], *, marker: str, colour: str, full: bool) -> None:
    axes.plot(
        *at,
        marker=marker,
        markersize=SIZE,
        markerfacecolor=colour if full else WHITE,
        markeredgecolor=colour,
        markeredgewidth=1.6,
        linestyle="",
        clip_on=False,
        zorder=3,
    )


def _verdict(words: Axes, x: float, *, top: float, line: float, row: dict[str, Any]) -> None:
    """The verdict's word beside the label and the difference beside the marks."""
    colour = VERDICT_TEXT[row["verdict"]]
    words.text(x, top, row["verdict"], va="baseline", color=colour, fontweight="bold")
    if pd.notna(row["difference"]):
        words.text(x, line, points(row["difference"]), va="center_baseline")


def _key(words: Axes, y: float, *, waves: tuple[str, str], verdicts: list[str]) -> None:
    """Which mark is which wave."""
    x = MARGIN + SIZE / 2 + 1
    _mark(words, (x, y), marker="o", colour=SECONDARY, full=False)
    x += SIZE / 2 + 5
    words.text(x, y, waves[0], va="center_baseline", color=SECONDARY)
    x += text_width(waves[0]) + 24
    for verdict in verdicts:
        full = verdict != NOT_COMPARABLE
        colour = VERDICT_COLOURS[verdict]
        _mark(words, (x, y), marker=MARKERS[verdict], colour=colour, full=full)
        x += SIZE + 5
    words.text(x - SIZE / 2, y, waves[1], va="center_baseline", fontweight="bold")
