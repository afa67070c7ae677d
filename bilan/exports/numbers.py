"""Numbers as people and spreadsheets write them: which sign is decimal, which sets off thousands.

A blank or an apostrophe between groups of three digits sets thousands off. Of a point and a comma
in one number the last is decimal; a sign that comes twice is not. One point or comma before exactly
three digits, `1.234`, may be either: it is read as decimal where the question's range allows no
thousand, and else it is not read at all.
"""

import re

BLANK = "[ \u00a0\u2007\u2009\u202f'’]"
GROUPED = re.compile(rf"-?\d{{1,3}}(?:{BLANK}\d{{3}})+(?:[.,]\d+)?")
POINTS = re.compile(r"-?\d{1,3}(?:\.\d{3})+,\d+|-?\d{1,3}(?:\.\d{3}){2,}")
COMMAS = re.compile(r"-?\d{1,3}(?:,\d{3})+\.\d+|-?\d{1,3}(?:,\d{3}){2,}")
EITHER = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
DECIMAL_COMMA = re.compile(r"-?\d+,\d+")


def is_ambiguous(text: str, *, highest: float | None) -> bool:
    """Whether the number is 1 or 1000 as one reads its sign, `highest` being the largest valid."""
    return bool(EITHER.fullmatch(text)) and (highest is None or highest >= 1000)


def number_text(text: str, *, highest: float | None) -> str:
    """A number with a decimal point and no other sign.

    A text that is no number, or that may be one of two, stays as it is.
    """
    text = text.strip().replace("\u2212", "-")
    if is_ambiguous(text, highest=highest):
        return text
    if GROUPED.fullmatch(text):
        return re.sub(BLANK, "", text).replace(",", ".")
    if POINTS.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    if COMMAS.fullmatch(text):
        return text.replace(",", "")
    return text.replace(",", ".") if DECIMAL_COMMA.fullmatch(text) else text
