"""The register of recommendations (`data/preconisations.yml`), and what became of each.

The status of a recommendation is computed, never typed. Each indicator has the verdict of the
wave's comparison with the wave before, read in the direction that the recommendation wants. Then,
in this order:

- « atteint »: all indicators that have a target have reached it (at least one has a target), and
  none recule;
- « non mesuré »: no indicator, or none that is comparable with the wave before;
- « en progrès »: more indicators progressent than reculent;
- « en recul »: more reculent than progressent;
- « sans évolution mesurable »: all are stable, or as many progressent as reculent.

A mixed case thus goes with the greater number; `Outcome.detail` says how many moved each way.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bilan.project.errors import DataError, listed
from bilan.project.paths import INDICATORS, RECOMMENDATIONS, shown
from bilan.project.yaml_records import Strict, as_of, load, remembered
from bilan.survey.indicators import Indicator, read_indicators
from bilan.survey.modalities import WHOLE

if TYPE_CHECKING:
    import pandas as pd

Status = Literal["atteint", "en progrès", "sans évolution mesurable", "en recul", "non mesuré"]

CLEAR = {"progresse": "recule", "recule": "progresse"}


class Basis(Strict, frozen=True):
    """An indicator that a recommendation rests on.

    `target` and `threshold` are on the indicator's own scale (a share is 0-1). The recommendation
    has its reason while the value is below the threshold (direction up) or above it (down).
    """

    id: str
    baseline: str
    direction: Literal["up", "down"]
    target: float | None = None
    threshold: float | None = None

    def reached(self, value: float) -> bool:
        """Whether the value is at the target or past it; False without a target."""
        return self.target is not None and self._past(self.target, value)

    def turned(self, value: float) -> bool:
        """Whether the value is at the threshold or past it: the reason is gone."""
        return self.threshold is not None and self._past(self.threshold, value)

    def _past(self, level: float, value: float) -> bool:
        return value >= level if self.direction == "up" else value <= level


class Recommendation(Strict, frozen=True):
    """A recommendation or a perspective of a bilan, and the indicators that will tell."""

    id: str
    wave: str
    kind: Literal["recommendation", "perspective"]
    chapter: Literal["2.1", "2.2", "3"]
    addressee: list[str]
    short: str
    text: str
    indicators: list[Basis]
    rank: int | None = None
    why_not_measured: str = ""


class RegisterFile(Strict, frozen=True):
    """The content of `data/preconisations.yml`."""

    recommendations: list[Recommendation]


@dataclass(frozen=True)
class Evidence:
    """An indicator of a recommendation: its value at the baseline and now, None where not asked.

    `verdict` is that of the comparison with the wave before, read in the wanted direction: ""
    where there is no such comparison.
    """

    basis: Basis
    indicator: Indicator
    baseline: float | None
    value: float | None
    verdict: str = ""


@dataclass(frozen=True)
class Outcome:
    """A recommendation, its evidence in a wave, and its status; None in the wave that makes it."""

    recommendation: Recommendation
    evidence: tuple[Evidence, ...]
    status: Status | None

    def count(self, verdict: str) -> int:
        """How many indicators have that verdict."""
        return sum(item.verdict == verdict for item in self.evidence)


@remembered
def read_register(
    path: Path = RECOMMENDATIONS, indicators: Path = INDICATORS
) -> tuple[Recommendation, ...]:
    """Recommendations in the order of the file.

    Raises
    ------
    DataError
        The file is wrong: its shape, an id twice, an unknown indicator, a target or a direction
        that is not the indicator's, a reason not to measure beside indicators that do.
    """
    register = load(path, RegisterFile).recommendations
    names = [recommendation.id for recommendation in register]
    problems = [f"`{name}` twice" for name in sorted(set(names)) if names.count(name) > 1]
    stated = read_indicators(indicators)
    for recommendation in register:
        wave = max([recommendation.wave, *(basis.baseline for basis in recommendation.indicators)])
        known = {i.id: as_of(i, i.waves, wave) for i in stated}
        problems += [f"`{recommendation.id}`: {what}" for what in _wrong(recommendation, known)]
    if problems:
        raise DataError(f"{shown(path)} is inconsistent", found="\n" + listed(problems))
    return tuple(register)


def _wrong(recommendation: Recommendation, known: Mapping[str, Indicator]) -> Iterator[str]:
    if recommendation.indicators and recommendation.why_not_measured:
        yield "has indicators and says why it is not measured"
    if (recommendation.kind == "perspective") != (recommendation.rank is not None):
        yield "a perspective has a rank, a recommendation has none"
    for basis in recommendation.indicators:
        indicator = known.get(basis.id)
        if indicator is None:
            yield f"no indicator `{basis.id}`"
            continue
        if basis.target != indicator.target:
            yield f"`{basis.id}`: target {basis.target}, and {indicator.target} in indicateurs.yml"
        if indicator.progress not in ("none", basis.direction):
            yield f"`{basis.id}`: direction {basis.direction}, and progress {indicator.progress}"


def made_by(wave: str | None, register: Sequence[Recommendation]) -> tuple[Recommendation, ...]:
    """Recommendations of one bilan."""
    return tuple(item for item in register if item.wave == wave)


def outcomes(
    register: Sequence[Recommendation],
    *,
    wave: str,
    indicators: Sequence[Indicator],
    estimates: "Mapping[str, pd.DataFrame]",
    evolution: "pd.DataFrame | None" = None,
) -> list[Outcome]:
    """What a wave says of each recommendation, in their order.

    Parameters
    ----------
    indicators
        Those of the project (`read_indicators`): a recommendation may wait for a later wave. Each
        is taken as this wave has it.
    estimates
        By wave: that wave's, and those of the baselines.
    evolution
        The wave's comparison with the one before (see `bilan.estimation.wave_change.compare`).
        Without it, nothing has a status.
    """
    verdicts = (
        None if evolution is None else dict(zip(evolution["id"], evolution["verdict"], strict=True))
    )
    whole: dict[str, dict[str, float]] = {}
    for name, table in estimates.items():
        rows = table[table["domain"] == WHOLE]
        whole[name] = dict(zip(rows["id"], rows["value"], strict=True))
    return outcomes_of(register, wave=wave, indicators=indicators, values=whole, verdicts=verdicts)


def outcomes_of(
    register: Sequence[Recommendation],
    *,
    wave: str,
    indicators: Sequence[Indicator],
    values: Mapping[str, Mapping[str, float]],
    verdicts: Mapping[str, str] | None,
) -> list[Outcome]:
    """What a wave says of each recommendation, from plain mappings.

    `values` are those of each indicator over the whole frame, by wave; `verdicts` those of the
    comparison with the wave before, None where there is none.
    """
    known = {i.id: as_of(i, i.waves, wave) for i in indicators}
    found = []
    for item in register:
        evidence = tuple(
            Evidence(
                basis,
                known[basis.id],
                _number(values.get(basis.baseline, {}).get(basis.id)),
                _number(values[wave].get(basis.id)),
                _wanted(str((verdicts or {}).get(basis.id, "")), basis, known[basis.id]),
            )
            for basis in item.indicators
        )
        status = None if verdicts is None or item.wave >= wave else status_of(evidence)
        found.append(Outcome(item, evidence, status))
    return found


def _number(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


def _wanted(verdict: str, basis: Basis, indicator: Indicator) -> str:
    """The verdict in the direction that the recommendation wants.

    Without a direction of its own, an indicator « progresse » when it rises.
    """
    turned = indicator.progress == "none" and basis.direction == "down"
    return CLEAR.get(verdict, verdict) if turned else verdict


def status_of(evidence: Sequence[Evidence]) -> Status:
    """Status that the evidence gives (see the module)."""
    up = sum(item.verdict == "progresse" for item in evidence)
    down = sum(item.verdict == "recule" for item in evidence)
    aimed = [item for item in evidence if item.basis.target is not None]
    if (
        aimed
        and not down
        and all(item.value is not None and item.basis.reached(item.value) for item in aimed)
    ):
        return "atteint"
    if not any(item.verdict in (*CLEAR, "stable") for item in evidence):
        return "non mesuré"
    if up == down:
        return "sans évolution mesurable"
    return "en progrès" if up > down else "en recul"
