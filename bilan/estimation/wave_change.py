"""What changed from the wave before, indicator by indicator, on schools that answered both."""

import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bilan.estimation.hypotheses import hypothesis_of
from bilan.estimation.smallest_change import published_panel, smallest_change
from bilan.estimation.statistics.association import holm
from bilan.estimation.statistics.comparison import (
    PairedShares,
    difference_bounds,
    mcnemar_exact,
    verdict,
)
from bilan.estimation.statistics.detectable import holm_levels
from bilan.estimation.statistics.permutation import (
    PairedValues,
    paired_permutation,
    paired_ratio_permutation,
)
from bilan.estimation.variables import Measure, measures, questions_of
from bilan.responses.responses import Responses
from bilan.survey.codebook import FRAME_COLUMNS, breaks
from bilan.survey.indicators import Indicator
from bilan.survey.modalities import WHOLE
from bilan.survey.question_changes import undeclared

COLUMNS = (
    "id",
    "chapter",
    "paired",
    "before",
    "after",
    "paired_before",
    "paired_after",
    "difference",
    "p_value",
    "p_adjusted",
    "verdict",
    "smallest",
    "reason",
)
BROKEN = {
    "identical": "la série est rompue",
    "reworded": "la question a été reformulée",
    "options changed": "les réponses proposées ont changé",
    "base changed": "la question n’est plus posée aux mêmes EPLE",
    "new": "la question est nouvelle",
}
OTHERWISE = "le champ ou le calcul a changé"
UNDECLARED = "la question a changé sans que le dictionnaire des questions le déclare"
NOBODY = "aucun EPLE n’est dans le champ des deux enquêtes"


def compare(
    before: Responses,
    after: Responses,
    indicators: dict[str, tuple[Indicator, ...]],
    *,
    alpha: float,
    disclosure: int,
) -> pd.DataFrame:
    """One row for each indicator of the later wave, in its order.

    Parameters
    ----------
    alpha
        The level of significance.
    disclosure
        The fewest schools that a published count may rest on.

    Columns
    -------
    paired : schools in the base of both waves, which the test rests on; missing where an answer
        leads to the question, as it would tell how many schools changed that answer.
    before, after : values of each wave, on all that answered it (share 0-1, mean or ratio).
    paired_before, paired_after, difference : the same on the paired schools.
    p_value, p_adjusted : exact McNemar for shares, paired permutation for means and ratios;
        adjusted after Holm over the comparable indicators of the chapter, an indicator and its
        complement counted once.
    verdict : progresse, recule, stable or non comparable.
    smallest : where stable, the smallest change, either way, that these schools would have shown
        (`bilan.estimation.smallest_change`); in the unit of `difference`.
    reason : why it is not comparable, in French; "" where it is, or has no value before.
    """
    earlier = {m.id: m for m in measures(before, indicators[before.wave])}
    later = {m.id: m for m in measures(after, indicators[after.wave])}
    counted = {i.id: (i.numerator, i.base) for i in indicators[before.wave]}
    rows, tests = [], {}
    panels: dict[str, int] = {}
    for indicator in indicators[after.wave]:
        measure = later.get(indicator.id)
        if measure is None:
            continue
        row: dict[str, Any] = {"id": indicator.id, "chapter": indicator.chapter, "reason": ""}
        row["after"] = _value(measure)
        known = earlier.get(indicator.id)
        if known is not None:
            row["before"] = _value(known)
            same = (indicator.numerator, indicator.base) == counted[indicator.id]
            broken = why_broken(indicator, before, after) or ("" if same else OTHERWISE)
            test = None if broken else _test(known, measure, before, after)
            if test is None:
                row |= {"reason": broken} if broken else {"reason": NOBODY, "paired": 0}
            else:
                row |= _told(test)
                tests[indicator.id] = test
                if _is_led_to(indicator):
                    row["paired"] = np.nan
                    panels[indicator.id] = published_panel(
                        *(pd.Series(m.base, r.answers.index)
                          for m, r in ((known, before), (measure, after))),
                        disclosure=disclosure,
                    )  # fmt: skip
        rows.append(row)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    stated = [hypothesis_of(i, after.questions) for i in indicators[after.wave]]
    numbers = {hypothesis: number for number, hypothesis in enumerate(dict.fromkeys(stated))}
    hypotheses = {
        indicator.id: numbers[hypothesis]
        for indicator, hypothesis in zip(indicators[after.wave], stated, strict=True)
    }
    table = table.drop(columns="p_adjusted").join(_after_holm(table, hypotheses, alpha))
    directions = {indicator.id: indicator.progress for indicator in indicators[after.wave]}
    kinds = {indicator.id: indicator.kind for indicator in indicators[after.wave]}
    table["verdict"] = [
        verdict(
            float(row["difference"]),
            float(row["p_adjusted"]),
            progress=directions[str(row["id"])],
            comparable=bool(not pd.isna(row["p_value"])),
            alpha=alpha,
        )
        for row in table.to_dict("records")
    ]
    table["smallest"] = [
        smallest_change(
            tests[name],
            level=level,
            kind=kinds[name],
            disclosure=disclosure,
            panel=panels.get(name),
        )
        if given == "stable"
        else np.nan
        for name, level, given in zip(table["id"], table["level"], table["verdict"], strict=True)
    ]
    return table[list(COLUMNS)]


def _is_led_to(indicator: Indicator) -> bool:
    """Whether answers decide on who is in the base."""
    return isinstance(indicator.base, dict) and not set(indicator.base) <= set(FRAME_COLUMNS)


def _after_holm(table: pd.DataFrame, hypotheses: dict[str, int], alpha: float) -> pd.DataFrame:
    """Adjusted p-value, and the level that the raw one must be below, of each test; by its row.

    A family is the tests of a chapter: they are read together, and any of them may make the
    chapter say that something changed. Each hypothesis counts once.
    """
    found = pd.DataFrame(np.nan, index=table.index, columns=["p_adjusted", "level"])
    tested = table[table["p_value"].notna()]
    for _, family in tested.groupby("chapter"):
        stated = family["id"].map(hypotheses)
        once = family.loc[~stated.duplicated(), "p_value"].set_axis(stated.drop_duplicates())
        found.loc[family.index, "p_adjusted"] = stated.map(holm(once))
        found.loc[family.index, "level"] = stated.map(holm_levels(once, alpha))
    return found


def with_bounds(
    changes: pd.DataFrame, *, before: pd.DataFrame, after: pd.DataFrame
) -> pd.DataFrame:
    """The comparison with the bounds of each change, from the estimates of both waves.

    Columns lower, upper : lowest and highest change (after minus before, on all that answered)
        that the missing answers of both waves allow; missing where a bound is, or where the series
        is broken.
    """
    known = [table[table["domain"] == WHOLE].set_index("id") for table in (before, after)]
    rows = []
    for name, verdict_given in zip(changes["id"], changes["verdict"], strict=True):
        ends = [
            (float(table.loc[name, "lower"]), float(table.loc[name, "upper"]))
            for table in known
            if name in table.index
        ]
        comparable = verdict_given != "non comparable" and len(ends) == 2
        rows.append(difference_bounds(*ends) if comparable else (np.nan, np.nan))
    return changes.assign(lower=[low for low, _ in rows], upper=[high for _, high in rows])


def read_changes(path: Path) -> pd.DataFrame:
    """A comparison that was written as CSV; "1.1" is a chapter, not a number."""
    table = pd.read_csv(path, dtype={"id": str, "chapter": str, "verdict": str, "reason": str})
    return table.assign(reason=table["reason"].fillna(""))


def why_broken(indicator: Indicator, before: Responses, after: Responses) -> str:
    """Why the series of an indicator breaks between two waves, in French; "" where it goes on.

    It goes on where each question that the indicator uses does: in every wave between as well, as
    the codebook declares and as it holds, and with no label of an export left to be decided on.
    """
    used = questions_of(indicator) - set(FRAME_COLUMNS)
    declared = breaks(before.wave, after.wave)
    changed = undeclared(before.wave, after.wave)
    reasons = []
    for name in sorted(used):
        reasons += [asked.reason or BROKEN[asked.change] for asked in declared.get(name, ())]
        reasons += [UNDECLARED] if name in changed else []
        reasons += [wave.undecided[name] for wave in (before, after) if name in wave.undecided]
    return " ; ".join(dict.fromkeys(reasons))


def _value(measure: Measure) -> float:
    above, below = _series(measure)
    return float(above.sum() / below.sum()) if below.sum() > 0 else float("nan")


def _series(measure: Measure) -> tuple["pd.Series[float]", "pd.Series[float]"]:
    valid = measure.base & ~np.isnan(measure.numerator) & ~np.isnan(measure.denominator)
    return pd.Series(measure.numerator[valid]), pd.Series(measure.denominator[valid])


def _test(
    known: Measure, measure: Measure, before: Responses, after: Responses
) -> PairedShares | PairedValues | None:
    """Paired test of one indicator, seeded by its name so that its order does not matter.

    None where no school is in the base of both waves.
    """
    seed = zlib.crc32(measure.id.encode())
    first, second = _paired_frame(known, before), _paired_frame(measure, after)
    if first.index.intersection(second.index).empty:
        return None
    if measure.kind == "share":
        return mcnemar_exact(first["numerator"] == 1.0, second["numerator"] == 1.0)
    if measure.kind == "ratio":
        return paired_ratio_permutation(first, second, seed=seed)
    return paired_permutation(first["numerator"], second["numerator"], seed=seed)


def _told(test: PairedShares | PairedValues) -> dict[str, float]:
    return {
        "paired": test.units,
        "paired_before": test.before,
        "paired_after": test.after,
        "difference": test.difference,
        "p_value": test.p_value,
    }


def _paired_frame(measure: Measure, responses: Responses) -> pd.DataFrame:
    frame = pd.DataFrame(
        {"numerator": measure.numerator, "denominator": measure.denominator},
        index=responses.answers.index,
    )
    return frame[measure.base].dropna()
