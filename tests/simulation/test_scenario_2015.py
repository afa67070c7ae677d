"""The second wave shows what data/README.md says: which indicators move, and which do not."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

NOISE, CLEAR = 0.15, 0.001

# variable in 2014, in 2015 where it differs, the answer that counts, counts, what the test must say
MOVES = [
    ("instance", None, "A1", 75, 80, "noise"),
    ("instance", None, "A2", 33, 33, "noise"),
    ("instance", None, "A3", 10, 8, "noise"),
    ("instance", None, "A4", 4, 4, "noise"),
    ("instancetaille", None, "A2", 59, 63, "noise"),
    ("composition_SQ004", None, "Y", 117, 120, "noise"),
    ("composition_SQ001", None, "Y", 96, 101, "noise"),
    ("composition_SQ002", None, "Y", 103, 104, "noise"),
    ("composition_SQ008", None, "Y", 45, 66, "clear"),
    ("composition_SQ007", None, "Y", 38, 45, "noise"),
    ("composition_SQ005", None, "Y", 47, 64, "clear"),
    ("composition_SQ006", None, "Y", 41, 46, "noise"),
    ("sujets_SQ001", None, "Y", 84, 69, "clear"),
    ("sujets_SQ002", None, "Y", 63, 68, "noise"),
    ("sujets_SQ003", None, "Y", 55, 58, "noise"),
    ("meticefonctions_SQ001", None, "Y", 42, 40, "other base"),
    ("meticefonctions_SQ002", None, "Y", 26, 27, "other base"),
    ("meticefonctions_SQ003", None, "Y", 17, 19, "other base"),
    ("projetetablissement", None, "Y", 97, 110, "clear"),
    ("lettremission", None, "Y", 31, 58, "clear"),
    ("rapportactivite", None, "Y", 43, 46, "noise"),
    ("evaluation", None, "Y", 5, 7, "noise"),
    ("accompagnement_SQ001", None, "Y", 99, 100, "noise"),
    ("accompagnement_SQ002", None, "Y", 55, 57, "noise"),
    ("accompagnement_SQ003", None, "Y", 25, 42, "clear"),
    ("parentsformation", "formationparents", "Y", 57, 41, "clear"),
    ("parentsusages_SQ001", None, "Y", 92, 98, "noise"),
    ("parentslocal", None, "Y", 18, 22, "noise"),
    ("referentappel", None, "Y", 84, 91, "noise"),
    ("referentinstance", None, "Y", 51, 70, "clear"),
    ("pfe", None, "Y", 37, 55, "clear"),
    ("maintenance_SQ001", None, "Y", 101, 104, "noise"),
    ("maintenance_SQ002", None, "Y", 56, 44, "clear"),
    ("maintenance_SQ004", None, "Y", 14, 29, "clear"),
    ("popequipe", None, "Y", 27, 29, "noise"),
]
# numbers: variables summed, over what, figure of each wave, what the test must say
NUMBERS = [
    (["referentfrequence"], None, "3.0", "3.1", "noise"),
    (["cticeservice"], None, "20.0", "20.4", "noise"),
    (["formesexterne"], "enseignantstotal", "18.6", "18.9", "noise"),
    (["formesinterne"], "enseignantstotal", "15.4", "20.8", "clear"),
    (["formesexterne", "formesinterne"], "enseignantstotal", "34.0", "39.7", "clear"),
]


def mcnemar(before: pd.Series, after: pd.Series) -> float:
    """Exact p-value of McNemar's test on paired yes and no."""
    gained, lost = int((after & ~before).sum()), int((before & ~after).sum())
    return float(binomtest(gained, gained + lost).pvalue) if gained + lost else 1.0


def sign_flip(difference: np.ndarray) -> float:
    """Monte-Carlo p-value of the paired permutation test of a mean difference of zero."""
    signs = np.random.default_rng(7).choice([-1, 1], size=(4999, len(difference)))
    extreme = np.abs((signs * difference).sum(axis=1)) >= abs(difference.sum()) - 1e-9
    return float((extreme.sum() + 1) / 5000)


def judged(p: float, meant: str) -> bool:
    return {"clear": p < CLEAR, "noise": p > NOISE, "other base": True}[meant]


def test_who_answers(kept_2014: Any, kept_2015: Any) -> None:
    both = kept_2014.rows.index.intersection(kept_2015.rows.index)
    assert (len(kept_2015.rows), len(kept_2015.frame), len(both)) == (125, 131, 118)
    new = kept_2015.schools.drop(both)
    assert (new.ouverture == "2015").sum() == 3
    gone = kept_2014.frame.index.difference(kept_2015.frame.index)
    assert len(gone) == 2
    assert gone.isin(kept_2014.rows.index).all()
    assert (kept_2015.schools.type != "CLG").sum() == 46


@pytest.mark.parametrize("move", MOVES, ids=lambda m: f"{m[0]}={m[2]}")
def test_count_and_verdict(move: tuple[Any, ...], kept_2014: Any, kept_2015: Any) -> None:
    column, later, answer, before, after, meant = move
    first = kept_2014.rows[column] == answer
    second = kept_2015.rows[later or column] == answer
    assert (first.sum(), second.sum()) == (before, after)
    both = first.index.intersection(second.index)
    assert judged(mcnemar(first[both], second[both]), meant)


def test_filtered_bases(kept_2015: Any) -> None:
    rows = kept_2015.rows
    assert (rows.filter(like="meticefonctions_") == "Y").any(axis=1).sum() == 58
    assert (rows.parentslocal != "").sum() == 98
    assert (rows.popequipe != "").sum() == 46
    assert rows.referentfrequence.notna().sum() == 91


def test_complete_steering(kept_2014: Any, kept_2015: Any) -> None:
    def complete(rows: pd.DataFrame) -> pd.Series:
        steered = (rows.projetetablissement == "Y") & (rows.instance != "A4")
        return steered & (rows.lettremission == "Y")

    first, second = complete(kept_2014.rows), complete(kept_2015.rows)
    assert (first.sum(), second.sum()) == (30, 50)
    both = first.index.intersection(second.index)
    assert mcnemar(first[both], second[both]) < CLEAR


@pytest.mark.parametrize("number", NUMBERS, ids=lambda n: "+".join(n[0]))
def test_number_and_verdict(number: tuple[Any, ...], kept_2014: Any, kept_2015: Any) -> None:
    columns, below, before, after, meant = number

    def figure(rows: pd.DataFrame) -> float:
        if below is None:
            return float(rows[columns[0]].mean())
        return float(100 * rows[columns].sum().sum() / rows[below].sum())

    assert [f"{figure(k.rows):.1f}" for k in (kept_2014, kept_2015)] == [before, after]
    both = kept_2014.rows.index.intersection(kept_2015.rows.index)
    first, second = (
        k.rows.loc[both, columns].sum(axis=1, skipna=False) for k in (kept_2014, kept_2015)
    )
    if below is not None:
        first, second = first / kept_2014.rows[below], second / kept_2015.rows[below]
    assert judged(sign_flip((second - first).dropna().to_numpy()), meant)


def test_subject_fields_move_within_noise(kept_2014: Any, kept_2015: Any) -> None:
    first, second = (
        (k.rows.filter(like="champsdisciplinaires_") == "Y").sum(axis=1)
        for k in (kept_2014, kept_2015)
    )
    assert (f"{first.mean():.1f}", f"{second.mean():.1f}") == ("4.0", "4.2")
    both = first.index.intersection(second.index)
    assert sign_flip((second[both] - first[both]).to_numpy()) > NOISE


def test_what_was_asked_otherwise(kept_2014: Any, kept_2015: Any) -> None:
    assert f"{kept_2015.rows.cptemps.mean():.1f}" == "17.3"
    assert "referentconnu" in kept_2014.export
    assert "referentconnu" not in kept_2015.export
    assert (kept_2015.rows.tableaubord == "Y").sum() == 52
    assert "parentsusages_SQ005" not in kept_2014.export
    assert (kept_2015.rows.parentsusages_SQ005 == "Y").sum() > 0


def test_metice_is_still_the_first_theme_of_pfe(kept_2015: Any) -> None:
    counts = (kept_2015.rows.filter(like="pfetypes_") == "Y").sum().sort_values(ascending=False)
    assert counts.index[0] == "pfetypes_SQ001"
    assert counts.iloc[0] > 1.5 * counts.iloc[1]
