"""Estimates by type of school, of one indicator."""

import pandas as pd

GROUPS = ["CLG", "LGT", "PRO"]


def estimates(have, bases, *, name="a", answered=None):
    """The estimates of one indicator, over the whole frame and by group of types."""
    frame = pd.DataFrame(
        {
            "id": name,
            "domain": ["ensemble", *["voie"] * 3],
            "category": ["", *GROUPS],
            "numerator": [float(sum(have)), *map(float, have)],
            "base": [float(sum(bases)), *map(float, bases)],
            "answered": [sum(answered or bases), *(answered or bases)],
        }
    )
    return frame.assign(value=frame["numerator"] / frame["base"])
