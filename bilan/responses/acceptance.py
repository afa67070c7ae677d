"""What `accept` says of an export: against the codebook, and against the one accepted before.

The export accepted before is known while `_build` holds what was read of it. Where it does not, as
for a new wave, the wave before is what the answers are held against.
"""

import json
from collections.abc import Iterator
from typing import Any

import pandas as pd

from bilan.exports.asked import coded_questions, content_of
from bilan.exports.declared import same_text
from bilan.exports.declared_text import declared_lines
from bilan.exports.load import as_raw
from bilan.exports.recode import as_native
from bilan.project.errors import BilanError
from bilan.project.files import replace_text
from bilan.project.paths import EXPORT, built
from bilan.responses.load import declared
from bilan.responses.unknown_texts import without_unknown_texts
from bilan.survey.codebook import asked_in
from bilan.survey.conditions import option_id
from bilan.survey.wave import Wave, read_wave

ACCEPTED = "accepte.json"
MOVES, LEAST = 5, 0.01  # how many moves are said, and from which on


def accepted_before(wave: Wave) -> Any:
    """What was read of the export that is pinned; None where that is not known."""
    for name in (ACCEPTED, EXPORT):
        try:
            content = json.loads(built(wave.name, name).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(content, dict) and content.get("sha256") == wave.stated.export.sha256:
            return content
    return None


def accepted_lines(wave: Wave, before: Any) -> Iterator[str]:
    """What is new in the export of a wave, which is kept to be held against the next one.

    `before` is what `accepted_before` said before the export was pinned.
    """
    try:
        content = without_unknown_texts(content_of(wave), wave)
    except BilanError as error:
        yield f"  it cannot be read: {error}"
        return
    content["sha256"] = wave.stated.export.sha256
    path = built(wave.name, ACCEPTED)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_text(path, json.dumps(content, ensure_ascii=False))
    if found := declared(wave, content):
        yield from declared_lines(found, wave.name)
    else:
        yield "  labels, options and columns are as data/codebook.yml has them"
    known, against = (before, wave), "the export accepted before"
    if before is None and wave.stated.previous is not None:
        earlier = read_wave(wave.stated.previous)
        try:
            known, against = (content_of(earlier), earlier), f"the export of {earlier.name}"
        except BilanError:
            known = None, earlier
    if known[0] is None:
        yield "  no export accepted before to hold it against"
        return
    yield f"  against {against}:"
    yield f"  - rows: {_rows(known[0])} before, {_rows(content)} now"
    if before is not None:
        yield from _variable_changes(before, content)
    yield from _moves(answer_shares(*known), answer_shares(content, wave))


def _rows(content: Any) -> int:
    return max((len(cells) for cells in content["columns"].values()), default=0)


def _variable_changes(before: Any, after: Any) -> Iterator[str]:
    """Columns and options added, lost, renamed or named otherwise, from one export to the next."""
    old, new = ({v["name"]: v for v in content["variables"]} for content in (before, after))
    gone = [name for name in old if name not in new]
    added = [name for name in new if name not in old]
    for name in list(gone):
        label = old[name]["label"]
        same = [other for other in added if label and same_text(new[other]["label"], label)]
        if len(same) == 1:
            gone.remove(name)
            added.remove(same[0])
            yield f"  - column renamed: {name} → {same[0]}"
    yield from (f"  - column lost: {name}" for name in gone)
    yield from (f"  - column added: {name}" for name in added)
    for name in old:
        if name not in new:
            continue
        labels = old[name]["label"], new[name]["label"]
        if all(labels) and not same_text(*labels):
            yield f"  - {name}: labelled “{labels[1]}”, before “{labels[0]}”"
        codes, later = old[name]["value_labels"], new[name]["value_labels"]
        if codes and later:
            yield from (f"  - {name}: option lost: {code}" for code in codes if code not in later)
            yield from (f"  - {name}: option added: {code}" for code in later if code not in codes)


def answer_shares(content: Any, wave: Wave) -> dict[str, float]:
    """Share of each option, 0-1, named `question=option`.

    Base: complete rows of the export; for a list or a yes-no those that answered.
    """
    export = as_native(as_raw(content), coded_questions(wave.name))
    rows = export.rows
    if "submitdate" in rows:
        rows = rows[rows["submitdate"] != ""]
    shares: dict[str, float] = {}
    for question in asked_in(wave.name):
        if not set(question.items) <= set(rows) or question.type not in "LMY" or rows.empty:
            continue
        if question.type == "M":
            ticked = (rows[list(question.items)] == "Y").mean()
            shares |= {
                option_id(question.id, option): float(share)
                for option, share in zip(question.options, ticked, strict=True)
            }
            continue
        names = {option.code: name for name, option in question.options.items()}
        given = rows[question.column]
        given = given[given != ""]
        counted: pd.Series[float] = given.value_counts(normalize=True)
        for code in names or ("Y", "N"):
            shares[option_id(question.id, names.get(code, code))] = float(counted.get(code, 0.0))
    return shares


def _moves(before: dict[str, float], after: dict[str, float]) -> Iterator[str]:
    """The largest moves of answers, in points."""
    gaps = {name: after[name] - before[name] for name in after if name in before}
    largest = sorted(gaps, key=lambda name: -abs(gaps[name]))[:MOVES]
    moved = [name for name in largest if abs(gaps[name]) >= LEAST]
    if not moved:
        yield "  - no answer moved by a point"
    for name in moved:
        yield (
            f"  - {name}: {gaps[name] * 100:+.1f} points "
            f"({before[name]:.1%} before, {after[name]:.1%} now)"
        )
