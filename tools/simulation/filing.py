"""From answers to the rows of an export: when each came in, and the rows that rules set aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from tools.simulation.export import TECHNICAL, Variable, exported
from tools.simulation.scenario import Scenario

LAST_PAGE = 4
TEST_UAI = "0000000A"  # no school
CHANGED_MIND = ("parents_formation", "evaluation")  # what an earlier answer said otherwise


@dataclass(frozen=True)
class Fieldwork:
    """First and last day that the questionnaire was online."""

    start: date
    end: date


def file_rows(
    scenario: Scenario,
    answers: pd.DataFrame,
    *,
    wave: str,
    table: tuple[Variable, ...],
    silent: Sequence[str],
    fieldwork: Fieldwork,
) -> pd.DataFrame:
    """Rows of the export, in the order in which the questionnaires were opened.

    Each school that answers has one row that counts. The others: incomplete ones (the first of a
    school in `silent`, the collèges that never answer; then of schools that answer completely
    afterwards), earlier complete ones of schools that answered again, tests under a UAI that no
    school has.
    """
    rng = scenario.generator(wave, "filing")
    plan = scenario.content["fieldwork"][wave]
    complete = _with_comments(scenario, answers, wave=wave)
    complete = complete.assign(uai=complete.index, started=_moments(rng, len(answers), fieldwork))
    complete["page"] = LAST_PAGE
    # Collèges only: what one of them answered does not contradict the type of another.
    college = complete["pop_equipe"].isna()
    late = complete["started"] > pd.Timestamp(fieldwork.start) + timedelta(days=7)
    pool = complete.index[late & college].to_numpy()
    drawn = rng.choice(pool, size=plan["incomplete"] + plan["duplicates"], replace=False)
    again, unfinished = drawn[: plan["duplicates"]], drawn[plan["duplicates"] :]
    earlier = complete.loc[again].assign(
        started=lambda rows: rows["started"] - timedelta(days=7, minutes=50),
        commentaire=None,
        **{question: 1 - complete.loc[again, question] for question in CHANGED_MIND},
    )
    broken = complete.loc[unfinished].assign(commentaire=None, page=rng.integers(1, 3))
    broken["started"] -= timedelta(days=7, minutes=35)
    broken.iloc[0, broken.columns.get_loc("uai")] = silent[0]
    tests = complete.iloc[: plan["tests"]].assign(
        uai=TEST_UAI,
        started=pd.Timestamp(fieldwork.start) + timedelta(hours=7, minutes=31),
        commentaire="Test de mise en ligne.",
    )
    everything = pd.concat([complete, earlier, broken, tests]).sort_values("started", kind="stable")
    return _technical(rng, everything, exported(everything, table), wave=wave, table=table)


def _with_comments(scenario: Scenario, answers: pd.DataFrame, *, wave: str) -> pd.DataFrame:
    comments = scenario.content["comments"][wave]
    authors = scenario.generator(wave, "comments").choice(
        answers.index.to_numpy(), size=len(comments), replace=False
    )
    return answers.assign(
        commentaire=pd.Series(comments, index=authors, dtype=object).reindex(answers.index)
    )


def _moments(rng: np.random.Generator, number: int, fieldwork: Fieldwork) -> pd.DatetimeIndex:
    """Moments of opening: working hours of the days of the fieldwork, Monday to Friday."""
    days = pd.bdate_range(fieldwork.start, fieldwork.end)
    seconds = rng.integers(8 * 3600, 17 * 3600, size=number)
    drawn = pd.DatetimeIndex(rng.choice(days.to_numpy(), size=number))
    return drawn + pd.to_timedelta(seconds, unit="s")


def _technical(
    rng: np.random.Generator,
    everything: pd.DataFrame,
    coded: pd.DataFrame,
    *,
    wave: str,
    table: tuple[Variable, ...],
) -> pd.DataFrame:
    """The coded rows with the technical columns in front, and unreached pages emptied.

    Addresses are of the ranges kept for documentation (RFC 5737, RFC 2606).
    """
    number = len(everything)
    started = everything["started"].reset_index(drop=True)
    ended = started + pd.to_timedelta(rng.integers(8 * 60, 45 * 60, size=number), unit="s")
    page = everything["page"].reset_index(drop=True)
    coded = coded.reset_index(drop=True)
    for v in table:
        coded[v.name] = coded[v.name].where(page >= v.page, np.nan if v.kind == "N" else "")
    technical = pd.DataFrame(
        {
            "id": np.cumsum(rng.choice([1, 1, 1, 2], size=number)).astype(float),
            "submitdate": ended.where(page == LAST_PAGE),
            "lastpage": page.astype(float),
            "startlanguage": "fr",
            "token": [f"FICTIF{value:09d}" for value in rng.permutation(number) + 1],
            "startdate": started,
            "datestamp": ended,
            "ipaddr": [f"192.0.2.{value}" for value in rng.integers(1, 255, size=number)],
            "refurl": f"https://enquete.example.org/{wave}",
        }
    )[list(TECHNICAL)]
    return pd.concat([technical, coded], axis=1)
