"""What an export declares otherwise than the codebook, in words for the statistician."""

from collections.abc import Iterator, Sequence

from bilan.exports.declared import WAITING, Difference, Kind

SAID: dict[Kind, str] = {
    "reworded": "{question}: the question is reworded, from “{stated}” to “{found}”",
    "option reworded": "{question}: option {name} is reworded, from “{stated}” to “{found}”",
    "option added": "{question}: option {name} is new, “{found}”",
    "option gone": "{question}: option {name} is gone, “{stated}”",
    "column added": "column {name} is new, “{found}”",
    "column gone": "{question}: column {name} is gone",
}
NEXT: dict[tuple[Kind, ...], str] = {
    ("reworded", "option reworded"): (
        "reworded: state the new text and `change: reworded` for wave {wave}, with `comparable: "
        "true` and a `reason` if the series goes on. Where only the export names it otherwise, "
        'state `change: identical` and `label: "…"` instead'
    ),
    ("option added", "option gone"): (
        "options: state `options` and `change: options changed` for wave {wave}. A box of a "
        "multiple choice is a question of its own: if the others keep their sense, `comparable: "
        "true` and a `reason` let their series go on. A list has one answer: its series breaks"
    ),
    ("column added",): (
        "new columns: add a question with `change: new` for wave {wave}, or let `inspect` and "
        "`adopt` find which known question it is; as it is, the column is not read"
    ),
    ("column gone",): (
        "columns that are gone: let `inspect` and `adopt` find their new names, or state "
        "`change: dropped` for wave {wave}; as it is, the wave cannot be built"
    ),
}


def difference_text(one: Difference) -> str:
    """One difference in a line."""
    return SAID[one.kind].format(
        question=one.question, name=one.name, stated=one.stated, found=one.found
    )


def declared_lines(found: Sequence[Difference], wave: str) -> Iterator[str]:
    """Every difference in a line, then what waits for it, and what to write in the codebook."""
    number = f"{len(found)} thing{'s' if len(found) > 1 else ''}"
    yield f"{wave}: the export declares {number} otherwise than data/codebook.yml"
    yield from (f"  - {difference_text(one)}" for one in found)
    waiting = dict.fromkeys(one.question for one in found if one.kind in WAITING)
    if waiting:
        yield f"  no verdict until the codebook decides: {', '.join(waiting)}"
    kinds = {one.kind for one in found}
    yield from (f"  {text.format(wave=wave)}" for of, text in NEXT.items() if kinds & set(of))
