"""Text from outside as a terminal or a file of the project may show it."""

import unicodedata

from bilan.french.markdown_writer import one_line

# Controls, and what formats, reorders or hides the text around it, or is no character.
HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn")


def plain(text: str, longest: int = 0) -> str:
    """The text on one line without hidden characters, cut at `longest` (0: whole)."""
    kept = "".join(
        sign for sign in text if unicodedata.category(sign) not in HIDDEN or sign in "\t\n"
    )
    row = one_line(kept)
    return row if not longest or len(row) <= longest else f"{row[: longest - 1].rstrip()}…"
