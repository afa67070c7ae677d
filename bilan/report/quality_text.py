"""The validation report of a wave for the statistician's terminal."""

from collections.abc import Iterator

from bilan.exports.declared_text import declared_lines
from bilan.report.quality_report import Rate, ValidationReport
from bilan.survey.question_changes import QuestionChange

CHANGES = {
    "new": "new question",
    "dropped": "dropped",
    "type": "type {before} → {after}",
    "reworded": "reworded",
    "added": "option added: {after}",
    "removed": "option removed: {before}",
    "relabelled": "option reworded: {before} → {after}",
    "filter": "asked of other EPLE (filter changed)",
    "base": "base changed",
    "range": "range changed",
    "mandatory": "mandatory or not: changed",
    "renamed": "column renamed: {before} → {after}",
    "recoded": "option code: {before} → {after}",
}
KINDS = {"form": "UAI that do not look like one", "letter": "UAI whose check letter looks wrong"}
WHERE = {
    "frame": "in the sampling frame",
    "counted": "among the answers that count",
    "aside": "among the answers set aside",
}

REASONS = {
    "réponse de test": "test answer",
    "incomplète": "incomplete",
    "hors base de sondage": "not in the sampling frame",
    "hors période d’enquête": "outside the fieldwork",
    "doublon, une réponse plus récente compte": "duplicate, a later answer counts",
    "doublon, une réponse antérieure compte": "duplicate, an earlier answer counts",
    "doublon, une réponse complète compte": "duplicate, a complete answer counts",
}


def validation_text(report: ValidationReport) -> str:
    """The report as plain text, one fact a line, with how many answers each touches."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: ValidationReport) -> Iterator[str]:
    stated = report.wave.stated
    nature = ", simulated data" if stated.simulated else ""
    yield f"Wave {report.wave.name}, {stated.export.file}{nature}"
    yield f"  {report.rows} answers in the export, {report.whole.answered} count"
    yield "\nResponse"
    yield from (_rate(rate) for rate in report.rates)
    yield f"\nAnswers set aside: {sum(report.aside.values())}"
    yield from (f"  {n:>5}  {REASONS.get(reason, reason)}" for reason, n in report.aside.items())
    yield f"\nErrors: {sum(fault.touched for fault in report.faults)}"
    yield from (f"  {f.touched:>5}  {f.question}: {f.what}" for f in report.faults)
    hidden = sum(fault.touched for fault in report.contradictions)
    yield f"\nAnswers to a question that its filter hides, counted as not shown: {hidden}"
    yield from (f"  {f.touched:>5}  {f.question}" for f in report.contradictions)
    yield f"\nItem non-response: {report.incomplete} answers leave a question empty"
    for item in report.items:
        if item.empty:
            note = " (nothing ticked)" if item.asked.type == "M" else ""
            yield f"  {item.empty:>5}  of {item.shown} shown  {item.asked.id}{note}"
    declared = [item for item in report.items if item.declared]
    touched = sum(item.declared for item in declared)
    yield f"\nDeclared missing by the export or by vague.yml: {touched} answers"
    yield from (f"  {i.declared:>5}  of {i.shown} shown  {i.asked.id}" for i in declared)
    yield from _drift(report)
    yield ""
    if report.differences:
        yield from declared_lines(report.differences, report.wave.name)
    else:
        yield "Labels, options and columns of the export: as data/codebook.yml has them"
    kinds = (report.warnings, report.undeclared, report.differences, report.above_whole)
    number = sum(map(len, kinds))
    yield f"\nWarnings: {number}"
    for indicator, schools in report.above_whole.items():
        yield f"  {schools:>5}  {indicator}: above 100 % in a school (a ratio of its answers)"
    for warned in report.warnings:
        yield f"  {warned.touched:>5}  {KINDS[warned.kind]}, {WHERE[warned.where]}"
    for one in report.undeclared:
        asked = one.drift.asked
        yield f"  {one.touched:>5}  {asked.id}: declared `{asked.change}`, which it is not"


def _rate(rate: Rate) -> str:
    name = f"{rate.domain} {rate.category}".strip()
    share = f"{rate.answered / rate.asked:7.1%}" if rate.asked else f"{'–':>7}"
    return f"  {name:<16}{rate.answered:>4} of {rate.asked:<4}{share}"


def _drift(report: ValidationReport) -> Iterator[str]:
    if report.previous is None:
        yield "\nQuestionnaire: first wave, nothing to compare with"
        return
    yield f"\nQuestionnaire against {report.previous}: {len(report.drifted)} questions changed"
    for one in report.drifted:
        said = "; ".join(_change(change) for change in one.drift.changes) or "nothing changed"
        series = "series goes on" if one.drift.continued else "no comparison"
        yield f"  {one.touched:>5}  {one.drift.asked.id}: {said} ({series})"


def _change(change: QuestionChange) -> str:
    return CHANGES[change.kind].format(before=change.before, after=change.after)
