"""The questionnaire in the « Rapport de validation »: what changed, what the export declares."""

from typing import Annotated

from bilan.french.blocks import Table, typeset
from bilan.french.formats import count
from bilan.french.markdown_writer import div
from bilan.french.texts import Holds, texts_of
from bilan.project.yaml_records import Strict
from bilan.report.quality_report import ValidationReport
from bilan.survey.question_changes import Drift, QuestionChange

_Change = Annotated[str, Holds(may=("before", "after"))]


class _Drift(Strict, frozen=True):
    columns: tuple[str, str, str, str]
    caption: Annotated[str, Holds("before", "wave")]
    nothing: str
    note: Annotated[str, Holds("before", "wave")]


class _Series(Strict, frozen=True):
    undeclared: str
    new: str
    dropped: str
    continued: str
    broken: str


class _Declared(Strict, frozen=True):
    columns: tuple[str, str, str]
    caption: str
    undecided: str
    decided: str
    note: str


class _Texts(Strict, frozen=True):
    natures: dict[str, str]
    first_wave: str
    unchanged: Annotated[str, Holds("before")]
    drift: _Drift
    changes: dict[str, _Change]
    series: _Series
    declared: _Declared
    differences: dict[str, _Change]


texts = texts_of(__file__, _Texts)


def nature(kind: str) -> str:
    """What a question takes for an answer, by its type in the codebook."""
    return texts().natures.get(kind, kind)


def drift_blocks(report: ValidationReport) -> list[str]:
    """Questions that changed since the wave before, as the codebook has them."""
    said = texts()
    if report.previous is None:
        return [said.first_wave]
    if not report.drifted:
        return [said.unchanged.format(before=report.previous)]
    waves = {"before": report.previous, "wave": report.wave.name}
    rows = [
        [
            one.drift.asked.wording,
            changes_in_words(one.drift),
            series_in_words(one.drift),
            count(one.touched),
        ]
        for one in report.drifted
    ]
    header = said.drift.columns
    table = Table(header, rows, caption=said.drift.caption.format(**waves), texts=header[1:3])
    return [typeset(table).markdown(), div(".notes", said.drift.note.format(**waves))]


def declared_blocks(report: ValidationReport) -> list[str]:
    """What the export declares otherwise than the codebook; nothing where it does not."""
    if not report.differences:
        return []
    said = texts()
    wordings = {item.asked.id: item.asked.wording for item in report.items}
    rows = [
        [
            wordings.get(one.question, one.question) or one.name,
            said.differences[one.kind].format(before=one.stated, after=one.found),
            said.declared.undecided if one.question in report.undecided else said.declared.decided,
        ]
        for one in report.differences
    ]
    header = said.declared.columns
    table = Table(header, rows, caption=said.declared.caption, texts=header[1:])
    return [typeset(table).markdown(), div(".notes", said.declared.note)]


def changes_in_words(drift: Drift) -> str:
    """What changed in a question."""
    return " ; ".join(_change(change) for change in drift.changes) or texts().drift.nothing


def _change(change: QuestionChange) -> str:
    before, after = change.before, change.after
    if change.kind == "type":
        before, after = nature(before), nature(after)
    return texts().changes[change.kind].format(before=before, after=after)


def series_in_words(drift: Drift) -> str:
    """Whether the series of a question goes on."""
    said = texts().series
    if drift.undeclared:
        return said.undeclared
    kind = drift.changes[0].kind if drift.changes else ""
    if kind in ("new", "dropped"):
        return said.new if kind == "new" else said.dropped
    return said.continued if drift.continued else said.broken
