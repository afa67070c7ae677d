"""A wave ready to be looked at: what notebooks open."""

import json
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from bilan.estimation.estimates import estimate, read_estimates
from bilan.estimation.wave_change import compare, read_changes, with_bounds
from bilan.french.formats import NBSP, NOBODY_CONCERNED, number, percent, points, rounded
from bilan.project.current_builds import is_current, loaded_code, require_loaded
from bilan.project.errors import DataError
from bilan.project.paths import ESTIMATES, EVOLUTION, RESPONSES, UNDECIDED, built
from bilan.responses.load import coded_questions, take
from bilan.responses.responses import Responses, read_responses
from bilan.survey.codebook import Asked
from bilan.survey.conditions import option_id
from bilan.survey.indicators import Indicator, indicators_in
from bilan.survey.modalities import WHOLE
from bilan.survey.sampling_frame import read_frame
from bilan.survey.wave import Wave, read_wave

NO_ANSWER = "aucune réponse"


@dataclass(frozen=True)
class Study:
    """A wave, its responses and its estimates; `is_built` says that the pipeline made these."""

    wave: Wave
    responses: Responses
    estimates: pd.DataFrame
    is_built: bool = False

    @cached_property
    def worked_out(self) -> dict[tuple[str, ...], Any]:
        """What was worked out of the study already, for those who need it again."""
        return {}

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Indicators, as this wave has them."""
        return indicators_in(self.wave.name)

    @cached_property
    def previous(self) -> "Study | None":
        """Study of the wave before; None for the first."""
        before = self.wave.stated.previous
        return None if before is None else open_study(before)

    @cached_property
    def evolution(self) -> pd.DataFrame | None:
        """Comparison with the wave before, as built where that is current; None for the first."""
        if self.previous is None:
            return None
        path = built(self.wave.name, EVOLUTION)
        if is_current(path):
            return read_changes(path)
        return self.compared(self.previous)

    def compared(self, previous: "Study") -> pd.DataFrame:
        """Comparison with a wave before (see `bilan.estimation.wave_change`), computed anew."""
        known = {study.wave.name: study.indicators for study in (previous, self)}
        changes = compare(
            previous.responses,
            self.responses,
            known,
            alpha=self.wave.stated.alpha,
            disclosure=self.wave.stated.thresholds.disclosure,
        )
        return with_bounds(changes, before=previous.estimates, after=self.estimates)

    def question(self, name: str) -> Asked:
        """Question of that name, as this wave asked it."""
        return self.responses.question(name)

    def shares(self, question: str, *, domain: str = WHOLE) -> pd.DataFrame:
        """Shares of a question's options: label, category, share, numerator, base, a row each.

        Options in the order of the questionnaire, categories in the order of the frame.
        """
        asked = self.question(question)
        if asked.type not in "LM":
            raise DataError(f"question `{question}` has no options", expected="type L or M")
        table = self.estimates[self.estimates["domain"] == domain]
        labels = {option_id(question, name): o.label for name, o in asked.options.items()}
        rows = table[table["id"].isin(labels)]
        return pd.DataFrame(
            {
                "label": rows["id"].map(labels),
                "category": rows["category"],
                "share": rows["value"],
                "numerator": rows["numerator"].astype(int),
                "base": rows["base"].astype(int),
            }
        ).reset_index(drop=True)


def open_study(name: str | int) -> Study:
    """Study of a wave: read from what the pipeline built where that is current, else computed.

    It is current where neither the data nor the code of the estimates changed since. Tables are
    then shown whole: pandas chooses what it cuts by where it runs.

    Raises
    ------
    UsageError, DataError
        There is no such wave, its data are wrong, or the code changed after this process had
        loaded it.
    """
    for option in ("max_columns", "max_colwidth", "max_rows"):
        pd.set_option(f"display.{option}", None)
    pd.set_option("display.width", 160)
    wave = read_wave(str(name))  # a number where papermill's own `-p vague 2015` gave it
    if is_current(path := built(wave.name, ESTIMATES)):
        return Study(wave, read_built(wave), read_estimates(path), is_built=True)
    require_loaded(_LOADED)
    responses = take(wave).responses
    return Study(wave, responses, estimate(responses, indicators_in(wave.name)))


def read_built(wave: Wave) -> Responses:
    """Responses that the pipeline has read and checked."""
    return read_responses(
        built(wave.name, RESPONSES),
        wave=wave.name,
        questions=coded_questions(wave.name),
        frame=read_frame(wave.sampling_frame, wave.name),
        undecided=json.loads(built(wave.name, UNDECIDED).read_text(encoding="utf-8")),
    )


def written(value: float | None, indicator: Indicator) -> str:
    """Value of an indicator as a reader sees it: "61,5 %", "4,0"."""
    if value is None or pd.isna(value):
        return "–"
    if indicator.unit == "percent":
        return percent(value) if indicator.kind in ("share", "ratio") else _already_percent(value)
    return number(value, 1)


def gap(difference: float, indicator: Indicator) -> str:
    """A difference as a reader sees it: "+4,5 points", "−0,3"."""
    if indicator.unit == "percent":
        return points(as_share(difference, indicator))
    sign = "+" if rounded(difference, 1) > 0 else ""
    return f"{sign}{number(difference, 1)}"


def as_share(difference: float, indicator: Indicator) -> float:
    """A difference in percent as one of shares, 0-1."""
    return difference if indicator.kind in ("share", "ratio") else difference / 100


def smallest_shown(change: float, indicator: Indicator) -> str:
    """The smallest change that would have been shown, either way: "9,4 points"; "–" for none."""
    return "–" if pd.isna(change) else gap(change, indicator).removeprefix("+")


def fraction(row: dict[Hashable, Any]) -> str:
    """What the value is computed from: "75 / 122", the sum over the count for a mean.

    Where there is nothing to compute it from, the reason in words.
    """
    above, below = float(row["numerator"]), float(row["base"])
    if not below > 0:
        return NOBODY_CONCERNED if row.get("shown") == 0 else NO_ANSWER
    return " / ".join(number(x, 0 if x.is_integer() else 1) for x in (above, below))


def bounds(row: dict[Hashable, Any], indicator: Indicator) -> str:
    """Bounds that the missing answers allow: "57,7 % à 63,8 %"; a dash where there are none."""
    if pd.isna(row["lower"]):
        return "–"
    return f"{written(row['lower'], indicator)} à {written(row['upper'], indicator)}"


def distinct_bounds(row: dict[Hashable, Any], indicator: Indicator) -> str:
    """The bounds, or the one value that they are as it is written: nobody's answer is missing."""
    lower, upper = (written(row[end], indicator) for end in ("lower", "upper"))
    return lower if lower == upper else bounds(row, indicator)


def _already_percent(value: float) -> str:
    return f"{number(value, 1)}{NBSP}%"


# Here, below the imports: what this process will compute with is what lies there now.
_LOADED = loaded_code()
