"""A card: what a page says of a number or an illustration, and where it comes from.

The page carries the cards as JSON in a script that nothing runs. Their text is French and final:
the page only lays it out.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from bilan.french.typography_rules import typographic

IDENTIFIER = "provenance"
# Signs that could end the script, or a line of it, are written as their code.
REORDERING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])  # left out
CODES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}

Link = tuple[str, str, str]  # name, text, address


@dataclass(frozen=True)
class Card:
    """What the page says of a number or an illustration: facts by name, and links."""

    titre: str
    valeur: str = ""
    faits: tuple[tuple[str, str], ...] = ()
    liens: tuple[Link, ...] = ()


def script(made: Mapping[str, Card]) -> str:
    """The cards as a script that a browser keeps and does not run; no text can close it."""
    values = {name: asdict(card) for name, card in made.items()}
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    text = text.translate(CODES | REORDERING)
    return f'<script type="application/json" id="{IDENTIFIER}">{text}</script>\n'


def typeset(facts: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Facts that say something, in right typography."""
    return tuple((typographic(name), typographic(text)) for name, text in facts if text)
