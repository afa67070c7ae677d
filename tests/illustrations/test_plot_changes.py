"""Dumbbells say both shares, the gap, and the verdict in three ways."""

from itertools import pairwise

import pandas as pd
import pytest

from bilan.illustrations.checked_frames import largest_first
from bilan.illustrations.colours import VERDICT_COLOURS
from bilan.illustrations.plot_changes import MARKERS, plot_changes
from bilan.project.errors import DataError

from .reach import drawn_texts, outside, overlaps, words

WAVES = ("2014", "2015")
HOSTILE = "Coût $x^2$ et <b>gras</b>"


def marks(figure):
    return [line for line in figure.axes[0].lines if line.get_marker() != "None"]


def links(figure):
    return [line for line in figure.axes[0].lines if line.get_marker() == "None"]


def test_marks_stand_at_the_shares_highest_gap_first(changes):
    figure = plot_changes(largest_first(changes), waves=WAVES)
    pairs = [(m.get_xdata()[0], m.get_ydata()[0]) for m in marks(figure)]
    before, after = pairs[::2], pairs[1::2]
    assert [x for x, _ in after] == [0.464, 0.96, 0.0, 0.552, 0.328, 0.69, 0.416]
    assert [x for x, _ in before][:6] == [0.254, 0.959, 0.0, 0.689, 0.467, 0.667]
    assert pd.isna(before[6][0])
    heights = [y for _, y in after]
    assert heights == [y for _, y in before]
    assert heights == sorted(heights, reverse=True)
    assert figure.axes[0].get_xlim() == (0, 0.96)


def test_what_cannot_be_compared_has_no_line_and_no_gap_and_stands_apart(changes):
    figure = plot_changes(largest_first(changes), waves=WAVES)
    assert [list(line.get_xdata()) for line in links(figure)] == [
        [0.254, 0.464],
        [0.959, 0.96],
        [0.0, 0.0],
        [0.689, 0.552],
        [0.467, 0.328],
    ]
    texts = words(figure)
    assert texts.count("non comparable") == 2
    assert sum("point" in text for text in texts) == 5
    assert "+2,3\u00a0points" not in texts
    heights = [m.get_ydata()[0] for m in marks(figure)[1::2]]
    steps = [a - b for a, b in pairwise(heights)]
    assert steps[4] > steps[3] + 10


def test_the_verdict_is_told_by_shape_colour_and_word(changes):
    figure = plot_changes(largest_first(changes), waves=WAVES)
    verdicts = [
        *("progresse", "stable", "stable", "progresse", "recule"),
        *("non comparable", "non comparable"),
    ]
    after = marks(figure)[1::2]
    assert [m.get_marker() for m in after] == [MARKERS[v] for v in verdicts]
    assert [m.get_markeredgecolor() for m in after] == [VERDICT_COLOURS[v] for v in verdicts]
    assert [word for word in words(figure) if word in MARKERS] == verdicts
    assert len(set(MARKERS.values())) == len(MARKERS)


def test_each_value_and_gap_is_written(changes):
    texts = words(plot_changes(largest_first(changes), waves=WAVES))
    for text in ("25,4\u00a0%", "46,4\u00a0%", "+21,0\u00a0points", "−13,7\u00a0points"):
        assert text in texts
    assert texts.count("0,0\u00a0%") == 2
    assert "0,0\u00a0point" in texts


def test_the_key_names_the_waves(changes):
    texts = words(plot_changes(largest_first(changes), waves=("2015", "2016")))
    assert texts[-2:] == ["2015", "2016"]


@pytest.mark.parametrize("label", [HOSTILE, "Un libellé " * 20, "x" * 150])
def test_no_text_meets_another_or_leaves_the_figure(changes, label):
    changes["label"] = [f"{label} {i}" for i in range(len(changes))]
    figure = plot_changes(largest_first(changes), waves=WAVES)
    assert outside(figure) == []
    assert overlaps(figure) == []
    assert not any(text.get_parse_math() for text, _ in drawn_texts(figure))


def test_hostile_text_is_drawn_as_typed(changes):
    changes.loc[0, "label"] = HOSTILE
    assert HOSTILE in words(plot_changes(largest_first(changes), waves=WAVES))


def test_eighteen_rows_still_fit_a_page(changes):
    many = pd.concat([changes] * 3).head(18).assign(label=[f"Indicateur {i}" for i in range(18)])
    figure = plot_changes(many, waves=WAVES)
    assert figure.get_figheight() * 2.54 < 23
    assert overlaps(figure) == []
    assert outside(figure) == []


@pytest.mark.parametrize("verdict", ["stable", "non comparable"])
def test_one_verdict_alone_is_drawn(changes, verdict):
    alone = changes[changes["verdict"] == verdict]
    figure = plot_changes(alone, waves=WAVES)
    assert words(figure).count(verdict) == 2
    assert outside(figure) == []


def test_an_unknown_verdict_is_refused(changes):
    with pytest.raises(DataError, match="augmente"):
        plot_changes(largest_first(changes).assign(verdict="augmente"), waves=WAVES)


def test_a_missing_share_is_refused_where_waves_are_compared(changes):
    with pytest.raises(DataError, match="Tableau de bord"):
        plot_changes(largest_first(changes).assign(verdict="stable"), waves=WAVES)


def test_rows_keep_the_order_of_the_frame(changes):
    figure = plot_changes(changes, waves=WAVES)
    after = [mark.get_xdata()[0] for mark in marks(figure)[1::2]]
    assert after[:6] == list(changes["after"][:6])
    assert outside(figure) == []
    assert overlaps(figure) == []


def test_nothing_is_drawn_of_a_frame_without_rows(changes):
    assert plot_changes(changes.head(0), waves=WAVES).axes == []
