"""How far a value may lie from what is written, on either side of each edge."""

from dataclasses import replace
from fractions import Fraction

import pytest

from bilan.prose.claims import Amount, Shade
from bilan.prose.tolerance import fits_share, same_share
from bilan.prose.wordings import read_wordings

WORDINGS = read_wordings()
A_LITTLE = Fraction(1, 10**6)
NEAR = Shade("près de", (Fraction(5, 100), Fraction(1)), None, strict=False, named=Fraction(3, 100))
ABOUT = Shade(
    "environ",
    (Fraction(5, 100), Fraction(1)),
    (Fraction(5, 100), Fraction(1)),
    strict=False,
    named=Fraction(3, 100),
)
MORE = replace(ABOUT, words="plus de", below=None)


@pytest.mark.parametrize(
    ("out_of", "shade", "low", "high"),
    [
        (3, NEAR, Fraction(3, 100), Fraction(0)),
        (4, NEAR, Fraction(3, 100), Fraction(0)),  # as round as their names
        (5, NEAR, Fraction(5, 100), Fraction(0)),
        (4, ABOUT, Fraction(3, 100), Fraction(3, 100)),
        (5, ABOUT, Fraction(5, 100), Fraction(5, 100)),
        (4, MORE, Fraction(0), Fraction(5, 100)),
        (4, replace(NEAR, named=Fraction(0)), Fraction(5, 100), Fraction(0)),
    ],
)  # fmt: skip
def test_a_fraction_that_has_a_name_leaves_less_room(
    out_of: int, shade: Shade, low: Fraction, high: Fraction
) -> None:
    claim = Amount(Fraction(3, 5), "fraction", shade=shade, out_of=out_of)
    for share, holds in (
        (Fraction(3, 5) - low, True), (Fraction(3, 5) - low - A_LITTLE, False),
        (Fraction(3, 5) + high, True), (Fraction(3, 5) + high + A_LITTLE, False),
    ):  # fmt: skip
        assert fits_share(claim, share, WORDINGS) == holds, share


def test_a_fraction_without_a_neighbour_is_meant_to_a_twentieth() -> None:
    claim = Amount(Fraction(1, 18), "fraction")
    assert Fraction(1, 18) not in WORDINGS.fractions
    for sign in (1, -1):
        edge = Fraction(1, 18) + sign * Fraction(1, 360)
        assert fits_share(claim, edge, WORDINGS)
        assert not fits_share(claim, edge + sign * A_LITTLE, WORDINGS)


def test_a_small_fraction_is_meant_to_a_part_of_itself() -> None:
    stated = WORDINGS.file.fractions
    looked = 0
    for number in WORDINGS.fractions:
        margin = min(Fraction(str(stated.points)) / 100, Fraction(str(stated.relatif)) * number)
        for share, holds in ((number + margin, True), (number + margin + A_LITTLE, False)):
            others = [abs(share - other) for other in WORDINGS.fractions if other != number]
            if min(others) > abs(share - number):
                assert fits_share(Amount(number, "fraction"), share, WORDINGS) == holds, number
                looked += (
                    Fraction(str(stated.relatif)) * number < Fraction(str(stated.points)) / 100
                )
    assert looked


@pytest.mark.parametrize(
    ("shade", "share", "holds"),
    [
        (None, "0.464", True),
        (None, "0.463", False),
        (ABOUT, "0.464", True),  # the tenth that is written
        (ABOUT, "0.45", False),  # who writes a tenth means it
        (Shade("moins de", (Fraction(5, 100), Fraction(1)), None, strict=True), "0.45", True),
        (Shade("moins de", (Fraction(5, 100), Fraction(1)), None, strict=True), "0.464", False),
        (
            Shade(
                "près de", (Fraction(5, 100), Fraction(1)), None, strict=False, side="au-dessous"
            ),
            "0.45",
            True,
        ),
        (
            Shade(
                "près de", (Fraction(5, 100), Fraction(1)), None, strict=False, side="au-dessous"
            ),
            "0.47",
            False,
        ),
    ],
)
def test_a_tenth_with_a_shade(shade: Shade | None, share: str, holds: bool) -> None:
    claim = Amount(Fraction(464, 1000), "percent", decimals=1, shade=shade)
    assert same_share(claim, Fraction(share)) == holds


def test_a_round_percentage_with_a_shade() -> None:
    claim = Amount(Fraction(46, 100), "percent", shade=NEAR)
    assert same_share(claim, Fraction("0.41"))
    assert not same_share(claim, Fraction("0.40"))
    assert not same_share(claim, Fraction("0.461"))  # rounded alike, and above
