"""Where each number and each illustration of a report comes from, for its page to show.

The page carries the cards as JSON in a script that nothing runs. Their text is French and final:
the page only lays it out.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from bilan.estimation.study import bounds, fraction, smallest_shown, written
from bilan.french.formats import (
    count,
    date,
    enumeration,
    side_in_words,
    times_in_a_hundred,
    typographic,
    under,
)
from bilan.report.notebook_cells import Cell, Recorded
from bilan.survey.codebook import Asked
from bilan.survey.illustration_specs import Illustration
from bilan.survey.indicators import Indicator, Statement, options_alone
from bilan.survey.modalities import WHOLE
from bilan.survey.wave import Wave

TABLE = "indicateurs.csv"
YES_NO = {"Y": "Oui", "N": "Non"}
IDENTIFIER = "provenance"
NO_CELL = "estimations de la vague ; aucun carnet ne le calcule"
# Signs that could end the script, or a line of it, are written as their code.
REORDERING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])  # left out
CODES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}

Row = Mapping[Any, Any]
Link = tuple[str, str, str]  # name, text, address


@dataclass(frozen=True)
class Card:
    """What the page says of a number or an illustration: facts by name, and links."""

    titre: str
    valeur: str = ""
    faits: tuple[tuple[str, str], ...] = ()
    liens: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Survey:
    """What a wave asked and counted; `evolution` compares it with the wave before."""

    wave: str
    indicators: Sequence[Indicator]
    estimates: pd.DataFrame
    questions: Sequence[Asked]
    evolution: pd.DataFrame | None = None

    def question(self, name: str) -> Asked | None:
        """Question of that name; None where the wave did not ask it."""
        return next((question for question in self.questions if question.id == name), None)

    def whole(self) -> dict[str, Row]:
        """Estimates over the whole frame, by id."""
        rows = self.estimates[self.estimates["domain"] == WHOLE].to_dict("records")
        return {str(row["id"]): row for row in rows}


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
    made = {}
    rows = now.whole()
    for i in now.indicators:
        if i.id in rows:
            change = "" if before is None else _change(i, now, before.wave, alpha=wave.stated.alpha)
            cell = _calculation(i, shown)
            more = [("Évolution", change), ("Calcul", "" if cell else NO_CELL)]
            links = [*cell, _data(i.id)]
            made[i.id] = _of_indicator(i, rows[i.id], now, links=links, more=more)
    for i in options_alone(now.indicators, now.questions):
        if i.id in rows:
            made[i.id] = _of_indicator(i, rows[i.id], now, links=())
    rows = {} if before is None else before.whole()
    for i in () if before is None else before.indicators:
        if before is not None and i.id in rows:
            folder = f"../{before.wave}/"  # the same notebooks, cell for cell
            links = [*_calculation(i, shown, folder=folder), _data(i.id, folder=folder)]
            made[f"{i.id}@{before.wave}"] = _of_indicator(i, rows[i.id], before, links=links)
    for statement in statements:
        if card := _of_statement(statement, now, shown, wave):
            made[statement.id] = card
    for name in shown.illustrations:
        made[f"fig-{name}"] = _of_illustration(name, now, shown)
    return made


def script(made: Mapping[str, Card]) -> str:
    """The cards as a script that a browser keeps and does not run; no text can close it."""
    values = {name: asdict(card) for name, card in made.items()}
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    text = text.translate(CODES | REORDERING)
    return f'<script type="application/json" id="{IDENTIFIER}">{text}</script>\n'


def _typeset(facts: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Facts that say something, in right typography."""
    return tuple((typographic(name), typographic(text)) for name, text in facts if text)


def _of_indicator(
    indicator: Indicator,
    row: Row,
    survey: Survey,
    *,
    links: Sequence[Link],
    more: Sequence[tuple[str, str]] = (),
) -> Card:
    facts = [
        ("Effectif", _counts(row, indicator)),
        ("Champ", indicator.base_label),
        ("Bornes", _bounds(row, indicator)),
        ("Si les absents ressemblent aux répondants", _interval(row, indicator)),
        ("Question", _asked_for(indicator, survey)),
        *more,
    ]
    value = f"{written(row['value'], indicator)} en {survey.wave}"
    return Card(typographic(indicator.label), value, _typeset(facts), tuple(links))


def _counts(row: Row, indicator: Indicator) -> str:
    if not row["base"] > 0:
        return fraction(dict(row))
    base = count(int(row["base"]))
    if indicator.kind not in ("share", "ratio"):
        return f"moyenne de {base} EPLE"
    whom = "enseignants" if indicator.kind == "ratio" else "EPLE"
    return f"{count(int(row['numerator']))} sur {base} {whom}"


def _bounds(row: Row, indicator: Indicator) -> str:
    """What the missing answers allow; "" where nothing limits it."""
    if row["lower"] != row["lower"]:
        return ""
    if row["lower"] == row["upper"]:
        return "aucune réponse ne manque"
    return f"{bounds(dict(row), indicator)}, selon ce que seraient les réponses manquantes"


def _interval(row: Row, indicator: Indicator) -> str:
    low, high = row["ci_lower"], row["ci_upper"]
    if low != low:
        return ""
    low, high = written(low, indicator), written(high, indicator)
    return f"{low} à {high} (intervalle de confiance à 95 %)"


def _asked_for(indicator: Indicator, survey: Survey) -> str:
    """The questions that an indicator counts, as they were asked, and the answers that count."""
    numerator = indicator.numerator
    wanted = numerator if isinstance(numerator, dict) else {}
    names = [numerator] if isinstance(numerator, str) else list(numerator)
    if indicator.kind == "ratio" and isinstance(indicator.base, str):
        names.append(indicator.base)
    found = [(survey.question(name), wanted.get(name)) for name in names]
    asked = [_asked(question, answers) for question, answers in found if question]
    return " ".join(asked) or "aucune : compté sur la base de sondage"


def _asked(question: Asked, answers: str | list[str] | None = None) -> str:
    text = f"« {question.wording} »"
    if answers is None:
        return text
    labels = YES_NO | {name: option.label for name, option in question.options.items()}
    names = [answers] if isinstance(answers, str) else answers
    given = " ou ".join(f"« {labels.get(name, name)} »" for name in names)
    return f"{text} Réponse comptée : {given}."


def _change(indicator: Indicator, now: Survey, previous: str, *, alpha: float) -> str:
    table = now.evolution
    rows = [] if table is None else table[table["id"] == indicator.id].to_dict("records")
    if not rows or rows[0]["before"] != rows[0]["before"]:
        return f"pas de valeur en {previous}"
    row: Row = rows[0]
    values = f"{written(row['before'], indicator)} en {previous}"
    if row["verdict"] == "non comparable":
        return f"{values} ; non comparable : {row['reason']}"
    by_chance = side_in_words(row["p_adjusted"], alpha)
    number = "" if row["paired"] != row["paired"] else f"{count(int(row['paired']))} "
    seen = smallest_shown(row["smallest"], indicator)
    least = "" if seen == "–" else f" ; un écart de {seen} aurait été établi"
    return (
        f"{values} ; {row['verdict']}, d’après les {number}EPLE "
        f"qui ont répondu aux deux enquêtes : le hasard seul en ferait autant {by_chance}{least}"
    )


def _calculation(indicator: Indicator, shown: Shown, *, folder: str = "") -> list[Link]:
    """The cell that computed an indicator; else the one that compares it over waves."""
    cells = shown.cells
    return _link(cells.computed.get(indicator.id) or cells.compared.get(indicator.id), folder)


def _published(shown: Shown, names: Iterable[str]) -> list[Link]:
    """The cell that publishes the first of these illustrations."""
    return _link(
        next((shown.cells.published[n] for n in names if n in shown.cells.published), None)
    )


def _link(cell: Cell | None, folder: str = "") -> list[Link]:
    if cell is None:
        return []
    text = f"carnet {cell.notebook}, cellule [{cell.number}]"
    return [("Calcul", text, f"{folder}carnets/{cell.notebook}")]


def _data(name: str, *, folder: str = "") -> Link:
    return ("Données", f"{TABLE}, ligne {name}", f"{folder}donnees/{TABLE}")


def _of_statement(statement: Statement, now: Survey, shown: Shown, wave: Wave) -> Card | None:
    """A date of the wave, an order between indicators, or a link with a column of the frame."""
    if statement.kind == "date":
        where, _, what = (statement.field or "").rpartition(".")
        day = getattr(getattr(wave.stated, where) if where else wave.stated, what)
        return Card("Dates de l’enquête", date(day), (("Enquête", wave.name),))
    if statement.kind == "level":
        told = (
            "un changement ou un lien est établi si le hasard seul en ferait autant "
            f"{under(wave.stated.alpha)}"
        )
        value = times_in_a_hundred(wave.stated.alpha)
        return Card("Seuil de signification", value, (("Règle", told),))
    if statement.kind == "order":
        labels = {i.id: f"« {i.label} »" for i in now.indicators}
        low, high = (
            enumeration([labels[name] for name in names if name in labels])
            for names in (statement.indicators, statement.below)
        )
        facts = [("Plus petites parts", low), ("Plus grandes parts", high)]
        data = ("Données", TABLE, f"donnees/{TABLE}")
        return Card("Comparaison d’indicateurs", "", _typeset(facts), (data,))
    question = now.question(statement.question or "")
    if question is None:
        return None
    test = (
        f"le lien d’une réponse avec le {statement.by} d’EPLE est établi si le hasard seul ferait "
        f"d’aussi grands écarts {under(wave.stated.alpha)}, "
        "compte tenu du nombre de réponses examinées (test exact de Fisher-Freeman-Halton, "
        "ajustement de Holm ; voir la méthode)"
    )
    drawn = [
        name
        for name, i in shown.illustrations.items()
        if i.kind == "association" and i.question == question.id
    ]
    links = [
        *_published(shown, drawn),
        *[("Données", f"{n}.csv", f"donnees/{n}.csv") for n in drawn],
    ]
    facts = [("Question", _asked(question)), ("Test", test)]
    return Card(f"Lien avec le {statement.by} d’EPLE", "", _typeset(facts), tuple(links))


def _of_illustration(name: str, now: Survey, shown: Shown) -> Card:
    question, facts = now.question(shown.illustrations[name].question), shown.facts[name]
    said = [
        ("Question", _asked(question) if question else ""),
        ("Unité", str(facts["unit"])),
        ("Champ", str(facts["field"])),
        ("Source", str(facts["source"])),
    ]
    links = [*_published(shown, [name]), ("Données", f"{name}.csv", f"donnees/{name}.csv")]
    return Card("Origine de l’illustration", "", _typeset(said), tuple(links))
