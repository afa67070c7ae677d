"""The « Rapport de validation » of a wave, as Markdown: French, counts only, every text escaped."""

from bilan.french.blocks import Table, section, typeset
from bilan.french.formats import count, date, number, percent
from bilan.french.markdown_writer import div
from bilan.report.quality_questionnaire import declared_blocks, drift_blocks, nature
from bilan.report.quality_report import DOMAINS, Rate, ValidationReport
from bilan.report.quality_texts import counted, texts
from bilan.survey.codebook import Asked
from bilan.survey.modalities import LABELS


def validation_markdown(report: ValidationReport) -> str:
    """The page: its summary, then a section for each check."""
    title = texts().sections
    blocks = [
        _introduction(report),
        section(title.summary, "synthese", _summary(report)),
        section(title.rates, "participation", _rates(report)),
        section(title.aside, "ecartees", _aside(report)),
        section(title.faults, "contraires", *_faults(report)),
        section(title.items, "sans-reponse", *_items(report)),
        section(
            title.questionnaire, "questionnaire", *drift_blocks(report), *declared_blocks(report)
        ),
        section(title.letters, "uai", *_letters(report)),
    ]
    return "\n\n".join(blocks)


def _introduction(report: ValidationReport) -> str:
    fieldwork = report.wave.stated.fieldwork
    opening = texts().opening.format(
        wave=report.wave.name, start=date(fieldwork.start), end=date(fieldwork.end)
    )
    return f"{opening}\n\n{texts().others}"


def _table(header: tuple[str, ...], rows: list[list[str]], caption: str, *, named: int = 0) -> str:
    """A table whose first column, and the one at place `named`, hold texts."""
    return typeset(Table(header, rows, caption=caption, texts=(header[named],))).markdown()


def _summary(report: ValidationReport) -> str:
    said = texts()
    of = said.summary
    outside = sum(fault.touched for fault in report.outside)
    contrary = sum(fault.touched for fault in report.faults) - outside
    aside, warned = sum(report.aside.values()), sum(w.touched for w in report.warnings)
    hidden = sum(fault.touched for fault in report.contradictions)
    undeclared, declared = len(report.undeclared), len(report.differences)
    above, no_answer = len(report.above_whole), sum(item.declared for item in report.items)
    valid = said.out_of.format(count=count(report.whole.answered), whole=count(report.rows))
    changed = counted(len(report.drifted), said.questions) if report.previous else of.first_wave

    def found(touched: int, word: str) -> str:
        return word if touched else of.nothing

    rows = [
        [of.counted, valid, of.information],
        [of.aside, counted(aside, said.answers), of.information],
        [of.outside, counted(outside, said.answers), found(outside, of.error)],
        [of.contrary, counted(contrary, said.answers), found(contrary, of.error)],
        [of.hidden, counted(hidden, said.answers), found(hidden, of.warning)],
        [of.incomplete, counted(report.incomplete, said.answers), of.information],
        [of.changed, changed, of.information],
        [of.undeclared, counted(undeclared, said.questions), found(undeclared, of.warning)],
        [of.no_answer, counted(no_answer, said.answers), of.information],
        [of.above_whole, counted(above, said.indicators), found(above, of.warning)],
        [of.unknown, counted(declared, said.differences), found(declared, of.warning)],
        [of.doubtful, counted(warned, said.codes), found(warned, of.warning)],
    ]
    return _table(of.columns, rows, of.caption, named=2)


def _rates(report: ValidationReport) -> str:
    said = texts().rates
    rows = [
        [_category(rate), count(rate.asked), count(rate.answered), _part(rate.answered, rate.asked)]
        for rate in report.rates
    ]
    return _table(said.columns, rows, said.caption.format(wave=report.wave.name))


def _part(some: int, whole: int) -> str:
    return percent(some / whole) if whole else texts().nobody


def _category(rate: Rate) -> str:
    said = texts()
    if rate.domain not in DOMAINS:
        return said.everything
    name = LABELS.get(rate.domain, {}).get(rate.category, rate.category.capitalize())
    return said.rates.category.format(domain=said.rates.domains[rate.domain], category=name)


def _aside(report: ValidationReport) -> str:
    said = texts().aside
    if not report.aside:
        return said.nothing
    rows = [[reason, count(n)] for reason, n in report.aside.items()]
    rows.append([texts().everything, count(sum(report.aside.values()))])
    return _table(said.columns, rows, said.caption)


def _faults(report: ValidationReport) -> list[str]:
    """Numbers out of their range, answers that a filter hides, then all other faults."""
    blocks = [_ranges(report)] if any(item.asked.range for item in report.items) else []
    wordings = {item.asked.id: item.asked.wording for item in report.items}
    if report.contradictions:
        said = texts().contradictions
        hidden = [[wordings[f.question], count(f.touched)] for f in report.contradictions]
        blocks.append(_table(said.columns, hidden, said.caption))
    of = texts().faults
    rows = [
        [wordings.get(fault.question, fault.question), of.kinds[fault.kind], count(fault.touched)]
        for fault in report.faults
        if fault not in report.outside
    ]
    if not rows:
        return [*blocks, of.nothing]
    return [*blocks, _table(of.columns, rows, of.caption, named=1)]


def _ranges(report: ValidationReport) -> str:
    """Each question that has a range, with how many numbers are below and above."""
    said = texts().ranges
    outside = {(fault.question, fault.kind): fault.touched for fault in report.outside}
    rows = [
        [
            item.asked.wording,
            range_in_words(item.asked),
            count(item.shown - item.empty),
            count(outside.get((item.asked.id, "below"), 0)),
            count(outside.get((item.asked.id, "above"), 0)),
        ]
        for item in report.items
        if item.asked.range is not None
    ]
    return _table(said.columns, rows, said.caption, named=1)


def range_in_words(asked: Asked) -> str:
    """The numbers that a question takes."""
    said = texts().ranges
    low, high = asked.range or (None, None)
    if low is not None and high is not None:
        return said.between.format(low=number(low), high=number(high))
    if low is not None:
        return said.at_least.format(low=number(low))
    return texts().nobody if high is None else said.at_most.format(high=number(high))


def _items(report: ValidationReport) -> list[str]:
    said = texts().items
    rows = [
        [
            item.asked.wording,
            nature(item.asked.type),
            count(item.shown),
            count(item.empty),
            _part(item.empty, item.shown),
        ]
        for item in report.items
    ]
    made = _table(said.columns, rows, said.caption.format(wave=report.wave.name), named=1)
    blocks = [made, div(".notes", said.note)]
    declared = [[i.asked.wording, count(i.declared)] for i in report.items if i.declared]
    if declared:
        of = texts().declared
        blocks.append(_table(of.columns, declared, of.caption))
    return blocks


def _letters(report: ValidationReport) -> list[str]:
    said = texts().letters
    note = div(".notes", said.note)
    if not report.warnings:
        return [said.nothing, note]
    rows = [
        [
            said.form if warned.kind == "form" else said.letter,
            said.places[warned.where],
            count(warned.touched),
        ]
        for warned in report.warnings
    ]
    return [_table(said.columns, rows, said.caption, named=1), note]
