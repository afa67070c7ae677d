"""The register as readers see it, and what editors must be told of it."""

from collections.abc import Sequence
from typing import Annotated

from bilan.estimation.recommendations import Evidence, Outcome
from bilan.estimation.study import written
from bilan.french.blocks import Markup, Table
from bilan.french.formats import NARROW, enumeration
from bilan.french.markdown_writer import div, escaped
from bilan.french.texts import Holds, texts_of
from bilan.french.typography_rules import typographic
from bilan.project.yaml_records import Strict

# Chapter of the recommendations that are followed → the piece that the chapter includes.
FOLLOWED = {"2.1": "pilotage", "2.2": "formation", "3": "perspectives"}
PERSPECTIVES = "3"

_Moved = tuple[Annotated[str, Holds("count")], Annotated[str, Holds("count")]]
_Some = Annotated[str, Holds("count", "whole")]
_InWave = Annotated[str, Holds("wave")]


class _Made(Strict, frozen=True):
    recommendation: str
    indicators: str
    caption: _InWave


class _Followed(Strict, frozen=True):
    recommendation: str
    perspective: str
    indicators: Annotated[str, Holds("before", "wave")]
    status: str
    caption: Annotated[str, Holds("what")]
    what: dict[str, Annotated[str, Holds("before")]]


class _Findings(Strict, frozen=True):
    name: Annotated[str, Holds("id", "wave")]
    without_reason: Annotated[str, Holds("name")]
    not_measured: Annotated[str, Holds("name", "wave")]
    turned: Annotated[str, Holds("name", "indicator", "wave", "turned")]


class _Texts(Strict, frozen=True):
    made: _Made
    followed: _Followed
    about: Annotated[str, Holds("title", "addressee")]
    about_ranked: Annotated[str, Holds("rank", "title", "addressee")]
    no_indicator: str
    not_yet: _InWave
    start: Annotated[str, Holds("before", "wave_before", "value", "wave")]
    basis: Annotated[str, Holds("indicator", "start", "target")]
    not_measured: Annotated[str, Holds("indicator", "wave")]
    change: Annotated[str, Holds("indicator", "values", "target", "verdict")]
    first_measure: str
    values: Annotated[str, Holds("before", "value")]
    values_of_year: Annotated[str, Holds("before", "wave_before", "value")]
    target: Annotated[str, Holds("value")]
    status: Annotated[str, Holds("status")]
    status_detailed: Annotated[str, Holds("status", "detail")]
    unmeasured: str
    both_ways: Annotated[str, Holds("up", "down", "whole")]
    up: _Moved
    down: _Moved
    some_moved: tuple[_Some, _Some]
    turned_note: Annotated[str, Holds("wave", "reasons")]
    turned: Annotated[str, Holds("title", "side", "threshold", "subject", "value")]
    below: str
    above: str
    findings: _Findings


texts = texts_of(__file__, _Texts)


def register_piece(made: Sequence[Outcome], *, wave: str) -> str:
    """The register of what a bilan recommends (@tbl-registre): whom, and from where to where."""
    said = texts().made
    rows = [[_about(item), Markup(_basis(item, wave))] for item in made]
    return Table(
        [said.recommendation, said.indicators],
        rows,
        caption=said.caption.format(wave=wave),
        name="tbl-registre",
        widths=(40, 60),
    ).markdown()


def followed_piece(followed: Sequence[Outcome], *, chapter: str, wave: str, previous: str) -> str:
    """What became of one chapter of the bilan before (@tbl-registre-<name>), with its statuses.

    Below the table stand the reasons that the wave's values no longer support.
    """
    said = texts().followed
    within = [item for item in followed if item.recommendation.chapter == chapter]
    rows = [
        [_about(item), Markup(_change(item, wave, previous)), Markup(_status(item))]
        for item in within
    ]
    table = Table(
        [
            said.perspective if chapter == PERSPECTIVES else said.recommendation,
            said.indicators.format(before=previous, wave=wave),
            said.status,
        ],
        rows,
        caption=said.caption.format(what=said.what[chapter].format(before=previous)),
        name=f"tbl-registre-{FOLLOWED[chapter]}",
        widths=(32, 50, 18),
    ).markdown()
    turned = [_turned(item, evidence) for item in within for evidence in turned_of(item)]
    if not turned:
        return table
    reasons = escaped(typographic(" ; ".join(turned)))
    return f"{table}\n{div('.notes', texts().turned_note.format(wave=wave, reasons=reasons))}"


def _about(item: Outcome) -> str:
    """Title, with its rank, and addressees."""
    said, stated = texts(), item.recommendation
    whom = enumeration(stated.addressee)
    if stated.rank is None:
        return typographic(said.about.format(title=stated.short, addressee=whom))
    # The no-break space of the file: "1. " at the start of a cell would open a list.
    ranked = said.about_ranked.format(rank=stated.rank, title=stated.short, addressee=whom)
    return typographic(ranked)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _joined(item: Outcome, cells: Sequence[str]) -> str:
    """Indicators of a recommendation in one cell, or why it has none."""
    reason = item.recommendation.why_not_measured or texts().no_indicator
    return f"{NARROW}; ".join(cells) if cells else escaped(typographic(reason))


def _basis(item: Outcome, wave: str) -> str:
    """Each indicator with the value that it starts from, and its target."""
    said, cells = texts(), []
    for evidence in item.evidence:
        baseline = evidence.basis.baseline
        if baseline > wave:
            start = said.not_yet.format(wave=baseline)
        elif baseline == wave:
            start = _bound(evidence, evidence.value)
        else:
            start = said.start.format(
                before=_bound(evidence, evidence.baseline, wave=baseline),
                wave_before=baseline,
                value=_bound(evidence, evidence.value),
                wave=wave,
            )
        named = {"indicator": _label(evidence), "target": _target(evidence)}
        cells.append(said.basis.format(start=start, **named))
    return _joined(item, cells)


def _change(item: Outcome, wave: str, previous: str) -> str:
    """Each indicator with its values, its target and how it changed."""
    said, cells = texts(), []
    for evidence in item.evidence:
        baseline, verdict = evidence.basis.baseline, evidence.verdict
        if evidence.value is None:
            cells.append(said.not_measured.format(indicator=_label(evidence), wave=wave))
            continue
        values = _bound(evidence, evidence.value)
        if baseline == wave or evidence.baseline is None:
            verdict = said.first_measure
        else:
            before = _bound(evidence, evidence.baseline, wave=baseline)
            words = said.values if baseline == previous else said.values_of_year
            values = words.format(before=before, wave_before=baseline, value=values)
        named = {"indicator": _label(evidence), "target": _target(evidence)}
        cells.append(said.change.format(values=values, verdict=verdict, **named))
    return _joined(item, cells)


def _label(evidence: Evidence) -> str:
    return escaped(typographic(evidence.indicator.label))


def _bound(evidence: Evidence, value: float | None, *, wave: str = "") -> str:
    """A value bound to its indicator, of that wave if it is not the document's own."""
    text = escaped(written(value, evidence.indicator))
    return f"[{text}]{{ind={evidence.basis.id}{f' vague={wave}' if wave else ''}}}"


def _target(evidence: Evidence) -> str:
    target = evidence.basis.target
    if target is None:
        return ""
    return texts().target.format(value=escaped(written(target, evidence.indicator)))


def _status(item: Outcome) -> str:
    """The status, and how many indicators moved where not all went one way."""
    said = texts()
    up, down, whole = item.count("progresse"), item.count("recule"), len(item.evidence)
    detail = ""
    if up and down:
        moved = {"up": _moved(up, said.up), "down": _moved(down, said.down)}
        detail = said.both_ways.format(whole=whole, **moved)
    elif 0 < up + down < whole and item.status != "atteint":
        detail = said.some_moved[up + down > 1].format(count=up + down, whole=whole)
    status = _capital(item.status or said.unmeasured)
    if detail:
        return said.status_detailed.format(status=status, detail=detail)
    return said.status.format(status=status)


def _moved(number: int, words: tuple[str, str]) -> str:
    return words[number > 1].format(count=number)


def turned_of(item: Outcome) -> list[Evidence]:
    """Indicators whose value no longer supports the recommendation."""
    return [e for e in item.evidence if e.value is not None and e.basis.turned(e.value)]


def _turned(item: Outcome, evidence: Evidence) -> str:
    """« Titre » partait d’un chiffre au-dessous de 50,0 %, et la part … est de 52,8 %."""
    said, basis, indicator = texts(), evidence.basis, evidence.indicator
    return said.turned.format(
        title=item.recommendation.short,
        side=said.below if basis.direction == "up" else said.above,
        threshold=written(basis.threshold, indicator),
        subject=indicator.subject,
        value=written(evidence.value, indicator),
    )


def findings(followed: Sequence[Outcome], *, wave: str) -> list[tuple[str, str]]:
    """What the editor must look at: no evidence, or evidence that has changed side.

    Each is the id of the recommendation and a message in French.
    """
    said, found = texts().findings, []
    for item in followed:
        stated = item.recommendation
        name = said.name.format(id=stated.id, wave=stated.wave)
        due = [evidence for evidence in item.evidence if evidence.basis.baseline <= wave]
        if not stated.indicators and not stated.why_not_measured.strip():
            found.append((stated.id, said.without_reason.format(name=name)))
        elif due and all(evidence.value is None for evidence in due):
            found.append((stated.id, said.not_measured.format(name=name, wave=wave)))
        for evidence in turned_of(item):
            turned = _turned(item, evidence)
            about = {"name": name, "indicator": evidence.basis.id, "wave": wave}
            found.append((stated.id, said.turned.format(turned=turned, **about)))
    return [(name, typographic(message)) for name, message in found]
