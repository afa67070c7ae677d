"""Changes that the tests establish and that the text passes over in silence."""

from collections.abc import Sequence
from fractions import Fraction

from bilan.french.formats import number, percent, points
from bilan.french.typography_rules import typographic
from bilan.project.paths import shown
from bilan.prose.bindings import Binding
from bilan.prose.chapter_lines import ChapterLine
from bilan.prose.data import Change, Figures
from bilan.prose.findings import Finding
from bilan.prose.judge_change import SIGNIFICANT, gap_of
from bilan.prose.wordings import Wordings


def omissions(
    bindings: Sequence[Binding], figures: Figures, wordings: Wordings, *, first: ChapterLine
) -> list[Finding]:
    """Significant changes that no bound claim mentions, its complement (yes, no) included.

    An error where the text cites the indicator, at its first citation: a reader would take the
    figure for what it was. A warning, at the head of the document, where it does not.
    """
    claims = [binding for binding in bindings if "evolution" in binding.keys]
    mentioned = {name for binding in claims for name in binding.ind.split("+")}
    mentioned |= _both_ends(bindings, figures)
    cited = {binding.ind: binding for binding in reversed(bindings)}
    found = []
    for change in figures.changes.values():
        names = {change.id, *figures.complements(change.id)}
        if change.verdict not in SIGNIFICANT or names & mentioned:
            continue
        place = cited.get(change.id)
        if place is None and names & cited.keys():
            continue  # the complement, which the text cites, is reported
        found.append(
            Finding(
                file=place.file if place else shown(first.file),
                line=place.line.number if place else first.number,
                column=place.column if place else 1,
                severity="erreur" if place else "avertissement",
                kind="omission",
                text=place.text if place else "",
                message=_message(change, figures),
                proposal=_proposal(change, wordings, figures),
            )
        )
    return found


def _both_ends(bindings: Sequence[Binding], figures: Figures) -> set[str]:
    """Indicators of which one line gives the value of both waves: « passe de 24,6 % à 40,0 % »."""
    now, before = set(), set()
    for binding in bindings:
        if "vague" not in binding.keys:
            now.add((binding.file, binding.line.number, binding.ind))
        elif binding.keys["vague"] == figures.previous:
            before.add((binding.file, binding.line.number, binding.ind))
    return {name for _, _, name in now & before}


def _message(change: Change, figures: Figures) -> str:
    indicator = figures.indicators[figures.wave][change.id]
    assert change.before is not None
    assert change.after is not None
    before, after, gap = change.before, change.after, gap_of(change, indicator.kind)
    if indicator.unit == "percent":
        scale = 1 if indicator.kind in ("share", "ratio") else 100
        values = [percent(Fraction(value) / scale, 1) for value in (before, after)]
        moved = points(Fraction(gap or 0) / 100)
    else:
        values, moved = [number(value, 1) for value in (before, after)], number(gap or 0, 1)
    return typographic(
        f"le texte ne dit pas que `{change.id}` ({indicator.label}) change : {values[0]} en "
        f"{figures.previous}, {values[1]} en {figures.wave}, {moved} ; verdict : {change.verdict}"
    )


def _proposal(change: Change, wordings: Wordings, figures: Figures) -> str:
    sense = "hausse" if (change.difference or 0) > 0 else "baisse"
    verbs = [
        entry.formes[0]
        for entry in wordings.file.evolutions
        if entry.sens == sense and entry.jugement in ("", change.verdict)
    ]
    return f"[{verbs[0]}]{{ind={change.id} evolution={figures.previous}}}"
