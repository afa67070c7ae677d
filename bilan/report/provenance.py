"""Where each number and each illustration of a report comes from, for its page to show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from bilan.french.formats import date, enumeration, times_in_a_hundred, under
from bilan.french.texts import Holds, texts_of
from bilan.project.paths import INDICATORS_FILE
from bilan.project.yaml_records import Strict
from bilan.prose.uses import questions_of
from bilan.report.card import Card, Link, typeset
from bilan.report.dictionary_page import anchor
from bilan.report.indicator_cards import Survey, asked, change_of, indicator_card
from bilan.report.notebook_cells import Cell, Recorded
from bilan.survey.illustration_specs import Illustration
from bilan.survey.indicators import Indicator, Statement, options_alone
from bilan.survey.wave import Wave


class _Texts(Strict, frozen=True):
    change: str
    calculation: str
    no_cell: str
    cell: Annotated[str, Holds("notebook", "number")]
    data: str
    asked: Annotated[str, Holds("id")]
    row: Annotated[str, Holds("table", "name")]
    dates: str
    survey: str
    level: str
    rule: str
    level_rule: Annotated[str, Holds("chance")]
    order: str
    lowest: str
    highest: str
    label: Annotated[str, Holds("label")]
    link: Annotated[str, Holds("by")]
    question: str
    dictionary: str
    test: str
    link_test: Annotated[str, Holds("by", "chance")]
    illustration: str
    unit: str
    field: str
    source: str


texts = texts_of(__file__, _Texts)


@dataclass(frozen=True)
class Shown:
    """Illustrations by name, the facts that each was drawn with, and which cell did what."""

    illustrations: Mapping[str, Illustration]
    facts: Mapping[str, Mapping[str, Any]]
    cells: Recorded


def cards(
    now: Survey,
    shown: Shown,
    *,
    before: Survey | None = None,
    statements: Sequence[Statement] = (),
    wave: Wave,
) -> dict[str, Card]:
    """A card for each thing that the text of a wave may speak of.

    Keys: the id of an indicator or of a statement; `<id>@<wave>` for the value of an indicator in
    the wave before; `fig-<id>` for an illustration.
    """
    said = texts()
    made = {}
    rows = now.whole()
    for i in now.indicators:
        if i.id in rows:
            change = (
                "" if before is None else change_of(i, now, before.wave, alpha=wave.stated.alpha)
            )
            cell = _calculation(i, shown)
            more = [(said.change, change), (said.calculation, "" if cell else said.no_cell)]
            links = [*cell, *_asked(questions_of(i)), _data(i.id)]
            made[i.id] = indicator_card(i, rows[i.id], now, links=links, more=more)
    for i in options_alone(now.indicators, now.questions):
        if i.id in rows:
            made[i.id] = indicator_card(i, rows[i.id], now, links=_asked(questions_of(i)))
    rows = {} if before is None else before.whole()
    for i in () if before is None else before.indicators:
        if before is not None and i.id in rows:
            folder = f"../{before.wave}/"  # the same notebooks, cell for cell
            asked_of = _asked(questions_of(i), folder=folder)
            links = [*_calculation(i, shown, folder=folder), *asked_of, _data(i.id, folder=folder)]
            made[f"{i.id}@{before.wave}"] = indicator_card(i, rows[i.id], before, links=links)
    for statement in statements:
        if card := _of_statement(statement, now, shown, wave):
            made[statement.id] = card
    for name in shown.illustrations:
        made[f"fig-{name}"] = _of_illustration(name, now, shown)
    return made


def _calculation(indicator: Indicator, shown: Shown, *, folder: str = "") -> list[Link]:
    """The cell that computed an indicator; else the one that compares it over waves."""
    cells = shown.cells
    return _link(cells.computed.get(indicator.id) or cells.compared.get(indicator.id), folder)


def _published(shown: Shown, names: Iterable[str]) -> list[Link]:
    """The cell that publishes the first of these illustrations."""
    published = shown.cells.published
    return _link(next((published[name] for name in names if name in published), None))


def _link(cell: Cell | None, folder: str = "") -> list[Link]:
    if cell is None:
        return []
    said = texts()
    text = said.cell.format(notebook=cell.notebook, number=cell.number)
    return [(said.calculation, text, f"{folder}carnets/{cell.notebook}")]


def _asked(questions: Iterable[str], *, folder: str = "") -> list[Link]:
    """Where the dictionary tells of questions."""
    said = texts()
    return [
        (said.dictionary, said.asked.format(id=question), folder + anchor(question))
        for question in questions
    ]


def _data(name: str, *, folder: str = "") -> Link:
    text = texts().row.format(table=INDICATORS_FILE, name=name)
    return (texts().data, text, f"{folder}donnees/{INDICATORS_FILE}")


def _download(name: str) -> Link:
    return (texts().data, name, f"donnees/{name}")


def _of_statement(statement: Statement, now: Survey, shown: Shown, wave: Wave) -> Card | None:
    """The card of a statement; None for a link with a question that the wave did not ask."""
    if statement.kind == "date":
        return _of_date(statement, wave)
    if statement.kind == "level":
        said, alpha = texts(), wave.stated.alpha
        rule = said.level_rule.format(chance=under(alpha))
        return Card(said.level, times_in_a_hundred(alpha), ((said.rule, rule),))
    if statement.kind == "order":
        return _of_order(statement, now)
    return _of_link(statement, now, shown, wave)


def _of_date(statement: Statement, wave: Wave) -> Card:
    """A date that the wave states, such as `publication` or `fieldwork.start`."""
    where, _, what = (statement.field or "").rpartition(".")
    day = getattr(getattr(wave.stated, where) if where else wave.stated, what)
    return Card(texts().dates, date(day), ((texts().survey, wave.name),))


def _of_order(statement: Statement, now: Survey) -> Card:
    """An order between indicators: which are lower than which."""
    said = texts()
    labels = {i.id: said.label.format(label=i.label) for i in now.indicators}
    low, high = (
        enumeration([labels[name] for name in names if name in labels])
        for names in (statement.indicators, statement.below)
    )
    facts = [(said.lowest, low), (said.highest, high)]
    return Card(said.order, "", typeset(facts), (_download(INDICATORS_FILE),))


def _of_link(statement: Statement, now: Survey, shown: Shown, wave: Wave) -> Card | None:
    """A link of a question with a column of the sampling frame."""
    said, question = texts(), now.question(statement.question or "")
    if question is None:
        return None
    test = said.link_test.format(by=statement.by, chance=under(wave.stated.alpha))
    drawn = [
        name
        for name, i in shown.illustrations.items()
        if i.kind == "association" and i.question == question.id
    ]
    links = [
        *_published(shown, drawn),
        *_asked([question.id]),
        *[_download(f"{name}.csv") for name in drawn],
    ]
    facts = [(said.question, asked(question)), (said.test, test)]
    return Card(said.link.format(by=statement.by), "", typeset(facts), tuple(links))


def _of_illustration(name: str, now: Survey, shown: Shown) -> Card:
    said, facts = texts(), shown.facts[name]
    question = now.question(shown.illustrations[name].question)
    told = [
        (said.question, asked(question) if question else ""),
        (said.unit, str(facts["unit"])),
        (said.field, str(facts["field"])),
        (said.source, str(facts["source"])),
    ]
    links = [
        *_published(shown, [name]),
        *_asked([question.id] if question else []),
        _download(f"{name}.csv"),
    ]
    return Card(said.illustration, "", typeset(told), tuple(links))
