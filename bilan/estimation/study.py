"""A wave ready to be looked at: what notebooks open."""

import json
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from bilan.estimation.association import links_with_type
from bilan.estimation.estimates import estimate, read_estimates
from bilan.estimation.wave_change import compare, read_changes, with_bounds
from bilan.french.formats import (
    NBSP,
    NOBODY_CONCERNED,
    number,
    percent,
    points,
    rounded,
    side_of_level,
)
from bilan.project.current_builds import is_current, loaded_code, require_loaded
from bilan.project.errors import DataError
from bilan.project.paths import ESTIMATES, EVOLUTION, RESPONSES, SET_ASIDE, UNDECIDED, built
from bilan.project.publishable import PublishedTable
from bilan.project.yaml_records import as_of
from bilan.responses.load import coded_questions, take
from bilan.responses.records import aside_by_reason
from bilan.responses.responses import Responses, read_responses
from bilan.survey.codebook import Asked
from bilan.survey.indicators import Indicator, indicators_in, read_indicators
from bilan.survey.modalities import WHOLE
from bilan.survey.sampling_frame import read_frame
from bilan.survey.wave import Wave, read_wave

NO_ANSWER = "aucune réponse"


@dataclass(frozen=True)
class Study:
    """A wave, its responses and its estimates.

    A notebook publishes what is a `PublishedTable`. The rest is to be looked at and computed with.
    """

    wave: Wave
    responses: Responses
    estimates: pd.DataFrame

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

    def links(self, question: str) -> pd.DataFrame:
        """Association of each option of a question with the type of EPLE."""
        return links_with_type(self.responses, question)

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
        labels = {f"{question}={name}": o.label for name, o in asked.options.items()}
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

    @cached_property
    def set_aside(self) -> PublishedTable:
        """Rows of the export that do not count: motif, lignes (how many), a row each reason.

        Their numbers in the export are in `_build/<wave>/ecartes.csv`, which is not published.
        """
        path = built(self.wave.name, SET_ASIDE)
        if is_current(path):
            reasons = list(pd.read_csv(path)["motif"])
        else:
            reasons = [aside.reason for aside in take(self.wave).set_aside]
        return PublishedTable(aside_by_reason(reasons))

    def participation(self) -> PublishedTable:
        """Schools asked and schools that answered, by type, secteur and bassin."""
        rates = self.estimates[self.estimates["id"] == "response_rate"]
        table = pd.DataFrame(
            {
                "EPLE interrogés": rates["base"].astype(int).to_numpy(),
                "Répondants": rates["numerator"].astype(int).to_numpy(),
                "Taux": [percent(rate) if rate == rate else "–" for rate in rates["value"]],
            },
            index=pd.MultiIndex.from_arrays(
                [rates["domain"], rates["category"]], names=["Domaine", "Catégorie"]
            ),
        )
        return PublishedTable(table)

    def item_response(self) -> PublishedTable:
        """For each question: to how many respondents it was shown, how many answered it."""
        rows = []
        for question in self.responses.questions:
            given = self.responses.answers[list(question.items.values())].notna().any(axis=1)
            shown = self.responses.shown[question.id]
            rows.append((question.id, int(shown.sum()), int((shown & given).sum())))
        table = pd.DataFrame(rows, columns=["Question", "Posée à", "Répondue par"])
        return PublishedTable(table.set_index("Question"))

    def changes(self) -> PublishedTable:
        """Each indicator in both waves with its verdict; for a first wave, value and target.

        `Écart décelable`: for a stable indicator, the smallest change that would not have been.
        """
        known = {indicator.id: indicator for indicator in self.indicators}
        if self.previous is None or self.evolution is None:
            followed = [i for i in self.indicators if i.target is not None]
            table = self.table(*[indicator.id for indicator in followed])[["Valeur"]]
            return PublishedTable(table.assign(Cible=[written(i.target, i) for i in followed]))
        before, after = self.previous.wave.name, self.wave.name
        rows = [
            {
                "Indicateur": known[row["id"]].label,
                before: written(row["before"], known[row["id"]]),
                after: written(row["after"], known[row["id"]]),
                "EPLE appariés": "–" if row["paired"] != row["paired"] else int(row["paired"]),
                "p (Holm)": side_of_level(row["p_adjusted"], self.wave.stated.alpha),
                "Verdict": row["verdict"],
                "Écart décelable": smallest_shown(row["smallest"], known[row["id"]]),
                "Motif": row["reason"],
            }
            for row in self.evolution.to_dict("records")
        ]
        return PublishedTable(pd.DataFrame(rows).set_index("Indicateur"))

    def table(self, *names: str) -> PublishedTable:
        """Indicators as a reader sees them: value, count out of base, bounds; a row each.

        One that this wave does not ask has dashes.
        """
        everywhere = [as_of(i, i.waves, self.wave.name) for i in read_indicators()]
        known = {indicator.id: indicator for indicator in (*everywhere, *self.indicators)}
        whole = self.estimates[self.estimates["domain"] == WHOLE].set_index("id")
        rows = []
        for name in names:
            if name not in known:
                raise DataError(f"there is no indicator `{name}`", next_step="mend its name")
            if name not in whole.index:
                cells = dict.fromkeys(("Valeur", "Calcul", "Bornes"), "–")
                base = f"question non posée en {self.wave.name}"
                rows.append({"Indicateur": known[name].label, **cells, "Base": base})
                continue
            row = whole.loc[name].to_dict()
            rows.append(
                {
                    "Indicateur": known[name].label,
                    "Valeur": written(row["value"], known[name]),
                    "Calcul": fraction(row),
                    "Bornes": bounds(row, known[name]),
                    "Base": known[name].base_label,
                }
            )
        return PublishedTable(pd.DataFrame(rows).set_index("Indicateur"))


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
        return Study(wave, read_built(wave), read_estimates(path))
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
    if value is None or value != value:
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
    return "–" if change != change else gap(change, indicator).removeprefix("+")


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
    if row["lower"] != row["lower"]:
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
