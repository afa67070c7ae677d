"""What the data say, read without pandas: a check is run after each sentence."""

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from bilan.estimation.recommendations import outcomes_of, read_register
from bilan.project.errors import TextError
from bilan.project.paths import BUILD, ESTIMATES, EVOLUTION, LINKS, shown
from bilan.project.yaml_records import as_of
from bilan.survey.indicators import (
    Indicator,
    Statement,
    counted_by,
    indicators_in,
    read_indicators,
    read_statements,
)
from bilan.survey.modalities import GROUPED_BY, WHOLE
from bilan.survey.wave import read_wave

ROUNDING = Fraction(1, 10**9)
CONTRARY = {"Y": "N", "N": "Y"}


@dataclass(frozen=True)
class Estimate:
    """A value with what it rests on: share and ratio 0-1, means on their own scale.

    `question` and `option` are the one question and option that it counts, "" where it is none.
    """

    id: str
    kind: str
    unit: str
    value: Fraction
    numerator: Fraction
    base: Fraction
    lower: Fraction | None = None
    upper: Fraction | None = None
    question: str = ""
    option: str = ""

    @property
    def share(self) -> Fraction | None:
        """The value as a share; None where it is none."""
        if self.kind in ("share", "ratio"):
            return self.value
        return self.value / 100 if self.unit == "percent" else None

    @property
    def share_bounds(self) -> tuple[Fraction, Fraction] | None:
        """Lowest and highest share that the missing answers allow; None where nothing limits it."""
        if self.share is None or self.lower is None or self.upper is None:
            return None
        scale = 1 if self.kind in ("share", "ratio") else 100
        return self.lower / scale, self.upper / scale


@dataclass(frozen=True)
class Change:
    """A value in two waves; difference and test on the `paired` schools that answered both."""

    id: str
    before: Fraction | None
    after: Fraction | None
    paired: int | None
    difference: float | None
    p_adjusted: float | None
    verdict: str


@dataclass(frozen=True)
class Figures:
    """All that the text of a wave can speak of.

    `estimates` by wave and id, the whole frame; `by_group` shares of the wave by id and group
    of types of EPLE; `links` adjusted p-values by question and option, None where no text may
    say it; `alpha` the wave's level;
    `register` the status of each recommendation by bilan and chapter, "" in the bilan's own wave.
    """

    wave: str
    previous: str | None
    estimates: Mapping[str, Mapping[str, Estimate]]
    by_group: Mapping[tuple[str, str], Fraction]
    changes: Mapping[str, Change]
    links: Mapping[tuple[str, str], float | None]
    days: Mapping[str, dt.date]
    indicators: Mapping[str, Mapping[str, Indicator]]
    alpha: float
    statements: Mapping[str, Statement] = field(default_factory=dict)
    register: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def everywhere(self) -> dict[str, Indicator]:
        """Indicators of every wave, as this one has them."""
        return {i.id: as_of(i, i.waves, self.wave) for i in read_indicators()}

    def label(self, name: str) -> str:
        """French name of an indicator; its id for an option."""
        known = self.everywhere.get(name)
        return known.label if known else name

    def base_label(self, name: str, wave: str) -> str:
        """Its base in French words; "" for an option."""
        known = self.indicators[wave].get(name)
        return known.base_label if known else ""

    def complements(self, name: str) -> list[str]:
        """Indicators that count the schools which this one does not: a yes and a no."""
        question, option = self.option_of(name)
        if option not in CONTRARY:
            return []
        contrary = question, CONTRARY[option]
        known = self.indicators[self.wave]
        return [key for key in known if key != name and self.option_of(key) == contrary]

    def siblings(self, name: str, wave: str) -> list[Estimate] | None:
        """Estimates of all options of the question that a share counts; None where it has none."""
        question, option = self.option_of(name)
        if not option:
            return None
        stated = self.everywhere
        found = [
            estimate
            for key, estimate in self.estimates[wave].items()
            if estimate.question == question and key not in stated
        ]
        return None if {estimate.option for estimate in found} <= set(CONTRARY) else found

    def option_of(self, name: str) -> tuple[str, str]:
        """The one question and option that a share counts; "" for what it does not count."""
        if indicator := self.everywhere.get(name):
            return counted_by(indicator)
        known = (found[name] for found in self.estimates.values() if name in found)
        return next(((e.question, e.option) for e in known), ("", ""))


def read_figures(wave: str, *, build: Path = BUILD) -> Figures:
    """Figures of a wave from `<build>/<wave>/`: estimations, evolution, liens.

    Raises
    ------
    TextError
        The wave, or the one before, is not built.
    """
    stated = read_wave(wave).stated
    waves = [wave, *([stated.previous] if stated.previous else [])]
    tables = {name: _rows(build / name / ESTIMATES) for name in waves}
    statements = {statement.id: statement for statement in read_statements()}
    estimates = {name: _estimates(rows) for name, rows in tables.items()}
    changes = _changes(build / wave / EVOLUTION) if stated.previous else {}
    return Figures(
        wave=wave,
        previous=stated.previous,
        estimates=estimates,
        by_group={
            (row["id"], row["category"]): value
            for row in tables[wave]
            if row["domain"] == GROUPED_BY and (value := _exact(row["value"])) is not None
        },
        changes=changes,
        links=_links(build / wave / LINKS, needed=_needs_links(statements)),
        days={
            name: getattr(stated.fieldwork, (statement.field or "").rpartition(".")[2])
            for name, statement in statements.items()
            if statement.kind == "date"
        },
        indicators={name: {i.id: i for i in indicators_in(name)} for name in waves},
        alpha=stated.alpha,
        statements=statements,
        register=_register(wave, stated.previous, estimates, changes),
    )


def _register(
    wave: str,
    previous: str | None,
    estimates: Mapping[str, Mapping[str, Estimate]],
    changes: Mapping[str, Change],
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Statuses by bilan and chapter: those of the bilan before, "" for those of this one."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    outcomes = outcomes_of(
        [item for item in read_register() if item.wave in (wave, previous)],
        wave=wave,
        indicators=read_indicators(),
        values={
            name: {key: float(estimate.value) for key, estimate in known.items()}
            for name, known in estimates.items()
        },
        verdicts={key: change.verdict for key, change in changes.items()} if previous else None,
    )
    for outcome in outcomes:
        key = outcome.recommendation.wave, outcome.recommendation.chapter
        found[key] = (*found.get(key, ()), outcome.status or "")
    return found


def _needs_links(statements: Mapping[str, Statement]) -> bool:
    return any(statement.kind == "significant" for statement in statements.values())


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        raise TextError(
            f"{shown(path)} manque\u00a0: les textes ne peuvent pas être vérifiés",
            expected="les estimations de la vague, que la construction fabrique",
            next_step="lancez `python pipeline.py build`",
        ) from error


def _estimates(rows: list[dict[str, str]]) -> dict[str, Estimate]:
    found = {}
    for row in rows:
        if row["domain"] != WHOLE:
            continue
        value, numerator, base = (_exact(row[key]) for key in ("value", "numerator", "base"))
        if value is None or numerator is None or base is None:
            continue
        if base and abs(numerator / base - value) < ROUNDING:
            value = numerator / base
        bounds = _exact(row["lower"]), _exact(row["upper"])
        key = row["id"]
        found[key] = Estimate(
            key,
            row["kind"],
            row["unit"],
            value,
            numerator,
            base,
            *bounds,
            question=row["question"],
            option=row["option"],
        )
    return found


def _changes(path: Path) -> dict[str, Change]:
    found = {}
    for row in _rows(path):
        paired = _exact(row["paired"])
        found[row["id"]] = Change(
            row["id"],
            _exact(row["before"]),
            _exact(row["after"]),
            None if paired is None else int(paired),
            float(row["difference"]) if row["difference"] else None,
            float(row["p_adjusted"]) if row["p_adjusted"] else None,
            row["verdict"],
        )
    return found


def _links(path: Path, *, needed: bool) -> dict[tuple[str, str], float | None]:
    """P-values; None where nobody is concerned, or where a group's share is hidden."""
    return {
        (row["question"], row["option"]): float(row["p_adjusted"]) if row["p_adjusted"] else None
        for row in (_rows(path) if needed else [])
    }


def _exact(text: str) -> Fraction | None:
    """A cell of a table; None where it is empty."""
    return Fraction(text) if text else None
