"""Which p-values may have been published as they are written: a class, a yes or no, digits."""

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
FINE = 0.01  # a class that is named beside the level


def may_be(
    p: Floats, written: str, alpha: float, *, named: Collection[float] = (FINE,)
) -> npt.NDArray[np.bool_]:
    """Whether each p-value may have been written so.

    Of two classes the narrower is named: what is said to be under the level is not under 0.01,
    where that is `named` beside the level.
    "oui" and "non" say whether it is under the level. `alpha` is the level of the wave.
    """
    text = "".join(written.split()).replace(",", ".").replace("≥", ">=")
    if text in ("oui", "non"):
        return np.asarray((p < alpha) == (text == "oui"))
    if text.startswith(">="):
        return np.asarray(p >= float(text[2:]))
    if text.startswith("<"):
        limit = float(text[1:])
        below = max((finer for finer in (*named, alpha) if finer < limit), default=0.0)
        return np.asarray((p >= below) & (p < limit))
    half = 0.5 * 10.0 ** -len(text.partition(".")[2]) + 1e-9
    return np.asarray(np.abs(p - float(text)) <= half)
