"""Post-stratified shares, means and ratios: what the figure would be with the field's own mix.

The strata are those of the sampling frame (type of EPLE by secteur). Each answering unit stands for
N_h/n_h units of its stratum.

Collapse rule. A stratum of the field in which nobody answered cannot be weighted: it is merged with
the strata that share its label but for the last part (`("SEP", "prive")` with all of `("SEP",)`),
as often as needed while one part is left. A stratum that has no such neighbour with an answer, or
whose label is a single part, makes an error: the figure would leave units out without a word.
"""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from bilan.project.errors import DataError, listed

Label = tuple[Hashable, ...]


@dataclass(frozen=True)
class PostStratified:
    """A post-stratified figure.

    Attributes
    ----------
    value
        Share 0-1, or mean or ratio in the unit of the data.
    base, population
        Units that answered, and units of the field that they stand for.
    collapsed
        Strata without an answer which were merged with their neighbours, in order.
    """

    value: float
    base: int
    population: int
    collapsed: tuple[Label, ...]


def strata_of(frame: pd.DataFrame, columns: list[str]) -> "pd.Series[Any]":
    """Stratum of each row of a table: the tuple of its values in the columns, on its own index.

    `strata_of(sampling_frame, columns).value_counts()` is the `population` that the functions of
    this module take.
    """
    labels = list(zip(*(frame[column] for column in columns), strict=True))
    return pd.Series(labels, index=frame.index)


def poststratified_ratio(
    numerators: "pd.Series[Any]",
    denominators: "pd.Series[Any]",
    *,
    strata: "pd.Series[Any]",
    population: "pd.Series[int]",
) -> PostStratified:
    """Post-stratified ratio of two sums over all units of the field.

    A share or a mean is the ratio of the values to ones. For a filtered base, pass "ticked inside
    the base" over "inside the base", zero outside it, for all units that answered.

    Parameters
    ----------
    numerators, denominators
        One value for each unit that answered, none missing, on one index.
    strata
        Stratum of each unit, on the same index.
    population
        Units of the field by stratum; its index holds the labels of `strata`.

    Raises
    ------
    DataError
        A stratum that the collapse rule cannot save, an answer outside the field, more answers than
        units in a stratum, a missing value, or a weighted sum of denominators that is not above
        zero.

    Notes
    -----
    Sum over h of N_h p_h / N: Holt, D., and Smith, T. M. F. (1979), "Post stratification", Journal
    of the Royal Statistical Society A 142(1), 33-46.
    """
    answers = pd.DataFrame({"above": numerators, "below": denominators, "stratum": strata})
    if bool(answers.isna().any(axis=None)):
        raise DataError(
            "post-stratification",
            expected="one value and one stratum for each unit that answered",
            found=f"{int(answers.isna().any(axis=1).sum())} units of {len(answers)} without",
            next_step="pass the units that answered only, on one index",
        )
    field = {_label(stratum): int(size) for stratum, size in population.items()}
    drawn = Counter(_label(stratum) for stratum in answers["stratum"])
    _check_field(field, drawn)
    merged = _merged(field, drawn)
    size, answered = _totals(field, merged), _totals(drawn, merged)
    cells = [merged[_label(stratum)] for stratum in answers["stratum"]]
    weights = pd.Series([size[cell] / answered[cell] for cell in cells], index=answers.index)
    whole = float((weights * answers["below"]).sum())
    if whole <= 0:
        raise DataError(
            "post-stratified ratio",
            expected="a weighted sum of denominators above zero",
            found=f"{whole:g}",
            next_step="leave the ratio out for this base",
        )
    return PostStratified(
        value=float((weights * answers["above"]).sum()) / whole,
        base=len(answers),
        population=sum(field.values()),
        collapsed=tuple(sorted(_empty(field, drawn), key=str)),
    )


def _label(stratum: Hashable) -> Label:
    return stratum if isinstance(stratum, tuple) else (stratum,)


def _empty(field: Mapping[Label, int], drawn: Mapping[Label, int]) -> list[Label]:
    """Strata that the field holds and in which nobody answered."""
    return [stratum for stratum, size in field.items() if size and not drawn.get(stratum)]


def _merged(field: Mapping[Label, int], drawn: Mapping[Label, int]) -> dict[Label, Label]:
    """Cell that each stratum is weighted in: itself, or the shorter label that it was merged in."""
    merged = {stratum: stratum for stratum in field}
    for stratum in _empty(field, drawn):
        shorter = stratum[:-1]
        while shorter and not any(n for s, n in drawn.items() if s[: len(shorter)] == shorter):
            shorter = shorter[:-1]
        if not shorter:
            raise DataError(
                f"post-stratification, stratum {_shown(stratum)}",
                expected="an answer in it, or in a stratum that shares its first part",
                found=f"none, for {field[stratum]} units of the field",
                next_step="use coarser strata for this figure",
            )
        # A wider merger made before stands: it holds this one.
        for other, cell in merged.items():
            if other[: len(shorter)] == shorter and len(cell) > len(shorter):
                merged[other] = shorter
    return merged


def _totals(counts: Mapping[Label, int], merged: Mapping[Label, Label]) -> Counter[Label]:
    """Units in each cell."""
    totals: Counter[Label] = Counter()
    for stratum, count in counts.items():
        totals[merged[stratum]] += count
    return totals


def _check_field(field: Mapping[Label, int], drawn: Mapping[Label, int]) -> None:
    beyond = [stratum for stratum, count in drawn.items() if count > field.get(stratum, 0)]
    if beyond or not drawn:
        raise DataError(
            "post-stratification",
            expected="answers, and in each stratum no more of them than units of the field",
            found=listed([_shown(stratum) for stratum in beyond]) or "no answer",
            next_step="check the sampling frame of the wave",
        )


def _shown(stratum: Label) -> str:
    return " × ".join(map(str, stratum))
