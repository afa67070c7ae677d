"""Change, verdict and target of an indicator, from tiny frames."""

import math

import pandas as pd
import pytest
from progress_samples import indicator

from bilan.estimation.progress import Before, ProgressLine, change, lines_of, situation
from bilan.project.errors import DataError

NBSP = "\u00a0"


def line(value, before=None, verdict="stable", **fields):
    return ProgressLine(indicator(**fields), {"value": value}, before, verdict)


@pytest.mark.parametrize(
    ("value", "before", "fields", "expected"),
    [
        (0.64, 0.614754, {}, f"+2,5{NBSP}points"),
        (0.352, 0.459, {}, f"−10,7{NBSP}points"),
        (0.5, 0.5, {}, f"0,0{NBSP}point"),
        # 0.3 − 0.1995 is 0.10049999… in binary: the written digits decide.
        (0.3, 0.1995, {}, f"+10,1{NBSP}points"),
        (17.3, 16.7, {"kind": "mean", "numerator": "n"}, f"+0,6{NBSP}point"),
        (4.2, 4.0, {"kind": "mean", "numerator": "n", "unit": "number"}, "+0,2"),
        (3.8, 4.0, {"kind": "mean", "numerator": "n", "unit": "number"}, "−0,2"),
    ],
)
def test_change_is_in_points_for_percentages_only(value, before, fields, expected):
    assert change(line(value, before, **fields)) == expected


@pytest.mark.parametrize("before", [None, float("nan")])
def test_no_change_without_a_value_before(before):
    assert change(line(0.5, before)) == "–"


def test_an_indicator_that_concerns_nobody_has_no_change_and_no_situation():
    one = line(float("nan"), 0.4, target=0.5)
    assert (change(one), situation(one), one.reached) == ("–", "–", None)


def test_no_change_where_the_series_is_broken():
    assert change(line(0.5, 0.4, "non comparable")) == "–"
    assert change(line(0.5, 0.4, "stable")) != "–"


@pytest.mark.parametrize(
    ("value", "target", "progress", "reached", "words"),
    [
        (0.75, 0.75, "up", True, "atteinte"),
        (27 / 45, 0.6, "up", True, "atteinte"),
        (0.64, 0.75, "up", False, f"à 11,0{NBSP}points"),
        (0.25, 0.25, "down", True, "atteinte"),
        (0.352, 0.25, "down", False, f"à 10,2{NBSP}points"),
        (0.7496, 0.75, "up", False, f"à moins de 0,1{NBSP}point"),
        (0.5, None, "none", None, "–"),
    ],
)
def test_target_is_reached_in_its_direction(value, target, progress, reached, words):
    at = line(value, target=target, progress=progress)
    assert at.reached is reached
    assert situation(at) == words


def test_a_target_without_a_direction_is_an_error():
    with pytest.raises(DataError, match="`a` has a target and no direction"):
        _ = line(0.5, target=0.6, progress="none").reached


def whole(**values):
    return pd.DataFrame(
        {"id": list(values), "domain": "ensemble", "category": "", "value": list(values.values())}
    )


def test_lines_join_both_waves_by_indicator():
    evolution = pd.DataFrame(
        {"id": ["b", "a"], "verdict": ["recule", "stable"], "smallest": [math.nan, 0.1]}
    )
    before = Before("2014", whole(b=0.9, a=0.4), evolution)
    known = [indicator("a"), indicator("gone"), indicator("b"), indicator("new")]
    lines = lines_of(known, whole(new=0.1, b=0.7, a=0.5), before=before)
    assert [(x.indicator.id, x.row["value"], x.before, x.verdict) for x in lines] == [
        ("a", 0.5, 0.4, "stable"),
        ("b", 0.7, 0.9, "recule"),
        ("new", 0.1, None, ""),
    ]
    assert [x.smallest == 0.1 for x in lines] == [True, False, False]


def test_first_wave_has_neither_before_nor_verdict():
    (only,) = lines_of([indicator("a")], whole(a=0.5), before=None)
    assert (only.before, only.verdict) == (None, "")
