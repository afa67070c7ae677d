"""Answers that are counted: subject fields, percentages, calls a month, teachers."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from tools.simulation.numbers import settle, sum_for, within
from tools.simulation.scenario import WAVES, Scenario

FIELDS = "champs_disciplinaires"
FEWEST, MOST = 1, 9  # subject fields that a body involves
CHANGES = (-3, -2, -1, 0, 0, 1, 2, 3)  # of their number, from wave to wave: wide, so as to be noise
DRIFT = (-1, 0, 0, 1)  # of a mean, in steps


def _before(prior: pd.DataFrame, column: str, pool: pd.Index) -> pd.Series:
    if column not in prior:
        return pd.Series(np.nan, index=pool)
    return prior[column].reindex(pool).astype(float)


def draw_mean(
    scenario: Scenario, question: str, pool: pd.Index, *, wave: str, prior: pd.DataFrame
) -> pd.Series:
    """Whole numbers with the mean that the scenario asks for, over the schools that answer.

    Schools that leave the question empty, or are not in `pool`, are missing from the result.
    """
    spec = scenario.content["means"][question]
    rng = scenario.generator(wave, question)
    position = WAVES.index(wave)
    blank = rng.choice(pool.to_numpy(), size=spec["blank"][position], replace=False)
    index = pool.difference(blank, sort=False)
    first = pd.Series(rng.choice(spec["usual"], size=len(index)), index=index, dtype=float)
    drifted = _before(prior, question, index) + spec["step"] * rng.choice(DRIFT, size=len(index))
    lowest, highest = within(first, low=spec["usual"][0], high=spec["most"])
    return settle(
        rng,
        drifted.fillna(first),
        total=sum_for(spec["mean"][position], len(index)),
        lowest=lowest,
        highest=highest,
        step=spec["step"],
    )


def add_fields(
    scenario: Scenario,
    answers: pd.DataFrame,
    schools: pd.DataFrame,
    *,
    wave: str,
    prior: pd.DataFrame,
    pool: pd.Index,
) -> pd.DataFrame:
    """The answers with the subject fields: their mean number, over all schools, is the scenario's.

    Schools outside `pool` tick none. A school keeps the fields it named before as far as its number
    allows, and adds others by the weights of its type.
    """
    spec = scenario.content["counted"][FIELDS]
    rng = scenario.generator(wave, FIELDS)
    columns = [f"{FIELDS}={field}" for field in spec["weights"]]
    known = prior.reindex(columns=columns).reindex(pool)
    earlier = known.sum(axis=1, min_count=1).replace(0, np.nan)
    first = pd.Series(rng.integers(FEWEST, MOST - 1, size=len(pool)), index=pool, dtype=float)
    drifted = earlier + rng.choice(CHANGES, size=len(pool))
    lowest, highest = within(first, low=FEWEST, high=MOST)
    numbers = settle(
        rng,
        drifted.fillna(first),
        total=sum_for(spec["mean"][WAVES.index(wave)], len(answers)),
        lowest=lowest,
        highest=highest,
    )
    rows = [
        _fields_of(rng, spec["weights"], kind, number, kept)
        for kind, number, kept in zip(
            schools.loc[pool, "type"],
            numbers,
            known.fillna(0).to_numpy(dtype=float),
            strict=True,
        )
    ]
    ticks = pd.DataFrame(rows, index=pool, columns=columns).reindex(answers.index, fill_value=0)
    return pd.concat([answers, ticks.astype(int)], axis=1)


def _fields_of(
    rng: np.random.Generator,
    weights: Mapping[str, Mapping[str, float]],
    kind: str,
    number: int,
    kept: np.ndarray,
) -> np.ndarray:
    """1 for the `number` fields of one school, 0 for the others."""
    weight = np.array([weights[field][kind] for field in weights])
    with np.errstate(divide="ignore"):
        score = np.log(weight) + rng.gumbel(size=len(weight)) + 2.5 * kept
    chosen = np.argsort(-score)[:number]
    return np.isin(np.arange(len(weight)), chosen).astype(int)


def add_teachers(
    scenario: Scenario,
    answers: pd.DataFrame,
    schools: pd.DataFrame,
    *,
    wave: str,
    prior: pd.DataFrame,
) -> pd.DataFrame:
    """The answers with the teachers of each school, and those trained from outside and inside.

    The sums over all schools give the shares of the scenario. No school trains more teachers than
    it has.
    """
    spec = scenario.content["teachers"]
    rng = scenario.generator(wave, "teachers")
    index, position = answers.index, WAVES.index(wave)
    size = schools["type"].map(spec["size"]) * np.exp(rng.normal(0, 0.18, size=len(index)))
    moved = _before(prior, "enseignants_total", index) + rng.integers(-2, 3, size=len(index))
    total = moved.fillna(size).round().astype(int)
    result = answers.assign(enseignants_total=total)
    taken = pd.Series(0, index=index)
    for way in ("externe", "interne"):
        rates = [float(rate) / 100 for rate in spec[way]]
        usual = rng.binomial(total, np.clip(rng.normal(rates[position], 0.06, len(index)), 0, 1))
        trend = rates[position] - rates[position - 1] if position else 0.0
        change = total * trend + rng.normal(0, 3, size=len(index))
        column = f"enseignants_formes_{way}"
        drifted = (_before(prior, column, index) + change).round()
        result[column] = settle(
            rng,
            drifted.fillna(pd.Series(usual, index=index)),
            total=sum_for(spec[way][position], total.sum() / 100),
            lowest=pd.Series(0, index=index),
            highest=total - taken,
        )
        taken = taken + result[column]
    return result
