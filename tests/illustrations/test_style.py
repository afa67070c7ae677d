"""Colours that everyone can tell apart, one typeface, and nothing left behind."""

from itertools import combinations, pairwise
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.font_manager import FontProperties, findfont, fontManager

from bilan.illustrations import colours, style
from bilan.illustrations.layout import new_figure, text_width, wrapped
from bilan.illustrations.plot_shares import plot_shares

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
VISIONS = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "grey": ((0.2126, 0.7152, 0.0722),) * 3,
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}
TO_XYZ = np.array(
    [
        (0.4124564, 0.3575761, 0.1804375),
        (0.2126729, 0.7151522, 0.0721750),
        (0.0193339, 0.1191920, 0.9503041),
    ]
)


def lab(colour, vision):
    """CIE L*a*b* (D65) of a colour as that vision sees it."""
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(VISIONS[vision]) @ linear, 0, 1)
    xyz = TO_XYZ @ seen / TO_XYZ.sum(axis=1)
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(one, other, vision):
    return float(np.linalg.norm(lab(one, vision) - lab(other, vision)))


def test_contrast_is_that_of_wcag():
    assert style.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert style.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colour", [colours.INK, colours.SECONDARY, *colours.VERDICT_TEXT.values()])
def test_text_can_be_read_on_white(colour):
    assert style.contrast(colour, colours.WHITE) >= 4.5


@pytest.mark.parametrize("colour", [colours.BLUE, colours.MUTED, *colours.VERDICT_COLOURS.values()])
def test_marks_can_be_seen_on_white(colour):
    assert style.contrast(colour, colours.WHITE) >= 3


@pytest.mark.parametrize("ground", [*colours.STEPS, colours.SUPPRESSED, colours.WHITE])
def test_text_can_be_read_on_each_ground(ground):
    assert style.contrast(style.readable_on(ground), ground) >= 4.5


@pytest.mark.parametrize("vision", VISIONS)
def test_colours_are_told_apart_by_every_eye_and_in_grey(vision):
    verdicts = ("progresse", "stable", "recule")
    pairs = [
        (colours.BLUE, colours.MUTED),
        *combinations([colours.VERDICT_COLOURS[v] for v in verdicts], 2),
        *pairwise(colours.STEPS),
    ]
    assert {pair: d for pair in pairs if (d := distance(*pair, vision)) < 12} == {}


@pytest.mark.parametrize(
    ("share", "step"), [(0, 0), (0.199, 0), (0.2, 1), (0.4, 2), (0.6, 3), (0.8, 4), (1, 4)]
)
def test_steps(share, step):
    assert style.step_colour(share) == colours.STEPS[step]


def test_the_typeface_is_the_one_of_the_wheel():
    style.face_paths()
    for weight, name in (("normal", "Regular"), ("bold", "Bold")):
        found = Path(findfont(FontProperties(family=[style.FAMILY], weight=weight)))
        assert found.name == f"SourceSansPro-{name}.ttf"
        assert found.parent.parent.name == "font_source_sans_pro"
    style.face_paths()
    assert sum(entry.name == style.FAMILY for entry in fontManager.ttflist) == 2


def test_nothing_leaks(shares):
    before = dict(mpl.rcParams)
    blue = mpl.colors.to_rgb("b")
    plot_shares(shares).canvas.draw()
    with pytest.raises(ZeroDivisionError), style.house_style():
        raise ZeroDivisionError
    assert dict(mpl.rcParams) == before
    assert mpl.colors.to_rgb("b") == blue
    assert plt.get_fignums() == []


def test_wrapped_lines_fit_and_keep_every_character():
    text = "Effets sur les pratiques d’enseignement et « usages » " + "x" * 80
    for width in (40, 90, 200):
        lines = wrapped(text, width=width).split("\n")
        assert all(text_width(line) <= width for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_no_break_spaces_hold():
    lines = wrapped("une part de 61,5\u00a0% des EPLE", width=60).split("\n")
    assert lines == ["une part", "de 61,5\u00a0%", "des EPLE"]


@pytest.mark.parametrize("bold", [False, True])
def test_text_is_as_wide_as_it_is_drawn(bold):
    text = "Effets sur les pratiques d’enseignement : 61,5\u00a0%"
    figure = new_figure(50)
    with style.house_style():
        drawn = figure.text(0, 0.5, text, fontweight="bold" if bold else "normal")
    points = drawn.get_window_extent(figure.canvas.get_renderer()).width * 72 / figure.dpi
    assert 0.96 < points / text_width(text, bold=bold) < 1.005


def test_bold_text_is_measured_bold():
    assert text_width("Comité", bold=True) > text_width("Comité")
