"""The two reports: every bound text is true, and stops being so when its figure moves."""

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from bilan.prose.check import check_wave, examine_wave
from bilan.prose.check_binding import examine
from bilan.prose.check_change import names_in
from bilan.prose.claims import (
    Amount,
    Claim,
    Comparison,
    Day,
    Multiple,
    OutOf,
    Passage,
    Quantity,
    Rank,
    Said,
    Shift,
    Tally,
    Trend,
)
from bilan.prose.data import Change, Estimate, Figures
from bilan.prose.judge import Judgement
from bilan.prose.judge_change import SIGNIFICANT
from bilan.prose.verdict import Examined
from bilan.prose.wordings import read_wordings

from .judging import WAVES

WORDINGS = read_wordings()
EXTERNAL = 8  # bound texts of the two reports that come from elsewhere, at most


@pytest.fixture(scope="module")
def bound(build: Path) -> dict[str, list[Examined]]:
    return {wave: examine_wave(wave, build=build) for wave in WAVES}


@pytest.mark.parametrize("wave", WAVES)
def test_a_report_has_nothing_wrong(wave: str, build: Path) -> None:
    assert [str(finding) for finding in check_wave(wave, build=build)] == []


@pytest.mark.parametrize(("wave", "least"), [("2014", 60), ("2015", 120)])
def test_every_wording_is_known(wave: str, least: int, bound: dict[str, list[Examined]]) -> None:
    read = [result for result in bound[wave] if result.claim is not None]
    external = [result for result in bound[wave] if result.binding.ind == "externe"]
    assert len(read) >= least
    assert len(read) + len(external) == len(bound[wave])
    assert len(external) <= EXTERNAL
    assert all(result.judgement is not None and result.judgement.agrees for result in read)


@pytest.mark.parametrize("wave", WAVES)
def test_every_bound_text_is_wrong_once_its_figure_moves(
    wave: str, bound: dict[str, list[Examined]], figures: dict[str, Figures]
) -> None:
    for result in bound[wave]:
        if result.claim is None or result.judgement is None:
            continue
        moved = list(moves(result, result.claim, result.judgement, figures[wave]))
        assert len(moved) >= 2, f"{result.binding.text}: no two ways to move its figure"
        for name, figure in moved:
            again = examine(result.binding, figure, WORDINGS)
            place = f"{result.binding.file}:{result.binding.line.number} {result.binding.text}"
            assert again.finding is not None, f"{place}: still true with {name}"


def moves(
    result: Examined, claim: Claim, judgement: Judgement, figures: Figures
) -> Iterator[tuple[str, Figures]]:
    """Figures in which what the text claims is false by the least that its wording can see."""
    keys, name = result.binding.keys, result.binding.ind
    wave = keys.get("vague", figures.wave)
    if name in figures.statements and figures.statements[name].kind == "level":
        yield from _statement_moves(name, figures)
    elif isinstance(claim, Day):
        for days in (-1, 1):
            day = figures.days[name] + dt.timedelta(days)
            yield f"{days} day", replace(figures, days={**figures.days, name: day})
    elif isinstance(claim, Said):
        yield from _statement_moves(name, figures)
    elif isinstance(claim, Tally) and "verdicts" in keys:
        for verdict in ("progresse", "stable", "recule"):
            moved = {n: replace(c, verdict=verdict) for n, c in figures.changes.items()}
            yield f"all {verdict}", replace(figures, changes=moved)
    elif isinstance(claim, Tally):
        bilan = keys.get("vague") or figures.previous or wave
        stated = {key: found for key, found in figures.register.items() if key[0] == bilan}
        for key, statuses in stated.items():
            for more in ("en progrès", "non mesuré", "en recul", ""):
                register = {**figures.register, key: (more,) * (len(statuses) + 1)}
                if key[1] == WORDINGS.file.registre.parties[keys["registre"]]:
                    yield f"all {more}", replace(figures, register=register)
    elif isinstance(claim, Comparison):
        yield "no link", replace(figures, links=dict.fromkeys(figures.links, 1.0))
        yield "as often", replace(figures, by_group=dict.fromkeys(figures.by_group, Fraction(1, 2)))
    elif name == "alpha":
        for alpha in (0.01, 0.1):
            yield f"alpha {alpha}", replace(figures, alpha=alpha)
    elif isinstance(claim, Shift | Passage | Multiple):
        change = figures.changes[name]
        assert change.after is not None
        far = replace(change, after=change.after + Fraction(1, 5))
        yield "another value", _with_change(figures, far)
        yield "chance", _with_change(figures, replace(change, verdict="stable"))
    elif isinstance(claim, Trend):
        for one in names_in(result.binding, figures):
            yield from _trend_moves(claim, figures.changes[one], figures)
    elif judgement.matched == "appariés":
        change = figures.changes[name]
        assert change.paired is not None
        for way in (-1, 1):
            yield (
                f"{way} paired",
                _with_change(figures, replace(change, paired=change.paired + way)),
            )
    else:
        estimate = figures.estimates[wave][name]
        for label, other in _estimate_moves(claim, judgement, estimate, keys.get("borne", "")):
            yield label, _with(figures, wave, other)
        if isinstance(claim, Quantity) and claim.side is not None:
            scale = 100 if estimate.kind == "mean" else 1
            ends = {"lower": scale * Fraction(49, 100), "upper": scale * Fraction(51, 100)}
            either = replace(estimate, **ends)
            yield "missing answers on both sides of a half", _with(figures, wave, either)
        if isinstance(claim, Rank):
            yield from _rank_moves(estimate, wave, figures)


def _with(figures: Figures, wave: str, *changed: Estimate) -> Figures:
    estimates = {**figures.estimates[wave], **{estimate.id: estimate for estimate in changed}}
    return replace(figures, estimates={**figures.estimates, wave: estimates})


def _with_change(figures: Figures, change: Change) -> Figures:
    return replace(figures, changes={**figures.changes, change.id: change})


def _estimate_moves(
    claim: Claim, judgement: Judgement, estimate: Estimate, bound_: str
) -> Iterator[tuple[str, Estimate]]:
    for way in (-1, 1):
        if judgement.matched in ("effectif", "base", "reste"):
            field = "base" if judgement.matched == "base" else "numerator"
            count = getattr(estimate, field) + way
            yield f"{field} {count}", replace(estimate, **{field: count})
        elif isinstance(claim, OutOf):
            yield "numerator", replace(estimate, numerator=estimate.numerator + way)
        elif isinstance(claim, Amount) and claim.shade is None and claim.form != "fraction":
            unit = Fraction(way, 10**claim.decimals)
            if estimate.kind in ("share", "ratio"):
                unit /= 100
            field = {"basse": "lower", "haute": "upper"}.get(bound_, "value")
            value = getattr(estimate, field) + unit
            yield f"{field} {float(value):.4f}", replace(estimate, **{field: value})
            if estimate.kind == "share" and claim.decimals and not bound_:  # one answer, no less
                one = (estimate.numerator + way) / estimate.base
                yield "one answer", replace(estimate, value=one)
        elif isinstance(claim, Amount | Quantity):
            yield _just_outside(claim, estimate, way)


def _just_outside(claim: Amount | Quantity, estimate: Estimate, way: int) -> tuple[str, Estimate]:
    """The value just beyond what data/formulations.yml lets the wording mean, on one side."""
    scale = 100 if estimate.kind == "mean" else 1
    file, step = WORDINGS.file, Fraction(1, 1000)
    if isinstance(claim, Quantity):
        end = claim.high if way > 0 else claim.low
        end = end if end in claim.without else end + way * step
    elif claim.shade is None:
        end = claim.number + way * (Fraction(str(file.fractions.points)) / 100 + step)
    else:
        margin = claim.shade.above if way > 0 else claim.shade.below
        points = margin[0] if margin else 0
        named = claim.shade.named if margin and claim.form == "fraction" else 0
        end = claim.number + way * (max(points, named) + step)
    return f"value {float(end):.4f}", replace(estimate, value=end * scale)


def _rank_moves(estimate: Estimate, wave: str, figures: Figures) -> Iterator[tuple[str, Figures]]:
    """An option that overtakes, one that draws level, and the leader that falls behind."""
    own = figures.option_of(estimate.id)
    others = sorted(
        (e for e in figures.siblings(estimate.id, wave) or [] if (e.question, e.option) != own),
        key=lambda e: e.value,
    )
    below = [other for other in others if other.value < estimate.value]
    above = [other for other in others if other.value > estimate.value]
    if below:
        overtakes = replace(below[-1], value=estimate.value + Fraction(1, 1000))
        yield f"{below[-1].id} above", _with(figures, wave, overtakes)
        level = replace(below[-1], value=estimate.value)
        yield f"{below[-1].id} level", _with(figures, wave, level)
    if above:
        falls = replace(above[0], value=estimate.value - Fraction(1, 1000))
        yield f"{above[0].id} below", _with(figures, wave, falls)


def _trend_moves(claim: Trend, change: Change, figures: Figures) -> Iterator[tuple[str, Figures]]:
    for verdict in (*SIGNIFICANT, "stable", "non comparable"):
        same = verdict == change.verdict or (
            claim.sense in ("hausse", "baisse") and not claim.verdict and verdict in SIGNIFICANT
        )
        tested = change.difference is not None
        if not same and (tested or verdict != "stable"):
            measured = (
                change
                if tested
                else replace(
                    change, difference=0.1, before=Fraction(1, 2), after=Fraction(3, 5), paired=118
                )
            )
            yield verdict, _with_change(figures, replace(measured, verdict=verdict))
    if claim.sense in ("hausse", "baisse"):
        assert change.difference is not None
        assert change.before is not None
        assert change.after is not None
        turned = replace(
            change, difference=-change.difference, before=change.after, after=change.before
        )
        yield "the other way", _with_change(figures, turned)
        yield (
            "the other way, among all",
            _with_change(figures, replace(change, before=change.after, after=change.before)),
        )
    if claim.degree is not None and claim.degree.words == "nettement":
        assert change.difference is not None
        small = 0.049 if change.difference > 0 else -0.049
        yield "a small gap", _with_change(figures, replace(change, difference=small))


def _statement_moves(name: str, figures: Figures) -> Iterator[tuple[str, Figures]]:
    statement = figures.statements[name]
    if statement.kind == "level":
        for factor in (0.5, 2):
            yield f"{factor} times the level", replace(figures, alpha=factor * figures.alpha)
        return
    if statement.kind == "order":
        estimates = figures.estimates[figures.wave]
        top = min(estimates[key].value for key in statement.below)
        low = max(estimates[key].value for key in statement.indicators)
        for key in statement.indicators:
            yield f"{key} rises", _with(figures, figures.wave, replace(estimates[key], value=top))
        for key in statement.below:
            yield f"{key} falls", _with(figures, figures.wave, replace(estimates[key], value=low))
        return
    tested = [p for (question, _), p in figures.links.items() if question == statement.question]
    if min(p for p in tested if p is not None) >= figures.alpha:
        yield "a clear link", replace(figures, links=dict.fromkeys(figures.links, 0.0))
        just = dict.fromkeys(figures.links, 0.99 * figures.alpha)
        yield "a link that just passes", replace(figures, links=just)
        return
    yield "no link", replace(figures, links=dict.fromkeys(figures.links, figures.alpha))
    for option, groups in statement.strongest.items():
        p = figures.links[(str(statement.question), option)]
        if p is None or p >= figures.alpha:
            continue
        key = (f"{statement.question}={option}", groups[0])
        yield (
            f"{option} weakest",
            replace(figures, by_group={**figures.by_group, key: Fraction(-1)}),
        )


@pytest.mark.parametrize("numerator", ["none", "all"])
@pytest.mark.parametrize("wave", WAVES)
def test_check_names_each_sentence_when_the_estimates_move(
    wave: str, numerator: str, build: Path, tmp_path: Path, bound: dict[str, list[Examined]]
) -> None:
    """With nobody, then everybody, having each answer, all sentences on values are named."""
    for folder in build.iterdir():
        (tmp_path / folder.name).mkdir()
        for file in folder.iterdir():
            text = file.read_text()
            if file.name == "estimations.csv":
                text = _at_an_end(text, numerator)
            (tmp_path / folder.name / file.name).write_text(text)
    named = {(f.file, f.line, f.column) for f in check_wave(wave, build=tmp_path)}
    on_values = [
        result.binding
        for result in bound[wave]
        if result.judgement is not None
        and result.binding.ind != "alpha"
        and result.judgement.matched in ("valeur", "effectif", "reste")
        and isinstance(result.claim, Amount | OutOf | Quantity)
        and result.binding.ind != "alpha"
    ]
    assert len(on_values) > 50
    missed = [b.text for b in on_values if (b.file, b.line.number, b.column) not in named]
    assert missed == []


def _at_an_end(text: str, numerator: str) -> str:
    rows = list(csv.DictReader(text.splitlines()))
    for row in rows:
        base = float(row["base"] or 0)
        count = 0.0 if numerator == "none" else base
        if row["kind"] not in ("share", "ratio"):
            count = 0.0 if numerator == "none" else base * 100
        row["numerator"] = str(count)
        row["value"] = row["lower"] = row["upper"] = str(count / base if base else 0)
    lines = [",".join(rows[0])]
    return "\n".join([*lines, *(",".join(row.values()) for row in rows)]) + "\n"


def test_every_claim_of_change_of_2015_has_the_test_behind_it(
    bound: dict[str, list[Examined]], figures: dict[str, Figures]
) -> None:
    """Said again without the judge: the verdict, and the way the two values go."""
    claims = [r for r in bound["2015"] if isinstance(r.claim, Trend)]
    each = [(r, name) for r in claims for name in names_in(r.binding, figures["2015"])]
    assert len(each) > 30
    for result, name in each:
        assert isinstance(result.claim, Trend)
        change = figures["2015"].changes[name]
        if result.claim.sense in ("hausse", "baisse"):
            assert change.verdict in SIGNIFICANT
            assert change.p_adjusted is not None
            assert change.p_adjusted <= 0.05
            assert change.before is not None
            assert change.after is not None
            assert (change.after > change.before) == (result.claim.sense == "hausse")
        else:
            assert change.verdict == result.claim.sense


def test_every_significant_change_of_2015_is_mentioned(
    bound: dict[str, list[Examined]], figures: dict[str, Figures]
) -> None:
    changes = {k for k, c in figures["2015"].changes.items() if c.verdict in SIGNIFICANT}
    claims = [r for r in bound["2015"] if isinstance(r.claim, Trend | Shift | Multiple)]
    mentioned = {name for r in claims for name in names_in(r.binding, figures["2015"])}
    # its complement, lettre_mission, is mentioned
    assert changes - mentioned == {"lettre_mission_absente"}
