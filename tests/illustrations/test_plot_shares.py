"""Bars say the shares that they were given."""

import pandas as pd
import pytest
from matplotlib import colors

from bilan.illustrations.checked_frames import highest_first
from bilan.illustrations.colours import BLUE, MUTED
from bilan.illustrations.plot_shares import plot_shares
from bilan.illustrations.style import TEXT_SIZE
from bilan.project.errors import DataError

from .reach import drawn_texts, outside, overlaps, words

HOSTILE = "Coût $x^2$, <b>gras</b> & \\frac{1}{2} _souligné_"
LONG = "Mise à disposition d'ordinateurs portables individuels ou de tablettes pour les élèves"


def labels(figure):
    return [tick.get_text() for tick in figure.axes[0].get_yticklabels()]


def test_widths_are_the_shares_in_the_order_of_the_frame(shares):
    axes = plot_shares(shares).axes[0]
    assert [bar.get_width() for bar in axes.patches] == [k / 122 for k in (33, 10, 75, 4)]
    axes = plot_shares(shares.sort_values("share")).axes[0]
    assert [bar.get_width() for bar in axes.patches] == [k / 122 for k in (4, 10, 33, 75)]
    axes = plot_shares(highest_first(shares)).axes[0]
    assert [bar.get_width() for bar in axes.patches] == [k / 122 for k in (75, 33, 10, 4)]
    assert [bar.get_x() for bar in axes.patches] == [0] * 4
    assert axes.get_xlim() == (0, 75 / 122)


def test_bars_labels_and_values_stand_at_the_same_height(shares):
    figure = plot_shares(highest_first(shares, last=["other", "none"]))
    axes = figure.axes[0]
    assert labels(figure) == [
        "Comité de pilotage dédié",
        "Conseil pédagogique",
        "Autre commission",
        "Aucune",
    ]
    values = [(text.get_text(), text.xy) for text in axes.texts]
    assert [text for text, _ in values] == [
        "61,5\u00a0%",
        "27,0\u00a0%",
        "8,2\u00a0%",
        "3,3\u00a0%",
    ]
    middles = [bar.get_y() + bar.get_height() / 2 for bar in axes.patches]
    assert [y for _, (_, y) in values] == pytest.approx(middles)
    assert list(axes.get_yticks()) == pytest.approx(middles)
    assert middles == sorted(middles)
    assert axes.yaxis_inverted()


def test_last_labels_close_the_picture_whatever_their_share(shares):
    figure = plot_shares(highest_first(shares, last=["dedicated", "none"]))
    assert labels(figure)[-2:] == ["Comité de pilotage dédié", "Aucune"]


def test_equal_shares_keep_their_order(shares):
    assert labels(plot_shares(highest_first(shares.assign(share=0.5)))) == list(shares["label"])


def test_highlight_is_told_by_colour_and_by_weight(shares):
    axes = plot_shares(shares, highlight=["Conseil pédagogique"]).axes[0]
    assert [colors.to_hex(bar.get_facecolor()) for bar in axes.patches] == [
        BLUE,
        MUTED,
        MUTED,
        MUTED,
    ]
    assert [text.get_fontweight() for text in axes.texts] == ["bold", *["normal"] * 3]


def test_all_bars_are_strong_without_highlight(shares):
    axes = plot_shares(shares).axes[0]
    assert {colors.to_hex(bar.get_facecolor()) for bar in axes.patches} == {BLUE}


@pytest.mark.parametrize(
    "extra",
    [LONG, HOSTILE, "x" * 200, "Un\u00a0" * 30 + "fin"],
    ids=["long", "hostile", "one word", "no break"],
)
@pytest.mark.parametrize("rows", [1, 5, 14])
def test_no_text_meets_another_or_leaves_the_figure(extra, rows):
    frame = pd.DataFrame(
        {"label": f"{extra} {i}", "share": i / rows, "numerator": i, "base": rows}
        for i in range(rows)
    )
    figure = plot_shares(frame, highlight=[frame["label"][0]])
    assert outside(figure) == []
    assert overlaps(figure) == []


def test_hostile_text_is_drawn_as_typed(shares):
    figure = plot_shares(shares.replace({"label": {"Aucune": HOSTILE}}))
    assert HOSTILE in words(figure)
    assert not any(text.get_parse_math() for text, _ in drawn_texts(figure))


def test_height_follows_the_number_of_bars_and_the_width_is_the_text_block(shares):
    figures = [plot_shares(shares.head(n)) for n in (2, 4)]
    steps = [figure.get_figheight() for figure in figures]
    assert steps[1] - steps[0] == pytest.approx(2 * 24 / 72)
    assert all(figure.get_figwidth() == pytest.approx(16 / 2.54) for figure in figures)


def test_texts_are_horizontal_untitled_and_legible_on_a_telephone(shares):
    figure = plot_shares(shares)
    for text, _ in drawn_texts(figure):
        assert text.get_rotation() == 0
        assert text.get_fontsize() == TEXT_SIZE
    on_telephone = TEXT_SIZE * 360 / (figure.get_figwidth() * 72)
    assert on_telephone >= 9
    assert figure.axes[0].get_title() == ""
    assert figure.get_suptitle() == ""


def test_all_zero_shares_are_drawn(shares):
    figure = plot_shares(shares.assign(share=0.0, numerator=0))
    assert words(figure).count("0,0\u00a0%") == 4


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: f.drop(columns="base"), "- base"),
        (lambda f: f.assign(share=float("nan")), "shares between 0 and 1"),
        (lambda f: f.assign(share=61.5), "divide percentages by 100"),
    ],
)
def test_what_cannot_be_drawn_is_refused(shares, change, message):
    with pytest.raises(DataError, match=message):
        plot_shares(change(shares))


def test_an_unknown_label_is_refused(shares):
    with pytest.raises(DataError, match="Comite"):
        plot_shares(shares, highlight=["Comite"])


def test_a_name_to_be_last_that_the_wave_does_not_have_changes_nothing(shares):
    assert highest_first(shares, last=["gone"]).equals(highest_first(shares))


def test_a_colour_is_taken_where_it_can_be_seen(shares):
    axes = plot_shares(shares, colour="#b34000").axes[0]
    assert {colors.to_hex(bar.get_facecolor()) for bar in axes.patches} == {"#b34000"}
    for wrong, message in (("#ffff00", "3:1 on white"), ("red", "such as")):
        with pytest.raises(DataError, match=message):
            plot_shares(shares, colour=wrong)


def test_nothing_is_drawn_of_a_frame_without_rows(shares):
    assert plot_shares(shares.head(0)).axes == []
