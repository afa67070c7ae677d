"""Which sign of a number is decimal, and which sets off thousands."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilan.exports.numbers import is_ambiguous, number_text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1 234", "1234"),
        ("1\u00a0234", "1234"),
        ("1\u202f234", "1234"),
        ("1'234", "1234"),
        ("12 345 678,9", "12345678.9"),
        ("-1 234.50", "-1234.50"),
        ("\u22121 234", "-1234"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("12,5", "12.5"),
        ("-3,25", "-3.25"),
        ("0,125", "0.125"),
        ("1234,567", "1234.567"),
        ("12.5000000000", "12.5000000000"),
        (" 40 ", "40"),
    ],
)
def test_a_sign_that_can_only_be_one_thing_is_read_as_it(text: str, number: str) -> None:
    assert number_text(text, highest=None) == number
    assert not is_ambiguous(text, highest=None)


@pytest.mark.parametrize("text", ["12 34", "1 2345", "1,2,3", "1.23.456", "douze", "12,5,", "1,,2"])
def test_what_is_no_number_stays_as_it_is(text: str) -> None:
    assert number_text(text, highest=None) == text


@pytest.mark.parametrize("text", ["1.234", "1,234", "-12.000", "999,999"])
def test_a_sign_before_three_digits_is_not_read_unless_the_range_tells(text: str) -> None:
    assert is_ambiguous(text, highest=None)
    assert is_ambiguous(text, highest=1000)
    assert number_text(text, highest=None) == text
    assert not is_ambiguous(text, highest=999)
    assert number_text(text, highest=100) == text.replace(",", ".")


@given(
    number=st.integers(0, 10**12),
    sign=st.sampled_from([" ", "\u00a0", "\u202f", "'", ",", "."]),
    rest=st.sampled_from(["", ".5", ",25"]),
)
@settings(deadline=None)
def test_thousands_set_off_are_never_decimals(number: int, sign: str, rest: str) -> None:
    written = f"{number:,}".replace(",", sign) + rest
    if number >= 1000 and sign == rest[:1]:
        return  # "1,234,5" is no number
    read = number_text(written, highest=None)
    assert is_ambiguous(read, highest=None) or float(read) == float(
        f"{number}{rest.replace(',', '.')}"
    )
