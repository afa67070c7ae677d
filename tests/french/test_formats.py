"""French numbers, dates and spaces."""

import datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilan.french.formats import count, date, enumeration, number, percent, points, rounded
from bilan.french.typography_rules import typographic
from bilan.project.errors import DataError

TEXT = st.text(alphabet="aàlqué'’ʼ\"«»:;!?%.,0123 \u00a0\u202f\u2009\n`@/&#()[]{}*_…", max_size=40)


@pytest.mark.parametrize(
    ("share", "decimals", "text"),
    [
        (75 / 122, 1, "61,5\u00a0%"),
        (0.125, 1, "12,5\u00a0%"),
        (0.125, 0, "13\u00a0%"),
        (0.145, 0, "15\u00a0%"),
        (0.285, 0, "29\u00a0%"),
        (0.0005, 1, "0,1\u00a0%"),
        (-0.125, 0, "\u221213\u00a0%"),
        (-0.0001, 1, "0,0\u00a0%"),
        (0, 1, "0,0\u00a0%"),
        (1, 1, "100,0\u00a0%"),
        (Fraction(1, 16), 1, "6,3\u00a0%"),
        (Decimal("0.0625"), 1, "6,3\u00a0%"),
        (np.float64(0.784), 0, "78\u00a0%"),
    ],
)
def test_percent(share, decimals, text):
    assert percent(share, decimals) == text


@pytest.mark.parametrize(
    ("x", "decimals", "text"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-2.5, 0, "\u22123"),
        (1.005, 2, "1,01"),
        (2.675, 2, "2,68"),
        (-0.0, 1, "0,0"),
        (-0.04, 1, "0,0"),
        (-0.05, 1, "\u22120,1"),
        (1234.5, 1, "1\u202f234,5"),
        (999.95, 1, "1\u202f000,0"),
    ],
)
def test_number_rounds_half_away_from_zero(x, decimals, text):
    assert number(x, decimals) == text


def test_count_groups_by_thousands():
    assert [count(n) for n in (0, 999, 1000, 1234567)] == [
        "0",
        "999",
        "1\u202f000",
        "1\u202f234\u202f567",
    ]


@pytest.mark.parametrize(
    ("difference", "text"),
    [
        (0.045, "+4,5\u00a0points"),
        (-0.137, "\u221213,7\u00a0points"),
        (0.0195, "+2,0\u00a0points"),
        (0.0194, "+1,9\u00a0point"),
        (-0.01, "\u22121,0\u00a0point"),
        (0.0, "0,0\u00a0point"),
        (-0.0004, "0,0\u00a0point"),
    ],
)
def test_points(difference, text):
    assert points(difference) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), np.float64("nan"), Decimal("NaN")])
@pytest.mark.parametrize("write", [percent, points, number])
def test_a_missing_value_has_no_french_form(value, write):
    with pytest.raises(DataError, match="finite"):
        write(value)


@given(st.fractions(min_value=-5, max_value=5), st.integers(0, 3))
def test_rounding_is_never_off_by_more_than_half_a_unit(value, decimals):
    distance = abs(Fraction(rounded(value, decimals)) - value)
    assert distance <= Fraction(1, 2 * 10**decimals)
    assert not (rounded(value, decimals) == 0 and rounded(value, decimals).is_signed())


def test_dates():
    assert date(datetime.date(2014, 4, 28)) == "28 avril 2014"
    assert date(datetime.date(2014, 5, 1)) == "1er mai 2014"
    assert date(datetime.date(2015, 8, 31)) == "31 août 2015"


def test_enumeration():
    assert [enumeration(list(x)) for x in ("", "a", "ab", "abc")] == [
        "",
        "a",
        "a et b",
        "a, b et c",
    ]


@pytest.mark.parametrize(
    ("plain", "mended"),
    [
        ("l'école d'Aujourd'hui", "l’école d’Aujourd’hui"),
        ("l´état lʼart", "l’état l’art"),
        ("l'« école » qu'«un»", "l’«\u00a0école\u00a0» qu’«\u00a0un\u00a0»"),
        ("Objet : oui! non ? et;", "Objet\u00a0: oui\u202f! non\u202f? et\u202f;"),
        ("mot\u202f: mot\u00a0;", "mot\u00a0: mot\u202f;"),
        ("voir https://a.fr/b?c=d?", "voir https://a.fr/b?c=d\u202f?"),
        ("(https://a.fr): oui", "(https://a.fr)\u00a0: oui"),
        ("quoi ?!", "quoi\u202f?!"),
        ("50% et 12,5 % ou 3\u202f%", "50\u00a0% et 12,5\u00a0% ou 3\u00a0%"),
        ("« ? »", "«\u00a0?\u00a0»"),
        ("«oui; non»", "«\u00a0oui\u202f; non\u00a0»"),
    ],
)
def test_typographic_mends(plain, mended):
    assert typographic(plain) == mended


@pytest.mark.parametrize(
    "text",
    [
        "à 12:30",
        "voir https://exemple.fr/a?b=c;d:e et www.exemple.fr/l'a",
        "le code `d['x']: a!` ; fin".replace(" ;", "\u202f;"),
        "aide@exemple.fr",
        "R&amp;D",
        "&#39;x",
        "a != b",
        "%APPDATA% et 10%20",
        "'entre guillemets'",
        "(?) et [!]",
        "12:30:45",
        "",
    ],
)
def test_typographic_leaves_alone(text):
    assert typographic(text) == text


@given(TEXT)
def test_typographic_is_idempotent(text):
    once = typographic(text)
    assert typographic(once) == once


@given(TEXT)
def test_typographic_changes_only_spaces_and_apostrophes(text):
    def letters(value):
        return [c for c in value if c not in " \u00a0\u202f\u2009'’ʼ‘´′"]

    assert letters(typographic(text)) == letters(text)
