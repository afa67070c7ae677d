"""Numbers whose sum is exactly the one asked for."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd

from bilan.project.errors import DataError


def sum_for(mean: str, number: float) -> int:
    """Whole sum that gives a mean over `number`, to the decimals of the mean.

    `number` may be a count of schools or, for a ratio in percent, a total over 100.
    """
    total = round(float(mean) * number)
    places = Decimal(mean)
    if Decimal(total / number).quantize(places, rounding=ROUND_HALF_UP) != places:
        raise DataError("simulation", expected=f"a mean of {mean}", found=f"{total / number:.4f}")
    return total


def settle(
    rng: np.random.Generator,
    values: pd.Series,
    *,
    total: int,
    lowest: pd.Series,
    highest: pd.Series,
    step: int = 1,
) -> pd.Series:
    """The values, moved as little as needed so that they add up to `total`.

    Schools drawn at random move by `step` while the gap is that wide, then by 1, and stay between
    `lowest` and `highest`.
    """
    values = values.clip(lowest, highest).astype(int)
    if not lowest.sum() <= total <= highest.sum():
        raise DataError("simulation", expected=f"room for a sum of {total}")
    while gap := total - int(values.sum()):
        move = int(np.sign(gap)) * (step if abs(gap) >= step else 1)
        room = (values + move).between(lowest, highest)
        if not room.any():
            step = 1
            continue
        school = rng.choice(values.index[room].to_numpy())
        values[school] += move
    return values


def within(values: pd.Series, *, low: int, high: int) -> tuple[pd.Series, pd.Series]:
    """Two series of the index of `values`: the same lowest and highest value for each school."""
    return pd.Series(low, index=values.index), pd.Series(high, index=values.index)
