"""Numbers, dates and chances as French readers expect them.

Rounding is half away from zero on the decimal digits that are written: 0.125 is read as
0.125, not as its binary neighbour, and gives 12.5 % or 13 %, never 12 %. A `Fraction` is
rounded exactly. A value that rounds to zero loses its sign.
"""

import datetime
import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from bilan.project.errors import DataError

NBSP = "\u00a0"
NOBODY_CONCERNED = "aucun établissement concerné"  # instead of a value whose base is empty
NARROW = "\u202f"
MINUS = "\u2212"
APOSTROPHE = "\u2019"

MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)

Number = int | float | Decimal | Fraction


def rounded(value: Number, decimals: int = 0) -> Decimal:
    """Value at that number of decimals, half away from zero; 0, never −0.

    Raises
    ------
    DataError
        Where the value is not finite: a missing estimate has no French form.
    """
    if not isinstance(value, (int, Fraction)) and not math.isfinite(value):
        raise DataError(
            "A number to be written in French",
            expected="a finite number",
            found=str(value),
            next_step="handle missing and suppressed values before they are written",
        )
    exact = Fraction(value) if isinstance(value, (int, Decimal, Fraction)) else _as_written(value)
    units = math.floor(abs(exact) * 10**decimals + Fraction(1, 2))
    return Decimal(f"{'-' if exact < 0 and units else ''}{units}e-{decimals}")


def _as_written(value: float) -> Fraction:
    """The shortest decimal that reads back as this float, such as 0.125 or 0.1."""
    return Fraction(repr(float(value)))


def number(x: Number, decimals: int = 0) -> str:
    """`1234.5` as « 1 234,5 »: decimal comma, narrow spaces by thousands, a real minus."""
    text = f"{rounded(x, decimals):,.{decimals}f}"
    return text.replace(",", NARROW).replace(".", ",").replace("-", MINUS)


def count(n: int) -> str:
    """`1234` as « 1 234 »."""
    return number(n)


def percent(share: Number, decimals: int = 1) -> str:
    """A share between 0 and 1 as « 61,5 % »."""
    return f"{number(_hundredfold(share), decimals)}{NBSP}%"


def chance(p: Number, alpha: float) -> str:
    """A p-value as it is published, beside the level: « < 0,01 », « < 0,05 » or « ≥ 0,05 ».

    Its digits would tell the counts that it was computed from, and with them the answers of few
    schools. The last class begins at the level itself, which is not significant.
    """
    if math.isnan(p):
        return "–"
    limits = [limit for limit in (0.01,) if limit < alpha] + [alpha]
    below = next((limit for limit in limits if p < limit), None)
    return f"≥{NBSP}{level(alpha)}" if below is None else f"<{NBSP}{level(below)}"


def side_of_level(p: Number, alpha: float) -> str:
    """On which side of the level a p-value is: « < 0,05 » or « ≥ 0,05 ».

    Of a change, adjusted over a family, no finer class is published: with the number of tests, it
    would tell how few schools changed their answer one way. The verdict says as much.
    """
    if math.isnan(p):
        return "–"
    return f"{'<' if p < alpha else '≥'}{NBSP}{level(alpha)}"


def side_in_words(p: Number, alpha: float) -> str:
    """`side_of_level` for who knows no statistics: « moins de 5 fois sur 100 »; "" of none."""
    if math.isnan(p):
        return ""
    return under(alpha) if p < alpha else f"{times_in_a_hundred(alpha)} ou plus"


def under(alpha: float) -> str:
    """A probability below a level, in words: « moins de 5 fois sur 100 »."""
    return "moins d’une fois sur 100" if alpha == 0.01 else f"moins de {times_in_a_hundred(alpha)}"


def times_in_a_hundred(alpha: float) -> str:
    """A probability as « 5 fois sur 100 »."""
    return f"{level(round(100 * alpha, 10))} fois sur 100"


def csv_chance(p: float, alpha: float) -> str:
    """A p-value as a download gives it: the class of `chance`; "" for none."""
    return "" if math.isnan(p) else _plain(chance(p, alpha))


def csv_side(p: float, alpha: float) -> str:
    """The adjusted p-value of a change as a download gives it; "" for none."""
    return "" if math.isnan(p) else _plain(side_of_level(p, alpha))


def _plain(text: str) -> str:
    return text.replace("≥", ">=").replace(",", ".").replace(NBSP, "")


def level(alpha: float) -> str:
    """A level of significance with all its decimals: « 0,05 »."""
    return number(alpha, max(0, -int(Decimal(repr(alpha)).normalize().as_tuple().exponent)))


def size(octets: int) -> str:
    """A size as French readers expect it: « 812 octets », « 34 ko », « 1,2 Mo »; 1 ko is 1 000."""
    if octets < 1000:
        return f"{count(octets)}{NBSP}octet{'s' if octets >= 2 else ''}"
    if rounded(octets / 1e3) < 1000:
        return f"{number(octets / 1e3)}{NBSP}ko"
    return f"{number(octets / 1e6, 1)}{NBSP}Mo"


def points(difference: Number, decimals: int = 1) -> str:
    """A difference of two shares (each 0–1) as « +4,5 points », « −1,0 point », « 0,0 point ».

    French counts as plural from 2 on, in absolute value.
    """
    value = rounded(_hundredfold(difference), decimals)
    sign = "+" if value > 0 else ""
    word = "points" if abs(value) >= 2 else "point"
    return f"{sign}{number(value, decimals)}{NBSP}{word}"


def _hundredfold(share: Number) -> Number:
    """Hundred times the share, on its decimal digits."""
    if isinstance(share, (int, Decimal, Fraction)):
        return share * 100
    return _as_written(share) * 100 if math.isfinite(share) else share


def date(d: datetime.date) -> str:
    """« 28 avril 2014 », « 1er mai 2014 »."""
    day = "1er" if d.day == 1 else str(d.day)
    return f"{day} {MONTHS[d.month - 1]} {d.year}"


def enumeration(items: Sequence[str]) -> str:
    """« a », « a et b », « a, b et c »; nothing for no item."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} et {items[-1]}"
