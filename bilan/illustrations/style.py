"""One look for every picture: palette, typeface, and a context that leaks nothing.

Contrasts are those of WCAG 2.2 (relative luminance, https://www.w3.org/TR/WCAG22/): at least
4.5:1 for text on its ground and 3:1 for what carries data. Colours that tell things apart also
differ in lightness, so that they survive a grey print and colour-blind eyes.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

import font_source_sans_pro
import matplotlib as mpl
import seaborn as sns
from matplotlib.font_manager import fontManager

from bilan.illustrations.colours import INK, STEPS, WHITE
from bilan.project.errors import DataError

LEAST_CONTRAST = 3.0  # of what carries data (WCAG 2.2, 1.4.11)
STEP_BOUNDS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)  # of the steps of the ramp

TEXT_SIZE = 11.5  # points: 9 pixels are left on a telephone that is 390 pixels wide
LINE_HEIGHT = 14.0  # points

# A family name of its own: only the wheel's files can answer to it, never a system font.
FAMILY = "Bilan Source Sans"
_FACES = ("SourceSansPro", "SourceSansProBold")


@cache
def face_paths() -> tuple[str, ...]:
    """Files of the regular and bold faces, made known to matplotlib under `FAMILY`."""
    paths = tuple(font_source_sans_pro.font_files_ttf[face] for face in _FACES)
    for path in paths:
        fontManager.addfont(path)
        fontManager.ttflist[-1] = replace(fontManager.ttflist[-1], name=FAMILY)
    return paths


@contextmanager
def house_style() -> Iterator[None]:
    """Draw and write pictures in the house style; matplotlib's settings come back after.

    It starts from matplotlib's own defaults, whatever a `matplotlibrc` says.
    """
    face_paths()
    with mpl.rc_context():
        mpl.rcdefaults()
        sns.set_theme(
            context="paper",
            style="white",
            font=FAMILY,
            color_codes=False,
            rc={
                "font.family": [FAMILY],
                "font.size": TEXT_SIZE,
                "axes.labelsize": TEXT_SIZE,
                "xtick.labelsize": TEXT_SIZE,
                "ytick.labelsize": TEXT_SIZE,
                "text.color": INK,
                "xtick.color": INK,
                "ytick.color": INK,
                "text.parse_math": False,
                "text.usetex": False,
                "figure.facecolor": WHITE,
                "axes.facecolor": WHITE,
                "svg.fonttype": "path",
                "svg.hashsalt": "bilan",
            },
        )
        yield


def luminance(colour: str) -> float:
    """Relative luminance (0–1) of a `#rrggbb` colour, as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio (1–21) of two `#rrggbb` colours, as WCAG 2.2 defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def require_contrast(colour: str) -> None:
    """Nothing, where a colour can carry data on white.

    Raises
    ------
    DataError
        It is no `#rrggbb`, or it has less than 3:1 on white.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise DataError(f"colour {colour}", expected='such as "#000091"')
    if contrast(colour, WHITE) < LEAST_CONTRAST:
        raise DataError(
            f"colour {colour}",
            expected=f"a contrast of {LEAST_CONTRAST:g}:1 on white at least",
            found=f"{contrast(colour, WHITE):.1f}:1",
            next_step="take a darker one",
        )


def readable_on(ground: str) -> str:
    """White or ink, whichever is the more readable on that ground."""
    return max((WHITE, INK), key=lambda text: contrast(text, ground))


def step_colour(share: float) -> str:
    """The step of the ramp for a share between 0 and 1."""
    return STEPS[min(bisect_right(STEP_BOUNDS, share), len(STEPS)) - 1]
