"""Small frames in the shapes that the pictures take."""

import pandas as pd
import pytest

from bilan.illustrations.checked_frames import strongest_first

MISSING = float("nan")


@pytest.fixture
def shares() -> pd.DataFrame:
    rows = [
        ("council", "Conseil pédagogique", 33),
        ("other", "Autre commission", 10),
        ("dedicated", "Comité de pilotage dédié", 75),
        ("none", "Aucune", 4),
    ]
    return pd.DataFrame(
        {"option": option, "label": label, "share": k / 122, "numerator": k, "base": 122}
        for option, label, k in rows
    )


@pytest.fixture
def by_type() -> pd.DataFrame:
    bases = {"CLG": 78, "LGT": 26, "LP": 13, "SEP": 5}
    rows = {
        "Coordonnateur TICE": (0.96, 0.96, 0.92, 1.0),
        "Chef de travaux": (MISSING, 0.27, 0.6, 0.8),
        "Mise à disposition d'ordinateurs portables ou de tablettes": (0.32, 0.5, 0.46, None),
        "AED TICE": (0.64, 0.35, 0.08, 0.0),
    }
    return pd.DataFrame(
        {
            "label": label,
            "group": kind,
            "share": MISSING if share is None else share,
            "base": base,
            "suppressed": share is None,
        }
        for label, cells in rows.items()
        for (kind, base), share in zip(bases.items(), cells, strict=True)
    )


@pytest.fixture
def association(by_type: pd.DataFrame) -> pd.DataFrame:
    """The shares by type, each option with its test, strongest link first; the last has none."""
    rows = [
        ("Coordonnateur TICE", 0.07, 1.0),
        ("Chef de travaux", 0.52, 0.0004),
        ("AED TICE", 0.45, 0.0004),
    ]
    tests = pd.DataFrame(rows, columns=["label", "cramers_v", "p_adjusted"])
    return strongest_first(by_type.merge(tests, on="label", how="left"), alpha=0.05)


@pytest.fixture
def changes() -> pd.DataFrame:
    rows = [
        ("Formation à l'ENT proposée aux parents", 0.467, 0.328, "recule"),
        ("Échange de documents", 0.667, 0.69, "non comparable"),
        ("Coordonnateur TICE dans l'instance", 0.959, 0.96, "stable"),
        ("Évaluation", 0.0, 0.0, "stable"),
        ("Lettre de mission", 0.254, 0.464, "progresse"),
        ("Difficultés matérielles", 0.689, 0.552, "progresse"),
        ("Tableau de bord", MISSING, 0.416, "non comparable"),
    ]
    return pd.DataFrame(rows, columns=["label", "before", "after", "verdict"])
