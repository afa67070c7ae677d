"""The tinted table says the shares, the links in words, and never a suppressed cell."""

import numpy as np
import pytest
from matplotlib import colors

from bilan.illustrations.checked_frames import strongest_first
from bilan.illustrations.colours import INK
from bilan.illustrations.plot_association import plot_association
from bilan.illustrations.style import contrast, step_colour
from bilan.project.errors import DataError

from .reach import drawn_texts, outside, overlaps, words


def rows(figure):
    return [tick.get_text().replace("\n", " ") for tick in figure.axes[0].get_yticklabels()]


def test_rows_keep_the_order_of_the_frame(association):
    order = association.sort_values("label", ascending=False, kind="stable")
    assert rows(plot_association(order, alpha=0.05))[0].startswith("Mise à disposition")
    groups = association.sort_values("group", ascending=False, kind="stable")
    heads = plot_association(groups, alpha=0.05).axes[1].texts[:4]
    assert [text.get_text().split()[0] for text in heads] == ["SEP", "LP", "LGT", "CLG"]


def test_a_line_closes_the_significant_rows_where_they_come_first(association):
    other = association.sort_values("label", ascending=False, kind="stable")
    lines = [len(plot_association(f, alpha=0.05).axes[1].lines) for f in (association, other)]
    assert lines == [1, 0]


def test_significant_rows_come_first_and_say_so(association):
    figure = plot_association(strongest_first(association, alpha=0.05), alpha=0.05)
    assert rows(figure) == [
        "Chef de travaux",
        "AED TICE",
        "Coordonnateur TICE",
        "Mise à disposition d’ordinateurs portables ou de tablettes",
    ]
    links = figure.axes[1].texts[-4:]
    assert [text.get_text() for text in links] == [
        "oui, V\u00a0=\u00a00,52",
        "oui, V\u00a0=\u00a00,45",
        "non, V\u00a0=\u00a00,07",
        "s",  # not to tell the cell that is hidden
    ]
    assert [text.get_fontweight() for text in links] == ["bold", "bold", "normal", "normal"]
    heights = [text.get_position()[1] for text in links]
    assert heights == sorted(heights, reverse=True)


def test_alpha_decides(association):
    figure = plot_association(association, alpha=0.0001)
    assert not any(word.startswith("oui") for word in words(figure))


def test_cells_hold_the_shares_in_the_order_of_the_types(association):
    axes = plot_association(association, alpha=0.05).axes[0]
    cells = np.ma.masked_invalid(axes.collections[0].get_array()).reshape(4, 4)
    assert cells[1].tolist() == [0.64, 0.35, 0.08, 0.0]
    assert cells[0].tolist() == [None, 0.27, 0.6, 0.8]
    assert [text.get_text() for text in axes.texts] == [
        *("–", "27\u00a0%", "60\u00a0%", "80\u00a0%"),
        *("64\u00a0%", "35\u00a0%", "8\u00a0%", "0\u00a0%"),
        *("96\u00a0%", "96\u00a0%", "92\u00a0%", "100\u00a0%"),
        *("32\u00a0%", "50\u00a0%", "46\u00a0%", "s"),
    ]


def test_heads_give_the_type_and_its_base(association):
    cell = (association["group"] == "LP") & (association["label"] == "AED TICE")
    association.loc[cell, "base"] = 12
    heads = [
        text.get_text() for text in plot_association(association, alpha=0.05).axes[1].texts[:5]
    ]
    assert heads == [
        "CLG\nn\u00a0=\u00a078",
        "LGT\nn\u00a0=\u00a026",
        "LP\nn\u00a0=\u00a012–13",
        "SEP\nn\u00a0=\u00a05",
        "Lien\nsignificatif",
    ]


def test_a_suppressed_value_is_nowhere_in_the_figure(association):
    association.loc[association["suppressed"], "share"] = 0.20
    figure = plot_association(association, alpha=0.05)
    assert "20\u00a0%" not in words(figure)
    cells = figure.axes[0].collections[0].get_array()
    assert np.ma.getmaskarray(cells).sum() == 2
    assert 0.20 not in cells.compressed()


def test_values_can_be_read_on_their_ground(association):
    axes = plot_association(association, alpha=0.05).axes[0]
    for text in axes.texts:
        if text.get_text().endswith("%"):
            share = float(text.get_text()[:-2]) / 100
            assert contrast(colors.to_hex(text.get_color()), step_colour(share)) >= 4.5


def test_tint_and_text_come_from_the_same_step(association):
    """What seaborn paints is what the text's contrast was computed against."""
    axes = plot_association(association, alpha=0.05).axes[0]
    axes.figure.canvas.draw()
    mesh = axes.collections[0]
    values = np.ma.masked_invalid(mesh.get_array()).ravel()
    for value, painted in zip(values, mesh.get_facecolors(), strict=True):
        if value is not np.ma.masked:
            assert colors.to_hex(painted) == step_colour(float(value))


def test_no_text_meets_another_or_leaves_the_figure(association):
    association["label"] = association["label"].replace("AED TICE", "AED $x$ <b>" + "très " * 30)
    figure = plot_association(association, alpha=0.05)
    assert outside(figure) == []
    assert overlaps(figure) == []
    assert not any(text.get_parse_math() for text, _ in drawn_texts(figure))
    assert all(text.get_rotation() == 0 for text, _ in drawn_texts(figure))


def test_long_names_of_types_are_wrapped(association):
    association["group"] = association["group"].replace("LGT", "Lycée pro public")
    figure = plot_association(association, alpha=0.05)
    assert outside(figure) == []
    assert overlaps(figure) == []
    assert any(word.startswith("Lycée pro public n") for word in words(figure))


def test_a_cell_given_twice_is_refused(association):
    association["label"] = "Adjoint"
    with pytest.raises(DataError, match="one row per label and group"):
        plot_association(association, alpha=0.05)


def test_two_tests_of_an_option_are_refused(association):
    association.loc[0, "cramers_v"] = 0.1
    with pytest.raises(DataError, match="one test per label"):
        plot_association(association, alpha=0.05)


def test_nothing_is_drawn_of_a_frame_without_rows(association):
    assert plot_association(association.head(0), alpha=0.05).axes == []


def test_ink_is_the_text_of_significant_links(association):
    figure = plot_association(association, alpha=0.05)
    assert figure.axes[1].texts[-4].get_color() == INK


def test_an_option_that_was_not_tested_says_so(association):
    association = association.assign(suppressed=False, share=association["share"].fillna(0.5))
    links = plot_association(association, alpha=0.05).axes[1].texts[-4:]
    assert links[-1].get_text() == "non testé"


def test_a_strength_that_would_tell_a_hidden_cell_is_left_out(association):
    weak = association["label"] == "Coordonnateur TICE"
    association.loc[weak, "cramers_v"] = float("nan")
    assert "non" in words(plot_association(association, alpha=0.05))
