"""All estimates of a wave, in one tidy table: what figures, tables, prose and dashboard read."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bilan.estimation.statistics.means import mean_bounds, mean_interval, ratio_interval
from bilan.estimation.statistics.poststratification import poststratified_ratio, strata_of
from bilan.estimation.statistics.proportions import (
    Interval,
    hypergeometric_interval,
    nonresponse_bounds,
)
from bilan.estimation.variables import Flags, Floats, Measure, measures
from bilan.project.errors import DataError
from bilan.responses.responses import Responses
from bilan.survey.indicators import Indicator, counted_by
from bilan.survey.modalities import MODALITIES, WHOLE

DOMAINS = ("type", "voie", "secteur", "bassin")
STRATA = ["type", "secteur"]
TEXTS = ("wave", "id", "question", "option", "kind", "unit", "domain", "category")
COUNTS = ("asked", "shown", "answered", "base")
NUMBERS = ("numerator", "value", "lower", "upper", "ci_lower", "ci_upper", "poststratified")
COLUMNS = (*TEXTS, *COUNTS[:3], "numerator", "base", *NUMBERS[1:])

hypergeometric = cache(hypergeometric_interval)


def estimate(responses: Responses, indicators: tuple[Indicator, ...]) -> pd.DataFrame:
    """Tidy table, one row for each indicator or option and each domain category.

    Columns
    -------
    id, question, option : name of the indicator, or of the option alone; the one question and the
        one option that it counts, empty where there are more.
    asked, shown, answered : EPLE of the domain in the sampling frame; respondents to whom the
        question was shown; respondents of the base who answered it.
    numerator, base : counts for a share; sum and number of schools for a mean; the two sums for
        a ratio.
    value : share 0-1, mean or ratio.
    lower, upper : bounds that the missing answers allow; missing where they are unlimited.
    ci_lower, ci_upper : 95 % interval, where the population of the base is known.
    poststratified : value with the frame's mix of type and secteur; whole frame only.
    """
    domains = domains_of(responses)
    strata = strata_of(responses.schools, STRATA)
    population = strata_of(responses.frame, STRATA).value_counts()
    rows: list[dict[str, Any]] = []
    for indicator in indicators:
        if indicator.base == "asked":
            rows += [
                {**_key(indicator, domain, responses.wave), **response_rate(*masks)}
                for domain, masks in domains.items()
            ]
    for measure in measures(responses, indicators):
        for domain, masks in domains.items():
            rows.append({**_key(measure, domain, responses.wave), **row_of(measure, *masks)})
            if domain == (WHOLE, ""):
                rows[-1]["poststratified"] = _poststratified(measure, strata, population)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def everyone_in(responses: Responses) -> tuple[Flags, Flags]:
    """Masks of all respondents and of all schools of the frame."""
    return np.ones(len(responses.answers), bool), np.ones(len(responses.frame), bool)


def domains_of(responses: Responses) -> dict[tuple[str, str], tuple[Flags, Flags]]:
    """Masks over the respondents and over the frame, by domain and category."""
    schools, frame = responses.schools, responses.frame
    masks = {(WHOLE, ""): everyone_in(responses)}
    for domain in DOMAINS:
        for category in MODALITIES.get(domain) or sorted(frame[domain].unique()):
            masks[domain, category] = (
                (schools[domain] == category).to_numpy(),
                (frame[domain] == category).to_numpy(),
            )
    return masks


def _key(what: Indicator | Measure, domain: tuple[str, str], wave: str) -> dict[str, Any]:
    question, option = (
        (what.question, what.option) if isinstance(what, Measure) else counted_by(what)
    )
    return {
        "wave": wave,
        "id": what.id,
        "question": question,
        "option": option,
        "kind": what.kind,
        "unit": what.unit,
        "domain": domain[0],
        "category": domain[1],
    }


def response_rate(respondents: Flags, asked: Flags) -> dict[str, Any]:
    """A census of the frame: who answered is known of every school."""
    answered, everyone = int(respondents.sum()), int(asked.sum())
    rate = answered / everyone if everyone else None
    counts = {"asked": everyone, "shown": everyone, "answered": everyone}
    return {
        **counts,
        "numerator": answered,
        "base": everyone,
        "value": rate,
        "lower": rate,
        "upper": rate,
    }


def row_of(measure: Measure, respondents: Flags, asked: Flags) -> dict[str, Any]:
    """Counts, value, bounds and interval of a measure in one domain."""
    inside = respondents & measure.base
    valid = inside & ~np.isnan(measure.numerator) & ~np.isnan(measure.denominator)
    above, below = measure.numerator[valid], measure.denominator[valid]
    people = None if measure.population is None else int((measure.population & asked).sum())
    unknown = int(asked.sum() - respondents.sum()) + int(inside.sum() - valid.sum())
    unknown += int((respondents & measure.undecided).sum())
    missing = unknown if people is None else people - int(valid.sum())
    row: dict[str, Any] = {
        "asked": int(asked.sum()),
        "shown": int((respondents & measure.shown).sum()),
        "answered": int((respondents & measure.shown & valid).sum()),
        "numerator": float(above.sum()),
        "base": float(below.sum()),
    }
    if not below.sum() > 0:
        return row
    row["value"] = row["numerator"] / row["base"]
    bounds, interval = _uncertainty(measure, above, below, missing=missing, population=people)
    if bounds is not None:
        row["lower"], row["upper"] = bounds
    if interval is not None:
        row["ci_lower"], row["ci_upper"] = interval
    return row


def _uncertainty(
    measure: Measure, above: Floats, below: Floats, *, missing: int, population: int | None
) -> tuple[Interval | None, Interval | None]:
    """Bounds for the missing answers, and interval where the base's population is known."""
    if measure.kind == "share":
        ticked, base = int(above.sum()), len(above)
        bounds = nonresponse_bounds(ticked, base, missing, filtered=population is None)
        return bounds, None if population is None else hypergeometric(ticked, base, population)
    limits = mean_bounds(above, missing, within=measure.limits) if measure.limits else None
    if population is None:
        return limits, None
    if measure.kind == "ratio":
        return limits, ratio_interval(above, below, population=population).interval
    return limits, mean_interval(above, population=population).interval


def _poststratified(measure: Measure, strata: Any, population: Any) -> float | None:
    """Value with each stratum of the frame at its own weight.

    None where nobody is in the base, or where no school of a whole type answered: no other can
    stand for it.
    """
    known = ~np.isnan(measure.numerator) & ~np.isnan(measure.denominator)
    valid = (known | ~measure.base) & ~measure.undecided
    above = pd.Series(np.where(measure.base, measure.numerator, 0.0), index=strata.index)[valid]
    below = pd.Series(np.where(measure.base, measure.denominator, 0.0), index=strata.index)[valid]
    try:
        return poststratified_ratio(above, below, strata=strata[valid], population=population).value
    except DataError:
        return None


def write_estimates(table: pd.DataFrame) -> str:
    """Estimates as CSV text, numbers with all their digits."""
    return table.to_csv(index=False, lineterminator="\n")


def read_estimates(path: Path) -> pd.DataFrame:
    """Estimates that `write_estimates` wrote.

    Raises
    ------
    DataError
        The file does not have the columns of the table.
    """
    try:
        table = pd.read_csv(
            path,
            dtype=dict.fromkeys(TEXTS, str),
            keep_default_na=False,
            na_values={name: [""] for name in (*COUNTS, *NUMBERS)},
        )
    except ValueError:
        table = pd.DataFrame()
    if tuple(table.columns) != COLUMNS:
        raise DataError(f"{path.name} is not a table of estimates", next_step="build it again")
    return table


def of(table: pd.DataFrame, name: str) -> pd.Series:
    """Row of one indicator or option, over the whole frame.

    Raises
    ------
    DataError
        The table has no such row.
    """
    rows = table[(table["id"] == name) & (table["domain"] == WHOLE)]
    if len(rows) != 1:
        raise DataError(
            f"no estimate `{name}`",
            expected="an indicator of data/indicateurs.yml, or `question=option`",
            next_step="mend the name",
        )
    return rows.iloc[0]
